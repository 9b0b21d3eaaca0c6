"""From an agreed month to a paid settlement invoice, and every way back."""

import io
from datetime import UTC, date, datetime
from unittest.mock import patch

import pypdf
import pytest
from sqlalchemy import select

from portal.infra import documents
from portal.infra.db import db
from portal.infra.documents import documents_for, open_file
from portal.infra.events import AuditEntry
from portal.infra.progress import open_duties
from portal.invoicing.actions.drafting import draft_invoice
from portal.invoicing.actions.issuing import issue, make_void
from portal.invoicing.actions.paying import record_payment, take_payment_back
from portal.invoicing.models import Invoice
from portal.invoicing.queries import invoices_of_month, lines_of, payments_of, standing_invoice
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.sla.actions.answering import accept, reopen
from portal.sla.queries.months import month
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import (
    AGREED_AT,
    PRINTED,
    Parties,
    agreed_month,
    contract_in_force,
    figures_handed_in,
)

LATER = datetime(2026, 10, 10, 4, tzinfo=UTC)


def drafted(month_id: int) -> Invoice:
    found = standing_invoice(month_id)
    assert found is not None
    return found


def issued(parties: Parties, month_id: int) -> int:
    with parties.as_vendor(AGREED_AT):
        return issue(drafted(month_id).id).id


def test_an_agreed_month_has_its_invoice_drafted_with_the_credit_for_what_was_missed(
    parties: Parties,
) -> None:
    month_id = agreed_month(parties, replied=9_500)
    with parties.as_vendor(AGREED_AT):
        draft = drafted(month_id)
        assert (draft.state, draft.number) == ("draft", None)
        assert [(line.kind, line.amount_minor) for line in lines_of(draft.id)] == [
            ("fee", 55_000_00),
            ("credit", -1_650_00),
        ]
        assert (draft.net_minor, draft.tax_minor, draft.gross_minor) == (53_350_00, 3_201_00, 56_551_00)
        credit = lines_of(draft.id)[1]
        assert credit.result["en"] == "95 %"
        assert credit.target["zh-Hans"] == "98 %"


def test_both_sides_see_the_draft_and_the_vendor_is_asked_to_issue_it(
    parties: Parties, vendor: Person
) -> None:
    month_id = agreed_month(parties)
    for looking in (parties.as_merchant, parties.as_vendor):
        with looking(AGREED_AT):
            assert drafted(month_id).payable == Money(58_300_00, "CNY")
    with parties.as_vendor(AGREED_AT):
        assert [duty.key for duty in open_duties(debtor_id=vendor.organisation_id)] == [
            f"invoice:{drafted(month_id).id}:issue"
        ]


def test_issuing_gives_the_number_asks_for_payment_and_makes_the_pdf_both_hold(
    parties: Parties, merchant: Person
) -> None:
    month_id = agreed_month(parties, replied=9_500)
    invoice_id = issued(parties, month_id)
    parties.run_jobs()
    texts = []
    for looking in (parties.as_merchant, parties.as_vendor):
        with looking(AGREED_AT):
            made = documents_for(f"invoice:{invoice_id}")[0]
            with open_file(made) as file:
                texts.append("".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
    assert texts[0] == texts[1]
    for words in (
        "ST-2026-0001",
        "56,551.00",
        "人民币伍万陆仟伍佰伍拾壹元整",
        "−1,650.00",
        "Not a tax invoice",
    ):
        assert words in texts[0]
    with parties.as_merchant(AGREED_AT):
        duty = open_duties(debtor_id=merchant.organisation_id)[0]
        assert duty.key == f"invoice:{invoice_id}:pay"
        assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == "InvoiceIssued")).one()


def test_numbers_have_no_gap_and_an_invoice_is_issued_once(parties: Parties) -> None:
    month_id = agreed_month(parties)
    invoice_id = issued(parties, month_id)
    with parties.as_vendor(AGREED_AT), pytest.raises(Refused):
        issue(invoice_id)
    with parties.as_vendor(AGREED_AT):
        make_void(invoice_id, reason="价格有误")
    with parties.as_vendor(AGREED_AT):
        draft_invoice(month_id)
    issued(parties, month_id)
    with parties.as_merchant(AGREED_AT):
        assert [(one.number, one.state) for one in invoices_of_month(month_id)] == [
            ("ST-2026-0002", "issued"),
            ("ST-2026-0001", "void"),
        ]


def test_a_month_stays_shut_while_its_invoice_stands_and_opens_again_after_a_void_one(
    parties: Parties,
) -> None:
    month_id = agreed_month(parties)
    invoice_id = issued(parties, month_id)
    with parties.as_merchant(AGREED_AT), pytest.raises(Refused, match="issued"):
        reopen(month(month_id), reason="漏了数据")
    with parties.as_vendor(AGREED_AT):
        make_void(invoice_id, reason="漏了数据")
    with parties.as_merchant(AGREED_AT):
        reopen(month(month_id), reason="漏了数据")


def test_a_month_that_is_opened_again_loses_its_draft(parties: Parties) -> None:
    month_id = agreed_month(parties)
    with parties.as_merchant(AGREED_AT):
        reopen(month(month_id), reason="漏了数据")
    with parties.as_vendor(AGREED_AT), pytest.raises(Refused):
        issue(drafted(month_id).id)
    parties.run_jobs()
    with parties.as_vendor(AGREED_AT):
        assert standing_invoice(month_id) is None
        assert open_duties(debtor_id=parties.vendor_id) == []


