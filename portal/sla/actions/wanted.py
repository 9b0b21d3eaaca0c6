"""What a file is read for, and what a reading gives, in plain values that a child process can be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from portal.sla.rules.imported import CellError, Expected
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.values.dates import Days

SHOWN_PROBLEMS = 200


@dataclass(frozen=True)
class Wanted:
    """What a file is read for, in plain values: the slot, the month, and what is known about the sender's tools.

    `tool` is the sender's choice ("" = the slot's own, or the one the headings belong to); `mappings` holds
    columns, clock and percent by tool; `own_columns` are headings (folded) that the contract itself gives a
    meaning, `spread` the fields whose distribution over the rows it asks for.
    """

    name: str
    tool: str
    slot_tool: str
    slot_shop: str
    first_day: str
    last_day: str
    until: str
    zone: str
    currency_digits: int
    mappings: Mapping[str, Mapping[str, Any]]
    own_columns: Mapping[str, str] = field(default_factory=dict)
    spread: Sequence[str] = ()
    shifts: Sequence[tuple[str, int, int]] = ()
    """Name of each shift, with the minutes from midnight at which it begins and ends."""
    open: Sequence[tuple[int, int]] = ()
    """Times that are judged, in minutes since the first midnight of the month; none means all."""
    elsewhere: Sequence[str] = ()
    """Shops of the sender's contracts with other parties, which must not stand in the file."""


@dataclass(frozen=True)
class Reading:
    """What was read, in plain values as a submission keeps them."""

    kind: str
    tool: str
    mapping: dict[str, Any]
    figures: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    errors: list[dict[str, Any]]
    warnings: list[Any]
    questions: list[dict[str, Any]]
    ignored: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    row_count: int
    skipped_rows: int
    covers: list[str] = field(default_factory=list)
    """The first and the last day that rows name, if any do."""
    provenance: str = "declared"
    cut: dict[str, Any] | None = None
    """Where the file holds other shops too: the part that was read (`content` in base 64, `kind`), how many rows each
    shop of the whole has (`shops`), and how many were `left_out`. All else here is about the part alone."""


def month_of(wanted: Wanted) -> Days:
    """The days of the service month."""
    return Days(date.fromisoformat(wanted.first_day), date.fromisoformat(wanted.last_day))


def expected_of(wanted: Wanted) -> Expected:
    """What the rules of reading ask for."""
    return Expected(
        month=month_of(wanted),
        zone=ZoneInfo(wanted.zone),
        shop=wanted.slot_shop or None,
        currency_digits=wanted.currency_digits,
        until=date.fromisoformat(wanted.until),
    )


def plain_problem(error: CellError) -> dict[str, Any]:
    """An error as it is stored."""
    return {
        "sheet": error.sheet,
        "row": error.row,
        "column": error.column,
        "heading": error.heading,
        "value": error.value,
        "reason": message_to_plain(error.reason),
        "remedy": message_to_plain(error.remedy),
    }
