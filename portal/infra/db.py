"""The database: engine set-up for SQLite and PostgreSQL, the base of all tables and their column types."""

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import pysqlite3.dbapi2 as sqlite_driver
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, MetaData, String, Text, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from portal.infra.tenancy import TenantSession

SAFE_SQLITE = (3, 51, 3)
"""Older libraries can lose committed writes in WAL mode when a checkpoint races with a log reset."""

WRITE_TURN = 0x57E13A2D
"""The number of the lock by which PostgreSQL lets one transaction write at a time."""

_one_asks = threading.Lock()

writing: contextvars.ContextVar[bool] = contextvars.ContextVar("writing", default=False)
"""Whether the transaction about to begin will write; on SQLite it then takes the write lock at once."""


class InstantType(TypeDecorator[datetime]):
    """An aware UTC instant; naive values are refused, so that no local time slips in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[int, mapped_column(primary_key=True)]
Instant = Annotated[datetime, mapped_column(InstantType())]
Minor = Annotated[int, mapped_column(BigInteger)]
"""An amount in the smallest unit of its currency; the currency stands in a column beside it."""
Currency = Annotated[str, mapped_column(String(3))]
Name = Annotated[str, mapped_column(String(200))]
Word = Annotated[str, mapped_column(String(60))]
"""A key or state, never shown raw."""
Prose = Annotated[str, mapped_column(Text)]
Digest = Annotated[str, mapped_column(String(64))]
"""A SHA-256 in hexadecimal."""
Plain = Annotated[dict[str, Any], mapped_column(JSON)]
"""A document of plain values: words, whole numbers, lists and maps of them; never a float."""
PlainList = Annotated[list[Any], mapped_column(JSON)]


class Model(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: InstantType()},
    )


db = SQLAlchemy(model_class=Model, session_options={"class_": TenantSession, "expire_on_commit": False})


def configure_database(app: Flask, url: str) -> None:
    """Bind the app to its database and refuse a SQLite library that can lose writes."""
    options: dict[str, Any] = {"pool_pre_ping": not url.startswith("sqlite")}
    if url.startswith("sqlite"):
        if sqlite_driver.sqlite_version_info < SAFE_SQLITE:
            raise RuntimeError("This SQLite can lose committed writes; install pysqlite3.")
        options = {"module": sqlite_driver, "connect_args": {"timeout": 5.0}}
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
        else:
            prepare_postgresql(db.engine)


def prepare_sqlite(engine: Engine) -> None:
    """Set the pragmas of every connection and how its transactions begin."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


def prepare_postgresql(engine: Engine) -> None:
    """Let the server notice within seconds that a machine is gone, and give up the locks it held."""

    @event.listens_for(engine, "connect")
    def listen_for_life(connection: Any, record: Any) -> None:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for setting, seconds in (("idle", 5), ("interval", 2), ("count", 3)):
                cursor.execute(f"SET tcp_keepalives_{setting} = {seconds}")
        connection.autocommit = False


@contextmanager
def turn_on_postgresql(engine: Engine) -> Iterator[None]:
    """Let writers work one after the other, as SQLite does, until the turn is given up and not only until a commit.

    Every rule reads, decides and writes; two that read at once would both decide yes. What is kept of a refused
    request is written in the same turn, so whoever comes next counts with it. The lock belongs to a connection of its
    own; only one thread of a process asks for it at a time, so that those who wait do not use up the pool.
    """
    with _one_asks, engine.connect().execution_options(isolation_level="AUTOCOMMIT") as holder:
        holder.exec_driver_sql(f"SELECT pg_advisory_lock({WRITE_TURN})")
        try:
            yield
        finally:
            holder.exec_driver_sql(f"SELECT pg_advisory_unlock({WRITE_TURN})")


def assert_durable(engine: Engine) -> None:
    """Refuse a PostgreSQL that answers before the commit is on the disk."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        for setting in ("synchronous_commit", "fsync", "full_page_writes"):
            if connection.execute(text(f"SHOW {setting}")).scalar_one() == "off":
                raise RuntimeError(f"PostgreSQL runs with {setting}=off and would lose acknowledged work.")


@contextmanager
def intending_to_write() -> Iterator[None]:
    """Transactions begun inside take the write lock at once instead of failing at the first write."""
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)
