"""Claims about judging a month: states, points, reasons, the composite score, credits and bonuses."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.rules.schedule import RepeatRule
from portal.kernel.money import Money
from portal.sla.rules.credits import CreditLimits, MonthCredits, MonthFee, credits_of
from portal.sla.rules.evaluation import (
    Case,
    Circumstances,
    Conduct,
    LineResult,
    MonthEvaluation,
    State,
    evaluate,
)
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.promises import Judged, Promise, Step, Tier
from tests.unit.sla.cases import before

LAST_DAY = date(2026, 11, 30)


def promise(target: str = "95", key: str = "reply_rate", **changes: Any) -> Promise:
    return Promise(key=key, metric=key, version=1, target=Decimal(target), **changes)


def share(numerator: int, denominator: int, **changes: Any) -> Measurement:
    return Measurement("reply_rate", Unit.PERCENT, numerator, denominator, factor=Fraction(100), **changes)


def evaluated(
    promises: list[Promise],
    measurements: dict[str, Measurement],
    *,
    conduct: Conduct | None = None,
    **facts: Any,
) -> MonthEvaluation:
    cases = [Case(one, measurements.get(one.key)) for one in promises]
    return evaluate(cases, Circumstances(LAST_DAY, **facts), conduct or Conduct())


def costs(
    month: MonthEvaluation, base: Money, limits: CreditLimits | None = None, **facts: Any
) -> MonthCredits:
    return credits_of(month, MonthFee(base), limits or CreditLimits(), **facts)


def judge(line: Promise, measurement: Measurement | None, **facts: Any) -> LineResult:
    measurements = {} if measurement is None else {line.metric: measurement}
    return evaluated([line], measurements, **facts).lines[0]


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
        (promise(), share(90, 100), DISPUTED, "An objection or claim is open"),
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
    month = evaluated(lines, {"a": share(96, 100), "b": share(94, 100)})
    assert month.score == Fraction(92)
    assert month.grade == "gold"
    assert month.lines[0].value == Fraction(96)
    assert month.lines[2].value is None


@pytest.mark.parametrize(("score", "grade"), [(94, "silver"), (93, None)])
def test_grades_follow_the_score(score: int, grade: str | None) -> None:
    month = evaluated([promise(floor=Decimal(90))], {"reply_rate": share(score, 100)})
    assert month.grade == grade


def test_a_month_without_any_figures_has_no_score() -> None:
    month = evaluated([promise()], {})
    assert (month.score, month.grade) == (None, None)


MISSED_90 = {"reply_rate": share(90, 100)}


@pytest.mark.parametrize(
    ("rule", "points", "charged", "words"),
    [
        ("unscored", None, False, "its weight goes to the others"),
        ("zero", 0, False, "gives it no points"),
        ("missed", 0, True, "treats it as missed by the most"),
    ],
)
def test_the_contract_says_what_no_data_means(
    rule: str, points: int | None, charged: bool, words: str
) -> None:
    steps = (Tier(Decimal(0), Decimal(5), Decimal(1)), Tier(Decimal(5), None, Decimal(3)))
    line = promise(tiers=steps)
    result = evaluated([line], {}, conduct=Conduct(no_data=rule)).lines[0]
    assert (result.state, result.points, result.is_charged) == (State.NO_DATA, points, charged)
    assert result.tier == (steps[1] if charged else None)
    assert words in str(result.reasons[0])


def test_an_objection_to_a_line_without_figures_holds_what_that_would_cost() -> None:
    line = promise(tiers=(Tier(Decimal(0), None, Decimal(3)),))
    month = evaluated([line], {}, conduct=Conduct(no_data="missed"), **DISPUTED)
    assert month.lines[0].state is State.DISPUTED
    money = costs(month, Money(20_000_00, "CNY"))
    assert (money.credit.minor, money.held.minor) == (0, 600_00)
    assert evaluated([line], {}, **DISPUTED).lines[0].state is State.NO_DATA


@pytest.mark.parametrize("facts", [RELIEVED, {"is_open": True}, {}])
def test_no_data_is_free_when_relieved_awaited_or_in_the_running_in_period(facts: dict[str, Any]) -> None:
    line = promise(grace_until=None if facts else LAST_DAY)
    result = evaluated([line], {}, conduct=Conduct(no_data="missed"), **facts).lines[0]
    assert (result.points, result.is_charged, result.tier) == (None, False, None)


@pytest.mark.parametrize(
    ("rule", "confirmed", "state", "charged"),
    [
        ("confirm", False, State.BELOW_MINIMUM_VOLUME, False),
        ("confirm", True, State.BELOW_MINIMUM_VOLUME, True),
        ("free", True, State.BELOW_MINIMUM_VOLUME, False),
        ("charge", False, State.MISSED, True),
    ],
)
def test_below_the_minimum_volume_a_deduction_needs_confirmation_unless_agreed_otherwise(
    rule: str, confirmed: bool, state: State, charged: bool
) -> None:
    names = frozenset({"reply_rate"}) if confirmed else frozenset()
    line = promise(min_volume=200)
    month = evaluated([line], MISSED_90, conduct=Conduct(below_minimum=rule), confirmed=names)
    assert (month.lines[0].state, month.lines[0].is_charged) == (state, charged)
    said = any("the service credit was confirmed" in str(reason) for reason in month.lines[0].reasons)
    assert said == (confirmed and rule != "charge")


@pytest.mark.parametrize(("confirmed", "held"), [(False, 0), (True, 600_00)])
def test_a_disputed_line_holds_below_the_minimum_volume_only_what_was_confirmed(
    confirmed: bool, held: int
) -> None:
    names = frozenset({"reply_rate"}) if confirmed else frozenset()
    line = promise(min_volume=200, tiers=(Tier(Decimal(0), None, Decimal(3)),))
    month = evaluated([line], MISSED_90, confirmed=names, **DISPUTED)
    assert (month.lines[0].state, month.lines[0].points) == (State.DISPUTED, None)
    assert costs(month, Money(20_000_00, "CNY")).held.minor == held


def test_what_is_held_is_what_is_due_if_the_figures_stand() -> None:
    line = promise(critical=True, tiers=(Tier(Decimal(0), None, Decimal(3)),))
    earlier = (before("2026-09", "missed"), before("2026-10", "missed"))
    conduct = Conduct(repeat=(RepeatRule(2, Decimal(2)),), termination_months=3)
    held, due = (
        evaluated([line], MISSED_90, conduct=conduct, earlier=earlier, **facts) for facts in (DISPUTED, {})
    )
    base = Money(20_000_00, "CNY")
    assert costs(held, base).held == costs(due, base).credit == Money(1_200_00, "CNY")
    assert (held.lines[0].repetition.may_terminate, due.lines[0].repetition.may_terminate) == (False, True)


def test_relief_may_count_as_met() -> None:
    month = evaluated([promise()], MISSED_90, conduct=Conduct(relieved="full"), **RELIEVED)
    assert (month.score, month.lines[0].is_charged) == (100, False)
    assert "full points" in str(month.lines[0].reasons[-1])


def test_a_contract_may_have_grades_of_its_own() -> None:
    conduct = Conduct(grades=((Decimal("50"), "B"), (Decimal("79.5"), "A")))
    line = promise(floor=Decimal(90))
    grades = [evaluated([line], {"reply_rate": share(n, 100)}, conduct=conduct).grade for n in (94, 93, 92)]
    assert grades == ["A", "B", None]


LADDER = Conduct(repeat=(RepeatRule(3, next_tier=True), RepeatRule(2, Decimal("1.5"))), termination_months=3)


@pytest.mark.parametrize(
    ("past", "months", "times", "next_tier", "ends", "warns"),
    [
        ("", 1, "1", False, False, 2),
        ("met", 1, "1", False, False, 2),
        ("missed", 2, "1.5", False, False, 3),
        ("missed met missed", 2, "1.5", False, False, 3),
        ("missed relieved missed", 3, "1", True, True, None),
        ("missed no_data disputed", 2, "1.5", False, False, 3),
        ("missed missed missed", 4, "1", True, True, None),
    ],
)
def test_misses_in_a_row_climb_the_ladder(
    past: str, months: int, times: str, next_tier: bool, ends: bool, warns: int | None
) -> None:
    earlier = tuple(before(f"2026-{7 + place:02}", state) for place, state in enumerate(past.split()))
    line = promise(critical=True)
    found = evaluated([line], MISSED_90, conduct=LADDER, earlier=earlier).lines[0].repetition
    assert (found.months, str(found.times), found.next_tier) == (months, times, next_tier)
    assert (found.may_terminate, found.warns) == (ends, warns)


def test_only_critical_lines_give_the_right_to_end() -> None:
    earlier = (before("2026-09", "missed"), before("2026-10", "missed"))
    conduct = Conduct(termination_months=3)
    found = evaluated([promise()], MISSED_90, conduct=conduct, earlier=earlier).lines[0].repetition
    assert (found.months, found.may_terminate, found.warns) == (3, False, None)


def test_a_line_that_was_not_promised_before_starts_a_row() -> None:
    earlier = (before("2026-10", "missed", key="csat"),)
    assert evaluated([promise()], MISSED_90, earlier=earlier).lines[0].repetition.months == 1


def test_a_repeated_miss_may_cost_the_next_tier() -> None:
    steps = (
        Tier(Decimal(0), Decimal(5), Decimal(1)),
        Tier(Decimal(5), Decimal(9), Decimal(3)),
        Tier(Decimal(9), None, Decimal(6)),
    )
    earlier = tuple(before(f"2026-{month:02}", "missed") for month in (8, 9, 10))
    for reached, tier in ((91, steps[1]), (88, steps[2]), (80, steps[2])):
        month = evaluated(
            [promise(tiers=steps)], {"reply_rate": share(reached, 100)}, conduct=LADDER, earlier=earlier
        )
        assert month.lines[0].tier == tier


@given(st.permutations(range(4)))
def test_the_order_of_lines_never_matters(order: list[int]) -> None:
    keys = ["a", "b", "c", "d"]
    found = {key: share(90 + place, 100) for place, key in enumerate(keys)}
    promises = [promise("93", key=key, tiers=FIVE, floor=Decimal(80)) for key in keys]
    usual, other = evaluated(promises, found), evaluated([promises[place] for place in order], found)
    assert (usual.score, usual.grade) == (other.score, other.grade)
    limits = CreditLimits(cap_percent=Decimal("0.0007"))
    charged = [
        {line.key: line.charged_minor for line in costs(month, BASE, limits).lines}
        for month in (usual, other)
    ]
    assert charged[0] == charged[1]
    assert sum(charged[0].values()) == costs(usual, BASE, limits).credit.minor


BASE = Money(2_000_000, "CNY")
FIVE = (Tier(Decimal(0), None, Decimal(5)),)
TWO_PER_POINT = (Tier(Decimal(0), None, Decimal(2), each=Decimal(1)),)
FIFTEEN = (Tier(Decimal(0), None, Decimal(15)),)


def month_of(*lines: tuple[str, tuple[Tier, ...], int], **facts: Any) -> MonthEvaluation:
    return evaluated(
        [promise("90", key=key, tiers=tiers) for key, tiers, _ in lines],
        {key: share(reached, 100) for key, _, reached in lines},
        **facts,
    )


def test_deductions_are_added_up() -> None:
    found = costs(month_of(("a", FIVE, 80), ("csat", TWO_PER_POINT, 88)), BASE, CreditLimits())
    assert found.credit == Money(180_000, "CNY")
    assert [str(line.percent) for line in found.lines] == ["5", "4"]
    assert found.reasons == ()


def test_deductions_stop_at_the_cap_and_say_so() -> None:
    month = month_of(("a", FIVE, 80), ("csat", TWO_PER_POINT, 88), ("c", FIFTEEN, 1))
    found = costs(month, BASE, CreditLimits())
    assert found.uncapped == Money(480_000, "CNY")
    assert found.credit == Money(200_000, "CNY")
    assert "are limited to 10 % of the service fee" in str(found.reasons[0])


def test_without_a_cap_the_fee_is_the_limit() -> None:
    tiers = (Tier(Decimal(0), None, fixed_minor=3_000_000),)
    found = costs(month_of(("a", tiers, 80)), BASE, CreditLimits(cap_percent=None))
    assert found.credit == BASE
    assert "are limited to the service fee" in str(found.reasons[0])
    assert "a fixed sum" in str(found.lines[0].reason)


def test_tiers_are_open_below_and_closed_above() -> None:
    tiers = (Tier(Decimal(0), Decimal(2), Decimal(1)), Tier(Decimal(2), Decimal(5), Decimal(3)))
    paid = [costs(month_of(("a", tiers, one)), BASE, CreditLimits()).credit.minor for one in (90, 88, 87, 84)]
    assert paid == [0, 20_000, 60_000, 0]


def test_an_objection_holds_the_deduction() -> None:
    month = month_of(("a", FIVE, 80), ("b", FIFTEEN, 80), disputed=frozenset({"b"}))
    found = costs(month, BASE, CreditLimits())
    assert (found.credit, found.held) == (Money(100_000, "CNY"), Money(100_000, "CNY"))
    assert [line.is_held for line in found.lines] == [False, True]


def test_a_met_line_costs_nothing_and_grace_is_free() -> None:
    line = promise("90", tiers=FIVE, grace_until=LAST_DAY)
    month = evaluated([line], {"reply_rate": share(80, 100)})
    assert costs(month, BASE, CreditLimits()).credit == Money(0, "CNY")


def test_reaching_the_stretch_earns_a_bonus_up_to_its_cap() -> None:
    line = promise("90", stretch=Decimal(95), bonus_percent=Decimal(3))
    month = evaluated([line], {"reply_rate": share(96, 100)})
    assert costs(month, BASE, CreditLimits(bonus_cap_percent=Decimal(5))).bonus == Money(60_000, "CNY")
    assert costs(month, BASE, CreditLimits(bonus_cap_percent=Decimal(2))).bonus == Money(40_000, "CNY")
    assert costs(month, BASE, CreditLimits()).bonus == Money(0, "CNY")


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
    found = costs(month, Money(base, "CNY"), CreditLimits(cap_percent=cap))
    assert Money(0, "CNY") <= found.credit + found.held <= found.cap
    assert found.cap <= Money(base, "CNY")
