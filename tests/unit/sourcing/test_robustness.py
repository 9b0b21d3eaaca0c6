"""How firm a lead is."""

from dataclasses import replace
from fractions import Fraction

import pytest

from portal.sourcing.rules.criteria import Direction
from portal.sourcing.rules.robustness import robustness
from portal.sourcing.rules.scoring import compare
from tests.unit.sourcing.cases import (
    CAPABILITY,
    CRITERIA,
    FOUR,
    PRICE,
    QUALITY,
    REPUTATION,
    V2,
    V3,
    candidate,
    vendor,
)

FIRST = compare(FOUR, CRITERIA, currency="CNY")


@pytest.mark.parametrize(
    ("criterion", "towards", "holds", "changed", "at"),
    [
        ("capability", Direction.LESS, "34.5", "34.4", 34.449238),
        ("quality", Direction.MORE, "26.7", "26.8", 26.776115),
        ("price", Direction.MORE, "25.5", "25.6", 25.521478),
        ("reputation", Direction.LESS, "12.6", "12.5", 12.550822),
    ],
)
def test_the_lead_changes_at_the_published_weights(
    criterion: str, towards: Direction, holds: str, changed: str, at: float
) -> None:
    (point,) = (
        point
        for point in robustness(FIRST).switching_points
        if point.criterion.key == criterion and point.towards is towards
    )
    assert float(point.at) == pytest.approx(at, abs=5e-7)
    assert point.rival.candidate.name == "V3"
    between = sorted((Fraction(holds), Fraction(changed)))
    assert between[0] < point.at < between[1]


def test_at_a_switching_point_both_have_exactly_equal_points() -> None:
    for point in robustness(FIRST).switching_points:
        leader = {score.criterion.key: score.normalised.low for score in FIRST.ranked[0].scores}
        rival = {score.criterion.key: score.normalised.low for score in point.rival.scores}
        grow = (100 - point.at) / (100 - point.weight)
        moved = {
            key: point.at if key == point.criterion.key else weight * grow
            for key, weight in FIRST.weights.items()
        }
        assert sum(moved.values()) == 100
        assert sum(moved[key] * (leader[key] - rival[key]) for key in moved) == 0


def test_a_lead_that_small_changes_would_turn_is_said_in_words() -> None:
    answer = robustness(FIRST)
    assert not answer.is_robust
    assert float(answer.lead) == pytest.approx(0.175, abs=0.0005)
    assert [str(sentence) for sentence in answer.sentences] == [
        "V2 leads V3 by 0.18 points.",
        "V3 takes the lead if Price weighs more than 25.6 % (now 25.0 %).",
        "V3 takes the lead if Capability weighs less than 34.4 % (now 35.0 %).",
        "V3 takes the lead if Quality weighs more than 26.8 % (now 25.0 %).",
        "V3 takes the lead if Reputation weighs less than 12.5 % (now 15.0 %).",
    ]


def test_a_wide_lead_is_robust_and_the_beaten_vendor_is_named() -> None:
    answer = robustness(
        compare(
            [vendor("A", "50", "95", "4000", "4.8"), vendor("B", "30", "80", "4000", "4.1")],
            CRITERIA,
            currency="CNY",
        )
    )
    assert answer.is_robust
    assert answer.switching_points == ()
    assert [(one.vendor.candidate.name, one.by.candidate.name) for one in answer.dominated] == [("B", "A")]
    assert [str(sentence) for sentence in answer.sentences[1:]] == [
        "The lead holds when any one weight moves by up to 5 percentage points.",
        "B is nowhere better than A and somewhere worse.",
    ]


def test_missing_data_that_could_turn_the_order_is_said() -> None:
    answer = robustness(compare([V2, vendor("New", "48", "90", "5100", None)], CRITERIA, currency="CNY"))
    assert not answer.is_robust
    assert "Data are missing: with them, New could be ahead of V2." in [str(one) for one in answer.sentences]
    assert answer.dominated == ()


def test_missing_data_that_cannot_turn_the_order_do_not_matter() -> None:
    answer = robustness(compare([V2, vendor("New", "10", "50", "9900", None)], CRITERIA, currency="CNY"))
    assert answer.is_robust


def test_equal_points_are_no_lead() -> None:
    answer = robustness(compare([V2, replace(V2, key="x", name="Twin")], CRITERIA, currency="CNY"))
    assert not answer.is_robust
    assert (answer.lead, answer.switching_points) == (0, ())
    assert str(answer.sentences[0]) == "Twin and V2 have equal points."


@pytest.mark.parametrize("quotes", [[], [V3]])
def test_one_quote_alone_leads_nobody(quotes: list[object]) -> None:
    answer = robustness(compare([V3][: len(quotes)], CRITERIA, currency="CNY"))
    assert not answer.is_robust
    assert str(answer.sentences[0]) == "With fewer than two ranked quotes there is no lead."


def test_a_single_criterion_has_nothing_to_trade_with() -> None:
    only = [replace(PRICE, weight=100)]
    answer = robustness(compare([V2, V3], only, currency="CNY"))
    assert answer.switching_points == ()
    assert answer.is_robust


def test_the_nearest_rival_on_each_side_is_named() -> None:
    """The middle vendor leads in between: one rival takes over below, another above."""
    two = [replace(CAPABILITY, weight=50), replace(QUALITY, weight=50)]
    comparison = compare(
        [
            candidate("Balanced", {"capability": "90", "quality": "90"}),
            candidate("Able", {"capability": "100", "quality": "60"}),
            candidate("Fine", {"capability": "60", "quality": "100"}),
        ],
        two,
        currency="CNY",
    )
    points = robustness(comparison).switching_points
    assert [(p.criterion.key, p.towards, p.at, p.rival.candidate.name) for p in points] == [
        ("capability", Direction.LESS, 25, "Fine"),
        ("capability", Direction.MORE, 75, "Able"),
        ("quality", Direction.LESS, 25, "Able"),
        ("quality", Direction.MORE, 75, "Fine"),
    ]
    assert REPUTATION.key not in comparison.weights
