"""Who may see and change a row: most rows belong to two parties, and no query needs to remember who is asking.

Every mapped table declares one of six kinds by its mixin. One listener adds the kind's condition to every
statement; one check stands before every flush. Without a viewer, with plain SQL or with a bulk statement on such
tables the answer is ``TenancyError``: it fails closed. The only way round is ``across_tenants("reason")``.
"""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from flask_sqlalchemy.session import Session as FlaskSession
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
from sqlalchemy.orm import (
    InstanceState,
    Mapped,
    Mapper,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeDecorator


class TenancyError(RuntimeError):
    """A programming error: a statement could have shown or changed what the viewer may not."""


@dataclass(frozen=True)
class Viewer:
    """The organisation that looks, and the moment at which it does."""

    organisation_id: int | None
    now: datetime


_viewer: contextvars.ContextVar[Viewer | None] = contextvars.ContextVar("viewer", default=None)
_across: contextvars.ContextVar[str | None] = contextvars.ContextVar("across", default=None)


def current_viewer() -> Viewer | None:
    """Who is looking, if anybody."""
    return _viewer.get()


@contextmanager
def viewing(viewer: Viewer) -> Iterator[None]:
    """Everything inside is seen with this organisation's eyes."""
    token = _viewer.set(viewer)
    try:
        yield
    finally:
        _viewer.reset(token)


def set_viewer(viewer: Viewer | None) -> None:
    """For the edges that cannot wrap their work in a block: requests set it when they begin and clear it after."""
    _viewer.set(viewer)


@contextmanager
def across_tenants(reason: str) -> Iterator[None]:
    """Step over the wall, for a stated reason; a test lists every caller."""
    token = _across.set(reason)
    try:
        yield
    finally:
        _across.reset(token)


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
    viewer = _viewer.get()
    return -1 if viewer is None or viewer.organisation_id is None else viewer.organisation_id


def _moment() -> Any:
    viewer = _viewer.get()
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
        table = _table_of(cls).metadata.tables[table_name].alias()
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
        table_name, column_name = cls.parent
        parent = _class_of(_table_of(cls).metadata.tables[table_name])
        table = _table_of(parent).alias()
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
    contract of another.
    """
    pointing = [
        ForeignKeyConstraint(
            [column, "merchant_id", "vendor_id"],
            [f"{table}.id", f"{table}.merchant_id", f"{table}.vendor_id"],
            onupdate="CASCADE",
        )
        for column, table in references.items()
    ]
    return (UniqueConstraint("id", "merchant_id", "vendor_id"), *pointing, *extra)


_classes: dict[Table, type[Tenanted]] = {}
_options: dict[type[Tenanted], Any] = {}


def _table_of(cls: type) -> Table:
    mapper: Mapper[Any] = inspect(cls)
    return cast(Table, mapper.local_table)


@event.listens_for(Mapper, "mapper_configured")
def _remember(mapper: Mapper[Any], cls: type) -> None:
    if issubclass(cls, Tenanted) and isinstance(mapper.local_table, Table):
        _classes[mapper.local_table] = cls


def _class_of(table: Table) -> type[Tenanted]:
    return _classes[table]


def _option(cls: type[Tenanted]) -> Any:
    if cls not in _options:
        _options[cls] = with_loader_criteria(cls, cls.seen_through(cls), include_aliases=True)
    return _options[cls]


def _tenanted_classes(statement: Any) -> set[type[Tenanted]]:
    """Every tenanted class in the statement; a table that stands there without its class is refused."""
    found: set[type[Tenanted]] = set()
    bare: set[Table] = set()
    for element in visitors.iterate(statement):
        entity = element._annotations.get("parententity")
        if entity is not None and issubclass(entity.mapper.class_, Tenanted):
            found.add(entity.mapper.class_)
        elif isinstance(element, Table) and element in _classes:
            bare.add(element)
    for table in bare:
        if _classes[table] not in found:
            raise TenancyError(f"{table.name} is used as a bare table; select the class instead.")
    return found


class TenantSession(FlaskSession):
    """A session that never hands out a row of somebody else, not even one it remembers."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Load by key through the listener: the identity map alone would answer without asking who looks."""
        mapper: Mapper[Any] = inspect(entity)
        (key,) = mapper.primary_key
        statement = select(entity).where(key == ident)
        if options.pop("with_for_update", None):
            statement = statement.with_for_update()
        return self.execute(statement).scalar_one_or_none()


@event.listens_for(TenantSession, "do_orm_execute")
def _only_what_the_viewer_sees(state: ORMExecuteState) -> None:
    if _across.get() is not None or state.is_column_load:
        return
    if not state.is_select:
        _refuse_bulk(state.statement)
        return
    found = _tenanted_classes(state.statement)
    if not found:
        return
    if _viewer.get() is None:
        raise TenancyError(
            f"Nobody is looking, so nothing of {sorted(c.__name__ for c in found)} may be read."
        )
    state.statement = state.statement.options(
        *(_option(cls) for cls in sorted(found, key=lambda c: c.__name__))
    )


def _refuse_bulk(statement: Any) -> None:
    table = getattr(statement, "table", None)
    if table is None:
        raise TenancyError("Plain SQL does not know who is looking.")
    if table in _classes:
        raise TenancyError(f"A bulk statement on {table.name} does not know who is acting.")


@event.listens_for(TenantSession, "before_flush")
def _only_what_the_viewer_may_change(session: Session, context: Any, instances: Any) -> None:
    if _across.get() is not None:
        return
    for row in [*session.new, *session.deleted, *(r for r in session.dirty if session.is_modified(r))]:
        if isinstance(row, Tenanted):
            _check_change(session, row)


def _check_change(session: Session, row: Any) -> None:
    viewer = _viewer.get()
    if viewer is None or viewer.organisation_id is None:
        raise TenancyError(f"Nobody is acting, so no {type(row).__name__} may change.")
    owner = _owner(session, row)
    if owner == viewer.organisation_id:
        return
    state: InstanceState[Any] = inspect(row)
    changed = {attribute.key for attribute in state.attrs if attribute.history.has_changes()}
    open_columns: frozenset[str] = getattr(row, "either_side_writes", frozenset())
    party = isinstance(row, Shared) and viewer.organisation_id in (row.merchant_id, row.vendor_id)
    if not (party and state.persistent and changed <= open_columns):
        raise TenancyError(
            f"Organisation {viewer.organisation_id} may not change {sorted(changed)} of {row!r}."
        )


def _owner(session: Session, row: Any) -> int | None:
    if isinstance(row, Shared):
        if row.author_id not in (row.merchant_id, row.vendor_id):
            raise TenancyError(f"The author of {row!r} is neither party.")
        return row.author_id
    if isinstance(row, PartOf):
        table_name, column_name = row.parent
        parent_class = _class_of(_table_of(type(row)).metadata.tables[table_name])
        key = getattr(row, column_name)
        with session.no_autoflush:
            parent = session.get(parent_class, key) if key is not None else None
        parent = parent or next(
            (p for p in session.new if isinstance(p, parent_class) and _holds(p, row)), None
        )
        return None if parent is None else _owner(session, parent)
    owner: int = row.organisation_id
    return owner


def _holds(parent: Any, row: Any) -> bool:
    key = getattr(row, row.parent[1])
    return key is None or parent.id == key
