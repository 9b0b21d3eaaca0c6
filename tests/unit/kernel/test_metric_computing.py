"""Metrics are sums over sums in integers, judged exactly, and say when they are not exact."""

from fractions import Fraction

import pytest

from portal.kernel.errors import Invalid
from portal.kernel.metrics import (
    Band,
    Pooled,
    compute,
    display_value,
    from_printed,
    meets,
    metric,
    pool,
    value_of,
)
from portal.kernel.ratios import Ratio


@pytest.mark.parametrize(
    ("key", "inputs", "value"),
    [
        ("inquiry_conversion", {"paid_users": 135, "inquiry_users": 250}, "0.54"),
        ("csat", {"votes_good": 9, "evaluations": 11}, "9/11"),
        ("frt_avg", {"frt_sum_ms": 464_000, "frt_count": 10}, "46.4"),
        ("frt_p90", {"frt_p90_ms": 45_000}, "45"),
        ("refund_only_hours", {"refund_only_sum_ms": 9_000_000, "refund_only_cases": 5}, "0.5"),
        ("online_hours", {"online_ms": 27_000_000}, "7.5"),
        ("aov", {"sales_amount": 2_500_050, "paid_users": 100}, "250.005"),
        ("sales_assisted", {"sales_amount": 2_500_050}, "25000.5"),
        ("qa_score", {"qa_points": 1_850_000, "samples": 20}, "92.5"),
        ("dsr_service", {"rating_sum": 484_000, "rating_count": 100}, "4.84"),
        ("dsr_service", {"dsr_service": 4_830}, "4.83"),
        ("reception_volume", {"received_users": 7_431, "sessions": 1}, "7431"),
        ("items_per_buyer", {"items": 3, "paid_users": 2}, "1.5"),
    ],
)
def test_a_value_is_read_in_its_unit(key: str, inputs: dict[str, int], value: str) -> None:
    assert value_of(metric(key), inputs) == Fraction(value)


def test_money_is_read_in_the_contracts_currency() -> None:
    inputs = {"sales_amount": 10_500, "paid_users": 2}
    assert value_of(metric("aov"), inputs, currency="TWD") == 5250
    assert value_of(metric("aov"), inputs, currency="USD") == Fraction("52.5")


@pytest.mark.parametrize(
    ("key", "inputs"),
    [
        ("csat", {}),
        ("csat", {"votes_good": 3}),
        ("csat", {"evaluations": 3}),
        ("csat", {"votes_good": 0, "evaluations": 0}),
        ("dsr_service", {"rating_sum": 5}),
        ("dsr_service", {"rating_sum": 0, "rating_count": 0}),
    ],
)
def test_missing_figures_and_empty_denominators_are_no_data(key: str, inputs: dict[str, int]) -> None:
    assert value_of(metric(key), inputs) is None


def test_no_ratio_has_no_value() -> None:
    assert compute(metric("csat"), {}) is None
    assert display_value(metric("csat"), None) is None
    assert compute(metric("csat"), {"votes_good": 0, "evaluations": 0}) == Ratio(0, 0)


def test_a_printed_mean_is_weighted_by_its_count() -> None:
    assert from_printed(metric("frt_avg"), Fraction("25"), 40) == Ratio(1_000_000, 40)
    assert from_printed(metric("csat"), Fraction("0.953"), 200) == Ratio(191, 200)
    assert from_printed(metric("aov"), Fraction("250.005"), 2, currency="CNY") == Ratio(50_001, 2)


def test_rates_pool_as_sums() -> None:
    rows = [{"votes_good": 8, "evaluations": 10}, {"votes_good": 1, "evaluations": 1}]
    assert pool(metric("csat"), rows) == Pooled(Ratio(9, 11))


def test_sums_stay_sums() -> None:
    rows = [{"online_ms": 3_600_000}, {"online_ms": 1_800_000}]
    assert display_value(metric("online_hours"), pool(metric("online_hours"), rows).ratio) == Fraction("1.5")


def test_people_of_several_rows_are_counted_more_than_once() -> None:
    rows = [{"received_users": 100}, {"received_users": 50}]
    answer = pool(metric("reception_volume"), rows)
    assert answer.ratio == Ratio(150, 1)
    assert ["counted more than once" in str(reason) for reason in answer.reasons] == [True]
    assert pool(metric("reception_volume"), rows[:1]) == Pooled(Ratio(100, 1))


def test_the_score_of_the_month_is_the_last_one() -> None:
    rows = [{"dsr_service": 4_900}, {"dsr_service": 4_800}, {}]
    answer = pool(metric("dsr_service"), rows)
    assert answer.ratio == Ratio(4_800, 1)
    assert [str(reason) for reason in answer.reasons] == ["Only 2 of 3 rows have this figure."]


def test_the_most_at_once_is_the_largest() -> None:
    rows = [{"concurrency": 4}, {"concurrency": 9}, {"concurrency": 5}]
    assert pool(metric("concurrency"), rows).ratio == Ratio(9, 1)


def test_percentiles_do_not_pool() -> None:
    rows = [{"frt_p90_ms": 30_000}, {"frt_p90_ms": 50_000}]
    answer = pool(metric("frt_p90"), rows)
    assert answer.ratio is None
    assert ["needs the single conversations" in str(reason) for reason in answer.reasons] == [True]
    assert pool(metric("frt_p90"), rows[:1]) == Pooled(Ratio(30_000, 1))


def test_nothing_pools_to_no_data() -> None:
    assert pool(metric("csat"), []) == Pooled(None)


@pytest.mark.parametrize(
    ("key", "value", "target", "is_met"),
    [
        ("csat", "0.95", "0.95", True),
        ("csat", "0.9499999", "0.95", False),
        ("frt_avg", "30", "30", True),
        ("frt_avg", "30.001", "30", False),
    ],
)
def test_reaching_the_target_exactly_meets_it(key: str, value: str, target: str, is_met: bool) -> None:
    assert meets(metric(key), Fraction(value), Fraction(target)) is is_met


@pytest.mark.parametrize(
    ("low", "high", "value", "is_met"),
    [
        ("0.8", "0.9", "0.8", True),
        ("0.8", "0.9", "0.9", True),
        ("0.8", "0.9", "0.91", False),
        ("0.8", "0.9", "0.79", False),
        (None, "0.9", "0", True),
        ("0.8", None, "7", True),
        (None, None, "7", True),
    ],
)
def test_a_band_holds_both_its_limits(low: str | None, high: str | None, value: str, is_met: bool) -> None:
    band = Band(Fraction(low) if low else None, Fraction(high) if high else None)
    assert meets(metric("occupancy"), Fraction(value), band) is is_met


@pytest.mark.parametrize("key", ["occupancy", "reception_volume"])
def test_a_single_number_is_no_target_for_a_band(key: str) -> None:
    with pytest.raises(Invalid, match="needs a lower or an upper limit"):
        meets(metric(key), Fraction(1), Fraction(1))
