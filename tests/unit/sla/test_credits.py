"""Claims about money after a judged month: every kind of service credit, the ladder, lateness, bonus and earn-back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.rules.schedule import (
    BonusTier,
    CreditRules,
    CreditTier,
    EarnBack,
    LateRule,
    RepeatRule,
    SlaLine,
)
from portal.contracts.rules.terms import Term
from portal.kernel.periods import ProRata
from portal.sla.rules.credits import MonthCredits
from portal.sla.rules.inputs import MonthInputs, earlier_month, inputs_from_plain, inputs_to_plain
from portal.sla.rules.months import judge
from portal.sla.rules.results import results_to_plain
from tests.unit.sla.cases import before, cny, figures, inputs_of, line, replies, terms_with

ZERO = Decimal(0)


def tier(percent: str = "0", low: str = "0", high: str | None = None, **facts: Any) -> CreditTier:
    return CreditTier(Decimal(low), None if high is None else Decimal(high), Decimal(percent), **facts)


def month(*lines: SlaLine, replied: int = 90, rules: CreditRules | None = None, **facts: Any) -> MonthCredits:
    return judge(asked(*lines, replied=replied, rules=rules, **facts)).credits


def asked(*lines: SlaLine, replied: int = 90, rules: CreditRules | None = None, **facts: Any) -> MonthInputs:
    terms = terms_with(*lines, credits=rules or CreditRules(cap_percent=None))
    found = figures(
        consult_users=100,
        replied_users=replied,
        unreplied_users=100 - replied,
        frt_sum_ms=21_000,
        frt_count=300,
    )
    return inputs_of(terms, found, **facts)


@pytest.mark.parametrize(
    ("one", "yuan", "words"),
    [
        (tier("5"), 1000, "5 percentage points from the target: 5 % of the service fee."),
        (tier("2", each=Decimal(2)), 800, "4 % of the service fee"),
        (tier("2", each=Decimal(2), started=True), 1200, "6 % of the service fee"),
        (tier(amount=cny(300)), 300, "a fixed sum of CNY 300.00"),
        (tier(amount=cny(20), counted="unreplied_users"), 200, "10 × CNY 20.00"),
        (tier(amount=cny(50), each=Decimal(1)), 250, "5 × CNY 50.00"),
        (tier(days=3), 2000, "3 daily fees"),
        (tier("1", amount=cny(50)), 250, "1 % of the service fee and a fixed sum of CNY 50.00"),
        (tier(seats=2, seat_days=7), 0, "2 extra seats for 7 days without charge"),
        (tier(), 0, "no service credit"),
        (tier("5", "6"), 0, None),
        (tier("5", "0", "4"), 0, None),
    ],
)
def test_a_miss_costs_what_its_tier_says(one: CreditTier, yuan: int, words: str | None) -> None:
    found = month(line(tiers=(one,)))
    assert found.credit == cny(yuan)
    assert [words in str(cost.reason) for cost in found.lines] == ([True] if words else [])


def test_seats_in_kind_are_listed_without_money() -> None:
    (cost,) = month(line(tiers=(tier(seats=1, seat_days=7, each=Decimal(2)),))).lines
    assert (cost.seats, cost.seat_days, cost.amount, cost.charged_minor) == (2, 7, cny(0), 0)


@pytest.mark.parametrize(("rate", "percent"), [("10", 0), ("11", 5), ("20", 5), ("21", 15)])
def test_late_replies_above_ten_per_cent_cost_five_and_above_twenty_fifteen(rate: str, percent: int) -> None:
    late = line("10", kind="at_most", tiers=(tier("5", "0", "10"), tier("15", "10")))
    assert month(late, replied=int(rate)).credit == cny(200 * percent)


def test_half_a_per_cent_per_minute_of_overrun() -> None:
    overrun = line("0.01", "frt_avg", tiers=(tier("0.5", each=Decimal(60), started=True),))
    (cost,) = month(overrun).lines
    assert cost.amount == cny(100)


def test_the_vectors_of_a_contract_with_a_cap_of_ten_per_cent() -> None:
    rules = CreditRules(cap_percent=Decimal(10))
    five = line("91", tiers=(tier("5"),))
    csat = line("92", metric="csat", tiers=(tier("2", each=Decimal(1)),))
    fifteen = line("91", shops=("甲店",), tiers=(tier("15"),))
    typed = {"csat": figures(csat=900_000)}
    assert month(five, csat, rules=rules, typed=typed).credit == cny(1800)
    capped = month(five, csat, fifteen, rules=rules, typed=typed)
    assert (capped.uncapped, capped.credit) == (cny(4800), cny(2000))
    assert sum(cost.charged_minor for cost in capped.lines) == 200_000


EARNING = CreditRules(cap_percent=Decimal(10), earn_back=EarnBack(2, Decimal(50)))
STRETCHED = line("95", stretch=Decimal(98), tiers=(tier("15"),))


def test_half_of_a_capped_deduction_comes_back_next_month_as_a_line_of_its_own() -> None:
    missed = judge(asked(STRETCHED, replied=90, rules=EARNING))
    assert missed.credits.credit == cny(2000)
    past = earlier_month("2026-10", results_to_plain(missed))
    found = month(STRETCHED, replied=98, rules=EARNING, earlier=(past,))
    (back,) = found.returns
    assert (found.returned, back.key) == (cny(1000), "reply_rate")
    assert "Service credit of 2026-10" in str(back.reason)
    assert found.credit == cny(0)


CHARGED = {"credit_minor": 100_000}
RETURNED = {**CHARGED, "came_back": True}
GOOD = {"reached_stretch": True}


@pytest.mark.parametrize(
    ("earlier", "replied", "needed", "yuan"),
    [
        ((before("2026-10", "missed", **CHARGED),), 97, 1, 0),
        ((before("2026-10", "missed", **CHARGED),), 98, 1, 500),
        ((before("2026-09", "missed", **CHARGED),), 98, 1, 500),
        ((before("2026-08", "missed", **CHARGED),), 98, 1, 0),
        ((before("2026-09", "missed", **CHARGED), before("2026-10", "met", **GOOD)), 98, 1, 500),
        ((before("2026-09", "missed", **RETURNED), before("2026-10", "met", **GOOD)), 98, 1, 0),
        ((before("2026-09", "missed", **CHARGED), before("2026-10", "met", **GOOD)), 98, 2, 500),
        ((before("2026-09", "missed", **CHARGED), before("2026-10", "missed", **CHARGED)), 98, 1, 1000),
        ((before("2026-10", "missed", **CHARGED),), 98, 2, 0),
        ((before("2026-10", "missed", key="csat", **CHARGED),), 98, 1, 0),
        ((before("2026-10", "relieved"),), 98, 1, 0),
    ],
)
def test_a_deduction_comes_back_once_and_inside_the_window(
    earlier: Any, replied: int, needed: int, yuan: int
) -> None:
    rules = replace(EARNING, earn_back=EarnBack(2, Decimal(50), needed))
    assert month(STRETCHED, replied=replied, rules=rules, earlier=earlier).returned == cny(yuan)


def test_without_an_agreement_nothing_comes_back() -> None:
    past = (before("2026-10", "missed", **CHARGED),)
    assert month(STRETCHED, replied=99, earlier=past).returns == ()


BONUSES = (
    BonusTier(Decimal(97), Decimal(1)),
    BonusTier(Decimal(99), Decimal(2), cny(100)),
)


@pytest.mark.parametrize(("replied", "yuan"), [(96, 0), (97, 200), (98, 200), (99, 500), (94, 0)])
def test_the_best_bonus_that_was_reached_counts(replied: int, yuan: int) -> None:
    rules = CreditRules(bonus_cap_percent=Decimal(5))
    assert month(line(bonus_tiers=BONUSES), replied=replied, rules=rules).bonus == cny(yuan)


def test_a_bonus_says_what_was_reached_and_stops_at_its_cap() -> None:
    rules = CreditRules(bonus_cap_percent=Decimal(2))
    found = month(line(bonus_tiers=BONUSES), replied=99, rules=rules)
    (earned,) = found.bonuses
    assert (found.bonus, earned.amount, earned.charged_minor) == (cny(400), cny(500), 40_000)
    assert str(earned.reason) == "99 % is reached: a bonus was agreed for that."


def test_a_waived_deduction_stays_visible_and_costs_nothing() -> None:
    found = month(line(tiers=(tier("5", seats=1),)), waived={"reply_rate": "双十一平台故障"})
    (cost,) = found.lines
    assert (found.credit, cost.amount, cost.is_waived, cost.seats) == (cny(0), cny(0), True, 0)
    assert str(cost.reason).endswith("Waived (CNY 1,000.00): 双十一平台故障")


def test_a_repeated_miss_costs_more() -> None:
    rules = CreditRules(cap_percent=None, repeat=(RepeatRule(2, Decimal("1.5")),))
    past = (before("2026-10", "missed"),)
    found = month(line(tiers=(tier("5"),)), rules=rules, earlier=past)
    assert found.credit == cny(1500)
    assert "7.5 % of the service fee (1.5 times as much: missed 2 months in a row)" in str(
        found.lines[0].reason
    )


def test_a_repeated_miss_may_cost_the_next_step() -> None:
    rules = CreditRules(cap_percent=None, repeat=(RepeatRule(2, next_tier=True),))
    past = (before("2026-10", "missed"),)
    found = month(line(tiers=(tier("1", "0", "6"), tier("4", "6"))), rules=rules, earlier=past)
    assert found.credit == cny(800)
    assert "4 % of the service fee (the next step: missed 2 months" in str(found.lines[0].reason)


@pytest.mark.parametrize(
    ("days", "rule", "yuan"),
    [
        (0, LateRule(percent_per_day=Decimal(1)), 0),
        (3, None, 0),
        (3, LateRule(percent_per_day=Decimal(1)), 600),
        (3, LateRule(free_days=2, percent_per_day=Decimal(1)), 200),
        (2, LateRule(free_days=2, percent_per_day=Decimal(1)), 0),
        (3, LateRule(amount_per_day=cny(50)), 150),
        (9, LateRule(percent_per_day=Decimal(1), max_percent=Decimal(5)), 1000),
        (30, LateRule(percent_per_day=Decimal(1)), 2000),
    ],
)
def test_figures_that_come_late_cost_by_the_day_and_never_above_the_cap(
    days: int, rule: LateRule | None, yuan: int
) -> None:
    rules = CreditRules(cap_percent=Decimal(10), late=rule)
    assert month(line(), replied=99, rules=rules, days_late=days).credit == cny(yuan)


@pytest.mark.parametrize(
    ("said", "deducted", "held", "words"),
    [
        ({}, 600, 0, "Figures came 3 days late."),
        ({"disputed": frozenset({"late"})}, 0, 600, "Figures came 3 days late."),
        ({"relieved": frozenset({"late"})}, 0, 0, "Relief was agreed: nothing is deducted."),
        ({"waived": {"late": "系统升级"}}, 0, 0, "Waived"),
        ({"waived": {"late": "系统升级"}, "relieved": frozenset({"late"})}, 0, 0, "Relief was agreed"),
    ],
)
def test_lateness_is_held_relieved_or_waived_and_always_shown(
    said: dict[str, Any], deducted: int, held: int, words: str
) -> None:
    rules = CreditRules(cap_percent=Decimal(10), late=LateRule(percent_per_day=Decimal(1)))
    inputs = asked(line(), replied=99, rules=rules, days_late=3, **said)
    found = judge(inputs_from_plain(inputs_to_plain(inputs))).credits
    assert (found.credit, found.held) == (cny(deducted), cny(held))
    (shown,) = found.lines
    assert words in str(shown.reason)
    assert shown.waived_minor == (600_00 if words == "Waived" else 0)


def test_no_figures_may_cost_as_much_as_the_worst_miss() -> None:
    rules = CreditRules(cap_percent=None, no_data="missed")
    steps = (tier("1", "0", "5"), tier("3", "5", each=Decimal(1)))
    found = judge(inputs_of(terms_with(line(tiers=steps), credits=rules))).credits
    assert found.credit == cny(600)
    assert str(found.lines[0].reason) == "No figures: 3 % of the service fee."


@pytest.mark.parametrize(
    ("first", "last", "base", "yuan"),
    [
        (None, None, 2_000_000, 200_000),
        (date(2026, 11, 21), None, 666_667, 200_000),
        (date(2026, 8, 1), date(2026, 11, 1), 66_667, 66_667),
        (date(2026, 12, 1), None, 0, 0),
    ],
)
def test_a_daily_fee_is_the_fee_by_days_of_service(
    first: date | None, last: date | None, base: int, yuan: int
) -> None:
    rules = CreditRules(cap_percent=None)
    terms = terms_with(line(tiers=(tier(days=3),)), term=Term(first, last), credits=rules)
    found = judge(inputs_of(terms, replies(90))).credits
    assert (found.base.minor, found.credit.minor) == (base, yuan)


@given(
    st.integers(0, 100),
    st.integers(0, 60),
    st.integers(0, 30),
    st.integers(0, 400),
    st.sampled_from([None, Decimal(0), Decimal(10), Decimal("33.3")]),
    st.booleans(),
)
def test_deductions_never_exceed_the_cap_and_judging_again_changes_nothing(
    replied: int, percent: int, days: int, yuan: int, cap: Decimal | None, disputed: bool
) -> None:
    rules = CreditRules(
        cap_percent=cap, late=LateRule(percent_per_day=Decimal(2)), repeat=(RepeatRule(2, Decimal(3)),)
    )
    costly = line(tiers=(tier(str(percent), each=Decimal(3), amount=cny(yuan), days=days),))
    inputs = asked(
        costly,
        line("99", shops=("甲店",), tiers=(tier("7"),)),
        replied=replied,
        rules=rules,
        days_late=days,
        earlier=(before("2026-10", "missed"),),
        disputed=frozenset({"reply_rate"}) if disputed else frozenset(),
    )
    found = judge(inputs)
    total = found.credits.credit + found.credits.held
    assert cny(0) <= total <= found.credits.cap <= found.credits.base
    assert sum(cost.charged_minor for cost in found.credits.lines) == total.minor
    assert results_to_plain(judge(inputs_from_plain(inputs_to_plain(inputs)))) == results_to_plain(found)


def test_working_days_of_a_part_month_follow_the_public_holidays() -> None:
    terms = terms_with(line(), term=Term(date(2026, 11, 16)))
    terms = replace(terms, payment=replace(terms.payment, proration=ProRata.WORKING))
    fee = judge(inputs_of(terms, replies(90))).credits.base
    assert fee == cny(20_000).times(Fraction(11, 21))
    shifted = inputs_of(
        terms,
        replies(90),
        legal_holidays=(date(2026, 11, 30),),
        make_up_days=(date(2026, 11, 7), date(2026, 11, 28)),
    )
    assert judge(shifted).credits.base == cny(20_000).times(Fraction(11, 22))
