"""The kinds of rows, each with the condition under which a viewer sees it."""

from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    ColumnElement,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    event,
    exists,
    inspect,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.infra.tenancy.viewer import current_viewer


class _ViewerInstant(TypeDecorator[datetime]):
    """The viewer's moment as a bound value, stored like every instant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value


def _asking() -> Any:
    viewer = current_viewer()
    return -1 if viewer is None or viewer.organisation_id is None else viewer.organisation_id


def _moment() -> Any:
    viewer = current_viewer()
    return datetime.min.replace(tzinfo=UTC) if viewer is None else viewer.now


_ASKING: Any = bindparam("viewer_organisation", callable_=_asking, type_=Integer())
_MOMENT: Any = bindparam("viewer_moment", callable_=_moment, type_=_ViewerInstant())


class Tenanted:
    """Any row whose reading depends on who asks."""

    @classmethod
    def seen_through(cls, columns: Any) -> ColumnElement[bool]:
        """The condition under which the viewer sees a row whose columns are these."""
        raise NotImplementedError


class Private(Tenanted):
    """Belongs to one organisation alone."""

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    @classmethod
    def seen_through(cls, columns: Any) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = columns.organisation_id == _ASKING
        return mine


class Shared(Tenanted):
    """Belongs to a merchant and a vendor; its author sees it at once, the other from ``visible_from`` on.

    A shared row is changed by its author only. Columns named in ``either_side_writes`` are the exception: what a
    step of the other side sets, such as a state that follows from both sides' acts.
    """

    either_side_writes: ClassVar[frozenset[str]] = frozenset()

    merchant_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", onupdate="CASCADE"), index=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", onupdate="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", onupdate="CASCADE"))
    visible_from: Mapped[datetime | None]

    @classmethod
    def seen_through(cls, columns: Any) -> ColumnElement[bool]:
        return or_(
            columns.author_id == _ASKING,
            and_(
                or_(columns.merchant_id == _ASKING, columns.vendor_id == _ASKING),
                columns.visible_from <= _MOMENT,
            ),
        )


class Invited(Tenanted):
    """Belongs to one organisation; whoever was invited sees it too.

    ``invitations`` names the shared table and the column in it by which an invitation points here.
    """

    invitations: ClassVar[tuple[str, str]]

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    @classmethod
    def seen_through(cls, columns: Any) -> ColumnElement[bool]:
        table_name, column_name = cls.invitations
        table = table_of(cls).metadata.tables[table_name].alias()
        invited = exists(
            select(table.c.id).where(
                table.c[column_name] == columns.id,
                table.c.vendor_id == _ASKING,
                table.c.visible_from <= _MOMENT,
            )
        )
        return or_(columns.organisation_id == _ASKING, invited)


class Public(Tenanted):
    """Belongs to one organisation; everyone signed in sees it once it is published."""

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    published_at: Mapped[datetime | None]

    @classmethod
    def seen_through(cls, columns: Any) -> ColumnElement[bool]:
        return or_(columns.organisation_id == _ASKING, columns.published_at <= _MOMENT)


class PartOf(Tenanted):
    """Belongs to another row and is seen and changed by whoever sees and changes that one.

    ``parent`` names the table and the column here that points to it.
    """

    parent: ClassVar[tuple[str, str]]

    @classmethod
    def seen_through(cls, columns: Any) -> ColumnElement[bool]:
        parent, column_name = parent_of(cls)
        table = table_of(parent).alias()
        return exists(
            select(table.c.id).where(
                table.c.id == getattr(columns, column_name), parent.seen_through(table.c)
            )
        )


class Reference:
    """The same for everybody who is signed in."""


class Installation:
    """Belongs to the installation, not to a party: read and written by the one module that owns it."""


def parties(*extra: Any, **references: str) -> tuple[Any, ...]:
    """Table arguments of a shared row: its parties are in its key and in every reference to another shared row.

    ``parties(contract_id="contracts")`` makes it impossible to hang a row of one pair of parties under the
    contract of another. References wait for the end of the transaction when asked to, so that all rows of a party
    can move to another one.
    """
    pointing = [
        ForeignKeyConstraint(
            [column, "merchant_id", "vendor_id"],
            [f"{table}.id", f"{table}.merchant_id", f"{table}.vendor_id"],
            onupdate="CASCADE",
            deferrable=True,
        )
        for column, table in references.items()
    ]
    return (UniqueConstraint("id", "merchant_id", "vendor_id"), *pointing, *extra)


classes: dict[Table, type[Tenanted]] = {}


def table_of(cls: type) -> Table:
    """The table a class is mapped to."""
    mapper: Mapper[Any] = inspect(cls)
    return cast(Table, mapper.local_table)


@event.listens_for(Mapper, "mapper_configured")
def _remember(mapper: Mapper[Any], cls: type) -> None:
    if issubclass(cls, Tenanted) and isinstance(mapper.local_table, Table):
        classes[mapper.local_table] = cls


def parent_of(cls: type[PartOf]) -> tuple[type[Tenanted], str]:
    """The class whose rows these belong to, and the column that names the one."""
    table_name, column_name = cls.parent
    return class_of(table_of(cls).metadata.tables[table_name]), column_name


def class_of(table: Table) -> type[Tenanted]:
    """The class that is mapped to a table."""
    return classes[table]
