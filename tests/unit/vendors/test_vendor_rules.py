"""What a vendor's profile and ratings are worth."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal.vendors.rules import PROFILE_FIELDS, completeness, reputation, reputation_of_sum

FULL: dict[str, Any] = dict.fromkeys(PROFILE_FIELDS, 1)


def test_a_full_profile_is_complete_and_comparable() -> None:
    answer = completeness(FULL)
    assert (answer.share, dict(answer.missing), answer.is_comparable, answer.reasons) == (1, {}, True, ())


@pytest.mark.parametrize(
    ("field", "value", "counts"),
    [
        ("references", None, False),
        ("references", "", False),
        ("platforms", (), False),
        ("platforms", [], False),
        ("reserve_agents", 0, True),
        ("attrition_percent", Decimal(0), True),
        ("exam_before_start", False, True),
    ],
)
def test_zero_and_no_are_answers_and_emptiness_is_not(field: str, value: Any, counts: bool) -> None:
    answer = completeness({**FULL, field: value})
    assert (field not in answer.missing) is counts


def test_an_empty_profile_names_what_a_comparison_needs() -> None:
    answer = completeness({})
    assert (answer.share, answer.is_comparable) == (0, False)
    assert [str(reason) for reason in answer.reasons] == [
        "Needed for a comparison: In business since.",
        "Needed for a comparison: Number of agents.",
        "Needed for a comparison: E-commerce platforms.",
        "Needed for a comparison: Product categories.",
        "Needed for a comparison: Service lines.",
        "Needed for a comparison: Days of training before going live.",
    ]


@pytest.mark.parametrize(
    ("ratings", "value", "mean"),
    [
        (["5"], Fraction(25, 6), Fraction(5)),
        (["5"] * 20, Fraction(120, 25), Fraction(5)),
        (["1"], Fraction(21, 6), Fraction(1)),
        (["4.5", "3.5"], Fraction(28, 7), Fraction(4)),
    ],
)
def test_few_ratings_do_not_push_far(ratings: list[str], value: Fraction, mean: Fraction) -> None:
    answer = reputation([Decimal(rating) for rating in ratings])
    assert (answer.value, answer.mean, answer.count) == (value, mean, len(ratings))


def test_no_ratings_are_no_data() -> None:
    answer = reputation([])
    assert (answer.value, answer.mean, answer.count) == (None, None, 0)
    assert str(answer.reasons[0]) == "No ratings yet."


@pytest.mark.parametrize(("count", "sentences"), [(9, 2), (10, 1)])
def test_the_number_of_ratings_is_always_said(count: int, sentences: int) -> None:
    reasons = reputation([Decimal(4)] * count).reasons
    assert len(reasons) == sentences
    assert str(reasons[0]).startswith(f"Drawn from {count} ratings towards 4")


def test_a_sum_of_ratings_serves_as_well() -> None:
    assert reputation_of_sum(count=2, total=Decimal(8)) == reputation([Decimal("4.5"), Decimal("3.5")])
