"""Who is looking, and the one way to look across the wall."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime


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


def is_across() -> bool:
    """Whether the work at hand has stated a reason to step over the wall."""
    return _across.get() is not None


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
