"""Waivers need a reason and, above a small share of the fee, a second person; few cases need both sides."""

from decimal import Decimal

import pytest

from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.sla.rules.repeats import Repetition
from portal.sla.rules.shares import LineCredit
from portal.sla.rules.waivers import (
    LineAct,
    LineWord,
    decisions_of,
    let_off_with,
    need_other_person,
    needs_second_person,
    repetition_words,
)

A = "reply_rate"
PROPOSED, WAIVED, WITHDRAWN, CONFIRMED = (
    LineAct.WAIVER_PROPOSED,
    LineAct.WAIVED,
    LineAct.WAIVER_WITHDRAWN,
    LineAct.DEDUCTION_CONFIRMED,
)


def word(act: LineAct, by: Side = Side.MERCHANT, *, person: int = 1, reason: str = "") -> LineWord:
    return LineWord(act, A, by, person, reason=reason)


@pytest.mark.parametrize(
    ("acts", "proposed", "waived"),
    [
        ((), False, False),
        ((PROPOSED,), True, False),
        ((PROPOSED, WAIVED), False, True),
        ((PROPOSED, WITHDRAWN), False, False),
        ((WAIVED,), False, True),
        ((WAIVED, WITHDRAWN), False, False),
        ((WAIVED, WITHDRAWN, PROPOSED), True, False),
        ((WITHDRAWN,), False, False),
    ],
)
def test_where_the_words_about_a_waiver_lead(acts: tuple[LineAct, ...], proposed: bool, waived: bool) -> None:
    found = decisions_of(word(act) for act in acts)
    assert (A in found.proposed, A in found.waived) == (proposed, waived)


def test_the_reason_of_the_first_person_stands() -> None:
    found = decisions_of([word(PROPOSED, reason="春节值守"), word(WAIVED, person=2, reason="同意")])
    assert found.reasons == {A: "春节值守"}


@pytest.mark.parametrize(
    ("sides", "is_confirmed"),
    [
        ((), False),
        ((Side.MERCHANT,), False),
        ((Side.MERCHANT, Side.MERCHANT), False),
        ((Side.VENDOR, Side.MERCHANT), True),
    ],
)
def test_a_deduction_from_few_cases_takes_both_sides(sides: tuple[Side, ...], is_confirmed: bool) -> None:
    found = decisions_of(word(CONFIRMED, side) for side in sides)
    assert (A in found.confirmed) is is_confirmed


@pytest.mark.parametrize(
    ("amount", "others", "needs"),
    [(400_00, 1, False), (400_01, 1, True), (4000_00, 0, False)],
    ids=["up to 2 %", "above", "nobody else there"],
)
def test_above_two_per_cent_of_the_fee_a_second_person_agrees(amount: int, others: int, needs: bool) -> None:
    assert needs_second_person(Money(amount, "CNY"), Money(20_000_00, "CNY"), others=others) is needs


def credit(key: str, minor: int, *, waived: int = 0) -> LineCredit:
    return LineCredit(
        key=key,
        metric=key,
        percent=Decimal(2),
        amount=Money(minor, "CNY"),
        is_held=False,
        reason=message("x"),
        is_waived=waived > 0,
        waived_minor=waived,
    )


def test_several_small_waivers_are_one_large_one() -> None:
    lines = [credit(A, 300_00), credit("art", 0, waived=300_00), credit("csat", 500_00), credit("aov", 0)]
    assert let_off_with(lines, A) == Money(600_00, "CNY")
    assert let_off_with(lines, "csat") == Money(800_00, "CNY")
    assert [let_off_with(lines, key) for key in ("art", "aov", "none")] == [None, None, None]


def test_nobody_agrees_to_their_own_proposal() -> None:
    proposed = word(PROPOSED, person=1)
    assert need_other_person(proposed, 2) is proposed
    with pytest.raises(Refused, match="Somebody else"):
        need_other_person(proposed, 1)
    with pytest.raises(Refused, match="No waiver waits"):
        need_other_person(None, 1)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Repetition(), None),
        (Repetition(months=1), None),
        (Repetition(months=1, warns=3), None),
        (Repetition(months=1, warns=2), "Missed this month: one more in a row has"),
        (Repetition(months=2, warns=3), "Missed 2 months in a row: one more has"),
        (Repetition(months=2, times=Decimal(2)), "Missed 2 months in a row."),
        (Repetition(months=3, may_terminate=True), "the right to end it"),
    ],
)
def test_misses_in_a_row_are_said_with_what_follows(found: Repetition, words: str | None) -> None:
    said = repetition_words(found)
    assert (said is None) if words is None else (said is not None and words in str(said))
