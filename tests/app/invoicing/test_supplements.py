"""From a decision that makes more due than the invoice says to the supplementary invoice both sides hold."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdf
import pytest

from portal.commands.money_verification import invoice_notes as faults_of_notes
from portal.commands.money_verification import invoice_totals
from portal.contracts.queries import contract
from portal.contracts.rules.schedule import BonusTier, CreditRules
from portal.contracts.rules.terms import ContractTerms
from portal.infra.db import db
from portal.infra.documents import documents_for, open_file
from portal.infra.progress import open_duties
from portal.invoicing.actions.drafting import draft_invoice
from portal.invoicing.actions.issuing import issue, make_void
from portal.invoicing.actions.noting import issue_note, settle_note
from portal.invoicing.actions.paying import record_payment, take_payment_back
from portal.invoicing.models import Invoice, InvoiceNote
from portal.invoicing.queries import (
    carried_into,
    every_row,
    invoice,
    invoices_of_month,
    lines_of,
    notes_of_invoice,
    standing_invoice,
)
from portal.invoicing.queries import note as find_note
from portal.invoicing.rules.notes import SIGNS
from portal.kernel.errors import Refused
from portal.kernel.money import Money
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.opening import open_months
from portal.sla.queries.months import month
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import (
    AGREED_AT,
    REPLIES,
    RESPONSE,
    SEATS,
    Parties,
    contract_in_force,
    figures_handed_in,
    settled_terms,
)

LATER = datetime(2026, 10, 10, 4, tzinfo=UTC)
LINE = "reply_rate"
RIGHT = Details(values=(("reply_rate", 996_000),))


def cny(yuan: str) -> Money:
    return Money.from_decimal(Decimal(yuan), "CNY")


def terms(**changes: object) -> ContractTerms:
    """A bonus of 2 % from 99.5 %, a service credit of 3 % below 98 %."""
    rules = CreditRules(cap_percent=Decimal(10), bonus_cap_percent=Decimal(5))
    return replace(
        settled_terms(),
        sla=(replace(REPLIES, bonus_tiers=(BonusTier(Decimal("99.5"), Decimal(2)),)), RESPONSE),
        credits=replace(rules, **changes),
    )


def invoiced(parties: Parties, *, paid: bool = False) -> tuple[int, int]:
    """A month with 97 % that the vendor says was 99.6 %, agreed and invoiced while the matter is open."""
    contract_id = contract_in_force(parties, terms())
    month_id = figures_handed_in(parties, contract_id, replied=9_700)
    with parties.as_vendor(AGREED_AT):
        raise_claim(month(month_id), line=LINE, act=Act.OBJECTED, words=Words("导出有误", RIGHT))
    with parties.as_merchant(AGREED_AT):
        accept(month(month_id))
    parties.run_jobs()
    with parties.as_vendor(AGREED_AT):
        found = standing_invoice(month_id)
        assert found is not None
        issue(found.id)
    if paid:
        with parties.as_merchant(AGREED_AT):
            record_payment(found.id, amount=cny("58300"), paid_on=date(2026, 10, 2), reference="B1")
    return month_id, found.id


def granted(parties: Parties, month_id: int) -> None:
    with parties.as_merchant(LATER):
        answer_claim(month(month_id), line=LINE, act=Act.CLAIM_GRANTED)
    parties.run_jobs(LATER)


def the_note(parties: Parties, invoice_id: int) -> InvoiceNote:
    with parties.as_merchant(LATER):
        return notes_of_invoice(invoice_id)[-1]


def no_faults(parties: Parties) -> bool:
    with parties.app.app_context(), db.engine.begin() as connection:
        return not [*faults_of_notes(connection), *invoice_totals(connection)]


def test_what_a_decision_adds_is_asked_for_by_a_supplementary_invoice(
    parties: Parties, vendor: Person, merchant: Person
) -> None:
    month_id, invoice_id = invoiced(parties, paid=True)
    granted(parties, month_id)
    note = the_note(parties, invoice_id)
    assert (note.is_supplement, note.state, note.number) == (True, "draft", None)
    assert (note.net_minor, note.tax_minor, note.gross_minor) == (1_100_00, 66_00, 1_166_00)
    with parties.as_vendor(LATER):
        duties = {one.key for one in open_duties(debtor_id=vendor.organisation_id)}
        assert f"SI:{note.id}:issue" in duties
        issue_note(note.id, seen=note.drafted_at.isoformat())
    parties.run_jobs(LATER)
    texts = []
    for looking in (parties.as_merchant, parties.as_vendor):
        with looking(LATER):
            with open_file(documents_for(f"SI:{note.id}")[0]) as file:
                texts.append("".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
            of = invoice(invoice_id)
            assert (find_note(note.id).number, of.state) == ("SI-2026-0001", "part_paid")
            assert (of.outstanding, of.day_due) == (cny("1166"), find_note(note.id).due_on)
            assert of.day_due > of.due_on
    assert texts[0] == texts[1]
    for words in ("SI-2026-0001", "ST-2026-0001", "1,166.00", "人民币壹仟壹佰陆拾陆元整", "补充结算单"):
        assert words in texts[0]
    with parties.as_merchant(LATER):
        duty = next(one for one in open_duties(debtor_id=merchant.organisation_id) if "pay" in one.key)
        assert duty.values["amount"] == "1,166.00"
        (row,) = every_row("overdue", today=date(2027, 1, 1))
        assert (row.added, row.state) == (cny("1166"), "overdue")
        assert every_row("overdue", today=note_day(parties, note.id)) == []
    assert no_faults(parties)


def note_day(parties: Parties, note_id: int) -> date:
    day = find_note(note_id).due_on
    assert day is not None
    return day


def test_it_is_paid_with_its_invoice_and_owed_again_when_the_payment_is_taken_back(parties: Parties) -> None:
    month_id, invoice_id = invoiced(parties, paid=True)
    granted(parties, month_id)
    note_id = the_note(parties, invoice_id).id
    with parties.as_vendor(LATER):
        issue_note(note_id)
        with pytest.raises(Refused, match="no longer be made void"):
            make_void(invoice_id, reason="x")
    with parties.as_merchant(LATER):
        with pytest.raises(Refused, match="paid together"):
            settle_note(note_id, settled_on=date(2026, 10, 10), how="-")
        paid = record_payment(invoice_id, amount=cny("1166"), paid_on=date(2026, 10, 9), reference="B2")
        assert [invoice(invoice_id).state, find_note(note_id).state] == ["paid", "settled"]
        take_payment_back(invoice_id, paid.id)
        assert [invoice(invoice_id).state, find_note(note_id).state] == ["part_paid", "issued"]
    assert no_faults(parties)


def test_the_way_through_the_pages(parties: Parties, town: Town, vendor: Person, merchant: Person) -> None:
    month_id, invoice_id = invoiced(parties)
    granted(parties, month_id)
    note = the_note(parties, invoice_id)
    seller, buyer = town.browser(vendor), town.browser(merchant)
    done = seller.submit(seller.get(f"/invoice-notes/{note.id}"), having="Issue supplementary invoice")
    assert "SI-2026-0001" in done.text
    assert "record the payment there" in buyer.get(f"/invoice-notes/{note.id}").text
    assert "Supplementary invoice" in buyer.get("/invoice-notes").text
    assert "1,166.00" in buyer.get(f"/invoices/{invoice_id}").text
    assert "SI-2026-0001" in buyer.get("/search?q=SI-2026").text
    file = buyer.get("/invoice-notes.csv").response.get_data().decode("utf-8-sig")
    assert "SI-2026-0001,Supplementary invoice,issued,ST-2026-0001,2026-09" in file
    assert "1166.00" in file


CARRYING = {"cap_percent": Decimal(300), "carry": "carry"}


def small_months(parties: Parties) -> tuple[int, int, int]:
    """Three months; the first one's service credit of 120 % exceeds its fee by 11,000."""
    harsh = replace(REPLIES, tiers=(replace(REPLIES.tiers[0], percent=Decimal(120)),))
    agreed = replace(
        settled_terms(),
        sla=(harsh, RESPONSE),
        rate_card=(SEATS,),
        credits=replace(CreditRules(), **CARRYING),
    )
    contract_id = contract_in_force(parties, agreed)
    with parties.as_merchant(datetime(2026, 9, 2, 4, tzinfo=UTC)):
        open_months(contract(contract_id), today=date(2026, 12, 2))
    ids = [
        figures_handed_in(parties, contract_id, key=key, replied=replied)
        for key, replied in (("2026-09", 9_700), ("2026-10", 9_900), ("2026-11", 9_900))
    ]
    for month_id in ids:
        with parties.as_merchant(AGREED_AT):
            accept(month(month_id))
    return ids[0], ids[1], ids[2]


