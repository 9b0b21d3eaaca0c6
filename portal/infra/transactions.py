"""One request or job is one transaction: committed when it answers well, rolled back otherwise."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import SessionTransaction

from portal.infra.db import db, intending_to_write, turn_on_postgresql, writing
from portal.infra.tenancy import across_tenants, set_viewer
from portal.kernel.errors import Conflict
from portal.kernel.messages import Message, message

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@contextmanager
def write_turn() -> Iterator[None]:
    """On SQLite wait for one's turn to write, in the order of asking, across all processes.

    SQLite's own lock is a scramble: under load the unlucky run into its time-out. The kernel queues those who wait
    for a file lock, so nobody starves. PostgreSQL keeps its own queue for the same turn.
    """
    folder: Path = current_app.config["DATA_FOLDER"]
    if db.engine.dialect.name != "sqlite":
        with turn_on_postgresql(db.engine), intending_to_write():
            yield
        return
    descriptor = os.open(folder / "write.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with intending_to_write():
            yield
    finally:
        os.close(descriptor)


@contextmanager
def transaction() -> Iterator[None]:
    """A business step outside a request: a job, a command. Commits at the end, rolls back on any error.

    It begins afresh: what was read before its turn came belongs to an older view, on which SQLite lets nobody write.
    """
    with write_turn():
        db.session.rollback()
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.remove()
    _run_after_commit()


@contextmanager
def savepoint(otherwise: Message | None = None) -> Iterator[SessionTransaction]:
    """Flush inside; a clash with a unique key becomes ``Conflict`` instead of a broken transaction."""
    try:
        with db.session.begin_nested() as nested:
            yield nested
            db.session.flush()
    except IntegrityError as clash:
        raise Conflict(
            otherwise or message("Somebody did this a moment ago. Nothing was saved twice.")
        ) from clash


def note(work: Callable[[], None]) -> None:
    """Keep something even though the request is refused, such as a failed sign-in or a refused access.

    The work runs in a second, short transaction as soon as the first has ended, before the next in the queue gets
    its turn: whoever comes next counts with it.
    """
    _pending("notes").append(work)


def after_commit(work: Callable[[], None]) -> None:
    """Do something outside the database once the transaction stands; lost when it is rolled back."""
    _pending("after_commit").append(work)


def _pending(kind: str) -> list[Callable[[], None]]:
    name = f"_{kind}"
    if name not in g:
        setattr(g, name, [])
    work: list[Callable[[], None]] = getattr(g, name)
    return work


def _run_after_commit() -> None:
    work = _pending("after_commit")
    while work:
        work.pop(0)()


def install_transactions(app: Flask) -> None:
    """Open and close the transaction of every request; first to begin and last to end."""

    @app.before_request
    def begin() -> None:
        set_viewer(None)
        g.write_turn = None
        if request.method in SAFE_METHODS or request.endpoint == "static":
            return
        _read_body()

    @app.after_request
    def end(response: Response) -> Response:
        if request.method not in SAFE_METHODS and response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
            _pending("after_commit").clear()
        _run_notes()
        release()
        _run_after_commit()
        return response

    @app.teardown_request
    def clean(error: BaseException | None) -> None:
        db.session.rollback()
        release()
        set_viewer(None)

    def release() -> None:
        turn: Any = g.get("write_turn")
        if turn is not None:
            g.write_turn = None
            turn.__exit__(None, None, None)


def prepared_by(work: Callable[..., Any]) -> Callable[[View], View]:
    """Mark a writing view whose long reading or computing is done before its turn to write comes.

    ``work`` gets the view's arguments once the person is known and allowed; :func:`prepared` is what it returned.
    """

    def mark(view: View) -> View:
        view.__dict__["prepare"] = work
        return view

    return mark


def prepared() -> Any:
    """What the work before the turn returned."""
    return g.prepared


def take_turn() -> None:
    """Do the view's work that needs no turn, then wait for the turn and begin a fresh transaction in it."""
    view = current_app.view_functions[str(request.endpoint)]
    prepare = getattr(view, "prepare", None)
    if prepare is not None:
        g.prepared = prepare(**(request.view_args or {}))
    db.session.rollback()
    g.write_turn = write_turn()
    g.write_turn.__enter__()


def _read_body() -> None:
    """Take the whole body before asking for the turn: a slow upload must not hold up everybody's writing."""
    if request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        _ = request.form
    else:
        request.get_data(cache=True)


def _run_notes() -> None:
    notes = _pending("notes")
    if not notes:
        return
    work = list(notes)
    notes.clear()
    db.session.remove()
    turn = write_turn() if g.get("write_turn") is None else nullcontext()
    with turn, across_tenants("a note outlives the refusal that caused it"):
        for one in work:
            one()
        db.session.commit()
    db.session.remove()


__all__ = [
    "after_commit",
    "install_transactions",
    "note",
    "savepoint",
    "transaction",
    "write_turn",
    "writing",
]
