"""A promise reads with its units, in every kind it can be judged by, in each contract language."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from portal.contracts.rules.promise_words import (
    KINDS,
    bonus_words,
    deduction_words,
    further_words,
    grade_words,
    late_words,
    metric_words,
    repeat_words,
    target_words,
)
from portal.contracts.rules.schedule import (
    BonusTier,
    CreditRules,
    CreditTier,
    EarnBack,
    Grade,
    LateRule,
    RepeatRule,
    ScoreStep,
    SlaLine,
)
from portal.contracts.rules.service import Capacity
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.text import Paragraph, contract_text
from portal.contracts.rules.values import BLANK
from portal.kernel.money import Money
from portal.reference.rules.clauses import LANGUAGES, labels
from tests.unit.contracts.examples import terms

D = Decimal
TWENTY = Money(20_00, "CNY")


def line(metric: str = "reply_rate", target: str = "98", **values: Any) -> SlaLine:
    return SlaLine(metric, 1, D(target), **values)


@pytest.mark.parametrize(
    ("one", "english", "chinese"),
    [
        (line(), "≥ 98 %", "≥ 98%"),
        (line("frt_avg", "30"), "≤ 30 s", "≤ 30 秒"),
        (line(kind="at_most"), "≤ 98 %", "≤ 98%"),
        (line("frt_avg", "30", kind="at_least"), "≥ 30 s", "≥ 30 秒"),
        (line("frt_avg", "5", kind="band", band_high=D(30)), "5 s to 30 s", "5 秒 至 30 秒"),
        (line("frt_avg", "5", kind="band"), f"5 s to {BLANK}", f"5 秒 至 {BLANK}"),
        (line("frt_avg", "90", kind="within", within_seconds=30), "≥ 90 % within 30 s", "30 秒内 ≥ 90%"),
        (
            line(kind="team_average"),
            "no agent worse than the average of all agents",
            "每名客服不差于全体客服平均",
        ),
        (
            line(kind="team_average", role="pre_sales", allowed_change=D(2)),
            "no agent worse than the average of all agents (pre-sales); 2 percentage points worse are allowed",
            "每名客服不差于全体客服平均（售前），允许差 2 个百分点",
        ),
        (
            line("frt_avg", "30", kind="history", history_months=3, allowed_change=D(5)),
            "not worse than the last 3 agreed months together; until then ≤ 30 s; 5 s worse are allowed",
            "不差于之前 3 个已确认考核月的合计水平；此前为 ≤ 30 秒，允许差 5 秒",
        ),
        (
            line("reception_volume", "0", kind="forecast"),
            "within 20 % of the forecast 10,000",
            "在预计量 10,000 的 ±20% 以内",
        ),
        (
            line("reception_volume", "0", kind="forecast", allowed_change=D(5)),
            "within 5 % of the forecast 10,000",
            "在预计量 10,000 的 ±5% 以内",
        ),
    ],
)
def test_the_target_says_what_is_compared_with_what(one: SlaLine, english: str, chinese: str) -> None:
    whole = replace(terms(), capacity=Capacity(forecast=10_000))
    assert target_words(whole, one, "en") == english
    assert target_words(whole, one, "zh-Hans") == chinese


def test_a_band_around_a_forecast_that_is_missing_reads_as_a_blank() -> None:
    whole = replace(terms(), capacity=Capacity(forecast=None))
    assert BLANK in target_words(whole, line("reception_volume", "0", kind="forecast"), "en")


def test_a_share_within_seconds_is_short_in_percentage_points() -> None:
    one = line("frt_avg", "90", kind="within", within_seconds=30, tiers=(CreditTier(D(2), None, D(1)),))
    assert deduction_words(terms(), one, "zh-Hans") == "差距超过 2 个百分点：服务费的 1%"


@pytest.mark.parametrize(
    ("tier", "english", "chinese"),
    [
        (CreditTier(D(0), None, D(2)), "any shortfall: 2 % of the fee", "未达标：服务费的 2%"),
        (
            CreditTier(D(0), D(2), D(1)),
            "gap up to 2 percentage points: 1 % of the fee",
            "差距不超过 2 个百分点：服务费的 1%",
        ),
        (
            CreditTier(D(2), D(5), D(1)),
            "gap over 2 up to 5 percentage points: 1 % of the fee",
            "差距超过 2 至 5 个百分点：服务费的 1%",
        ),
        (
            CreditTier(D(0), None, D(2), each=D(1)),
            "any shortfall: per full 1 percentage points: 2 % of the fee",
            "未达标：每满 1 个百分点：服务费的 2%",
        ),
        (
            CreditTier(D(0), None, D(0), each=D(1), started=True, amount=TWENTY),
            "any shortfall: per 1 percentage points begun: CNY 20.00",
            "未达标：每 1 个百分点（不足的按一份计）：CNY 20.00",
        ),
        (
            CreditTier(D(0), None, D(0), amount=TWENTY, counted="bad_reviews"),
            "any shortfall: CNY 20.00 for each bad review",
            "未达标：每个差评 CNY 20.00",
        ),
        (
            CreditTier(D(0), None, D(1), days=3),
            "any shortfall: 1 % of the fee + 3 daily fee(s)",
            "未达标：服务费的 1%＋3 天的服务费",
        ),
        (
            CreditTier(D(0), None, D(0), seats=2, seat_days=7),
            "any shortfall: 2 extra seat(s) free for 7 day(s)",
            "未达标：免费加派 2 个坐席 7 天",
        ),
        (CreditTier(D(0), None, D(0)), "any shortfall: no deduction", "未达标：不扣款"),
    ],
)
def test_a_deduction_says_the_gap_with_its_unit_and_what_it_costs(
    tier: CreditTier, english: str, chinese: str
) -> None:
    one = line(tiers=(tier,))
    assert deduction_words(terms(), one, "en") == english
    assert deduction_words(terms(), one, "zh-Hans") == chinese


def test_bonuses_and_further_terms_stand_one_per_row() -> None:
    one = line(
        critical=True,
        bonus_percent=D(1),
        bonus_tiers=(BonusTier(D(99), D(2)), BonusTier(D("99.5"), amount=TWENTY)),
        shops=("跃动旗舰店",),
        grace_months=2,
        ramp=(D(90), D(95)),
        steps=(ScoreStep(D(98), D(100)), ScoreStep(D(95), D(80))),
    )
    assert metric_words(terms(), one, "en").endswith("(critical)")
    assert bonus_words(terms(), one, "zh-Hans").split("\n") == [
        "达到挑战值：服务费的 1%",
        "≥ 99%：服务费的 2%",
        "≥ 99.5%：CNY 20.00",
    ]
    assert further_words(terms(), one, "en").split("\n") == [
        "Only for: 跃动旗舰店",
        "First 2 month(s): shown only",
        "Target in the first months: ≥ 90 %; ≥ 95 %",
        "Points: ≥ 98 %: 100; ≥ 95 %: 80",
    ]
    plain = line()
    assert [words(terms(), plain, "en") for words in (bonus_words, further_words, deduction_words)] == [
        "—"
    ] * 3


def test_the_ladder_the_late_rule_and_the_grades_read_as_sentences() -> None:
    rules = CreditRules(
        repeat=(RepeatRule(2, D("1.5")), RepeatRule(3, next_tier=True)),
        grades=(Grade(D(90), "A"), Grade(D(80), "B")),
    )
    assert repeat_words(rules, "zh-Hans") == "连续第 2 个月起，扣款为 1.5 倍、连续第 3 个月起，按高一档扣款"
    assert grade_words(rules, "en") == "A from 90 points; B from 80 points"
    assert late_words(None, "en") == BLANK
    assert late_words(LateRule(percent_per_day=D("0.5")), "en") == "0.5 % of the fee per day"
    assert (
        late_words(LateRule(2, amount_per_day=TWENTY, max_percent=D(5)), "zh-Hans")
        == "自逾期第 3 日起每日 CNY 20.00，合计不超过服务费的 5%"
    )


def clause(whole: ContractTerms, key: str) -> str:
    (section,) = (one for one in contract_text(whole).sections if one.key == key)
    return "\n".join(one.texts[0] for one in section.blocks if isinstance(one, Paragraph))


def with_rules(**changes: Any) -> ContractTerms:
    usual = replace(terms(), languages=("en",))
    return replace(usual, credits=replace(usual.credits, **changes))


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"repeat": (RepeatRule(2, D(2)),)}, "credits", "month 2 in a row on: 2 times"),
        ({"late": LateRule(percent_per_day=D(1))}, "credits", "submits the figures of a service month late"),
        ({"grades": (Grade(D(90), "A"),)}, "credits", "A from 90 points"),
        ({"earn_back": EarnBack(3, D(50), 2)}, "credits", "in 2 of them"),
        ({"earn_back": EarnBack(3, D(50))}, "credits", "reaches its stretch value, 50 %"),
        ({"no_data": "zero"}, "sla", "A metric with no data scores no points."),
        ({"below_minimum": "free"}, "sla", "leads to no deduction"),
        ({"relieved": "full"}, "sla", "scores as if met"),
    ],
)
def test_the_clauses_say_what_was_agreed_beyond_the_usual(
    changes: dict[str, Any], key: str, words: str
) -> None:
    assert words not in clause(with_rules(), key)
    assert words in clause(with_rules(**changes), key)


def test_deductions_in_other_shapes_change_the_sentence_about_them() -> None:
    other = replace(with_rules(), sla=(line(tiers=(CreditTier(D(0), None, D(0), days=1),)),))
    tiers = replace(with_rules(), sla=(line(bonus_tiers=(BonusTier(D(99), D(1)),)),))
    hours = replace(with_rules(), measurement=replace(terms().measurement, service_hours_only=True))
    assert "divided by the calendar days" in clause(other, "credits")
    assert "at least as good as stated" in clause(tiers, "credits")
    assert "begin within the service hours" in clause(hours, "sla")


def test_every_kind_has_words() -> None:
    assert tuple(labels("judged")) == KINDS
    assert all(words.within(one) for words in labels("judged").values() for one in LANGUAGES)
