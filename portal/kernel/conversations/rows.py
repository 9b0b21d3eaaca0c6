"""Which rows of conversations are meant: of a day, a shift, an agent, and those that add to a figure or miss it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Operator(StrEnum):
    """How the number of a column is compared."""

    EQUAL = "="
    UNLIKE = "!="
    AT_MOST = "<="
    AT_LEAST = ">="
    MORE_THAN = ">"


@dataclass(frozen=True)
class Condition:
    """A column compared with a whole number; a missing cell is -1."""

    column: str
    operator: Operator
    value: int


@dataclass(frozen=True)
class RowFilter:
    """What a row must be: all conditions hold, and not all of `unlike`.

    `day` counts from 1970-01-01 on the contract's clock, `minutes` are those of the day in which it started, `names`
    the texts of columns such as agent and shop.
    """

    day: int | None = None
    minutes: tuple[int, ...] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    unlike: tuple[Condition, ...] = ()
    open: tuple[tuple[int, int], ...] = ()
    """Times in minutes since 1970 on the contract's clock, the end not included; none means all times."""

    def to_plain(self) -> dict[str, Any]:
        """The filter as values that can be sent."""
        return {
            "day": self.day,
            "minutes": self.minutes,
            "names": dict(self.names),
            "conditions": [[one.column, one.operator.value, one.value] for one in self.conditions],
            "unlike": [[one.column, one.operator.value, one.value] for one in self.unlike],
            "open": [list(one) for one in self.open],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "RowFilter":
        """The filter that was sent."""
        conditions, unlike = (
            tuple(Condition(column, Operator(operator), value) for column, operator, value in plain[key])
            for key in ("conditions", "unlike")
        )
        minutes = plain["minutes"]
        return cls(
            day=plain["day"],
            minutes=None if minutes is None else tuple(minutes),
            names=plain["names"],
            conditions=conditions,
            unlike=unlike,
            open=tuple((start, end) for start, end in plain["open"]),
        )
