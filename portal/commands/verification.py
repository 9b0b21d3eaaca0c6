"""Checks the invariants of an installation from below: plain reading, no rule or action of the portal is asked."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

from cryptography.exceptions import InvalidSignature
from flask import current_app
from sqlalchemy import Column, Connection, Row, Table, func, select, text

from portal.commands.money_verification import invoice_notes, invoice_numbers, invoice_totals, payments
from portal.infra.db import db
from portal.infra.files import file_store
from portal.infra.jobs.table import FAILED, QUEUED, RUNNING
from portal.infra.keys import audit_key
from portal.kernel.chain import FIRST, Link

PATIENCE = timedelta(minutes=2)
FILE_COLUMN = "file_sha256"
PIECE = 1 << 20


def faults_of_installation() -> Iterator[str]:
    """One line per broken invariant: which, where, and what was expected."""
    with file_store().undisturbed(), db.engine.connect() as connection:
        yield from faults_seen(connection)


def faults_seen(connection: Connection) -> Iterator[str]:
    """The same through a connection that is open already."""
    for check in CHECKS:
        yield from check(connection)


def _table(name: str) -> Table:
    return db.metadata.tables[name]


def _references(connection: Connection) -> Iterator[str]:
    """PostgreSQL keeps references itself; a SQLite file can be edited with the check switched off."""
    if connection.dialect.name == "sqlite":
        for table, row, parent, _key in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"reference: {table} row {row} points to a missing row of {parent}"


def _audit_chains(connection: Connection) -> Iterator[str]:
    heads = {row.chain: row for row in connection.execute(select(_table("audit_heads")))}
    entries = _table("audit_entries")
    rows = connection.execution_options(yield_per=1000).execute(
        select(entries).order_by(entries.columns["chain"], entries.columns["sequence"])
    )
    seen: set[str] = set()
    for chain, links in groupby(rows, key=lambda row: str(row.chain)):
        seen.add(chain)
        yield from _faults_of_chain(chain, links, heads.get(chain))
    for chain in sorted(set(heads) - seen):
        yield f"audit: chain {chain} has a head and no entries"


def _faults_of_chain(
    chain: str, links: Iterator[Row[tuple[object, ...]]], head: Row[tuple[object, ...]] | None
) -> Iterator[str]:
    previous, sequence = FIRST, 0
    for row in links:
        yield from _faults_of_entry(row, sequence, previous)
        previous, sequence = row.digest, row.sequence
    if head is None:
        yield f"audit: chain {chain} has no head"
    elif (head.sequence, head.digest) != (sequence, previous):
        yield f"audit: chain {chain} ends at {sequence}, its head says {head.sequence}"
    elif not _is_signed(head.digest, head.signature):
        yield f"audit: the head of chain {chain} has no valid signature"


def _faults_of_entry(row: Row[tuple[object, ...]], sequence: int, previous: str) -> Iterator[str]:
    place = f"audit: entry {row.sequence} of chain {row.chain}"
    if row.sequence != sequence + 1:
        yield f"audit: chain {row.chain} lacks entry {sequence + 1}"
    if row.previous != previous:
        yield f"{place} does not follow the one before it"
    if _link(row).digest() != row.digest or not _is_in_place(row):
        yield f"{place} was changed"
    if not _is_signed(row.digest, row.signature):
        yield f"{place} has no valid signature"


def _is_in_place(row: Row[tuple[object, ...]]) -> bool:
    """What the digest leaves out, because joining organisations moves it: who sees the entry, and since when."""
    if row.visible_from != row.at:
        return False
    if row.engagement_id is None:
        return str(row.chain).startswith("organisation:") and row.merchant_id == row.vendor_id
    return bool(row.chain == f"engagement:{row.engagement_id}")


def _link(row: Row[tuple[object, ...]]) -> Link:
    return Link(
        chain=row.chain,
        sequence=row.sequence,
        at=row.at.isoformat(timespec="microseconds"),
        organisation_id=row.author_id,
        actor_id=row.actor_id,
        actor_label=row.actor_label,
        event=row.event,
        template=row.template,
        payload=row.payload,
        previous=row.previous,
    )


def _is_signed(digest: str, signature: str) -> bool:
    key = audit_key(current_app.config["DATA_FOLDER"]).public_key()
    try:
        key.verify(bytes.fromhex(signature), bytes.fromhex(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _files(connection: Connection) -> Iterator[str]:
    wanted: dict[str, str] = {}
    for column in _file_columns():
        for (sha256,) in connection.execute(select(column).where(column.is_not(None)).distinct()):
            wanted.setdefault(sha256, column.table.name)
    held = set(file_store().hashes())
    for sha256 in sorted(set(wanted) - held):
        yield f"file: {wanted[sha256]} names {sha256}, which is not in the store"
    for sha256 in sorted(held):
        if _hash_of(sha256) != sha256:
            yield f"file: the content of {sha256} was changed"


def _file_columns() -> list[Column[str]]:
    return [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(FILE_COLUMN)
    ]


def _hash_of(sha256: str) -> str:
    digest = hashlib.sha256()
    with file_store().open(sha256) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _jobs(connection: Connection) -> Iterator[str]:
    jobs = _table("jobs").columns
    late = datetime.now(UTC) - PATIENCE
    for row in connection.execute(
        select(_table("jobs")).where(jobs["status"] == FAILED).order_by(jobs["id"])
    ):
        yield f"job: {row.id} ({row.name}) has failed: {row.error}"
    stuck = select(_table("jobs")).where(
        jobs["status"].in_((QUEUED, RUNNING)), jobs["run_after"] < late, jobs["lease_until"] < late
    )
    for row in connection.execute(stuck.order_by(jobs["id"])):
        yield f"job: {row.id} ({row.name}) is {row.status} and nobody takes care of it"


def _documents(connection: Connection) -> Iterator[str]:
    """A document is made, is being made, or says why not; none waits without a job."""
    documents = _table("documents").columns
    late = datetime.now(UTC) - PATIENCE
    jobs = _table("jobs").columns
    busy = connection.execute(
        select(func.count()).where(jobs["status"].in_((QUEUED, RUNNING)), jobs["name"] == "render_document")
    ).scalar_one()
    waiting = select(_table("documents")).where(
        documents["state"] == "pending", documents["ordered_at"] < late
    )
    for row in connection.execute(waiting.order_by(documents["id"])):
        if not busy:
            yield f"document: {row.id} ({row.number}) waits and no job makes it"
    ready = select(_table("documents")).where(
        documents["state"] == "ready", documents["file_sha256"].is_(None)
    )
    for row in connection.execute(ready.order_by(documents["id"])):
        yield f"document: {row.id} ({row.number}) counts as made and has no file"


CHECKS: tuple[Callable[[Connection], Iterator[str]], ...] = (
    _references,
    _audit_chains,
    _files,
    _jobs,
    _documents,
    invoice_totals,
    payments,
    invoice_numbers,
    invoice_notes,
)
