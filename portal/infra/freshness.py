"""Whether a page is still what its reader last saw, known without making it anew.

Every transaction that changes rows gives each organisation that may see them a new mark, in the same transaction.
The tag of a page is made of the marks, the reader, the address and the time; as long as it stays the same, so does
the page, and the browser is told to show the one it has. Where anything is unknown there is no tag, and the page is
made anew: a wrong tag would show old figures as today's.

What changes by the clock alone changes at a quarter of an hour, where every time zone has its midnights, or at a
moment that stands in a row; such moments are remembered when the row is written.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import ColumnElement, func, select

from portal.infra.access import Actor, actor_or_none
from portal.infra.i18n import language_of_request
from portal.infra.marks import EVERYBODY, QUARTER, DataMark, DataMoment

View = TypeVar("View", bound=Callable[..., Any])


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