def said_so_far(of: Invoice) -> tuple[int, int]:
    """Net and tax of an invoice with its issued notes."""
    notes = [one for one in notes_of_invoice(of.id) if one.number]
    net = of.net_minor + sum(SIGNS[one.kind] * one.net_minor for one in notes)
    return net, of.tax_minor + sum(SIGNS[one.kind] * one.tax_minor for one in notes)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_what_exceeds_the_fee_reaches_the_next_month_whatever_is_issued_first(
    parties: Parties, order: tuple[int, ...]
) -> None:
    months = small_months(parties)
    with parties.as_vendor(LATER):
        for month_id in months:
            draft_invoice(month_id)
        for place in order:
            found = standing_invoice(months[place])
            assert found is not None
            issue(found.id)
            issue_every_draft_note(months)
        totals = [said_so_far(invoices_of_month(month_id)[0]) for month_id in months]
    fee, excess = 55_000_00, 11_000_00
    assert [net for net, _tax in totals] == [0, fee - excess, fee]
    assert [tax for _net, tax in totals] == [0, (fee - excess) * 6 // 100, fee * 6 // 100]
    assert no_faults(parties)


def issue_every_draft_note(months: tuple[int, ...]) -> None:
    for month_id in months:
        for of in invoices_of_month(month_id):
            for one in notes_of_invoice(of.id):
                if not one.number:
                    issue_note(one.id)


def test_a_draft_follows_when_the_month_before_is_issued_or_made_void(parties: Parties) -> None:
    first, second, _third = small_months(parties)
    with parties.as_vendor(LATER):
        draft_invoice(first)
        draft_invoice(second)
        issue(invoices_of_month(first)[0].id)
        draft = invoices_of_month(second)[0]
        assert [line.amount_minor for line in lines_of(draft.id) if line.kind == "carried"] == [-11_000_00]
        assert carried_into(draft.contract_id, draft.month, "CNY") == cny("11000")
        make_void(invoices_of_month(first)[0].id, reason="重开")
        draft = invoices_of_month(second)[0]
        assert [line.kind for line in lines_of(draft.id)] == ["fee"]


def test_a_decision_that_only_moves_what_is_carried_on_is_noted_too(parties: Parties) -> None:
    harsh = replace(REPLIES, tiers=(replace(REPLIES.tiers[0], percent=Decimal(120)),))
    slow = replace(RESPONSE, target=Decimal(10), tiers=harsh.tiers)
    agreed = replace(settled_terms(), sla=(harsh, slow), credits=replace(CreditRules(), **CARRYING))
    contract_id = contract_in_force(parties, agreed)
    with parties.as_merchant(datetime(2026, 9, 2, 4, tzinfo=UTC)):
        open_months(contract(contract_id), today=date(2026, 11, 2))
    first = figures_handed_in(parties, contract_id, replied=9_700)
    second = figures_handed_in(parties, contract_id, key="2026-10", replied=9_900)
    with parties.as_vendor(AGREED_AT):
        raise_claim(month(first), line="frt_avg", act=Act.OBJECTED, words=Words("导出有误"))
    for month_id in (first, second):
        with parties.as_merchant(AGREED_AT):
            accept(month(month_id))
    with parties.as_vendor(LATER):
        of = issue(draft_invoice(first).id)
        assert (of.net_minor, of.carried_out_minor) == (0, 11_000_00)
        draft_invoice(second)
        answer_claim(month(first), line="frt_avg", act=Act.CLAIM_DROPPED)
    parties.run_jobs(LATER)
    with parties.as_vendor(LATER):
        (note,) = notes_of_invoice(of.id)
        assert (note.gross_minor, note.is_supplement) == (0, False)
        issue_note(note.id)
        carried = [line.amount_minor for line in lines_of(invoices_of_month(second)[0].id)]
        assert note.carried_out_minor == 66_000_00
        assert -77_000_00 in carried
    assert no_faults(parties)