def test_payments_add_up_to_paid_and_can_be_taken_back(parties: Parties) -> None:
    month_id = agreed_month(parties)
    invoice_id = issued(parties, month_id)
    with parties.as_merchant(LATER):
        record_payment(invoice_id, amount=Money(8_300_00, "CNY"), paid_on=date(2026, 10, 9), reference="A1")
        assert drafted(month_id).state == "part_paid"
        rest = record_payment(
            invoice_id, amount=Money(50_000_00, "CNY"), paid_on=date(2026, 10, 10), reference=""
        )
        assert drafted(month_id).state == "paid"
        payment_id = rest.id
    with parties.as_vendor(LATER):
        assert [one.amount_minor for one in payments_of(invoice_id)] == [8_300_00, 50_000_00]
        with pytest.raises(Refused):
            make_void(invoice_id, reason="x")
    with parties.as_merchant(LATER):
        take_payment_back(invoice_id, payment_id)
        assert drafted(month_id).outstanding == Money(50_000_00, "CNY")
        with pytest.raises(Refused):
            take_payment_back(invoice_id, payment_id)


@pytest.mark.parametrize(
    ("amount", "day", "field"),
    [(58_300_01, 9, "amount"), (0, 9, "amount"), (100, 11, "paid_on")],
)
def test_a_payment_that_cannot_be_is_refused_beside_its_field(
    parties: Parties, amount: int, day: int, field: str
) -> None:
    invoice_id = issued(parties, agreed_month(parties))
    with parties.as_merchant(LATER), pytest.raises(Invalid) as refusal:
        record_payment(invoice_id, amount=Money(amount, "CNY"), paid_on=date(2026, 10, day), reference="")
    assert list(refusal.value.fields) == [field]


def test_a_stranger_finds_nothing(parties: Parties, town: Town) -> None:
    invoice_id = issued(parties, agreed_month(parties))
    for side in (Side.MERCHANT, Side.VENDOR):
        stranger = town.person(side, "旁人")
        town.browser(stranger).get(f"/invoices/{invoice_id}", status=404)
        with town.acting(stranger), pytest.raises(NotFound):
            make_void(invoice_id, reason="x")


def test_the_pages_lead_from_draft_to_paid(
    parties: Parties, town: Town, merchant: Person, vendor: Person
) -> None:
    agreed_month(parties, replied=9_500)
    seller, buyer = town.browser(vendor), town.browser(merchant)
    listed = seller.get("/invoices")
    assert "CNY 56,551.00" in listed.text
    draft = seller.get(listed.link("Draft"))
    why = seller.get(draft.link("−1,650.00"))
    assert "95 %" in why.text
    done = seller.submit(draft, having="Issue settlement invoice")
    assert "ST-2026" in done.title
    parties.run_jobs(datetime.now(UTC))
    received = buyer.get(done.url)
    with buyer.get(received.link("Open PDF")).response as file:
        assert file.mimetype == "application/pdf"
    form = buyer.get(received.link("Record payment"))
    wrong = buyer.submit(form, {"amount": "99999999", "reference": "B2"}, status=422)
    assert "more than is still owed" in wrong.text
    paid = buyer.submit(wrong, {"amount": "56,551.00"})
    assert "Paid" in paid.text
    assert "B2" in paid.text
    back = buyer.submit(paid, having="Take back")
    assert "taken back" in back.text
    void = seller.get(seller.get(done.url).link("Make void"))
    seller.submit(void, {"reason": ""}, status=422)
    gone = seller.submit(void, {"reason": "价格有误"})
    assert "价格有误" in gone.text
    again = seller.submit(gone, having="Draft anew")
    assert "Draft" in again.title


def test_the_list_can_be_narrowed_and_taken_away(parties: Parties, town: Town, merchant: Person) -> None:
    issued(parties, agreed_month(parties))
    buyer = town.browser(merchant)
    assert "ST-2026-0001" in buyer.get("/invoices?show=owed").text
    assert "ST-2026-0001" not in buyer.get("/invoices?show=paid").text
    file = buyer.get("/invoices.csv").response.get_data()
    assert file.startswith(b"\xef\xbb\xbf")
    assert "ST-2026-0001" in io.BytesIO(file).read().decode("utf-8-sig")


def test_the_list_takes_the_same_statements_however_long_it_is(
    parties: Parties, town: Town, merchant: Person
) -> None:
    buyer = town.browser(merchant)
    empty = buyer.get("/invoices").statements
    issued(parties, agreed_month(parties))
    assert buyer.get("/invoices").statements <= empty + 1


def test_a_month_leads_to_its_invoice_or_says_why_there_is_none(
    parties: Parties, town: Town, merchant: Person
) -> None:
    contract_id = contract_in_force(parties)
    month_id = figures_handed_in(parties, contract_id)
    buyer = town.browser(merchant)
    assert "when both sides agree" in buyer.get(f"/months/{month_id}/invoice").text
    with parties.as_merchant(AGREED_AT):
        accept(month(month_id))
    assert "being drafted" in buyer.get(f"/months/{month_id}/invoice").text
    with patch.object(documents, "render", return_value=PRINTED):
        parties.run_jobs()
    assert "Draft" in buyer.get(f"/months/{month_id}/invoice").title
