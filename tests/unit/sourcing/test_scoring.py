"""The order of vendors by weighted sum."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message
from portal.sourcing.rules.criteria import (
    Assessment,
    Candidate,
    Criterion,
    Direction,
    Figure,
    Interval,
    weights_problem,
)
from portal.sourcing.rules.normalising import Method, normalised
from portal.sourcing.rules.scoring import Comparison, compare, shown
from tests.unit.sourcing.cases import (
    CAPABILITY,
    CRITERIA,
    FOUR,
    PRICE,
    QUALITY,
    REPUTATION,
    V1,
    V2,
    V3,
    vendor,
)


def order(comparison: Comparison) -> list[str]:
    return [entry.candidate.name for entry in comparison.ranked]


@pytest.mark.parametrize(
    ("method", "expected", "first_to_last"),
    [
        (
            Method.LINEAR_MAX,
            {"V1": 90.9927, "V2": 91.9459, "V3": 91.7708, "V4": 91.4691},
            ["V2", "V3", "V4", "V1"],
        ),
        (
            Method.MIN_MAX,
            {"V1": 53.3956, "V2": 50.0, "V3": 50.0, "V4": 47.9066},
            ["V1", "V2", "V3", "V4"],
        ),
    ],
)
def test_the_two_ways_of_normalising_give_their_published_orders(
    method: Method, expected: dict[str, float], first_to_last: list[str]
) -> None:
    comparison = compare(FOUR, CRITERIA, currency="CNY", method=method)
    assert order(comparison) == first_to_last
    for entry in comparison.ranked:
        assert entry.points.is_certain
        assert float(entry.points.low) == pytest.approx(expected[entry.candidate.name], abs=5e-5)


def test_equal_points_share_a_rank() -> None:
    comparison = compare(FOUR, CRITERIA, currency="CNY", method=Method.MIN_MAX)
    assert [(entry.rank, entry.rank_from, entry.rank_to) for entry in comparison.ranked] == [
        (1, 1, 1),
        (2, 2, 3),
        (2, 2, 3),
        (4, 4, 4),
    ]


def test_every_score_carries_its_value_its_points_and_the_figures_behind_it() -> None:
    figure = Figure(Message("Agents"), 60, Message("Declared by the vendor"))
    known = {**V2.assessments, "capability": Assessment(Decimal(48), (figure,))}
    comparison = compare([replace(V2, assessments=known), V3], CRITERIA, currency="CNY")
    score = comparison.ranked[0].scores[0]
    assert score.criterion is CAPABILITY
    assert (score.value, score.figures) == (Decimal(48), (figure,))
    assert score.normalised == Interval(Fraction(1), Fraction(1))
    assert score.points == Interval(Fraction(35), Fraction(35))
    assert sum(one.points.low for one in comparison.ranked[0].scores) == comparison.ranked[0].points.low


def test_no_track_record_is_an_interval_and_never_zero() -> None:
    newcomer = vendor("New", "48", "90", "5200", None)
    comparison = compare([V1, newcomer], CRITERIA, currency="CNY")
    entry = next(one for one in comparison.ranked if one.candidate.name == "New")
    reputation = entry.scores[3]
    assert reputation.value is None
    assert reputation.normalised == Interval(Fraction(10, 47), Fraction(1))  # rating 1 against the best, 4.7
    assert (entry.rank_from, entry.rank_to) == (1, 2)
    assert [str(reason) for reason in comparison.reasons] == [
        "Where Reputation has no data, the score spans from the worst to the best possible."
    ]


def test_a_criterion_without_any_data_is_left_out_and_the_other_weights_grow() -> None:
    comparison = compare(
        [vendor("A", "40", "90", "5000", None), vendor("B", "30", "95", "4000", None)],
        CRITERIA,
        currency="CNY",
    )
    assert comparison.weights == {
        "capability": Fraction(3500, 85),
        "quality": Fraction(2500, 85),
        "price": Fraction(2500, 85),
    }
    assert [len(entry.scores) for entry in comparison.ranked] == [3, 3]
    assert "Reputation is not counted: nobody has data" in str(comparison.reasons[0])


def test_a_vendor_that_nobody_assessed_at_all_has_no_figures() -> None:
    blank = Candidate("blank", "Blank", "CNY")
    optional = [replace(PRICE, required=False, weight=50), replace(REPUTATION, weight=50)]
    comparison = compare([V1, blank], optional, currency="CNY")
    entry = next(one for one in comparison.ranked if one.candidate is blank)
    assert [score.figures for score in entry.scores] == [(), ()]


@pytest.mark.parametrize(
    ("outsider", "reason"),
    [
        (
            replace(V1, currency="USD"),
            "Quoted in USD; only quotes in CNY are ranked.",
        ),
        (vendor("V1", "42", "95", None, "4.7"), "Price is missing."),
        (vendor("V1", "42", "79", "100", "4.7"), "Below the gate: Quality is 79, asked is 80."),
        (vendor("V1", "42", "95", "9001", "4.7"), "Below the gate: Price is 9001, asked is 9000."),
    ],
)
def test_who_cannot_be_ranked_is_shown_with_the_reason_and_moves_nobody(
    outsider: Candidate, reason: str
) -> None:
    criteria = (
        CAPABILITY,
        replace(QUALITY, gate=Decimal(80)),
        replace(PRICE, gate=Decimal(9000)),
        REPUTATION,
    )
    with_outsider = compare([V2, outsider, V3], criteria, currency="CNY")
    assert [str(one) for one in with_outsider.not_ranked[0].reasons] == [reason]
    assert with_outsider.ranked == compare([V2, V3], criteria, currency="CNY").ranked


def test_a_gate_without_data_stays_open_and_says_so() -> None:
    criteria = (CAPABILITY, replace(QUALITY, gate=Decimal(80)), PRICE, REPUTATION)
    comparison = compare([V2, vendor("New", "42", None, "4600", "4.7")], criteria, currency="CNY")
    entry = next(one for one in comparison.ranked if one.candidate.name == "New")
    assert [str(reason) for reason in entry.reasons] == [
        "Whether the gate for Quality is passed is not known: no data."
    ]


def test_nobody_to_rank_is_an_empty_order_without_reasons() -> None:
    comparison = compare([replace(V1, currency="USD")], CRITERIA, currency="CNY")
    assert (comparison.ranked, comparison.reasons, dict(comparison.weights)) == ((), (), {})


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ([35, 25, 25, 15], None),
        ([100, 0, 0, 0], None),
        ([35, 25, 25, 14], "The weights add up to 99; they must add up to 100."),
        ([-5, 65, 25, 15], "A weight cannot be negative."),
        ([], "The weights add up to 0; they must add up to 100."),
    ],
)
def test_weights_add_up_to_one_hundred(weights: list[int], problem: str | None) -> None:
    criteria = [replace(CAPABILITY, weight=weight) for weight in weights]
    answer = weights_problem(criteria)
    assert (None if answer is None else str(answer)) == problem


def test_comparing_with_other_weights_is_refused() -> None:
    with pytest.raises(Invalid, match="add up to 25"):
        compare(FOUR, [PRICE], currency="CNY")


MORE = Criterion("more", Message("More"), 100)
LESS = Criterion("less", Message("Less"), 100, Direction.LESS)


@pytest.mark.parametrize(
    ("criterion", "method", "values", "expected"),
    [
        (MORE, Method.LINEAR_MAX, [2, 4], [(1, 2), 1]),
        (LESS, Method.LINEAR_MAX, [2, 4], [1, (1, 2)]),
        (MORE, Method.MIN_MAX, [2, 3, 4], [0, (1, 2), 1]),
        (LESS, Method.MIN_MAX, [2, 3, 4], [1, (1, 2), 0]),
        (MORE, Method.MIN_MAX, [7, 7], [1, 1]),
        (LESS, Method.LINEAR_MAX, [7, 7], [1, 1]),
        (LESS, Method.LINEAR_MAX, [0, 5, 10], [1, (1, 2), 0]),  # a price of zero has no ratio
        (MORE, Method.LINEAR_MAX, [-5, 0, 5], [0, (1, 2), 1]),
        (MORE, Method.LINEAR_MAX, [0, 0], [1, 1]),
    ],
)
def test_values_come_onto_one_scale(
    criterion: Criterion, method: Method, values: list[int], expected: list[int | tuple[int, int]]
) -> None:
    column = normalised(criterion, [Decimal(value) for value in values], method)
    assert column.intervals is not None
    assert [interval.low for interval in column.intervals] == [
        Fraction(*one) if isinstance(one, tuple) else Fraction(one) for one in expected
    ]


@pytest.mark.parametrize(
    ("criterion", "method", "low", "high"),
    [
        (MORE, Method.LINEAR_MAX, Fraction(1, 2), Fraction(1)),
        (LESS, Method.LINEAR_MAX, Fraction(1, 2), Fraction(1)),
        (MORE, Method.MIN_MAX, Fraction(0), Fraction(1)),
        (replace(MORE, scale=(Decimal(1), Decimal(3))), Method.LINEAR_MAX, Fraction(1, 4), Fraction(3, 4)),
        (replace(MORE, scale=(Decimal(1), Decimal(9))), Method.MIN_MAX, Fraction(0), Fraction(1)),
        (replace(LESS, scale=(Decimal(8), Decimal(1))), Method.LINEAR_MAX, Fraction(1, 4), Fraction(1)),
    ],
)
def test_a_missing_value_spans_from_the_worst_to_the_best_there_can_be(
    criterion: Criterion, method: Method, low: Fraction, high: Fraction
) -> None:
    column = normalised(criterion, [Decimal(2), Decimal(4), None], method)
    assert column.intervals is not None
    assert column.intervals[2] == Interval(low, high)


def test_a_missing_value_beside_equal_ones_on_a_known_scale() -> None:
    column = normalised(
        replace(MORE, scale=(Decimal(1), Decimal(5))), [Decimal(4), Decimal(4), None], Method.MIN_MAX
    )
    assert column.intervals is not None
    assert column.intervals[2] == Interval(Fraction(0), Fraction(1))


def test_falling_back_from_ratios_is_said() -> None:
    column = normalised(LESS, [Decimal(0), Decimal(5)], Method.LINEAR_MAX)
    assert "at or below zero" in str(column.reasons[0])


@pytest.mark.parametrize(
    ("points", "places", "text"),
    [
        (Fraction(91945, 1000), 1, "91.9"),
        (Fraction(1, 4), 1, "0.3"),  # half up, not to even
        (Fraction(175, 1000), 2, "0.18"),
        (Fraction(100), 1, "100.0"),
    ],
)
def test_points_are_rounded_half_up_only_when_printed(points: Fraction, places: int, text: str) -> None:
    assert str(shown(points, places)) == text
