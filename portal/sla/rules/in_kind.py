"""Extra seats that are owed instead of money: how many seat-days, how many were given, and what is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message

GIVEN = "in_kind_given"
"""The word of the merchant that extra seats were there."""


@dataclass(frozen=True)
class Given:
    """Extra seats that the merchant had, counted in seat-days, on or until a day."""

    line: str
    seat_days: int
    on: date
    remark: str = ""
    said_by: str = ""


@dataclass(frozen=True)
class OwedInKind:
    """What one line of a month gives in kind: so many extra seats for so many days."""

    line: str
    seats: int
    days: int
    given: tuple[Given, ...] = ()

    @property
    def owed(self) -> int:
        """Seat-days in all."""
        return self.seats * max(self.days, 1)

    @property
    def left(self) -> int:
        """Seat-days still owed; nothing when more were given than a later decision leaves."""
        return max(self.owed - sum(one.seat_days for one in self.given), 0)


def owed_in_kind(results: Mapping[str, Any], given: Sequence[Given]) -> tuple[OwedInKind, ...]:
    """What a month's results give in kind, in their order; what an open claim holds is not owed yet.

    A line for which seats were given although a later decision took the deduction away stays listed, with 0 owed.
    """
    due = {
        one["key"]: (one["seats"], one["seat_days"])
        for one in results.get("deductions", ())
        if one.get("seats") and not one["is_held"]
    }
    lines = dict.fromkeys([*due, *(one.line for one in given)])
    return tuple(
        OwedInKind(line, *due.get(line, (0, 0)), given=tuple(one for one in given if one.line == line))
        for line in lines
    )


def need_given(owed: Iterable[OwedInKind], line: str, *, seat_days: int, on: date, today: date) -> None:
    """Refuse more than is owed, nothing at all, and a day that lies in the future."""
    found = next((one for one in owed if one.line == line), None)
    if found is None or not found.left:
        raise Refused(message("No extra seats are owed for this line."))
    if not 0 < seat_days <= found.left:
        raise Invalid(fields={"seat_days": message("Enter 1 to %(left)s seat-days.", left=found.left)})
    if on > today:
        raise Invalid(fields={"on": message("This day lies in the future.")})
