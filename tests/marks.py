"""Every transaction of the portal in every test that changes what a page may show must give new marks, or it fails."""

from typing import Any

from sqlalchemy import Connection, Engine, event

from portal.infra.db import Model
from portal.infra.marks import UNSEEN
from portal.infra.tenancy import TenantSession

LEFT_OUT = UNSEEN | {"idempotency_keys"}
"""A key used up by somebody not signed in is nobody's."""


def expect_marks(engine: Engine) -> None:
    """Watch what sessions write through this engine, not what a test does to tables by itself.

    A commit without the marks it needs raises.
    """

    @event.listens_for(TenantSession, "after_begin")
    def begin(_session: Any, _transaction: Any, connection: Connection) -> None:
        connection.info["written"] = set()

    @event.listens_for(engine, "after_cursor_execute")
    def remember(
        connection: Connection, _cursor: Any, _text: str, _values: Any, context: Any, _many: bool
    ) -> None:
        compiled = getattr(context, "compiled", None)
        written = connection.info.get("written")
        if (
            written is not None
            and compiled is not None
            and (context.isinsert or context.isupdate or context.isdelete)
        ):
            written.add(compiled.statement.table.name)

    @event.listens_for(engine, "commit")
    def compare(connection: Connection) -> None:
        written = connection.info.pop("written", None) or set()
        unmarked = written & Model.metadata.tables.keys() - LEFT_OUT
        assert not unmarked or "data_marks" in written, f"{sorted(unmarked)} changed without new marks"

    @event.listens_for(engine, "rollback")
    def forget(connection: Connection) -> None:
        connection.info.pop("written", None)
