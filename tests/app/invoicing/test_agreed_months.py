"""Claims about months that were agreed: what both sides agreed on stays, and nothing is returned or billed twice."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from portal import verify
from portal.contracts.queries import contract
from portal.contracts.rules.schedule import CreditRules, EarnBack, LateRule, RepeatRule
from portal.contracts.rules.terms import ContractTerms
from portal.infra.progress import open_duties
from portal.invoicing.actions.drafting import draft_invoice
from portal.invoicing.actions.issuing import issue, make_void
from portal.invoicing.queries import invoices_of_month, notes_of_invoice
from portal.kernel.errors import Refused
from portal.sla.actions.answering import accept, reopen
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.opening import open_months
from portal.sla.actions.waiving import waive
from portal.sla.queries.bundles import bundle_facts
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.bundles import contents
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details
from portal.sla.rules.results import digest_of, results_to_plain
from tests.app.contracts.conftest import Person
from tests.factories.months import (
    AGREED_AT,
    REPLIES,
    RESPONSE,
    Parties,
    contract_in_force,
    figures_handed_in,
    settled_terms,
)

LINE = "reply_rate"
OPENED = datetime(2026, 9, 2, 4, tzinfo=UTC)
LATER = datetime(2026, 12, 10, 4, tzinfo=UTC)
MISSED, STRETCHED = 9_500, 9_960


def terms(**rules: object) -> ContractTerms:
    stretch = replace(REPLIES, stretch=Decimal(99))
    return replace(
        settled_terms(),
        sla=(stretch, RESPONSE),
        credits=replace(CreditRules(cap_percent=Decimal(10)), **rules),
    )


def three_months(parties: Parties, agreed: ContractTerms) -> int:
    contract_id = contract_in_force(parties, agreed)
    with parties.as_merchant(OPENED):
        open_months(contract(contract_id), today=date(2026, 12, 2))
    return contract_id


def accepted(parties: Parties, month_id: int) -> None:
    with parties.as_merchant(AGREED_AT):
        accept(month(month_id))


def object_to(parties: Parties, month_id: int) -> None:
    with parties.as_vendor(AGREED_AT):
        raise_claim(month(month_id), line=LINE, act=Act.OBJECTED, words=Words("平台故障"))


def returned(parties: Parties, month_id: int) -> int:
    with parties.as_merchant(LATER):
        return int(month(month_id).results["returned_minor"])


EARNING = {"earn_back": EarnBack(3, Decimal(50))}


def test_a_deduction_comes_back_once_though_months_are_agreed_out_of_order(parties: Parties) -> None:
    contract_id = three_months(parties, terms(**EARNING))
    first = figures_handed_in(parties, contract_id, replied=MISSED)
    second = figures_handed_in(parties, contract_id, key="2026-10", replied=STRETCHED)
    third = figures_handed_in(parties, contract_id, key="2026-11", replied=STRETCHED)
    for one in (first, third, second):
        accepted(parties, one)
    assert [returned(parties, one) for one in (first, second, third)] == [0, 0, 825_00]


def test_a_deduction_decided_late_comes_back_with_the_next_good_month(parties: Parties) -> None:
    contract_id = three_months(parties, terms(**EARNING))
    first = figures_handed_in(parties, contract_id, replied=MISSED)
    object_to(parties, first)
    accepted(parties, first)
    second = figures_handed_in(parties, contract_id, key="2026-10", replied=STRETCHED)
    accepted(parties, second)
    with parties.as_vendor(LATER):
        answer_claim(month(first), line=LINE, act=Act.CLAIM_DROPPED)
    third = figures_handed_in(parties, contract_id, key="2026-11", replied=STRETCHED)
    accepted(parties, third)
    assert [returned(parties, one) for one in (first, second, third)] == [0, 0, 825_00]


def test_an_agreed_month_is_not_judged_anew_by_what_is_agreed_before_it_later(parties: Parties) -> None:
    ladder = terms(repeat=(RepeatRule(2, times=Decimal(2)),))
    contract_id = three_months(parties, ladder)
    first = figures_handed_in(parties, contract_id, replied=MISSED)
    second = figures_handed_in(parties, contract_id, key="2026-10", replied=MISSED)
    accepted(parties, second)
    accepted(parties, first)
    with parties.as_merchant(LATER):
        of = month(second)
        assert digest_of(results_to_plain(month_in_full(of).judged)) == digest_of(of.results)
        assert of.results["credit_minor"] == 1_650_00
    with parties.as_vendor(LATER):
        assert draft_invoice(second).net_minor == 55_000_00 - 1_650_00


def test_a_bundle_holds_after_decisions_that_came_late_in_two_months(
    parties: Parties, tmp_path: Path
) -> None:
    contract_id = three_months(parties, terms(**EARNING))
    first = figures_handed_in(parties, contract_id, replied=MISSED)
    second = figures_handed_in(parties, contract_id, key="2026-10", replied=MISSED)
    for one in (first, second):
        object_to(parties, one)
        accepted(parties, one)
    for one in (first, second):
        with parties.as_vendor(LATER):
            answer_claim(month(one), line=LINE, act=Act.CLAIM_DROPPED)
    third = figures_handed_in(parties, contract_id, key="2026-11", replied=STRETCHED)
    accepted(parties, third)
    assert returned(parties, third) == 2 * 825_00
    for one in (first, second, third):
        assert holds(parties, one, tmp_path / f"{one}.zip")


def holds(parties: Parties, month_id: int, path: Path) -> bool:
    """Whether the month's bundle, made by the merchant, is found right without the portal."""
    with parties.as_merchant(LATER), path.open("wb") as out:
        facts = bundle_facts(month(month_id))
        contents.write_bundle(out, facts.documents, texts={}, originals=facts.originals)
    said = io.StringIO()
    assert verify.main([str(path), "--language", "en"], said) == verify.HOLDS, said.getvalue()
    return True


