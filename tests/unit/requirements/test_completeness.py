"""What is missing before quotes can be asked for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.requirements.rules.completeness import RequirementFacts, can_ask_for_quotes, gaps

TODAY = date(2026, 11, 22)
FULL = RequirementFacts(
    title="Sports shop",
    shops=2,
    work_contents=3,
    has_hours=True,
    months_with_volume=12,
    months_estimated=0,
    shifts=2,
    shifts_with_volume=2,
    people=15,
    standards=4,
    starts_on=date(2026, 12, 1),
    has_budget=True,
)


def test_a_full_requirement_lacks_nothing() -> None:
    assert gaps(FULL, today=TODAY) == ()


def test_an_empty_requirement_lacks_everything_once() -> None:
    found = gaps(RequirementFacts(), today=TODAY)
    assert [gap.field for gap in found if gap.blocks] == [
        "title",
        "shops",
        "work_contents",
        "hours",
        "volumes",
        "roles",
        "standards",
        "starts_on",
    ]
    assert [gap.field for gap in found if not gap.blocks] == ["budget"]
    assert not can_ask_for_quotes(found)


@pytest.mark.parametrize(
    ("change", "field", "blocks"),
    [
        ({"title": "  "}, "title", True),
        ({"shops": 0}, "shops", True),
        ({"work_contents": 0}, "work_contents", True),
        ({"has_hours": False}, "hours", True),
        ({"months_with_volume": 0}, "volumes", True),
        ({"people": 0}, "roles", True),
        ({"standards": 0}, "standards", True),
        ({"starts_on": None}, "starts_on", True),
        ({"starts_on": date(2026, 11, 21)}, "starts_on", True),
        ({"months_estimated": 12}, "volumes", False),
        ({"months_with_volume": 2}, "volumes", False),
        ({"shifts_with_volume": 1}, "shifts", False),
        ({"has_budget": False}, "budget", False),
    ],
)
def test_each_gap_is_named_and_only_the_important_ones_block(
    change: dict[str, Any], field: str, blocks: bool
) -> None:
    (gap,) = gaps(replace(FULL, **change), today=TODAY)
    assert (gap.field, gap.blocks) == (field, blocks)
    assert can_ask_for_quotes((gap,)) is not blocks


def test_starting_today_and_three_counted_months_are_enough() -> None:
    assert gaps(replace(FULL, starts_on=TODAY, months_with_volume=12, months_estimated=9), today=TODAY) == ()


@pytest.mark.parametrize(("estimated", "words"), [(12, "All volumes are estimates"), (11, "Only 1 months")])
def test_estimated_volumes_are_named(estimated: int, words: str) -> None:
    (gap,) = gaps(replace(FULL, months_estimated=estimated), today=TODAY)
    assert words in str(gap.reason)
