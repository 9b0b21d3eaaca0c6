"""Where two plain values part ways: each place by name, and what stands there on either side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MISSING = "—"
NAMED_BY = ("key", "slot", "metric", "month", "agent")
"""Fields that tell the members of a list apart."""


@dataclass(frozen=True)
class Difference:
    """One value that is not the same; `path` are the names that lead to it."""

    path: tuple[str, ...]
    stated: Any
    found: Any

    @property
    def place(self) -> str:
        """The names that lead to it, as one word."""
        return " › ".join(self.path)


def differences(stated: Any, found: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Every place where what is stated is not what was found, in a fixed order."""
    if isinstance(stated, Mapping) and isinstance(found, Mapping):
        for name in sorted({*stated, *found}):
            one, other = stated.get(name, MISSING), found.get(name, MISSING)
            yield from differences(one, other, (*path, str(name)))
    elif _is_list(stated) and _is_list(found):
        yield from _in_lists(stated, found, path)
    elif stated != found or type(stated) is not type(found):
        yield Difference(path, stated, found)


def narrowed(found: Any, stated: Any) -> Any:
    """What was found, without facts that the stated value does not speak of.

    Results that were kept by an older version know fewer facts than the rules of today answer.
    """
    if isinstance(stated, Mapping) and isinstance(found, Mapping):
        return {name: narrowed(value, stated[name]) for name, value in found.items() if name in stated}
    if _is_list(stated) and _is_list(found) and len(stated) == len(found):
        return [narrowed(one, other) for one, other in zip(found, stated, strict=True)]
    return found


def _in_lists(stated: Sequence[Any], found: Sequence[Any], path: tuple[str, ...]) -> Iterator[Difference]:
    for place in range(max(len(stated), len(found))):
        one = stated[place] if place < len(stated) else MISSING
        other = found[place] if place < len(found) else MISSING
        yield from differences(one, other, (*path, _name_of(one, place)))


def _name_of(member: Any, place: int) -> str:
    if isinstance(member, Mapping):
        return next((str(member[name]) for name in NAMED_BY if name in member), str(place + 1))
    return str(place + 1)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
