"""The listener that adds each kind's condition, and the check that stands before every flush."""

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Table, bindparam, event, inspect, select
from sqlalchemy.orm import InstanceState, Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors

from portal.infra.tenancy.kinds import PartOf, Shared, Tenanted, classes, parent_of
from portal.infra.tenancy.viewer import TenancyError, current_viewer, is_across

LARGEST_KEY = 2**31 - 1
"""Keys beyond it exist nowhere, and some databases cannot even be asked for them."""

OWNERSHIP = frozenset({"organisation_id", "merchant_id", "vendor_id", "author_id"})

_options: dict[type[Tenanted], Any] = {}

_guarded: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""Statements with their conditions, for those that are built once and asked again; a statement never changes."""


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
        elif isinstance(element, Table) and element in classes:
            bare.add(element)
    for table in bare:
        if classes[table] not in found:
            raise TenancyError(f"{table.name} is used as a bare table; select the class instead.")
    return found


class TenantSession(FlaskSession):
    """A session that never hands out a row of somebody else, not even one it remembers."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Load by key through the listener: the identity map alone would answer without asking who looks."""
        if isinstance(ident, int) and not 0 <= ident <= LARGEST_KEY:
            return None
        statement = _by_key(entity, is_locking=bool(options.pop("with_for_update", None)))
        return self.execute(statement, {"row_key": ident}).scalar_one_or_none()


@cache
def _by_key(entity: Any, *, is_locking: bool) -> Any:
    mapper: Mapper[Any] = inspect(entity)
    (key,) = mapper.primary_key
    statement = select(entity).where(key == bindparam("row_key"))
    return statement.with_for_update() if is_locking else statement


@event.listens_for(TenantSession, "do_orm_execute")
def _only_what_the_viewer_sees(state: ORMExecuteState) -> None:
    if is_across() or state.is_column_load:
        return
    if not state.is_select:
        _refuse_bulk(state.statement)
        return
    guarded = _guarded.get(state.statement)
    if guarded is None:
        guarded = _guarded[state.statement] = _with_conditions(state.statement)
    statement, found = guarded
    if found and current_viewer() is None:
        raise TenancyError(f"Nobody is looking, so nothing of {list(found)} may be read.")
    if found:
        state.statement = statement


def _with_conditions(statement: Any) -> tuple[Any, tuple[str, ...]]:
    """The statement as any viewer may run it, and the names of the classes it reads; itself when there are none."""
    found = sorted(_tenanted_classes(statement), key=lambda cls: cls.__name__)
    if not found:
        return None, ()
    return statement.options(*map(_option, found)), tuple(cls.__name__ for cls in found)


def _refuse_bulk(statement: Any) -> None:
    table = getattr(statement, "table", None)
    if table is None:
        raise TenancyError("Plain SQL does not know who is looking.")
    if table in classes:
        raise TenancyError(f"A bulk statement on {table.name} does not know who is acting.")


@event.listens_for(TenantSession, "before_flush")
def _only_what_the_viewer_may_change(session: Session, context: Any, instances: Any) -> None:
    if is_across():
        return
    for row in [*session.new, *session.deleted, *(r for r in session.dirty if session.is_modified(r))]:
        if isinstance(row, Tenanted):
            _check_change(session, row)


def _check_change(session: Session, row: Any) -> None:
    viewer = current_viewer()
    if viewer is None or viewer.organisation_id is None:
        raise TenancyError(f"Nobody is acting, so no {type(row).__name__} may change.")
    state: InstanceState[Any] = inspect(row)
    changed = {attribute.key for attribute in state.attrs if attribute.history.has_changes()}
    if state.persistent and changed & _belonging(row):
        raise TenancyError(f"{row!r} cannot be given to somebody else.")
    owner = _owner(session, row)
    if owner == viewer.organisation_id:
        return
    open_columns: frozenset[str] = getattr(row, "either_side_writes", frozenset())
    party = isinstance(row, Shared) and viewer.organisation_id in (row.merchant_id, row.vendor_id)
    kept = state.persistent and row not in session.deleted
    if not (party and kept and changed <= open_columns):
        raise TenancyError(
            f"Organisation {viewer.organisation_id} may not change {sorted(changed)} of {row!r}."
        )


def _belonging(row: Any) -> frozenset[str]:
    """The columns that say whose a row is; once written they stay, or a row could be taken over by changing them."""
    parent = {row.parent[1]} if isinstance(row, PartOf) else set()
    return OWNERSHIP | parent


def _owner(session: Session, row: Any) -> int | None:
    if isinstance(row, Shared):
        if row.author_id not in (row.merchant_id, row.vendor_id):
            raise TenancyError(f"The author of {row!r} is neither party.")
        return row.author_id
    if isinstance(row, PartOf):
        parent_class, column_name = parent_of(type(row))
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
