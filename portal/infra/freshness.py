"""Whether a page is still what its reader last saw, known without making it anew.

Every transaction that changes rows gives each organisation that may see them a new mark, in the same transaction.
The tag of a page is made of the marks, the reader, the address and the time; as long as it stays the same, so does
the page, and the browser is told to show the one it has. Where anything is unknown there is no tag, and the page is
made anew: a wrong tag would show old figures as today's.

What changes by the clock alone changes at a quarter of an hour, where every time zone has its midnights, or at a
moment that stands in a row; such moments are remembered when the row is written.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import (
    ColumnElement,
    Index,
    UniqueConstraint,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session

from portal.infra.access import Actor, actor_or_none
from portal.infra.db import InstantType, Key, Model, Word
from portal.infra.i18n import language_of_request
from portal.infra.tenancy import Installation, PartOf, Private, Shared, TenantSession
from portal.infra.tenancy.kinds import parent_of, table_of

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY = 0
"""The scope of what any organisation may see, such as names and published profiles."""

UNSEEN = frozenset(
    {
        "audit_heads",  # entries are what pages show
        "data_marks",
        "data_moments",
        "jobs",  # pages that wait for one look again by themselves
        "mails",  # the operator's outbox
        "one_time_links",  # shown once, to whoever made it
        "sign_in_failures",
        "sign_ins",  # read anew with every request, before any tag is compared
    }
)
"""Tables of which no page with a tag shows anything."""

SEEN_ACROSS = frozenset({"memberships", "organisation_details", "users"})
"""Rows that are shown beyond the organisation they belong to: a person's other places, a partner's particulars."""

QUARTER = 15 * 60
PLAIN = {"synchronize_session": False}


class DataMark(Installation, Model):
    """The mark of what one organisation may see; new with every change, never one it had before."""

    __tablename__ = "data_marks"
    __table_args__ = (UniqueConstraint("scope"),)

    id: Mapped[Key]
    scope: Mapped[int]
    """The organisation, or :data:`EVERYBODY`."""
    mark: Mapped[Word]


class DataMoment(Installation, Model):
    """A moment to come at which something stored looks different, such as the opening of a sealed quote."""

    __tablename__ = "data_moments"
    __table_args__ = (Index("ix_data_moments_scope_at", "scope", "at"),)

    id: Mapped[Key]
    scope: Mapped[int]
    at: Mapped[datetime]


def same_until_changed(view: View) -> View:
    """Mark a reading view whose page follows from the database, its reader, its address and the time alone."""
    view.__dict__["same_until_changed"] = True
    return view


def marks_of(organisation: Any, moment: Any) -> tuple[ColumnElement[Any], ...]:
    """Columns for the statement that finds who acts: the two marks, and the last remembered moment that has passed."""
    scopes = (EVERYBODY, organisation)
    return (
        select(DataMark.mark).where(DataMark.scope == EVERYBODY).scalar_subquery(),
        select(DataMark.mark).where(DataMark.scope == organisation).scalar_subquery(),
        select(func.max(DataMoment.at))
        .where(DataMoment.scope.in_(scopes), DataMoment.at <= moment)
        .scalar_subquery(),
    )


def state_of(everybody: str | None, own: str | None, passed: datetime | None, moment: datetime) -> str:
    """What an organisation may see at a moment, in one word; empty while it has no marks.

    The very instant of a moment is told from the time after it: "late" begins just behind the due time.
    """
    if not (everybody and own):
        return ""
    seconds = moment.timestamp()
    quarter = int(seconds // QUARTER)
    edge = (seconds == quarter * QUARTER, moment == passed)
    return f"{everybody}|{own}|{passed}|{quarter}|{edge}"


def install_freshness(app: Flask) -> None:
    """Answer "not changed" before a view runs, and give every page that can have one its tag."""
    release = _release(app)

    @app.before_request
    def compare() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        g.tag = _tag(release) if getattr(view, "same_until_changed", False) else None
        if g.tag is None or not request.if_none_match.contains(g.tag):
            return None
        unchanged = Response(status=304)
        unchanged.set_etag(g.tag)
        return unchanged

    @app.after_request
    def tell(response: Response) -> Response:
        tag = g.get("tag")
        if tag is not None and response.status_code == 200 and "_flashes" not in session:
            response.set_etag(tag)
        return response


def _tag(release: str) -> str | None:
    """The tag of the page asked for; None where it cannot be known."""
    acting = actor_or_none()
    if acting is None or not acting.seen_state or request.method != "GET":
        return None
    if "_flashes" in session or "csrf_token" not in session or "HX-Request" in request.headers:
        return None
    known = (
        release,
        _who(acting),
        acting.seen_state,
        language_of_request(),
        request.url,
        sorted(session.items()),
        sorted((name, value) for name, value in request.cookies.items() if name != _session_cookie()),
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()[:40]


def _who(acting: Actor) -> tuple[Any, ...]:
    return (
        *(acting.user_id, acting.label, acting.organisation_id, acting.organisation_name),
        *(acting.side, sorted(acting.roles), acting.time_zone, acting.is_small),
    )


def _session_cookie() -> str:
    return str(current_app.config["SESSION_COOKIE_NAME"])


def _release(app: Flask) -> str:
    """The program and its settings as they are at the start: another release may draw the same rows otherwise."""
    root = Path(app.root_path)
    parts = [f"{app.config['SETTINGS']!r}", str(app.config["SECRET_KEY"])]
    for folder in (root, Path(str(app.template_folder))):
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".html", ".mo", ".css", ".js", ".svg", ".json"):
                status = file.stat()
                parts.append(f"{file}|{status.st_size}|{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@event.listens_for(TenantSession, "before_flush")
def _notice_rows(session: Session, context: Any, instances: Any) -> None:
    """Remember whose pages the rows about to be written stand on."""
    parents: dict[Any, frozenset[int]] = {}
    changed = (row for row in session.dirty if session.is_modified(row))
    for row in [*session.new, *session.deleted, *changed]:
        scopes = scopes_of(session, row, parents)
        _pending(session).update(scopes)
        _moments(session).update((scope, at) for at in _moments_in(row) for scope in scopes)


@event.listens_for(TenantSession, "do_orm_execute")
def _notice_statements(state: ORMExecuteState) -> None:
    """A statement that writes many rows at once does not say whose they were: everybody's pages may change."""
    if state.is_select:
        return
    table = getattr(state.statement, "table", None)
    if table is None or table.name not in UNSEEN:
        _pending(state.session).add(EVERYBODY)


