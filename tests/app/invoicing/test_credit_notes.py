"""From a dispute that is settled after the invoice to the credit note both sides hold."""

from datetime import UTC, date, datetime

import pypdf
import pytest
from sqlalchemy import select

from portal.commands.money_verification import invoice_notes as faults_of_notes
from portal.infra.db import db
from portal.infra.documents import documents_for, open_file
from portal.infra.events import AuditEntry
from portal.infra.progress import open_duties
from portal.invoicing.actions.correcting import settle_anew
from portal.invoicing.actions.issuing import issue, make_void
from portal.invoicing.actions.noting import issue_note, settle_note
from portal.invoicing.actions.paying import record_payment
from portal.invoicing.models import InvoiceNote
from portal.invoicing.queries import (
    invoice,
    lines_of,
    lines_of_note,
    notes_of_invoice,
    standing_invoice,
)
from portal.invoicing.queries import note as find_note
from portal.kernel.errors import Conflict, Invalid, NotFound, Refused
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.queries.months import month
from portal.sla.rules.claims import Act
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import AGREED_AT, Parties, contract_in_force, figures_handed_in

LATER = datetime(2026, 10, 10, 4, tzinfo=UTC)
LINE = "reply_rate"


def disputed_month(parties: Parties) -> int:
    """A month with a service credit of 1,650.00 that the vendor objects to, agreed nevertheless."""
    contract_id = contract_in_force(parties)
    month_id = figures_handed_in(parties, contract_id, replied=9_500)
    with parties.as_vendor(AGREED_AT):
        raise_claim(month(month_id), line=LINE, act=Act.OBJECTED, words=Words("平台故障"))
    with parties.as_merchant(AGREED_AT):
        accept(month(month_id))
    parties.run_jobs()
    return month_id


def issued(parties: Parties, month_id: int) -> int:
    with parties.as_vendor(AGREED_AT):
        found = standing_invoice(month_id)
        assert found is not None
        return issue(found.id).id


def drop_objection(parties: Parties, month_id: int) -> None:
    with parties.as_vendor(LATER):
        answer_claim(month(month_id), line=LINE, act=Act.CLAIM_DROPPED)
    parties.run_jobs(LATER)


def the_note(parties: Parties, invoice_id: int) -> InvoiceNote:
    with parties.as_merchant(LATER):
        (found,) = notes_of_invoice(invoice_id)
        return found


def test_the_held_deduction_is_credited_once_it_is_decided(
    parties: Parties, vendor: Person, merchant: Person
) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    with parties.as_merchant(LATER):
        assert [line.kind for line in lines_of(invoice_id)] == ["fee"]
        assert invoice(invoice_id).facts["held_minor"] == 1_650_00
    drop_objection(parties, month_id)
    note = the_note(parties, invoice_id)
    assert (note.state, note.number) == ("draft", None)
    assert (note.net_minor, note.tax_minor, note.gross_minor) == (1_650_00, 99_00, 1_749_00)
    with parties.as_vendor(LATER):
        assert f"CN:{note.id}:issue" in {duty.key for duty in open_duties(debtor_id=vendor.organisation_id)}
        (line,) = lines_of_note(note.id)
        assert (line.before_minor, line.after_minor, line.amount_minor) == (0, -1_650_00, 1_650_00)
        issue_note(note.id, seen=note.drafted_at.isoformat())
    parties.run_jobs(LATER)
    texts = []
    for looking in (parties.as_merchant, parties.as_vendor):
        with looking(LATER):
            with open_file(documents_for(f"CN:{note.id}")[0]) as file:
                texts.append("".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
            found = find_note(note.id)
            assert (found.number, found.state) == ("CN-2026-0001", "settled")
            assert invoice(invoice_id).outstanding == Money(58_300_00 - 1_749_00, "CNY")
    assert texts[0] == texts[1]
    for words in ("CN-2026-0001", "ST-2026-0001", "1,749.00", "人民币壹仟柒佰肆拾玖元整", "冲减单"):
        assert words in texts[0]
    with parties.as_merchant(LATER):
        assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == "CreditNoteIssued")).one()
        duty = next(one for one in open_duties(debtor_id=merchant.organisation_id) if "pay" in one.key)
        assert duty.values["amount"] == "56,551.00"


def test_a_draft_invoice_is_drafted_anew_instead(parties: Parties) -> None:
    month_id = disputed_month(parties)
    drop_objection(parties, month_id)
    with parties.as_vendor(LATER):
        found = standing_invoice(month_id)
        assert found is not None
        assert [line.kind for line in lines_of(found.id)] == ["fee", "credit"]
        assert notes_of_invoice(found.id) == []


