"""A contract leaves the house only when nothing essential is missing, and what is doubtful is said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.contracts.rules.parties import Party
from portal.contracts.rules.readiness import problems, warnings
from portal.contracts.rules.schedule import CreditRules, CreditTier, LateRule, SlaLine
from portal.contracts.rules.secrecy import PersonalDataTerms, SecretCategory
from portal.contracts.rules.service import Authority, ServiceLine, Shop, StaffedHours
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.money import Money
from tests.unit.contracts.examples import terms

USD = Money(1000, "USD")


def tiers(*edges: tuple[int, int | None]) -> tuple[SlaLine, ...]:
    steps = tuple(
        CreditTier(Decimal(low), None if high is None else Decimal(high), Decimal(1)) for low, high in edges
    )
    return (SlaLine("reply_rate", 1, Decimal(98), tiers=steps),)


def line(**values: Any) -> SlaLine:
    return SlaLine("reply_rate", 1, Decimal(98), **values)


def secrecy(**changes: Any) -> dict[str, Any]:
    return {"confidentiality": replace(terms().confidentiality, **changes)}


def payment(**changes: Any) -> dict[str, Any]:
    return {"payment": replace(terms().payment, **changes)}


def test_a_complete_contract_can_be_sent() -> None:
    assert problems(terms()) == ()


@pytest.mark.parametrize(
    ("changes", "section", "reason"),
    [
        ({"content": ()}, "service_content", "service content is missing"),
        (
            {"content": (ServiceLine("order", included=False),)},
            "service_content",
            "service content is missing",
        ),
        ({"sla": ()}, "sla", "service quality is missing"),
        ({"rate_card": ()}, "fees", "fees are missing"),
        (secrecy(categories=()), "confidentiality", "which information"),
        (secrecy(years_after=None), "confidentiality", "how many years"),
        (secrecy(return_days=None), "confidentiality", "returned or destroyed"),
        (secrecy(incident_hours=None), "confidentiality", "leak is reported"),
        ({"vendor": Party()}, "parties", "both parties"),
        ({"languages": ()}, "final", "one or two"),
        ({"languages": ("en", "en")}, "final", "one or two"),
        ({"languages": ("fr",)}, "final", "can be written in"),
        ({"start_day": 29}, "definitions", "1 to 28"),
        ({"omitted": ("fees",)}, "final", "mandatory"),
        ({"shops": ()}, "shops", "Name the shops"),
        ({"shops": (Shop("jd", ""),)}, "shops", "Name the shops"),
        ({"shops": (Shop("jd", "A"), Shop("jd", "A"))}, "shops", "twice"),
        ({"windows": ()}, "service_hours", "service hours are missing"),
        ({"windows": (StaffedHours("normal", "day", 0, 60, 0),)}, "service_hours", "at least one seat"),
        ({"sla": (line(), line())}, "sla", "twice for the same shops"),
        ({"sla": (line(shops=("elsewhere",)),)}, "sla", "doesn't list"),
        ({"sla": tiers((0, 5), (4, None))}, "sla", "overlap"),
        ({"sla": tiers((0, None), (5, 6))}, "sla", "overlap"),
        ({"sla": tiers((5, 5))}, "sla", "overlap"),
        (secrecy(damages=USD), "confidentiality", "not in the currency"),
        ({"authority": Authority(refund_per_order=USD)}, "authority", "not in the currency"),
        ({"credits": CreditRules(late=LateRule(amount_per_day=USD))}, "credits", "not in the currency"),
        ({"term": Term()}, "term", "on which day"),
        ({"term": Term(date(2026, 2, 1), date(2026, 1, 31))}, "term", "ends before"),
        ({"term": Term(date(2026, 2, 1), None, renewal_months=12)}, "term", "cannot renew"),
    ],
)
def test_what_is_missing_is_said_where_it_is_mended(
    changes: dict[str, Any], section: str, reason: str
) -> None:
    (found,) = problems(replace(terms(), **changes))
    assert found.section == section
    assert reason in str(found.reason)


def test_a_rate_card_in_another_currency_is_found() -> None:
    other = replace(terms(), currency="USD", authority=Authority())
    assert [one.section for one in problems(other)] == ["fees"]


def test_an_empty_contract_names_all_four_blocks_at_once() -> None:
    sections = {one.section for one in problems(ContractTerms())}
    assert {"service_content", "sla", "fees", "confidentiality", "parties", "term"} <= sections


@pytest.mark.parametrize("edges", [(), ((0, None),), ((0, 5), (5, 10), (12, None)), ((0, 5),)])
def test_deduction_steps_in_order_are_accepted(edges: tuple[tuple[int, int | None], ...]) -> None:
    assert problems(replace(terms(), sla=tiers(*edges))) == ()


ASSESSED = replace(
    terms(), personal_data=replace(terms().personal_data, impact_assessed_on=date(2026, 10, 1))
)


def test_a_careful_contract_raises_no_warning() -> None:
    assert warnings(ASSESSED) == ()


@pytest.mark.parametrize(
    ("changes", "section", "reason"),
    [
        ({"vendor": replace(terms().vendor, registration_number="")}, "parties", "no registration number"),
        ({"merchant": replace(terms().merchant, signatory="")}, "parties", "who signs for"),
        ({"sla": (line(),)}, "sla", "No metric has service credits"),
        ({"credits": CreditRules(cap_percent=None)}, "credits", "no cap"),
        (payment(late_fee_percent=Decimal("0.11")), "fees", "late fee of 0.11 % per day is high"),
        (secrecy(damages=Money(1, "CNY")), "confidentiality", "article 585"),
        (secrecy(damages_percent=Decimal(20)), "confidentiality", "article 585"),
        (
            secrecy(categories=(SecretCategory("credentials", "share"),)),
            "confidentiality",
            "sub-account instead",
        ),
        ({"personal_data": terms().personal_data}, "personal_data", "impact assessment"),
    ],
)
def test_what_is_doubtful_is_said(changes: dict[str, Any], section: str, reason: str) -> None:
    (found,) = warnings(replace(ASSESSED, **changes))
    assert found.section == section
    assert reason in str(found.reason)


def test_a_late_fee_at_the_limit_is_not_remarked_on() -> None:
    assert warnings(replace(ASSESSED, **payment(late_fee_percent=Decimal("0.10")))) == ()


def test_each_of_the_six_items_of_article_21_is_missed() -> None:
    bare = replace(ASSESSED, personal_data=PersonalDataTerms(impact_assessed_on=date(2026, 10, 1)))
    reasons = [str(one.reason) for one in warnings(bare)]
    assert len(reasons) == 6
    assert all("PIPL, article 21" in reason for reason in reasons)


def test_terms_without_metrics_or_rate_card_raise_no_warning_about_them() -> None:
    sections = {one.section for one in warnings(ContractTerms())}
    assert sections == {"parties", "personal_data"}
