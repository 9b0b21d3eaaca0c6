"""Which rows refer to which stored files, and removing the files to which none does any more."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import Column, select

from portal.infra.access import now
from portal.infra.db import db
from portal.infra.files import file_store
from portal.infra.files.store import Busy
from portal.infra.jobs import Slow, enqueue

FORGET_FILES = "forget_files"
CLEAR_FILES = "clear_files"
HASH_ENDING = "sha256"
"""How every column ends that holds the hash of a stored file; it may hold other hashes too, which does no harm."""
AT_ONCE = 500
PATIENCE = timedelta(minutes=10)


def file_columns() -> list[Column[str]]:
    """Every column that may refer to a stored file."""
    return [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(HASH_ENDING)
    ]


def used_among(hashes: Collection[str]) -> set[str]:
    """Those of these files to which rows of any organisation refer."""
    used: set[str] = set()
    wanted = sorted(hashes)
    connection = db.session.connection()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        for column in file_columns():
            used.update(connection.execute(select(column).where(column.in_(part))).scalars())
    return used


@dataclass(frozen=True)
class Reference:
    """A column that refers to stored files, of rows in these states or in none of those; all rows without either."""

    table: str
    column: str
    states: tuple[str, ...] = ()
    other_states: tuple[str, ...] = ()


def references() -> list[Reference]:
    """Every column that may refer to a stored file."""
    return [Reference(column.table.name, column.name) for column in file_columns()]


def files_of(reference: Reference) -> Iterator[str]:
    """The files that rows of any organisation refer to there, each once."""
    columns = db.metadata.tables[reference.table].columns
    column = columns[reference.column]
    query = select(column).where(column.is_not(None)).distinct()
    if reference.states:
        query = query.where(columns["state"].in_(reference.states))
    if reference.other_states:
        query = query.where(columns["state"].not_in(reference.other_states))
    yield from db.session.connection().execute(query).scalars()


def forget_later(hashes: Iterable[str | None]) -> None:
    """Rows that referred to these files go: have the bytes removed once that is committed, unless others refer."""
    wanted = sorted({sha256 for sha256 in hashes if sha256})
    if wanted:
        enqueue(FORGET_FILES, {"hashes": wanted})


def forget_files(hashes: list[str]) -> None:
    """A job, in its turn to write: nobody changes rows meanwhile, so what nobody refers to now may go.

    While a backup is being written nothing is removed; the job comes back.
    """
    try:
        if hashes:
            file_store().remove(hashes, used_among)
    except Busy:
        enqueue(FORGET_FILES, {"hashes": hashes}, run_after=now() + PATIENCE)


def forgotten_files() -> list[str]:
    """Stored files to which no row has referred for days, such as those of an upload that was refused."""
    days = timedelta(days=current_app.config["SETTINGS"].staged_days)
    unused = set(file_store().unchanged_since(now() - days))
    for reference in references() if unused else ():
        unused.difference_update(files_of(reference))
    return sorted(unused)


CLEARING = Slow(forgotten_files, forget_files)
"""The daily look for bytes that nothing refers to."""
