"""Claims about trends: the calendar has no gaps, terms that changed are marked, the title says the finding."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal.sla.rules.trends import MonthResults, Trend, TrendPoint, trend_words, trends_of


def line(key: str, state: str = "met", value: str | None = "98/1", target: str = "95") -> dict[str, Any]:
    return {"key": key, "metric": key, "state": state, "value": value, "target": target}


def month(name: str, *lines: dict[str, Any], version: int = 1) -> MonthResults:
    return MonthResults(name, version, {"lines": list(lines)})


def trend(states: str) -> Trend:
    """m met, x missed, - no data, in months from January 2025 on."""
    names = {"m": "met", "x": "missed", "-": "no_data"}
    months = [
        month(f"{2025 + place // 12}-{place % 12 + 1:02}", line("reply_rate", names[one]))
        for place, one in enumerate(states)
    ]
    return trends_of(months)[0]


def test_without_months_there_are_no_trends() -> None:
    assert trends_of([]) == ()
    assert trends_of([MonthResults("2026-01", 1, {})]) == ()


def test_a_missing_month_is_a_gap_and_a_line_that_came_later_has_no_target_before() -> None:
    first, second = trends_of(
        [
            month("2025-11", line("reply_rate")),
            month("2026-01", line("art", "no_data", None, "30"), line("reply_rate", "missed", "90/1")),
        ]
    )
    assert (first.key, second.key) == ("art", "reply_rate")
    assert first.points == (
        TrendPoint("2025-11", 1),
        TrendPoint("2025-12", None),
        TrendPoint("2026-01", 1, None, Decimal(30), first.points[2].state),
    )
    assert [point.value for point in second.points] == [Fraction(98), None, Fraction(90)]
    assert len(first.judged) == 0
    assert len(second.judged) == 2


def test_new_targets_and_new_versions_are_marked_where_they_begin() -> None:
    found = trends_of(
        [
            month("2026-01", line("reply_rate", target="95")),
            month("2026-03", line("reply_rate", target="95"), version=2),
            month("2026-04", line("reply_rate", target="97"), version=3),
        ]
    )[0]
    assert found.target_changes == {3: (Decimal(95), Decimal(97))}
    assert found.version_changes == {2: 2, 3: 3}


@pytest.mark.parametrize(
    ("states", "words", "values"),
    [
        ("--", "Not judged in any of these months.", {}),
        ("m-mm", "Kept in all %(months)s months that were judged.", {"months": 3}),
        ("mxmmm", "Kept again since %(month)s.", {"month": "2025-03"}),
        ("mmxmm", "Kept in %(kept)s of %(months)s months.", {"kept": 4, "months": 5}),
        ("mmmx", "Kept in %(kept)s of %(months)s months.", {"kept": 3, "months": 4}),
        ("mxx-x", "Missed %(times)s months running, since %(month)s.", {"times": 3, "month": "2025-02"}),
        ("xx", "Missed %(times)s months running, since %(month)s.", {"times": 2, "month": "2025-01"}),
    ],
)
def test_the_title_says_the_finding(states: str, words: str, values: dict[str, Any]) -> None:
    found = trend_words(trend(states))
    assert (found.template, dict(found.values)) == (words, values)
