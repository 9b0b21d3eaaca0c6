"""`flask backup FILE` and `flask restore FILE`: everything an installation holds in one file, on any database.

The file is a tar archive: a manifest with hashes, one file of JSON lines per table, every stored file, the keys.
"""

import base64
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

import flask_migrate
from flask import current_app
from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    func,
    select,
    text,
)

from portal.infra.db import db, intending_to_write
from portal.infra.files import file_store
from portal.infra.keys import FILES, key_folder
from portal.kernel.errors import Refused
from portal.kernel.messages import message

FORMAT = 1
VERSION_TABLE = "alembic_version"
BATCH = 500
LARGEST_FILE = 1 << 40


@dataclass(frozen=True)
class Manifest:
    """What the archive holds and what each part must hash to."""

    format: int
    made_at: str
    revision: str
    rows: Mapping[str, int]
    sha256: Mapping[str, str]


def write_backup(target: Path) -> Manifest:
    """Write everything into one file, as it stood at one moment; it is complete or not there at all."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    with (
        file_store().undisturbed(),
        tempfile.TemporaryDirectory(dir=target.parent) as folder,
        unfinished.open("wb") as out,
    ):
        rows, revision, members = _dump_tables(Path(folder))
        members |= {f"files/{sha256}": None for sha256 in file_store().hashes()}
        members |= {f"keys/{name}": key_folder(_data_folder()) / name for name in FILES}
        members = {name: path for name, path in members.items() if path is None or path.exists()}
        hashes = {name: _hash_of(name, path) for name, path in members.items()}
        manifest = Manifest(FORMAT, datetime.now(UTC).isoformat(), revision, rows, hashes)
        with tarfile.open(fileobj=out, mode="w") as archive:
            _add(archive, "manifest.json", BytesIO(json.dumps(asdict(manifest)).encode()))
            for name, path in members.items():
                with _open(name, path) as content:
                    _add(archive, name, content)
        out.flush()
        os.fsync(out.fileno())
    unfinished.chmod(0o600)
    unfinished.replace(target)
    return manifest


def restore_backup(source: Path) -> Manifest:
    """Bring everything back into an installation that holds nothing, and bring the tables up to date.

    Raises `Refused` for a damaged file or an installation in use, before anything is changed.
    """
    with tarfile.open(source) as archive:
        manifest = _verified(archive)
        _refuse_unless_empty()
        flask_migrate.upgrade(revision=manifest.revision)
        _load_tables(archive, manifest)
        for name in manifest.sha256:
            if name.startswith("files/"):
                store = file_store()
                with store.receive(_member(archive, name), LARGEST_FILE) as received:
                    store.adopt(received)
            elif name.startswith("keys/"):
                _put_key(name.removeprefix("keys/"), _member(archive, name).read())
    flask_migrate.upgrade()
    return manifest


def _data_folder() -> Path:
    folder: Path = current_app.config["DATA_FOLDER"]
    return folder


def _dump_tables(folder: Path) -> tuple[dict[str, int], str, dict[str, Path | None]]:
    """Every table as JSON lines, all read in one transaction; row counts, revision, and files by member name."""
    rows: dict[str, int] = {}
    members: dict[str, Path | None] = {}
    options = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with db.engine.connect().execution_options(**options) as connection:
        tables = _reflected(connection)
        revision = str(connection.execute(select(tables[VERSION_TABLE])).scalar_one())
        for name in sorted(set(tables) - {VERSION_TABLE}):
            path = folder / f"{name}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                rows[name] = 0
                for row in connection.execute(select(tables[name]).order_by(*tables[name].primary_key)):
                    file.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")
                    rows[name] += 1
            columns = folder / f"{name}.columns"
            columns.write_text(json.dumps([column.name for column in tables[name].columns]), "utf-8")
            members |= {f"tables/{name}.columns": columns, f"tables/{name}.jsonl": path}
    return rows, revision, members


def _reflected(connection: Connection) -> dict[str, Table]:
    """The tables as the database itself has them, whatever this version of the portal expects."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {table.name: table for table in metadata.sorted_tables}


