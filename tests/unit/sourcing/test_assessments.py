"""From declared facts, promises and ratings to values that can be compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.kernel.messages import Message
from portal.sourcing.rules.capability import NO_DATA, Facts, Need, capability
from portal.sourcing.rules.criteria import Direction
from portal.sourcing.rules.fit import Fit, Promise, fit_line, quality
from portal.sourcing.rules.standing import standing
from portal.vendors.rules import reputation

NEED = Need(people=10, platforms=frozenset({"tmall", "jd"}), category="sports")
FULL = Facts(
    agents=30,
    reserve_agents=10,
    years=5,
    platforms=frozenset({"tmall", "jd", "pdd"}),
    categories=frozenset({"sports"}),
    exam_before_start=True,
    training_days=5,
    replacement_hours=24,
)


def test_a_vendor_with_everything_has_one_hundred_points() -> None:
    answer = capability(FULL, NEED)
    assert answer.value == Decimal("100.00")
    assert len(answer.figures) == 8
    assert all(figure.points == Decimal("100.0") for figure in answer.figures)


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        (replace(FULL, agents=15), "90.00"),
        (replace(FULL, agents=3000), "100.00"),
        (replace(FULL, reserve_agents=0), "85.00"),
        (replace(FULL, years=1), "88.00"),
        (replace(FULL, platforms=frozenset({"jd"})), "90.00"),
        (replace(FULL, categories=frozenset({"books"})), "90.00"),
        (replace(FULL, exam_before_start=False), "90.00"),
        (replace(FULL, training_days=0), "95.00"),
        (replace(FULL, replacement_hours=48), "97.50"),
        (replace(FULL, replacement_hours=0), "100.00"),
        (Facts(years=5), "100.00"),  # all that was said is good; the page shows how little it was
        (Facts(years=1, exam_before_start=True), "52.00"),
    ],
)
def test_each_fact_weighs_its_part(facts: Facts, value: str) -> None:
    assert capability(facts, NEED).value == Decimal(value)


def test_what_was_not_said_is_left_out_and_marked() -> None:
    answer = capability(Facts(years=5), NEED)
    assert [figure.source for figure in answer.figures].count(NO_DATA) == 7
    assert capability(Facts(), NEED).value is None


def test_a_need_without_people_platforms_or_category_asks_nothing_of_them() -> None:
    answer = capability(replace(FULL, agents=0, platforms=frozenset()), Need(0, frozenset()))
    assert answer.value == Decimal("100.00")
    assert len(answer.figures) == 7


REPLY = Promise("reply_rate", Message("Reply rate"), Decimal(98), Decimal(98), Direction.MORE)
FIRST = Promise("frt_avg", Message("First response"), Decimal(30), Decimal(30), Direction.LESS)


@pytest.mark.parametrize(
    ("promise", "promised", "fit", "points"),
    [
        (REPLY, "98", Fit.MEETS, "100.00"),
        (REPLY, "99.5", Fit.MEETS, "100.00"),
        (REPLY, "49", Fit.PARTLY, "50.00"),
        (REPLY, "-1", Fit.PARTLY, "0.00"),
        (replace(REPLY, asked=Decimal(0)), "-1", Fit.PARTLY, "0.00"),
        (FIRST, "30", Fit.MEETS, "100.00"),
        (FIRST, "12", Fit.MEETS, "100.00"),
        (FIRST, "40", Fit.PARTLY, "75.00"),
    ],
)
def test_a_weaker_promise_counts_by_its_ratio(promise: Promise, promised: str, fit: Fit, points: str) -> None:
    answered = replace(promise, promised=Decimal(promised))
    assert fit_line(answered).fit is fit
    assert quality([answered]).value == Decimal(points)


def test_not_promising_is_an_answer_and_counts_nothing() -> None:
    silent = replace(FIRST, promised=None)
    assert (fit_line(silent).fit, fit_line(silent).share) == (Fit.NO, 0)
    answer = quality([REPLY, silent])
    assert answer.value == Decimal("50.00")
    assert [(figure.value, figure.asked) for figure in answer.figures] == [
        (Decimal(98), Decimal(98)),
        (None, Decimal(30)),
    ]


def test_without_standards_there_is_nothing_to_judge() -> None:
    assert quality([]).value is None


def test_ratings_stand_with_their_number() -> None:
    answer = standing(reputation([Decimal(5), Decimal(5)]))
    assert answer.value == Decimal("4.29")
    assert [figure.value for figure in answer.figures] == [Decimal("5.00"), 2]
    assert standing(reputation([])).value is None
    assert [figure.value for figure in standing(reputation([])).figures] == [0]
