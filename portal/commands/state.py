"""How much of everything an installation holds, so that before and after can be compared from outside."""

from typing import Any

from flask import current_app
from sqlalchemy import Connection, Table, func, select

from portal.infra.db import db
from portal.infra.files import file_store

STATES = ("state", "status")


def state_of_installation() -> dict[str, Any]:
    """Rows per table, rows per state where a table has states, stored files, and the head of every audit chain."""
    with db.engine.connect() as connection:
        tables = db.metadata.sorted_tables
        return {
            "version": current_app.config.get("VERSION", "0"),
            "database": connection.dialect.name,
            "rows": {table.name: _count(connection, table) for table in tables},
            "states": {
                table.name: _per_state(connection, table)
                for table in tables
                if any(name in table.columns for name in STATES)
            },
            "files": sum(1 for _sha256 in file_store().hashes()),
            "audit_heads": _heads(connection),
        }


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _per_state(connection: Connection, table: Table) -> dict[str, int]:
    column = next(table.columns[name] for name in STATES if name in table.columns)
    rows = connection.execute(select(column, func.count()).group_by(column).order_by(column))
    return {str(state): int(count) for state, count in rows}


def _heads(connection: Connection) -> dict[str, str]:
    heads = db.metadata.tables["audit_heads"].columns
    rows = connection.execute(
        select(heads["chain"], heads["sequence"], heads["digest"]).order_by(heads["chain"])
    )
    return {chain: f"{sequence}:{digest}" for chain, sequence, digest in rows}
