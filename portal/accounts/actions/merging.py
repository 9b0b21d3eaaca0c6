"""Two organisations that turn out to be one: everything of the one moves to the other.

Only who did what stays as it was written: an audit entry names its author for ever, because its digest covers it.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Table, UniqueConstraint, delete, select, text, update

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import savepoint
from portal.kernel.messages import message

UNMOVED = frozenset({("audit_entries", "author_id"), ("organisations", "merged_into_id")})

DEFER = {"sqlite": "PRAGMA defer_foreign_keys = ON", "postgresql": "SET CONSTRAINTS ALL DEFERRED"}


CLASH = message("Both organisations have things of the same number, so they cannot become one.")


def move_everything(*, from_id: int, to_id: int) -> None:
    """Give all rows of one organisation to another; the empty one remembers where they went.

    Parties stand in the keys of shared rows; references are checked at the end of the transaction, when parents
    and children name the same parties again.
    """
    with across_tenants("a vendor that was only named turns out to be one that is here"):
        db.session.flush()
        db.session.execute(text(DEFER[db.engine.dialect.name]))
        with savepoint(CLASH):
            for table in db.metadata.sorted_tables:
                for column in _columns_naming_organisations(table):
                    _move(table, column, from_id=from_id, to_id=to_id)
            db.session.execute(
                update(Organisation).where(Organisation.id == from_id).values(merged_into_id=to_id)
            )
        db.session.expire_all()


def _columns_naming_organisations(table: Table) -> Iterator[Column[int]]:
    for column in table.columns:
        if (table.name, column.name) in UNMOVED:
            continue
        if any(key.column.table.name == Organisation.__tablename__ for key in column.foreign_keys):
            yield column


def _move(table: Table, column: Column[int], *, from_id: int, to_id: int) -> None:
    if _is_one_per_organisation(table, column):
        has_own = db.session.scalar(select(column).where(column == to_id)) is not None
        if has_own:
            db.session.execute(delete(table).where(column == from_id))
            return
    db.session.execute(update(table).where(column == from_id).values({column.name: to_id}))


def _is_one_per_organisation(table: Table, column: Column[int]) -> bool:
    return column.unique or any(
        [one.name for one in constraint.columns] == [column.name]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    )
