"""Claims about what a month is judged by: it survives storage exactly and gives the same answer again."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

from portal.kernel.periods import ServiceMonth
from portal.sla.rules.inputs import (
    AgentFigures,
    EarlierLine,
    EarlierMonth,
    MonthInputs,
    earlier_month,
    inputs_from_plain,
    inputs_to_plain,
)
from portal.sla.rules.months import judge
from portal.sla.rules.results import results_to_plain
from tests.unit.sla.test_months import figures, terms

FULL = MonthInputs(
    terms=terms(),
    month=ServiceMonth(2026, 11, 26),
    files={"pdd|甲店|pdd": figures(consult_users=100, replied_users=97)},
    typed={"csat": figures(csat=900_000)},
    stated={"seats": 4},
    relieved=frozenset({"frt_avg@乙店"}),
    disputed=frozenset({"reply_rate"}),
    waived={"reply_rate": "双十一平台故障"},
    confirmed=frozenset({"reply_rate"}),
    earlier=(EarlierMonth("2026-10", (EarlierLine("reply_rate", "missed", 96, 100, factor=Fraction(100)),)),),
    agents=(AgentFigures("pdd|甲店|pdd", "小美", figures(consult_users=9, replied_users=8), "pre_sales"),),
    legal_holidays=(date(2026, 10, 1),),
    make_up_days=(date(2026, 10, 10),),
    days_late=2,
    is_open=True,
)


def test_inputs_survive_being_stored() -> None:
    stored = json.loads(json.dumps(inputs_to_plain(FULL), ensure_ascii=False))
    assert inputs_from_plain(stored) == FULL


def test_stored_inputs_give_the_same_answer_to_the_last_digit() -> None:
    again = inputs_from_plain(inputs_to_plain(FULL))
    assert results_to_plain(judge(again)) == results_to_plain(judge(FULL))


def test_results_of_a_month_are_what_the_next_ones_look_back_to() -> None:
    results = results_to_plain(judge(replace(FULL, disputed=frozenset())))
    found = earlier_month("2026-11", results)
    line = found.line("reply_rate")
    assert line is not None
    assert (line.state, line.value, line.reached_stretch) == ("missed", 97, False)
    assert found.line("unknown") is None
    silent = found.line("frt_avg@乙店")
    assert silent is not None
    assert silent.value is None


def test_an_earlier_month_without_results_has_no_lines() -> None:
    assert earlier_month("2026-09", {}).lines == ()
