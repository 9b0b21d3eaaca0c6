"""Claims about control limits: what chance explains, what it does not, and what the page says about it."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.sla.rules.control import ControlChart, Signal, control_of, findings
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.promises import Promise

FIRST = date(2026, 11, 1)
TARGET = Promise("reply_rate", "reply_rate", 1, Decimal(98))


def share(kept: int, cases: int) -> Measurement:
    return Measurement("reply_rate", Unit.PERCENT, kept, cases, factor=Fraction(100))


def seconds(mean: int, turns: int = 1) -> Measurement:
    return Measurement("art", Unit.SECONDS, mean * 1000 * turns, turns, factor=Fraction(1, 1000))


def chart(measured: list[Measurement | None], unit: Unit = Unit.PERCENT) -> ControlChart:
    return control_of([(FIRST + timedelta(place), one) for place, one in enumerate(measured)], unit)


def words(found: ControlChart) -> list[str]:
    return [one.template for one in findings(found, TARGET)]


def test_the_centre_is_sum_over_sum_and_never_a_mean_of_rates() -> None:
    assert chart([share(90, 200), share(45, 50)]).centre == 54
    assert chart([seconds(10, 90), seconds(20, 10)], Unit.SECONDS).centre == 11


def test_few_days_get_no_limits() -> None:
    found = chart([share(9, 10)] * 7 + [None])
    assert not found.has_limits
    assert [point.low for point in found.points] == [None] * 8
    assert words(found) == ["Only %(days)s days with figures: too few to tell chance from cause."]


def test_no_figures_say_so() -> None:
    found = chart([None, share(0, 0)])
    assert (found.centre, words(found)) == (None, ["No figures by day."])


def test_limits_of_a_share_follow_the_cases_of_each_day() -> None:
    found = chart([share(90, 100), share(360, 400)] * 5)
    small, large = found.points[:2]
    assert (small.low, small.high) == (pytest.approx(81), pytest.approx(99))
    assert (large.low, large.high) == (pytest.approx(85.5), pytest.approx(94.5))
    assert [point.cases for point in found.points[:2]] == [100, 400]


def test_limits_of_a_share_stay_between_nothing_and_all() -> None:
    found = chart([share(19, 20)] * 9)
    assert found.points[0].high == 100
    assert chart([share(1, 20)] * 9).points[0].low == 0


def test_where_everything_is_kept_the_limits_are_one_line() -> None:
    found = chart([share(20, 20)] * 9)
    assert {(point.low, point.high) for point in found.points} == {(100.0, 100.0)}
    assert found.beyond == ()


def test_limits_widen_when_days_differ_more_than_chance_allows() -> None:
    """Laney: with 10,000 cases a day pure binomial limits would accuse every single day."""
    found = chart([share(9_000, 10_000), share(9_200, 10_000)] * 6)
    assert found.points[0].low == pytest.approx(100 * (0.91 - 3 * (2 / 1.128) * 0.01), abs=0.1)
    assert found.beyond == ()


def test_a_day_beyond_its_limits_is_named() -> None:
    found = chart([share(95, 100)] * 6 + [share(60, 100)] + [share(95, 100)] * 6)
    assert found.beyond == (date(2026, 11, 7),)
    assert words(found)[0] == "Outside the limits of chance on %(days)s: look for the cause there."


def test_means_get_limits_from_the_moving_range() -> None:
    found = chart([seconds(value) for value in (20, 22, 20, 22, 20, 22, 20, 22)], Unit.SECONDS)
    assert found.points[0].high == pytest.approx(21 + 3 * 2 / 1.128)
    assert found.points[0].low == pytest.approx(21 - 3 * 2 / 1.128)
    assert chart([seconds(value) for value in (1, 9) * 5], Unit.SECONDS).points[0].low == 0


def test_nine_in_a_row_on_one_side_are_a_run_and_days_without_figures_do_not_break_it() -> None:
    better = [seconds(18), None, *[seconds(18)] * 8]
    found = chart([*[seconds(22)] * 9, *better], Unit.SECONDS)
    assert {Signal.RUN in point.signals for point in found.points if point.value is not None} == {True}
    assert Signal.RUN not in found.points[10].signals
    assert found.run_since == date(2026, 11, 10)
    assert any("in a row" in one for one in words(found))


def test_eight_in_a_row_are_no_run() -> None:
    found = chart([*[seconds(22)] * 8, *[seconds(18)] * 8], Unit.SECONDS)
    assert found.run_since is None
    assert len(found.beyond) == 16


def test_a_value_on_the_average_ends_a_run() -> None:
    found = chart([*[seconds(22)] * 8, seconds(20), *[seconds(18)] * 8], Unit.SECONDS)
    assert found.run_since is None


def test_steady_but_short_of_the_target_asks_for_another_way_of_working() -> None:
    steady = [share(95, 100), share(96, 100)] * 5
    assert "way of working" in words(chart(steady))[0]
    assert words(chart([share(99, 100), share(98, 100)] * 5))[0].startswith("Steady")