def test_a_bundle_holds_after_everything_that_can_be_decided_late(parties: Parties, tmp_path: Path) -> None:
    agreed = terms(late=LateRule(percent_per_day=Decimal(1)))
    agreed = replace(agreed, measurement=replace(agreed.measurement, report_days=0, acceptance_days=60))
    contract_id = contract_in_force(parties, agreed)
    month_id = figures_handed_in(parties, contract_id, replied=MISSED)
    with parties.as_vendor(AGREED_AT):
        of = month(month_id)
        assert of.late_days == 2
        words = Words("平台无法导出", Details("export_down"))
        raise_claim(of, line="late", act=Act.RELIEF_CLAIMED, words=words)
        raise_claim(
            of,
            line="quantity:seats",
            act=Act.OBJECTED,
            words=Words("少一人", Details(values=(("count", 11),))),
        )
    accepted(parties, month_id)
    assert holds(parties, month_id, tmp_path / "open.zip")
    with parties.as_merchant(LATER):
        answer_claim(month(month_id), line="late", act=Act.CLAIM_GRANTED)
        answer_claim(month(month_id), line="quantity:seats", act=Act.CLAIM_GRANTED)
        waive(month(month_id), line=LINE, reason="年度合作")
        of = month(month_id)
        assert (of.results["credit_minor"], of.results["quantities"]) == (0, {"seats": 11})
    assert holds(parties, month_id, tmp_path / "late.zip")


def test_a_month_whose_deduction_came_back_is_not_opened_again_before_the_other(parties: Parties) -> None:
    contract_id = three_months(parties, terms(**EARNING))
    first = figures_handed_in(parties, contract_id, replied=MISSED)
    second = figures_handed_in(parties, contract_id, key="2026-10", replied=STRETCHED)
    accepted(parties, first)
    accepted(parties, second)
    assert returned(parties, second) == 825_00
    with parties.as_merchant(LATER):
        with pytest.raises(Refused, match="came back in 2026-10"):
            reopen(month(first), reason="数据有误")
        reopen(month(second), reason="数据有误")
        reopen(month(first), reason="数据有误")


def test_a_draft_that_makes_room_leaves_no_duty_behind(parties: Parties, vendor: Person) -> None:
    contract_id = contract_in_force(parties)
    month_id = figures_handed_in(parties, contract_id, replied=MISSED)
    object_to(parties, month_id)
    accepted(parties, month_id)
    parties.run_jobs()
    with parties.as_vendor(LATER):
        answer_claim(month(month_id), line=LINE, act=Act.CLAIM_DROPPED)
    parties.run_jobs(LATER)
    with parties.as_vendor(LATER):
        (draft,) = invoices_of_month(month_id)
        duties = [
            one for one in open_duties(debtor_id=vendor.organisation_id) if one.key.startswith("invoice:")
        ]
        assert [one.key for one in duties] == [f"invoice:{draft.id}:issue"]
        assert duties[0].values["amount"] == "56,551.00"


def test_a_drafted_credit_note_goes_with_its_void_invoice(parties: Parties) -> None:
    contract_id = contract_in_force(parties)
    month_id = figures_handed_in(parties, contract_id, replied=MISSED)
    object_to(parties, month_id)
    accepted(parties, month_id)
    parties.run_jobs()
    with parties.as_vendor(AGREED_AT):
        first = issue(invoices_of_month(month_id)[0].id)
        answer_claim(month(month_id), line=LINE, act=Act.CLAIM_DROPPED)
    parties.run_jobs(LATER)
    with parties.as_vendor(LATER):
        assert len(notes_of_invoice(first.id)) == 1
        make_void(first.id, reason="重开")
        assert notes_of_invoice(first.id) == []
        assert [one for one in open_duties() if one.key.startswith("CN:")] == []
        second = issue(draft_invoice(month_id).id)
        assert second.net_minor == 55_000_00 - 1_650_00
