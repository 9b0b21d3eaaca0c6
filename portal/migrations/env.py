"""Runs migrations: in the app's own database, batch mode for SQLite, and never waiting long for a lock."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Enum, text
from sqlalchemy.types import TypeDecorator

config = context.config
database = current_app.extensions["migrate"].db


def plain_types(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write the database's own types into migrations, so that they outlive our column classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.Enum({', '.join(repr(value) for value in item.enums)}, name={item.name!r})"
    return False


def leave_out_empty(migration_context: Any, revision: Any, directives: list[Any]) -> None:
    """Nothing changed: write no migration."""
    if getattr(config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run_migrations() -> None:
    """Run what is asked for in one transaction."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '5s'"))
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=plain_types,
            render_as_batch=True,
            compare_type=True,
            process_revision_directives=leave_out_empty,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        if (running := connection.get_transaction()) is not None:
            running.commit()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run_migrations()
