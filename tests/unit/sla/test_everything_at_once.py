"""Claims about a schedule that uses every way of judging and every kind of service credit at the same time."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.rules.plain import from_plain, to_plain
from portal.contracts.rules.schedule import (
    BonusTier,
    CreditRules,
    CreditTier,
    EarnBack,
    Grade,
    LateRule,
    RepeatRule,
    ScoreStep,
)
from portal.contracts.rules.service import Capacity
from portal.contracts.rules.terms import ContractTerms
from portal.sla.rules.inputs import (
    AgentFigures,
    EarlierLine,
    EarlierMonth,
    MonthInputs,
    inputs_from_plain,
    inputs_to_plain,
)
from portal.sla.rules.months import judge
from portal.sla.rules.results import results_to_plain
from tests.unit.sla.cases import SLOT, cny, figures, inputs_of, line, terms_with


def tier(percent: str, **facts: Any) -> CreditTier:
    return CreditTier(Decimal(0), None, Decimal(percent), **facts)


LINES = (
    line("98", stretch=Decimal(99), tiers=(tier("1.5"),), critical=True, ramp=(Decimal(80), Decimal(90))),
    line("30", "frt_avg", floor=Decimal(60), tiers=(tier("0.5", each=Decimal(7), started=True),)),
    line(
        "80", "csat", kind="band", band_high=Decimal(90), tiers=(tier("0", amount=cny(33)),), shops=("甲店",)
    ),
    line("95", "frt_avg", kind="within", within_seconds=30, tiers=(tier("0", days=1),)),
    line("0", "inquiry_conversion", kind="team_average", tiers=(tier("0.3", counted="agents_below"),)),
    line(
        "97",
        kind="history",
        allowed_change=Decimal(1),
        tiers=(tier("0", amount=cny(7), counted="bad_reviews"),),
    ),
    line("0", "reception_volume", kind="forecast", tiers=(tier("0", seats=1, seat_days=3),)),
    line(
        "90",
        "csat",
        steps=(ScoreStep(Decimal(85), Decimal(60)),),
        bonus_tiers=(BonusTier(Decimal(91), Decimal(1)),),
    ),
)
RULES = CreditRules(
    cap_percent=Decimal(12),
    earn_back=EarnBack(3, Decimal(40), 1),
    bonus_cap_percent=Decimal(3),
    repeat=(RepeatRule(2, Decimal("1.25")), RepeatRule(4, next_tier=True)),
    late=LateRule(1, Decimal("0.2"), cny(15), Decimal(2)),
    grades=(Grade(Decimal(60), "B"), Grade(Decimal(85), "A")),
    no_data="missed",
    below_minimum="charge",
    relieved="full",
)
TERMS = terms_with(*LINES, credits=RULES, capacity=Capacity(forecast=1000, band_percent=10))


def facts(numbers: list[int], late: int, *, disputed: frozenset[str]) -> MonthInputs:
    replied, seconds, good, quick, volume, bad, paid, past = numbers
    found = figures(
        consult_users=100, replied_users=replied, frt_sum_ms=seconds * 100_000, frt_count=100,
        votes_good=good, evaluations=100, sessions_eligible=100, sessions_le_30s=quick,
        received_users=volume, bad_reviews=bad,
    )  # fmt: skip
    agents = tuple(
        AgentFigures(SLOT, name, figures(inquiry_users=100, paid_users=count))
        for name, count in (("a", paid), ("b", 50), ("c", 77))
    )
    keys = ("reply_rate", "reply_rate~history", "frt_avg")
    earlier = tuple(
        EarlierMonth(
            name,
            tuple(
                EarlierLine(key, "missed", past, 100, factor=Fraction(100), credit_minor=past) for key in keys
            ),
        )
        for name in ("2026-09", "2026-10")
    )
    return inputs_of(TERMS, found, agents=agents, earlier=earlier, days_late=late, disputed=disputed)


share = st.integers(0, 100)
numbers = st.tuples(share, share, share, share, st.integers(0, 2000), st.integers(0, 5), share, share).map(
    list
)


@given(numbers, st.integers(0, 20), st.sets(st.sampled_from(["reply_rate", "csat@甲店", "frt_avg"])))
def test_the_whole_schedule_keeps_its_cap_and_says_the_same_when_read_again(
    found: list[int], late: int, disputed: set[str]
) -> None:
    inputs = facts(found, late, disputed=frozenset(disputed))
    judged = judge(inputs)
    results = results_to_plain(judged)
    stored = json.loads(json.dumps(inputs_to_plain(inputs)))
    assert results_to_plain(judge(inputs_from_plain(stored))) == results
    money = judged.credits
    assert cny(0) <= money.credit + money.held <= money.cap
    assert money.bonus <= money.base.times(Fraction(3, 100))
    assert sum(one.charged_minor for one in money.lines) == (money.credit + money.held).minor
    assert all(result.reasons for result in judged.evaluation.lines)


@given(numbers, st.permutations(range(len(LINES))))
def test_the_order_of_the_schedule_changes_no_amount(found: list[int], order: list[int]) -> None:
    inputs = facts(found, 3, disputed=frozenset({"frt_avg"}))
    other = replace(inputs, terms=replace(TERMS, sla=tuple(LINES[place] for place in order)))
    one, two = judge(inputs), judge(other)
    assert one.evaluation.score == two.evaluation.score
    assert {cost.key: cost for cost in one.credits.lines} == {cost.key: cost for cost in two.credits.lines}
    assert (one.credits.credit, one.credits.held) == (two.credits.credit, two.credits.held)


def test_terms_with_everything_survive_being_stored() -> None:
    assert from_plain(ContractTerms, json.loads(json.dumps(to_plain(TERMS)))) == TERMS
