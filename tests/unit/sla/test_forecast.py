"""Claims about the forecast: what the remaining days need, and what is said when nothing can change any more."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sla.rules.forecast import Forecast, Outlook, RestOfMonth, forecast_of, rest_of_month
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.promises import Judged, Promise

NOVEMBER = date(2026, 11, 30)


def promise(target: str, judged: Judged = Judged.AT_LEAST, high: str | None = None) -> Promise:
    return Promise("x", "x", 1, Decimal(target), judged, band_high=None if high is None else Decimal(high))


def share(kept: int, cases: int) -> Measurement:
    return Measurement("reply_rate", Unit.PERCENT, kept, cases, factor=Fraction(100))


def seconds(total: int, turns: int) -> Measurement:
    return Measurement("art", Unit.SECONDS, total * 1000, turns, factor=Fraction(1, 1000))


def count(value: int) -> Measurement:
    return Measurement("missed_conversations", Unit.COUNT, value, 1, counted=False)


def days(gone: int, left: int, cases: int = 1000) -> RestOfMonth:
    return rest_of_month(cases, days_gone=gone, days_left=left)


def answer(found: Forecast | None) -> tuple[str, str]:
    assert found is not None
    first = found.reasons[0]
    needed = dict(first.values).get("needed")
    value = dict(needed.values).get("value", needed) if needed is not None else ""
    said = str(dict(value.values)["value"]) if value != "" and hasattr(value, "values") else str(value)
    return found.outlook.value, said


def test_the_example_of_the_issue() -> None:
    """95 % wanted, 93.2 % after 19 of 30 days: the remaining 11 days need 98.11 %."""
    found = forecast_of(promise("95"), share(17_708, 19_000), days(19, 11, 19_000))
    assert found is not None
    assert found.low == Fraction(95 * 30_000 - 1_770_800, 11_000)
    assert answer(found) == ("needed", "98.11")
    assert "it takes %(needed)s on %(rest)s" in found.reasons[0].template


@pytest.mark.parametrize(
    ("promised", "found", "gone", "left", "outlook", "needed"),
    [
        (promise("95"), share(990, 1000), 15, 15, "on_course", "91"),
        (promise("95"), share(900, 1000), 15, 15, "needed", "100"),
        (promise("95"), share(899, 1000), 15, 15, "impossible", "100.1"),
        (promise("50"), share(1000, 1000), 15, 10, "safe", ""),
        (promise("5", Judged.AT_MOST), share(40, 1000), 15, 15, "on_course", "6"),
        (promise("5", Judged.AT_MOST), share(60, 1000), 15, 15, "needed", "4"),
        (promise("5", Judged.AT_MOST), share(110, 1000), 15, 15, "impossible", "0"),
        (promise("60", Judged.AT_MOST), share(0, 1000), 20, 10, "safe", ""),
        (promise("30", Judged.AT_MOST), seconds(28_000, 1000), 15, 15, "on_course", "32"),
        (promise("30", Judged.AT_MOST), seconds(35_000, 1000), 15, 15, "needed", "25"),
        (promise("30", Judged.AT_MOST), seconds(90_000, 1000), 15, 15, "impossible", "0"),
        (promise("10", Judged.AT_MOST), count(4), 15, 15, "on_course", "6"),
        (promise("10", Judged.AT_MOST), count(8), 15, 15, "needed", "2"),
        (promise("10", Judged.AT_MOST), count(11), 15, 15, "impossible", ""),
        (promise("10"), count(10), 15, 15, "safe", ""),
        (promise("10"), count(2), 15, 15, "needed", "8"),
    ],
)
def test_what_the_rest_needs(
    promised: Promise, found: Measurement, gone: int, left: int, outlook: str, needed: str
) -> None:
    assert answer(forecast_of(promised, found, days(gone, left))) == (outlook, needed)


def test_a_band_gives_both_ends() -> None:
    found = forecast_of(promise("20", Judged.BAND, "30"), seconds(35_000, 1000), days(15, 15))
    assert found is not None
    assert (found.outlook, found.low, found.high) == (Outlook.NEEDED, 5, 25)
    assert "to" in found.reasons[0].values[0][1].template


def test_the_last_day_is_called_so() -> None:
    found = forecast_of(promise("95"), share(2700, 2900), days(29, 1, 2900))
    assert found is not None
    assert dict(found.reasons[0].values)["rest"].template == "the last day"


@pytest.mark.parametrize(
    ("left", "words"),
    [(1, "the last day of service"), (4, "the remaining %(days)s days of service")],
)
def test_days_without_service_are_not_counted_and_it_says_so(left: int, words: str) -> None:
    for forecast in (None, 9_000):
        rest = rest_of_month(
            1000, days_gone=10, days_left=left, volume=1000, forecast=forecast, is_all_days=False
        )
        found = forecast_of(promise("95"), share(900, 1000), rest)
        assert found is not None
        assert dict(found.reasons[0].values)["rest"].template == words


def test_what_is_needed_is_never_rounded_to_the_easy_side() -> None:
    low = forecast_of(promise("95"), share(2, 3), RestOfMonth(15, 15, Fraction(700)))
    high = forecast_of(promise("5", Judged.AT_MOST), share(1, 3), RestOfMonth(15, 15, Fraction(700)))
    assert (answer(low)[1], answer(high)[1]) == ("95.13", "4.87")


@pytest.mark.parametrize(
    ("promised", "found", "rest"),
    [
        (promise("95"), share(0, 0), days(15, 15)),
        (promise("95"), share(1, 2), days(30, 0)),
        (promise("95"), share(1, 2), days(15, 15, cases=0)),
        (promise("4.8"), Measurement("dsr", Unit.SCORE, 4800, 1, counted=False), days(15, 15)),
        (promise("20", Judged.BAND), share(1, 2), days(15, 15)),
        (promise("20", Judged.BAND), count(1), days(15, 15)),
    ],
)
def test_where_nothing_can_be_reckoned_nothing_is_said(
    promised: Promise, found: Measurement, rest: RestOfMonth
) -> None:
    assert forecast_of(promised, found, rest) is None


def test_the_contracts_forecast_gives_the_cases_to_come_until_it_is_used_up() -> None:
    by_forecast = rest_of_month(900, days_gone=10, days_left=20, volume=1000, forecast=5000)
    assert (by_forecast.cases, by_forecast.by_forecast) == (3600, True)
    used_up = rest_of_month(900, days_gone=10, days_left=20, volume=5000, forecast=5000)
    assert (used_up.cases, used_up.by_forecast) == (1800, False)
    found = forecast_of(promise("95"), share(880, 900), by_forecast)
    assert found is not None
    assert found.reasons[1].template.endswith("as the contract forecasts.")


@given(
    cases=st.integers(1, 10_000),
    kept=st.integers(0, 10_000),
    gone=st.integers(1, 30),
    left=st.integers(1, 30),
    target=st.integers(1, 100),
)
def test_bringing_exactly_what_is_needed_reaches_exactly_the_target(
    cases: int, kept: int, gone: int, left: int, target: int
) -> None:
    found = share(min(kept, cases), cases)
    rest = rest_of_month(cases, days_gone=gone, days_left=left)
    forecast = forecast_of(promise(str(target)), found, rest)
    assert forecast is not None
    assert forecast.low is not None
    assert found.value is not None
    end = (found.value * cases + forecast.low * rest.cases) / (cases + rest.cases)
    assert end == target
