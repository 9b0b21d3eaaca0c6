"""How even a year is."""

import pytest

from portal.requirements.rules.evenness import Reading, evenness

SPORTS_SHOP = [31000, 29500, 30200, 33800, 45200, 98000, 36000, 34100, 35500, 40200, 152000, 88000]


def test_a_year_with_promotions_is_uneven_and_its_peak_is_four_usual_months() -> None:
    answer = evenness(SPORTS_SHOP)
    assert answer.reading is Reading.UNEVEN
    assert answer.variation == pytest.approx(0.673173, abs=5e-7)
    assert answer.peak_to_median == pytest.approx(4.251748, abs=5e-7)
    assert answer.peak_to_mean == pytest.approx(2.791125, abs=5e-7)
    assert [str(reason) for reason in answer.reasons] == [
        "Demand is uneven: a permanent core with a temporary team for the peaks fits better.",
        "Over 12 months the volumes spread by 0.67 of their mean.",
        "The busiest month brings 4.3 times the usual one.",
    ]


def test_six_like_months_are_even() -> None:
    answer = evenness([30000, 31000, 29500, 30500, 30200, 31200])
    assert answer.reading is Reading.EVEN
    assert answer.variation == pytest.approx(0.019087, abs=5e-7)
    assert answer.peak_to_median == pytest.approx(1.028007, abs=5e-7)


@pytest.mark.parametrize(
    ("months", "reading"),
    [
        ([], Reading.UNKNOWN),
        ([100], Reading.UNKNOWN),
        ([0, 0, 0], Reading.UNKNOWN),
        ([100, 100], Reading.EVEN),
        ([100, 140], Reading.MODERATE),
        ([100] * 11 + [200], Reading.UNEVEN),  # the peak alone
        ([100, 300], Reading.UNEVEN),  # the spread alone: the peak is 1.5 times the median
    ],
)
def test_reading(months: list[int], reading: Reading) -> None:
    assert evenness(months).reading is reading


def test_mostly_empty_months_have_no_usual_month_to_compare_with() -> None:
    answer = evenness([0, 0, 900])
    assert (answer.reading, answer.peak_to_median) == (Reading.UNEVEN, None)
    assert str(answer.reasons[-1]) == "In most months there is nothing to do."