def _plain(value: Any) -> Any:
    """A value as JSON; instants as UTC without zone, so that both databases read them alike."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _typed(value: Any, table: Table, column: str) -> Any:
    """The value as the column of this database takes it."""
    kind = table.columns[column].type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=UTC) if kind.timezone else instant
    for wanted, read in (
        (Date, date.fromisoformat),
        (Time, time.fromisoformat),
        (LargeBinary, base64.b64decode),
    ):
        if isinstance(kind, wanted):
            return read(value)
    return Decimal(value) if isinstance(kind, Numeric) and isinstance(value, str) else value


def _load_tables(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """All rows as they were; but no browser may take what it saw before for what is there now."""
    with intending_to_write(), db.engine.begin() as connection:
        tables = _reflected(connection)
        _wait_with_foreign_keys(connection)
        for name, table in tables.items():
            if name in manifest.rows:
                connection.execute(table.delete())
        for name, table in tables.items():
            if name in manifest.rows:
                columns = json.load(_member(archive, f"tables/{name}.columns"))
                for batch in _batches(_member(archive, f"tables/{name}.jsonl")):
                    connection.execute(
                        table.insert(),
                        [
                            {c: _typed(v, table, c) for c, v in zip(columns, row, strict=True)}
                            for row in batch
                        ],
                    )
                _continue_numbering(connection, table)
        if "data_marks" in tables:
            connection.execute(tables["data_marks"].delete())


def _wait_with_foreign_keys(connection: Connection) -> None:
    """Rows may point to rows that come later; the references are complete at the end."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        return
    may_replicate = connection.execute(
        text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    ).scalar_one()
    if may_replicate:
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def _continue_numbering(connection: Connection, table: Table) -> None:
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar_one()
        highest = connection.execute(select(func.max(table.columns["id"]))).scalar_one()
        if sequence and highest:
            connection.execute(select(func.setval(sequence, highest)))


def _batches(lines: BinaryIO) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for line in lines:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _verified(archive: tarfile.TarFile) -> Manifest:
    """The manifest, after every member was compared with it."""
    manifest = Manifest(**json.load(_member(archive, "manifest.json")))
    if manifest.format != FORMAT:
        raise Refused(message("This backup was written by a newer version."))
    for name, sha256 in manifest.sha256.items():
        if _hash(_member(archive, name)) != sha256:
            raise Refused(message("The backup is damaged: %(part)s is not what was saved.", part=name))
    return manifest


def _refuse_unless_empty() -> None:
    with db.engine.connect() as connection:
        tables = _reflected(connection)
        users = tables.get("users")
        if users is not None and connection.execute(select(users.columns["id"]).limit(1)).first():
            raise Refused(message("A backup can only be restored into an empty installation."))


def _put_key(name: str, content: bytes) -> None:
    if name not in FILES:
        return
    path = key_folder(_data_folder()) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _member(archive: tarfile.TarFile, name: str) -> BinaryIO:
    try:
        found = archive.extractfile(name)
    except (KeyError, tarfile.TarError):
        found = None
    if found is None:
        raise Refused(message("The backup is damaged: %(part)s is missing.", part=name))
    return cast(BinaryIO, found)


def _add(archive: tarfile.TarFile, name: str, content: BinaryIO) -> None:
    information = tarfile.TarInfo(name)
    information.size = content.seek(0, os.SEEK_END)
    information.mode = 0o600
    content.seek(0)
    archive.addfile(information, content)


def _open(name: str, path: Path | None) -> BinaryIO:
    return path.open("rb") if path is not None else file_store().open(name.removeprefix("files/"))


def _hash_of(name: str, path: Path | None) -> str:
    with _open(name, path) as content:
        return _hash(content)


def _hash(content: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := content.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
