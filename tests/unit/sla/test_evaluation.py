"""Claims about judging a month: states, points, reasons, the composite score, credits and bonuses."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.money import Money
from portal.sla.rules.credits import CreditLimits, credits_of, earned_back
from portal.sla.rules.evaluation import LineResult, MonthEvaluation, State, evaluate
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.promises import Judged, Promise, Step, Tier

LAST_DAY = date(2026, 11, 30)


def promise(target: str = "95", key: str = "reply_rate", **changes: Any) -> Promise:
    return Promise(key=key, metric=key, version=1, target=Decimal(target), **changes)


def share(numerator: int, denominator: int, **changes: Any) -> Measurement:
    return Measurement("reply_rate", Unit.PERCENT, numerator, denominator, factor=Fraction(100), **changes)


def judge(line: Promise, measurement: Measurement | None, **facts: Any) -> LineResult:
    measurements = {} if measurement is None else {line.metric: measurement}
    return evaluate([line], measurements, last_day=LAST_DAY, **facts).lines[0]


RELIEVED = {"relieved": frozenset({"reply_rate"})}
DISPUTED = {"disputed": frozenset({"reply_rate"})}


@pytest.mark.parametrize(
    ("line", "measurement", "facts", "state", "points"),
    [
        (promise(), share(95, 100), {}, State.MET, 100),
        (promise(), share(9_499, 10_000), {}, State.MISSED, 0),
        (promise(floor=Decimal(90)), share(94, 100), {}, State.MISSED, 80),
        (promise(floor=Decimal(90)), share(90, 100), {}, State.MISSED, 0),
        (promise(), None, {}, State.NO_DATA, None),
        (promise(), share(0, 0), {}, State.NO_DATA, None),
        (promise(), None, RELIEVED, State.RELIEVED, None),
        (promise(), share(90, 100), RELIEVED, State.RELIEVED, None),
        (promise(), share(90, 100), DISPUTED, State.DISPUTED, 0),
        (promise(grace_until=LAST_DAY), share(90, 100), {}, State.GRACE, None),
        (promise(grace_until=date(2026, 11, 29)), share(90, 100), {}, State.MISSED, 0),
        (promise(min_volume=30), share(9, 10), {}, State.BELOW_MINIMUM_VOLUME, None),
        (promise(min_volume=30), share(10, 10), {}, State.MET, 100),
        (promise(min_volume=30), share(9, 10, counted=False), {}, State.MISSED, 0),
        (promise("30", judged=Judged.AT_MOST), share(30, 100), {}, State.MET, 100),
        (promise("30", judged=Judged.AT_MOST, floor=Decimal(50)), share(40, 100), {}, State.MISSED, 50),
        (promise("80", judged=Judged.BAND, band_high=Decimal(90)), share(85, 100), {}, State.MET, 100),
        (promise("80", judged=Judged.BAND, band_high=Decimal(90)), share(95, 100), {}, State.MISSED, 0),
        (promise("80", judged=Judged.BAND), share(95, 100), {}, State.MET, 100),
    ],
)
def test_each_line_has_one_state_and_its_points(
    line: Promise, measurement: Measurement | None, facts: dict[str, Any], state: State, points: int | None
) -> None:
    result = judge(line, measurement, **facts)
    assert (result.state, result.points) == (state, points)
    assert result.reasons


@pytest.mark.parametrize(
    ("line", "measurement", "words"),
    [
        (promise(), share(9_499, 10_000), "94.99 %, agreed are at least 95 %: 0.01 percentage points short."),
        (promise(), share(96, 100), "96 %, agreed are at least 95 %."),
        (
            promise("30", judged=Judged.AT_MOST),
            share(31, 100),
            "31 %, agreed are at most 30 %: 1 percentage points too much.",
        ),
        (promise("30", judged=Judged.AT_MOST), share(3, 100), "3 %, agreed are at most 30 %."),
        (
            promise("80", judged=Judged.BAND, band_high=Decimal(90)),
            share(95, 100),
            "95 %, agreed are 80 % to 90 %: 5 percentage points outside.",
        ),
        (
            promise("80", judged=Judged.BAND, band_high=Decimal(90)),
            share(85, 100),
            "85 %, agreed are 80 % to 90 %.",
        ),
    ],
)
def test_the_first_reason_compares_result_and_target(
    line: Promise, measurement: Measurement, words: str
) -> None:
    assert str(judge(line, measurement).reasons[0]) == words


@pytest.mark.parametrize(
    ("line", "measurement", "facts", "words"),
    [
        (promise(), share(96, 100, approximate=True), {}, "Approximate"),
        (promise(grace_until=LAST_DAY), share(90, 100), {}, "Running-in period until 2026-11-30"),
        (promise(min_volume=30), share(9, 10), {}, "Only 10 cases, agreed minimum 30"),
        (promise(), share(90, 100), RELIEVED, "Relief was agreed"),
        (promise(), share(90, 100), DISPUTED, "An objection is open"),
        (promise(stretch=Decimal(98)), share(98, 100), {}, "The stretch value is reached."),
    ],
)
def test_what_qualifies_a_result_is_said(
    line: Promise, measurement: Measurement, facts: dict[str, Any], words: str
) -> None:
    assert any(str(reason).startswith(words) for reason in judge(line, measurement, **facts).reasons)


def test_shares_show_their_interval_and_other_results_none() -> None:
    interval = judge(promise(), share(95, 100)).interval
    assert interval is not None
    assert (round(interval.low, 6), round(interval.high, 6)) == (0.888250, 0.978456)
    assert judge(promise(), Measurement("x", Unit.SECONDS, 5, 1)).interval is None


def test_points_by_steps_take_the_first_step_reached() -> None:
    steps = (Step(Decimal(98), Decimal(100)), Step(Decimal(95), Decimal(80)), Step(Decimal(92), Decimal(60)))
    line = promise("98", steps=steps)
    assert [judge(line, share(one, 100)).points for one in (99, 96, 92, 91)] == [100, 80, 60, 0]


def test_the_composite_spreads_the_weight_of_lines_without_data() -> None:
    lines = [
        promise(key="a", weight=Decimal(30)),
        promise(key="b", weight=Decimal(20), floor=Decimal(90)),
        promise(key="c", weight=Decimal(50)),
    ]
    month = evaluate(lines, {"a": share(96, 100), "b": share(94, 100)}, last_day=LAST_DAY)
    assert month.score == Fraction(92)
    assert month.grade == "gold"
    assert month.lines[0].value == Fraction(96)
    assert month.lines[2].value is None


@pytest.mark.parametrize(("score", "grade"), [(94, "silver"), (93, None)])
def test_grades_follow_the_score(score: int, grade: str | None) -> None:
    month = evaluate([promise(floor=Decimal(90))], {"reply_rate": share(score, 100)}, last_day=LAST_DAY)
    assert month.grade == grade


def test_a_month_without_any_figures_has_no_score() -> None:
    month = evaluate([promise()], {}, last_day=LAST_DAY)
    assert (month.score, month.grade) == (None, None)


BASE = Money(2_000_000, "CNY")
FIVE = (Tier(Decimal(0), None, Decimal(5)),)
TWO_PER_POINT = (Tier(Decimal(0), None, Decimal(2), each=Decimal(1)),)
FIFTEEN = (Tier(Decimal(0), None, Decimal(15)),)


def month_of(*lines: tuple[str, tuple[Tier, ...], int], **facts: Any) -> MonthEvaluation:
    return evaluate(
        [promise("90", key=key, tiers=tiers) for key, tiers, _ in lines],
        {key: share(reached, 100) for key, _, reached in lines},
        last_day=LAST_DAY,
        **facts,
    )


def test_deductions_are_added_up() -> None:
    found = credits_of(month_of(("a", FIVE, 80), ("csat", TWO_PER_POINT, 88)), BASE, CreditLimits())
    assert found.credit == Money(180_000, "CNY")
    assert [str(line.percent) for line in found.lines] == ["5", "4"]
    assert found.reasons == ()


def test_deductions_stop_at_the_cap_and_say_so() -> None:
    month = month_of(("a", FIVE, 80), ("csat", TWO_PER_POINT, 88), ("c", FIFTEEN, 1))
    found = credits_of(month, BASE, CreditLimits())
    assert found.uncapped == Money(480_000, "CNY")
    assert found.credit == Money(200_000, "CNY")
    assert "are limited to 10 % of the service fee" in str(found.reasons[0])


def test_without_a_cap_the_fee_is_the_limit() -> None:
    tiers = (Tier(Decimal(0), None, fixed_minor=3_000_000),)
    found = credits_of(month_of(("a", tiers, 80)), BASE, CreditLimits(cap_percent=None))
    assert found.credit == BASE
    assert "are limited to the service fee" in str(found.reasons[0])
    assert "a fixed sum" in str(found.lines[0].reason)


def test_tiers_are_open_below_and_closed_above() -> None:
    tiers = (Tier(Decimal(0), Decimal(2), Decimal(1)), Tier(Decimal(2), Decimal(5), Decimal(3)))
    paid = [
        credits_of(month_of(("a", tiers, one)), BASE, CreditLimits()).credit.minor for one in (90, 88, 87, 84)
    ]
    assert paid == [0, 20_000, 60_000, 0]


def test_an_objection_holds_the_deduction() -> None:
    month = month_of(("a", FIVE, 80), ("b", FIFTEEN, 80), disputed=frozenset({"b"}))
    found = credits_of(month, BASE, CreditLimits())
    assert (found.credit, found.held) == (Money(100_000, "CNY"), Money(100_000, "CNY"))
    assert [line.is_held for line in found.lines] == [False, True]


def test_a_met_line_costs_nothing_and_grace_is_free() -> None:
    line = promise("90", tiers=FIVE, grace_until=LAST_DAY)
    month = evaluate([line], {"reply_rate": share(80, 100)}, last_day=LAST_DAY)
    assert credits_of(month, BASE, CreditLimits()).credit == Money(0, "CNY")


def test_reaching_the_stretch_earns_a_bonus_up_to_its_cap() -> None:
    line = promise("90", stretch=Decimal(95), bonus_percent=Decimal(3))
    month = evaluate([line], {"reply_rate": share(96, 100)}, last_day=LAST_DAY)
    assert credits_of(month, BASE, CreditLimits(bonus_cap_percent=Decimal(5))).bonus == Money(60_000, "CNY")
    assert credits_of(month, BASE, CreditLimits(bonus_cap_percent=Decimal(2))).bonus == Money(40_000, "CNY")
    assert credits_of(month, BASE, CreditLimits()).bonus == Money(0, "CNY")


def test_half_of_a_deduction_is_earned_back_at_the_stretch() -> None:
    limits = CreditLimits(earn_back_share_percent=Decimal(50))
    later = evaluate(
        [promise("90", stretch=Decimal(95))], {"reply_rate": share(96, 100)}, last_day=LAST_DAY
    ).lines
    assert earned_back(Money(200_000, "CNY"), later, "reply_rate", limits) == Money(100_000, "CNY")
    assert earned_back(Money(200_000, "CNY"), later, "csat", limits) == Money(0, "CNY")


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40), st.integers(0, 10**7)), max_size=6),
    st.integers(0, 10**8),
    st.one_of(st.none(), st.decimals(0, 100, places=2)),
)
def test_a_deduction_never_exceeds_the_cap(
    lines: list[tuple[int, int, int]], base: int, cap: Decimal | None
) -> None:
    month = month_of(
        *(
            (f"line{number}", (Tier(Decimal(0), None, Decimal(percent), fixed_minor=fixed),), reached)
            for number, (reached, percent, fixed) in enumerate(lines)
        ),
        disputed=frozenset({"line0"}),
    )
    found = credits_of(month, Money(base, "CNY"), CreditLimits(cap_percent=cap))
    assert Money(0, "CNY") <= found.credit + found.held <= found.cap
    assert found.cap <= Money(base, "CNY")
