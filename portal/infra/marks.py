"""The marks of what each organisation may see, new with every change, and the moments at which time alone changes it.

The session gives the marks, not the modules: before every flush it asks each row whose pages may show it. So no act
can forget to, and a new module has nothing to do.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Index,
    Select,
    UniqueConstraint,
    bindparam,
    delete,
    event,
    insert,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session

from portal.infra.access import actor_or_none
from portal.infra.db import InstantType, Key, Model, Word
from portal.infra.tenancy import Installation, PartOf, Private, Shared, TenantSession, across_tenants
from portal.infra.tenancy.kinds import parent_of, table_of

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
    if EVERYBODY not in known:
        _remember_older_moments(session)
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


def _remember_older_moments(session: Session) -> None:
    """Before the first mark: the moments to come in rows that were written before there were marks."""
    parents: dict[Any, frozenset[int]] = {}
    with across_tenants("moments in rows from before the first mark are remembered once"):
        for query in _rows_to_come():
            for row in session.scalars(query, {"moment": datetime.now(UTC)}):
                scopes = scopes_of(session, row, parents)
                _moments(session).update((scope, at) for at in _moments_in(row) for scope in scopes)


@cache
def _rows_to_come() -> tuple[Select[Any], ...]:
    moment = bindparam("moment", type_=InstantType())
    kinds = {mapper.class_: _instants(mapper) for mapper in Model.registry.mappers}
    return tuple(
        select(kind).where(or_(*(getattr(kind, name) > moment for name in names)))
        for kind, names in kinds.items()
        if names and not issubclass(kind, Installation)
    )


def _instants(mapper: Any) -> tuple[str, ...]:
    columns = ((one.key, one.columns[0]) for one in mapper.column_attrs)
    return tuple(key for key, column in columns if isinstance(column.type, InstantType))


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
    for name in _instants(inspect(row).mapper):
        at = getattr(row, name)
        if at is not None and at > moment and at.timestamp() % QUARTER:
            yield at
