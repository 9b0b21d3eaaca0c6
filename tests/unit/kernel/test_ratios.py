"""Rates are pooled as sums over sums, and percentiles are nearest rank."""

from fractions import Fraction

import pytest

from portal.kernel.ratios import (
    Ratio,
    nearest_rank,
    nearest_rank_of_histogram,
    pooled,
    wilson_interval,
)

WAITS = [5, 8, 9, 12, 15, 18, 22, 30, 45, 300]


def test_two_agents_convert_54_percent_not_the_mean_of_their_rates() -> None:
    assert pooled([Ratio(90, 200), Ratio(45, 50)]).value == Fraction(54, 100)


def test_one_happy_vote_does_not_outweigh_ten() -> None:
    assert pooled([Ratio(8, 10), Ratio(1, 1)]).value == Fraction(9, 11)


def test_nothing_counted_is_no_data() -> None:
    assert pooled([]).value is None
    assert Ratio(0, 0).value is None
    assert Ratio(0, 7).value == 0


def test_a_denominator_counts_things() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        Ratio(1, -1)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (95, 100, 0.888250, 0.978456),
        (19, 20, 0.763869, 0.991119),
        (285, 300, 0.919153, 0.969468),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
    ],
)
def test_few_cases_leave_a_wide_interval(successes: int, trials: int, low: float, high: float) -> None:
    interval = wilson_interval(successes, trials)
    assert interval is not None
    assert interval.low == pytest.approx(low, abs=6e-7)
    assert interval.high == pytest.approx(high, abs=6e-7)


def test_no_case_has_no_interval() -> None:
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, -1)])
def test_successes_are_among_the_trials(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="between none and all"):
        wilson_interval(successes, trials)


@pytest.mark.parametrize(
    ("share", "value"),
    [("9/10", 45), ("1/2", 15), ("1/100", 5), ("1/10", 5), ("11/100", 8), ("95/100", 300), ("1", 300)],
)
def test_percentiles_are_nearest_rank(share: str, value: int) -> None:
    assert nearest_rank(WAITS, Fraction(share)) == value
    assert nearest_rank_of_histogram(dict.fromkeys(WAITS, 1), Fraction(share)) == value


def test_a_histogram_gives_the_percentile_of_its_rows() -> None:
    counts = {30: 5, 10: 90, 60: 5, 99: 0}
    rows = [value for value, count in counts.items() for _ in range(count)]
    for percent in range(1, 101):
        share = Fraction(percent, 100)
        assert nearest_rank_of_histogram(counts, share) == nearest_rank(rows, share)


def test_no_rows_have_no_percentile() -> None:
    assert nearest_rank([], Fraction(1, 2)) is None
    assert nearest_rank_of_histogram({5: 0}, Fraction(1, 2)) is None


@pytest.mark.parametrize("share", ["0", "-1/2", "11/10"])
def test_a_percentile_is_a_share_of_the_rows(share: str) -> None:
    with pytest.raises(ValueError, match="above 0 and at most at 1"):
        nearest_rank([1], Fraction(share))
