"""Claims about extra seats owed instead of money: counted in seat-days, given in parts, never more than owed."""

from datetime import date
from typing import Any

import pytest

from portal.kernel.errors import Invalid, Refused
from portal.sla.rules.in_kind import Given, OwedInKind, need_given, owed_in_kind

TODAY = date(2026, 11, 20)


def results(*lines: tuple[str, int, int, bool]) -> dict[str, Any]:
    keys = ("key", "seats", "seat_days", "is_held")
    return {"deductions": [dict(zip(keys, line, strict=True)) for line in lines]}


def given(seat_days: int, line: str = "art") -> Given:
    return Given(line, seat_days, TODAY)


@pytest.mark.parametrize(
    ("found", "had", "expected"),
    [
        ({}, [], []),
        (results(("art", 0, 0, False)), [], []),
        (results(("art", 2, 5, True)), [], []),
        (results(("art", 2, 5, False)), [], [("art", 10, 10)]),
        (results(("art", 2, 0, False)), [], [("art", 2, 2)]),
        (results(("art", 2, 5, False)), [given(4), given(6)], [("art", 10, 0)]),
        (results(("art", 1, 3, False)), [given(5)], [("art", 3, 0)]),
        (results(), [given(5)], [("art", 0, 0)]),
        (
            results(("art", 1, 3, False), ("csat", 2, 2, False)),
            [given(1, "csat")],
            [("art", 3, 3), ("csat", 4, 3)],
        ),
    ],
)
def test_what_is_owed_and_left(
    found: dict[str, Any], had: list[Given], expected: list[tuple[str, int, int]]
) -> None:
    assert [(one.line, one.owed, one.left) for one in owed_in_kind(found, had)] == expected


@pytest.mark.parametrize(
    ("line", "seat_days", "day", "refusal"),
    [
        ("csat", 1, 20, Refused),
        ("art", 0, 20, Invalid),
        ("art", 11, 20, Invalid),
        ("art", 10, 21, Invalid),
        ("art", 10, 20, None),
    ],
)
def test_what_may_be_recorded(line: str, seat_days: int, day: int, refusal: type[Exception] | None) -> None:
    owed = [OwedInKind("art", 2, 5)]
    if refusal is None:
        need_given(owed, line, seat_days=seat_days, on=date(2026, 11, day), today=TODAY)
        return
    with pytest.raises(refusal):
        need_given(owed, line, seat_days=seat_days, on=date(2026, 11, day), today=TODAY)
