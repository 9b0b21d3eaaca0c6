"""A schedule that contradicts itself is not sent; what is seldom meant is pointed out."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from portal.contracts.rules.schedule import (
    BonusTier,
    CreditRules,
    CreditTier,
    EarnBack,
    RepeatRule,
    ScoreStep,
    SlaLine,
)
from portal.contracts.rules.schedule_checks import (
    line_findings,
    schedule_problems,
    schedule_warnings,
)
from portal.contracts.rules.service import Capacity
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.money import Money
from tests.unit.contracts.examples import terms

D = Decimal
ANY = CreditTier(D(0), None, D(2))
TIERS = (CreditTier(D(0), D(2), D(1)), CreditTier(D(2), None, D(3)))


def line(metric: str = "reply_rate", target: str = "98", **values: Any) -> SlaLine:
    return SlaLine(metric, 1, D(target), **values)


def with_lines(*lines: SlaLine, **rules: Any) -> ContractTerms:
    usual = terms()
    return replace(usual, sla=lines, credits=CreditRules(**rules), capacity=Capacity(forecast=None))


def said(findings: Any) -> str:
    return "\n".join(str(one.reason) for one in findings)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (line(shops=("nowhere",)), "for a shop that the contract doesn't list"),
        (line(tiers=TIERS[::-1]), "overlap or stand in the wrong order"),
        (line(tiers=(CreditTier(D(0), D(0), D(1)),)), "overlap or stand in the wrong order"),
        (line(tiers=(CreditTier(D(0), D(3), D(1)), CreditTier(D(2), D(4), D(1)))), "overlap"),
        (line(kind="by feeling"), "isn't known how"),
        (line(kind="band"), "The upper end"),
        (line(kind="band", band_high=D(90)), "The upper end"),
        (line("frt_avg", kind="within"), "within how many seconds"),
        (line("reception_volume", kind="forecast"), "no forecast"),
        (line(tiers=(replace(ANY, each=D(0)),)), "a number above 0"),
        (line(tiers=(replace(ANY, amount=Money(1, "TWD")),)), "currency of the contract"),
        (line(bonus_tiers=(BonusTier(D(99), amount=Money(1, "TWD")),)), "currency of the contract"),
    ],
)
def test_a_line_that_contradicts_itself_is_not_sent(one: SlaLine, words: str) -> None:
    whole = with_lines(one)
    assert words in said(schedule_problems(whole))
    assert words in said(line_findings(whole, one))


@pytest.mark.parametrize(
    "one",
    [
        line(tiers=TIERS, stretch=D(99), floor=D(90), bonus_percent=D(1)),
        line(kind="band", band_high=D(99), stretch=D(97), floor=D(99)),
        line("frt_avg", "30", stretch=D(20), floor=D(60), tiers=(replace(ANY, each=D(5)),)),
        line("frt_avg", "90", kind="within", within_seconds=30, stretch=D(95)),
        line("reply_rate", "98", kind="at_most", stretch=D(90)),
        line(steps=(ScoreStep(D(98), D(100)), ScoreStep(D(95), D(80)))),
        line(tiers=(CreditTier(D(0), D(2), D(1)),)),
    ],
)
def test_a_sound_line_has_no_findings(one: SlaLine) -> None:
    assert line_findings(with_lines(one), one) == ()


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (line(stretch=D(97)), "easier than the target"),
        (line("frt_avg", "30", stretch=D(40)), "easier than the target"),
        (line("answer_30s_jd", "90"), "an older version"),
        (line(floor=D(99)), "harder than the target"),
        (line(bonus_percent=D(1)), "there is no stretch value"),
        (line(tiers=(CreditTier(D(0), D(2), D(3)), CreditTier(D(2), None, D(1)))), "costs less"),
        (line(tiers=(CreditTier(D(0), None, D(0)),)), "costs nothing"),
        (line(steps=(ScoreStep(D(95), D(80)), ScoreStep(D(98), D(100)))), "begin with the best"),
    ],
)
def test_what_is_seldom_meant_is_pointed_out_with_the_metric(one: SlaLine, words: str) -> None:
    found = said(schedule_warnings(with_lines(one)))
    assert words in found
    assert not said(schedule_problems(with_lines(one)))


def test_the_schedule_as_a_whole() -> None:
    assert "quality is missing" in said(schedule_problems(with_lines()))
    assert "listed twice" in said(schedule_problems(with_lines(line(), line())))
    assert not said(schedule_problems(with_lines(line(), line(kind="history"))))
    assert "no score" in said(schedule_problems(with_lines(line(weight=0))))
    weights = with_lines(line(weight=50), line("frt_avg", "30", weight=40), line("csat", "90", weight=20))
    assert "add up to 110" in said(schedule_warnings(weights))


@pytest.mark.parametrize(
    ("rules", "one", "words"),
    [
        ({"cap_percent": None}, line(tiers=(ANY,)), "no cap"),
        ({}, line(bonus_percent=D(1), stretch=D(99), tiers=(ANY,)), "nothing is paid"),
        ({}, line(bonus_tiers=(BonusTier(D(99), D(1)),)), "nothing is paid"),
        ({"earn_back": EarnBack(3, D(50))}, line(), "no metric has one"),
        ({}, line(), "no consequence in money"),
    ],
)
def test_rules_that_lead_nowhere_are_pointed_out(rules: dict[str, Any], one: SlaLine, words: str) -> None:
    assert words in said(schedule_warnings(with_lines(one, **rules)))


@pytest.mark.parametrize(
    ("rule", "is_wrong"),
    [
        (RepeatRule(2, D(2)), False),
        (RepeatRule(2, D(0), next_tier=True), False),
        (RepeatRule(1, D(2)), True),
        (RepeatRule(3, D("0.5")), True),
    ],
)
def test_a_ladder_begins_with_the_second_month_and_rises(rule: RepeatRule, is_wrong: bool) -> None:
    assert ("ladder" in said(schedule_problems(with_lines(line(), repeat=(rule,))))) is is_wrong


def test_nothing_is_said_about_rules_that_hold() -> None:
    one = line(tiers=(ANY,), stretch=D(99), bonus_percent=D(1))
    whole = with_lines(one, bonus_cap_percent=D(5), earn_back=EarnBack(3, D(50)))
    assert not said(schedule_warnings(whole))