@event.listens_for(TenantSession, "before_commit")
def _give_new_marks(session: Session) -> None:
    """Write the new marks in the transaction of the change itself."""
    if session.in_nested_transaction():
        return
    session.flush()
    scopes = _pending(session)
    if not scopes:
        return
    known = set(session.scalars(select(DataMark.scope).where(DataMark.scope.in_({*scopes, EVERYBODY}))))
    if changed := scopes & known:
        fresh = update(DataMark).where(DataMark.scope.in_(changed)).values(mark=secrets.token_hex(16))
        session.execute(fresh, execution_options=PLAIN)
    if missing := (scopes | {EVERYBODY}) - known:
        rows = [{"scope": scope, "mark": secrets.token_hex(16)} for scope in sorted(missing)]
        session.execute(insert(DataMark), rows)
    if moments := _moments(session):
        passed = DataMoment.at < datetime.now(UTC) - timedelta(days=1)
        session.execute(
            delete(DataMoment).where(DataMoment.scope.in_(scopes), passed), execution_options=PLAIN
        )
        session.execute(insert(DataMoment), [{"scope": scope, "at": at} for scope, at in sorted(moments)])
    scopes.clear()
    moments.clear()


def _pending(session: Session) -> set[int]:
    found: set[int] = session.info.setdefault("changed_scopes", set())
    return found


def _moments(session: Session) -> set[tuple[int, datetime]]:
    found: set[tuple[int, datetime]] = session.info.setdefault("moments_to_come", set())
    return found


def scopes_of(session: Session, row: Any, parents: dict[Any, frozenset[int]]) -> frozenset[int]:
    """Whose pages may show a row: its organisations, everybody, or nobody's.

    ``parents`` keeps what was found for rows that belong to others, so that a thousand parts ask once.
    """
    table = table_of(type(row)).name
    if table in UNSEEN:
        return frozenset()
    if isinstance(row, PartOf):
        return _scopes_of_parent(session, row, parents)
    if table == "idempotency_keys":
        acting = actor_or_none()
        return frozenset({acting.organisation_id} if acting and acting.organisation_id else ())
    if isinstance(row, Private | Shared) and table not in SEEN_ACROSS:
        return frozenset(_organisations(row))
    return frozenset({EVERYBODY})


def _scopes_of_parent(session: Session, row: Any, parents: dict[Any, frozenset[int]]) -> frozenset[int]:
    kind, column = parent_of(type(row))
    key = (kind, getattr(row, column))
    if key[1] is None:
        return frozenset({EVERYBODY})
    if key not in parents:
        with session.no_autoflush:
            parent = session.get(kind, key[1])
        parents[key] = frozenset({EVERYBODY}) if parent is None else scopes_of(session, parent, parents)
    return parents[key]


def _organisations(row: Any) -> Iterable[int]:
    """Every organisation a row names: those it belongs to, and whoever else it was made by or for."""
    for column in table_of(type(row)).columns:
        if any(key.column.table.name == "organisations" for key in column.foreign_keys):
            organisation = getattr(row, column.key)
            if organisation is not None:
                yield organisation


def _moments_in(row: Any) -> Iterable[datetime]:
    """The moments to come that stand in a row, but for those at which every tag changes anyhow."""
    moment = datetime.now(UTC)
    if isinstance(row, Installation):
        return
    for attribute in inspect(row).mapper.column_attrs:
        if isinstance(attribute.columns[0].type, InstantType):
            at = getattr(row, attribute.key)
            if at is not None and at > moment and at.timestamp() % QUARTER:
                yield at