def test_a_held_deduction_that_falls_away_changes_nothing(parties: Parties) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    with parties.as_merchant(LATER):
        answer_claim(month(month_id), line=LINE, act=Act.CLAIM_GRANTED)
    parties.run_jobs(LATER)
    with parties.as_merchant(LATER):
        assert notes_of_invoice(invoice_id) == []
        assert month(month_id).results["held_minor"] == 0


def test_asking_again_makes_no_second_note(parties: Parties) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    drop_objection(parties, month_id)
    with parties.as_vendor(LATER):
        settle_anew(month_id)
        (note,) = notes_of_invoice(invoice_id)
        issue_note(note.id)
        assert settle_anew(month_id) is None
        with pytest.raises(Refused, match="issued already"):
            issue_note(note.id)
        with pytest.raises(Refused, match="no longer be made void"):
            make_void(invoice_id, reason="x")
        assert len(notes_of_invoice(invoice_id)) == 1


def test_what_was_paid_already_comes_back(parties: Parties, vendor: Person, merchant: Person) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    with parties.as_merchant(AGREED_AT):
        record_payment(invoice_id, amount=Money(58_000_00, "CNY"), paid_on=date(2026, 10, 2), reference="B1")
    drop_objection(parties, month_id)
    note = the_note(parties, invoice_id)
    with parties.as_vendor(LATER):
        with pytest.raises(Conflict):
            issue_note(note.id, seen="earlier")
        found = issue_note(note.id)
        assert (found.set_off_minor, found.refund_minor, found.state) == (300_00, 1_449_00, "issued")
        assert invoice(invoice_id).state == "paid"
    with parties.as_merchant(LATER):
        assert f"CN:{note.id}:{merchant.organisation_id}" in {
            duty.key for duty in open_duties(debtor_id=merchant.organisation_id)
        }
        with pytest.raises(Invalid, match="in the future"):
            settle_note(note.id, settled_on=date(2026, 10, 11), how="退款")
        with pytest.raises(Invalid, match="against what"):
            settle_note(note.id, settled_on=date(2026, 10, 10), how=" ")
        settle_note(note.id, settled_on=date(2026, 10, 10), how="银行退款 B2")
        with pytest.raises(Refused, match="settled already"):
            settle_note(note.id, settled_on=date(2026, 10, 10), how="-")
        assert not [one for one in open_duties() if one.key.startswith("CN:")]


def test_the_way_through_the_pages(parties: Parties, town: Town, vendor: Person, merchant: Person) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    drop_objection(parties, month_id)
    note = the_note(parties, invoice_id)
    seller, buyer = town.browser(vendor), town.browser(merchant)
    draft = seller.get(f"/invoice-notes/{note.id}")
    assert "1,749.00" in draft.text
    done = seller.submit(draft, having="Issue credit note")
    assert "CN-2026-0001" in done.text
    assert "CN-2026-0001" in buyer.get("/invoice-notes").text
    assert "CN-2026-0001" in buyer.get(f"/invoices/{invoice_id}").text
    stranger = town.browser(town.person(Side.MERCHANT, "别家"))
    stranger.get(f"/invoice-notes/{note.id}", status=404)
    assert "No corrections yet" in stranger.get("/invoice-notes").text


def test_a_stranger_finds_no_note(parties: Parties, town: Town) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    drop_objection(parties, month_id)
    note = the_note(parties, invoice_id)
    with town.acting(town.person(Side.VENDOR, "别家"), LATER), pytest.raises(NotFound):
        issue_note(note.id)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE invoice_note_lines SET amount_minor = amount_minor + 1", "add up to"),
        ("UPDATE invoice_notes SET tax_minor = tax_minor + 2", "VAT"),
        ("UPDATE invoice_notes SET gross_minor = gross_minor + 1", "not net and VAT"),
        ("UPDATE note_counters SET last = 2", "are not 1 to"),
        ("UPDATE invoice_notes SET set_off_minor = set_off_minor - 1", "set off"),
        ("UPDATE invoices SET credited_minor = credited_minor + 1", "set off"),
    ],
)
def test_what_does_not_add_up_is_noticed(parties: Parties, change: str, words: str) -> None:
    month_id = disputed_month(parties)
    invoice_id = issued(parties, month_id)
    drop_objection(parties, month_id)
    note = the_note(parties, invoice_id)
    with parties.as_vendor(LATER):
        issue_note(note.id)
    with parties.app.app_context(), db.engine.begin() as connection:
        assert list(faults_of_notes(connection)) == []
        connection.exec_driver_sql(change)
        assert any(words in one for one in faults_of_notes(connection))
