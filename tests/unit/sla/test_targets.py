"""Claims about what a line is judged against: fixed targets, rising ones, the team, earlier months, the forecast."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.service import Capacity
from portal.contracts.rules.terms import Term
from portal.sla.rules.evaluation import LineResult, State
from portal.sla.rules.inputs import AgentFigures, MonthInputs
from portal.sla.rules.keys import key_of, line_of, named, slots_of_line
from portal.sla.rules.months import judge
from portal.sla.rules.pooling import Figures
from portal.sla.rules.promises import Judged
from portal.sla.rules.targets import promise_of
from tests.unit.sla.cases import NOVEMBER, SLOT, before, figures, inputs_of, line, replies, terms_with


def only(inputs: MonthInputs) -> LineResult:
    (result,) = judge(inputs).evaluation.lines
    return result


def said(result: LineResult) -> str:
    return " ".join(str(reason) for reason in result.reasons)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({}, "reply_rate"),
        ({"shops": ("乙店", "甲店")}, "reply_rate@乙店@甲店"),
        ({"kind": "at_most"}, "reply_rate"),
        ({"kind": "within", "within_seconds": 30}, "reply_rate~within30"),
        ({"kind": "team_average", "shops": ("甲店",)}, "reply_rate~team_average@甲店"),
        ({"kind": "history"}, "reply_rate~history"),
        ({"kind": "forecast"}, "reply_rate~forecast"),
    ],
)
def test_a_metric_may_be_promised_in_several_ways(facts: dict[str, Any], key: str) -> None:
    promised = line(**facts)
    assert key_of(promised) == key
    name, how, shops = named(key)
    assert (name, tuple(shops)) == ("reply_rate", tuple(sorted(promised.shops)))
    assert (how is None) == (promised.kind in {"", "at_most"})


def test_the_way_of_judging_is_said_in_the_name_of_a_line() -> None:
    assert [str(named(key)[1]) for key in ("frt_avg~within30", "frt_avg~history")] == [
        "within 30 s",
        "against earlier months",
    ]


@pytest.mark.parametrize(
    ("promised", "judged"),
    [
        (line(), Judged.AT_LEAST),
        (line(metric="frt_avg"), Judged.AT_MOST),
        (line(kind="at_most"), Judged.AT_MOST),
        (line(metric="frt_avg", kind="at_least"), Judged.AT_LEAST),
        (line(kind="band", band_high=Decimal(99)), Judged.BAND),
        (line(metric="frt_avg", kind="within", within_seconds=30), Judged.AT_LEAST),
    ],
)
def test_the_catalogue_says_which_side_is_good_unless_the_line_does(
    promised: SlaLine, judged: Judged
) -> None:
    assert promise_of(terms_with(promised), promised).judged is judged


@pytest.mark.parametrize(("reached", "state"), [(94, State.MISSED), (97, State.MET), (100, State.MISSED)])
def test_a_band_is_good_between_its_ends(reached: int, state: State) -> None:
    banded = line("95", kind="band", band_high=Decimal(99))
    assert only(inputs_of(terms_with(banded), replies(reached))).state is state


@pytest.mark.parametrize(
    ("start", "target"),
    [(date(2026, 11, 1), "80"), (date(2026, 10, 1), "90"), (date(2026, 9, 1), "95"), (None, "95")],
)
def test_a_target_may_rise_in_the_first_months(start: date | None, target: str) -> None:
    rising = line("95", ramp=(Decimal(80), Decimal(90)))
    result = only(inputs_of(terms_with(rising, term=Term(start)), replies(85)))
    assert result.promise.target == Decimal(target)


def test_a_month_before_the_contract_has_the_usual_target() -> None:
    rising = line("95", ramp=(Decimal(80),))
    assert promise_of(terms_with(rising, term=Term(date(2026, 12, 1))), rising, NOVEMBER).target == 95


UNANSWERED = replace(figures(sessions_eligible=8), spreads={"first_response_ms": ((10_000, 4), (45_000, 1))})
SPREAD = Figures({}, {}, spreads={"first_response_ms": ((10_000, 3), (30_000, 1), (45_000, 1))})


@pytest.mark.parametrize(
    ("seconds", "found", "value", "words"),
    [
        (30, SPREAD, Fraction(80), "80 %, agreed are at least 85 %"),
        (30, UNANSWERED, Fraction(50), "50 %"),
        (44, SPREAD, Fraction(80), "80 %"),
        (45, SPREAD, Fraction(100), "100 %"),
        (20, figures(answered_le_20s=9, offered=10), Fraction(90), "90 %"),
        (30, figures(sessions_le_30s=9, sessions_eligible=10), Fraction(90), "90 %"),
        (180, figures(sessions_le_180s=19, sessions=20), Fraction(95), "95 %"),
        (
            30,
            figures(frt_p90=25_000),
            Fraction(90),
            "At least 90 %, because that many were answered within 25.0",
        ),
        (30, figures(frt_p90=35_000, frt_median=20_000), Fraction(50), "At least 50 %"),
        (30, figures(frt_p90=35_000), None, "The files do not say how many were answered within 30 s"),
        (25, figures(sessions_le_30s=9, sessions_eligible=10), None, "The files do not say"),
    ],
)
def test_a_share_within_seconds_comes_from_what_the_files_count(
    seconds: int, found: Figures, value: Fraction | None, words: str
) -> None:
    within = line("85", "frt_avg", kind="within", within_seconds=seconds)
    result = only(inputs_of(terms_with(within), found))
    assert result.value == value
    assert words in said(result)


def test_a_share_within_seconds_may_be_typed() -> None:
    within = line("85", "answer_30s_jd", kind="within", within_seconds=30)
    typed = {"answer_30s_jd": figures(answer_30s_jd=900_000)}
    assert only(inputs_of(terms_with(within), typed=typed)).value == 90


def agent(name: str, paid: int, asked: int, role: str = "", slot: str = SLOT) -> AgentFigures:
    return AgentFigures(slot, name, figures(inquiry_users=asked, paid_users=paid), role)


PER_AGENT = (CreditTier(Decimal(0), None, Decimal(1), counted="agents_below"),)
TEAM = line("0", "inquiry_conversion", kind="team_average", tiers=PER_AGENT, allowed_change=Decimal(5))


def against_team(*agents: AgentFigures, **facts: Any) -> LineResult:
    return only(inputs_of(terms_with(replace(TEAM, **facts)), agents=agents))


def test_the_team_average_is_the_sum_over_the_sum_and_holds_the_judged_one() -> None:
    result = against_team(agent("小美", 90, 200), agent("小丽", 45, 50))
    assert "Team average 54 % over 2 agents; the weakest is 小美." in said(result)
    assert (result.value, result.promise.mark) == (45, 49)
    assert (result.state, result.shortfall) == (State.MISSED, 4)
    assert [(one.agent, one.shortfall) for one in result.team] == [("小美", 4), ("小丽", 0)]
    assert dict(result.counts) == {"agents_below": 1}


def test_an_agent_in_two_files_is_one_agent() -> None:
    result = against_team(
        agent("小美", 45, 100), agent("小美", 45, 100, slot="jd|乙店|"), agent("小丽", 45, 50)
    )
    assert [(one.agent, one.value) for one in result.team] == [("小美", 45), ("小丽", 90)]


def test_only_agents_of_the_role_and_of_the_shops_are_compared() -> None:
    pre, post = agent("小美", 45, 100, "pre_sales"), agent("小丽", 90, 100, "after_sales")
    assert against_team(pre, post, role="pre_sales").promise.mark == 40
    assert against_team(pre, agent("小丽", 90, 100, slot="jd|乙店|"), shops=("甲店",)).promise.mark == 40
    unknown = against_team(agent("小美", 45, 100), agent("小丽", 90, 100), role="pre_sales")
    assert "The files do not name roles" in said(unknown)


def test_agents_with_few_cases_count_for_the_average_and_are_not_judged() -> None:
    result = against_team(agent("小美", 90, 200), agent("小丽", 5, 50), min_volume=100)
    assert (result.promise.mark, result.kept) == (33, True)
    assert "1 agents have too few cases" in said(result)
    nobody = against_team(agent("小美", 9, 20), min_volume=100)
    assert (nobody.state, nobody.value) == (State.NO_DATA, None)
    assert "do not name agents with enough cases" in said(nobody)
    assert against_team().state is State.NO_DATA


def test_a_sum_is_compared_with_the_sum_per_agent() -> None:
    volume = replace(TEAM, metric="reception_volume", allowed_change=Decimal(20))
    agents = [AgentFigures(SLOT, name, figures(received_users=n)) for name, n in (("a", 50), ("b", 150))]
    result = only(inputs_of(terms_with(volume), agents=tuple(agents)))
    assert (result.value, result.promise.mark, result.shortfall) == (50, 80, 30)


def test_a_lower_result_may_be_the_better_one() -> None:
    slow = replace(TEAM, metric="frt_avg", allowed_change=Decimal(0))
    agents = [
        AgentFigures(SLOT, name, figures(frt_sum_ms=ms, frt_count=n))
        for name, ms, n in (("quick", 100_000, 10), ("slow", 900_000, 30))
    ]
    result = only(inputs_of(terms_with(slow), agents=tuple(agents)))
    assert (result.value, result.promise.mark, result.shortfall) == (30, 25, 5)


def test_averages_without_counts_make_no_team_average() -> None:
    bare = replace(TEAM, metric="frt_avg")
    agents = tuple(AgentFigures(SLOT, name, figures(frt_avg=9_000)) for name in "ab")
    assert only(inputs_of(terms_with(bare), agents=agents)).state is State.NO_DATA


HISTORY = line("95", kind="history", allowed_change=Decimal(2), history_months=2)


def test_history_is_the_sum_over_the_sum_of_the_last_agreed_months() -> None:
    key = "reply_rate~history"
    earlier = (
        before("2026-08", "met", 10, key),
        before("2026-09", "met", 90, key),
        before("2026-10", "met", 94, key),
    )
    result = only(inputs_of(terms_with(HISTORY), replies(89), earlier=earlier))
    assert (result.promise.mark, result.shortfall) == (90, 1)
    assert "The last 2 agreed months together gave 92 %." in said(result)


def test_without_an_agreed_month_the_target_of_the_contract_counts() -> None:
    result = only(inputs_of(terms_with(HISTORY), replies(94), earlier=(before("2026-10", "met"),)))
    assert result.shortfall == 1
    assert "No agreed month before" in said(result)


def test_a_time_may_grow_by_the_allowed_change() -> None:
    time = line("30", "frt_avg", kind="history", allowed_change=Decimal(5))
    past = before("2026-10", "met", 2000, "frt_avg~history")
    past = replace(past, lines=(replace(past.lines[0], factor=Fraction(1, 1000)),))
    result = only(inputs_of(terms_with(time), figures(frt_sum_ms=240_000, frt_count=10), earlier=(past,)))
    assert result.promise.mark == Fraction(20, 1000) + 5


VOLUME = line("0", "reception_volume", kind="forecast")


@pytest.mark.parametrize(
    ("capacity", "received", "state"),
    [
        (Capacity(forecast=1000, band_percent=20), 800, State.MET),
        (Capacity(forecast=1000, band_percent=20), 1201, State.MISSED),
        (Capacity(forecast=1000, band_percent=20), 799, State.MISSED),
        (Capacity(forecast=None), 800, State.NO_DATA),
    ],
)
def test_a_volume_is_judged_by_the_band_around_the_forecast(
    capacity: Capacity, received: int, state: State
) -> None:
    inputs = inputs_of(terms_with(VOLUME, capacity=capacity), figures(received_users=received))
    assert only(inputs).state is state


def test_a_line_may_have_a_band_of_its_own_around_the_forecast() -> None:
    narrow = replace(VOLUME, allowed_change=Decimal(10))
    terms = terms_with(narrow, capacity=Capacity(forecast=1000))
    result = only(inputs_of(terms, figures(received_users=899)))
    assert (result.promise.target, result.promise.band_high, result.shortfall) == (900, 1100, 1)


def test_a_count_that_no_file_gives_multiplies_to_nothing_and_says_so() -> None:
    per_review = line(tiers=(CreditTier(Decimal(0), None, Decimal(1), counted="bad_reviews"),))
    inputs = inputs_of(terms_with(per_review), replies(90))
    assert "nothing is deducted" in said(only(inputs))
    assert not judge(inputs).credits.credit


def test_what_agreed_relief_leaves_is_judged_instead_of_file_and_typed_figure() -> None:
    facts = {"adjusted": {"reply_rate": replies(99)}, "typed": {"reply_rate": replies(10)}}
    assert only(inputs_of(terms_with(line()), replies(90), **facts)).value == 99
    assert only(inputs_of(terms_with(line()), **facts)).value == 99


def test_a_line_is_judged_by_the_files_of_its_shops() -> None:
    terms = terms_with(line(), line(shops=("甲店",)))
    assert slots_of_line(terms, "reply_rate@甲店") == (SLOT,)
    assert (line_of(terms, "reply_rate"), line_of(terms, "unknown")) == (terms.sla[0], None)
    assert slots_of_line(terms, "reply_rate") == slots_of_line(terms, "unknown") == (SLOT, "jd|乙店|")
