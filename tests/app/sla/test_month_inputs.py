"""Claims about what a stored month is judged by: its agents, its days off, how late it came, the months before."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from flask import Flask

from portal.contracts.queries import contract
from portal.contracts.rules.schedule import CreditRules, CreditTier, EarnBack, LateRule, SlaLine
from portal.invoicing.actions.drafting import draft_invoice
from portal.invoicing.queries import lines_of, standing_invoice
from portal.sla.actions.answering import accept
from portal.sla.actions.opening import open_months
from portal.sla.queries.months import month, month_in_full, month_of_contract
from tests.factories.accounts import acting_as
from tests.factories.cooperations import (
    GOOD,
    HEADING,
    MOMENT,
    POOR,
    hand_in_file,
    make_cooperation,
    month_terms,
)

AGENTS = (
    f"{HEADING}\n总计,-,-,3000,3000,30,18,12000.5\n"
    "2026-10-01,甲店,小美,1000,1000,100,17,400\n2026-10-01,甲店,小丽,1000,1000,0,17,400\n"
)


def test_agents_are_compared_with_the_average_of_the_files_that_count(app: Flask) -> None:
    weak = CreditTier(Decimal(0), None, Decimal(1), counted="agents_below")
    team = SlaLine("reply_3min_pdd", 1, Decimal(0), kind="team_average", tiers=(weak,))
    pair = make_cooperation(app, month_terms(sla=(team,)))
    hand_in_file(app, pair.vendor, pair.month_id, AGENTS)
    with acting_as(app, pair.merchant, moment=MOMENT):
        (line,) = month_in_full(month(pair.month_id)).judged.evaluation.lines
        assert [(one.agent, one.value) for one in line.team] == [("小美", 90), ("小丽", 100)]
        assert (line.promise.mark, line.counts["agents_below"]) == (95, 1)


def test_the_group_of_an_agent_in_the_file_is_its_role(app: Flask) -> None:
    team = SlaLine("reply_3min_pdd", 1, Decimal(0), kind="team_average", role="pre_sales", min_volume=0)
    pair = make_cooperation(app, month_terms(sla=(team,)))
    groups = {"总计": "-", "小美": "售前组", "小丽": "售后组"}
    lines = AGENTS.strip().split("\n")
    told = [f"{lines[0]},客服分组"]
    told += [f"{one},{next(group for name, group in groups.items() if name in one)}" for one in lines[1:]]
    hand_in_file(app, pair.vendor, pair.month_id, "\n".join(told) + "\n")
    with acting_as(app, pair.merchant, moment=MOMENT):
        full = month_in_full(month(pair.month_id))
        assert {one.agent: one.role for one in full.inputs.agents} == {
            "小美": "pre_sales",
            "小丽": "after_sales",
        }
        (line,) = full.judged.evaluation.lines
        assert [one.agent for one in line.team] == ["小美"]


def test_late_figures_cost_what_the_contract_says(app: Flask) -> None:
    rules = CreditRules(late=LateRule(percent_per_day=Decimal(1)))
    pair = make_cooperation(app, month_terms(credits=rules))
    with acting_as(app, pair.vendor, moment=MOMENT):
        due = month(pair.month_id).due_at
        assert due is not None
    hand_in_file(app, pair.vendor, pair.month_id, GOOD, moment=due + timedelta(days=2))
    with acting_as(app, pair.merchant, moment=due + timedelta(days=2)):
        full = month_in_full(month(pair.month_id))
        assert full.inputs.days_late == 3
        assert full.judged.credits.credit.minor == 600_00


def test_october_has_its_national_holidays(app: Flask) -> None:
    pair = make_cooperation(app)
    with acting_as(app, pair.merchant, moment=MOMENT):
        inputs = month_in_full(month(pair.month_id)).inputs
        assert (len(inputs.legal_holidays), len(inputs.make_up_days)) == (7, 1)


def test_the_next_month_looks_back_to_the_agreed_one(app: Flask) -> None:
    terms = month_terms()
    terms = replace(
        terms, sla=(replace(terms.sla[0], critical=True),), credits=CreditRules(termination_months=2)
    )
    pair = make_cooperation(app, terms)
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with acting_as(app, pair.merchant, moment=MOMENT):
        accept(month(pair.month_id))
    later = MOMENT + timedelta(days=31)
    with acting_as(app, pair.merchant, moment=later):
        open_months(contract(pair.contract_id), today=later.date())
        following = month_of_contract(pair.contract_id, "2026-11")
        assert following is not None
        november = following.id
    hand_in_file(app, pair.vendor, november, POOR.replace("2026-10", "2026-11"), moment=later)
    with acting_as(app, pair.merchant, moment=later):
        full = month_in_full(month(november))
        assert [one.month for one in full.inputs.earlier] == ["2026-10"]
        (line,) = full.judged.evaluation.lines
        assert (line.repetition.months, line.repetition.may_terminate) == (2, True)


def test_a_deduction_comes_back_on_the_invoice_of_the_month_that_earns_it(app: Flask) -> None:
    terms = month_terms()
    promised = replace(terms.sla[0], stretch=Decimal(99))
    rules = CreditRules(cap_percent=Decimal(10), earn_back=EarnBack(2, Decimal(50)))
    pair = make_cooperation(app, replace(terms, sla=(promised,), credits=rules))
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with acting_as(app, pair.merchant, moment=MOMENT):
        accept(month(pair.month_id))
    later = MOMENT + timedelta(days=31)
    with acting_as(app, pair.merchant, moment=later):
        open_months(contract(pair.contract_id), today=later.date())
        following = month_of_contract(pair.contract_id, "2026-11")
        assert following is not None
        november = following.id
    hand_in_file(app, pair.vendor, november, GOOD.replace("2026-10", "2026-11"), moment=later)
    with acting_as(app, pair.merchant, moment=later):
        accept(month(november))
        draft_invoice(november)
        drafted = standing_invoice(november)
        assert drafted is not None
        returned = [line for line in lines_of(drafted.id) if line.kind == "returned"]
        assert [line.amount_minor for line in returned] == [500_00]
