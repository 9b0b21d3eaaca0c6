"""Claims about a quantity that was wrong: objected to, also after the invoice, and settled by a note."""

from datetime import UTC, datetime

import pytest

from portal.invoicing.actions.issuing import issue
from portal.invoicing.queries import notes_of_invoice, standing_invoice
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.sla.actions.answering import reopen
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.submitting import state_quantities
from portal.sla.queries.months import month
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details, Outcome
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import Parties, agreed_month

LATER = datetime(2026, 10, 10, 4, tzinfo=UTC)
SEATS = "quantity:seats"
ELEVEN = Details(values=(("count", 11),))


def invoiced(parties: Parties) -> tuple[int, int]:
    month_id = agreed_month(parties)
    with parties.as_vendor(LATER):
        found = standing_invoice(month_id)
        assert found is not None
        return month_id, issue(found.id).id


def object_to(month_id: int, details: Details = ELEVEN, line: str = SEATS, act: Act = Act.OBJECTED) -> None:
    raise_claim(month(month_id), line=line, act=act, words=Words("多一人", details))


def test_a_seat_that_was_forgotten_is_asked_for_after_the_invoice(
    parties: Parties, town: Town, vendor: Person, merchant: Person
) -> None:
    month_id, invoice_id = invoiced(parties)
    seller, buyer = town.browser(vendor), town.browser(merchant)
    page = seller.get(seller.get(f"/months/{month_id}").link("10"))
    assert "Raise an objection" in page.text
    said, button = {"comment": "10月起十一人", "value": "11"}, "Raise an objection"
    assert (
        "Enter a whole number"
        in seller.submit(page, said | {"value": "10.5"}, having=button, status=422).text
    )
    raised = seller.submit(page, said, having=button)
    assert "CNY 60,500.00" in raised.text
    answer = buyer.get(f"/months/{month_id}/lines/{SEATS}")
    assert "10月起十一人" in answer.text
    form = answer.form("comment")
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    buyer.post(form.get("action"), hidden | {"act": "claim_granted", "comment": ""})
    parties.run_jobs(datetime.now(UTC))
    with parties.as_merchant(datetime.now(UTC)):
        (note,) = notes_of_invoice(invoice_id)
        assert (note.is_supplement, note.net_minor) == (True, 5_500_00)
        assert month(month_id).results["quantities"] == {"seats": 11}


def test_another_quantity_may_be_decided(parties: Parties) -> None:
    month_id, invoice_id = invoiced(parties)
    with parties.as_merchant(LATER):
        object_to(month_id, Details(values=(("count", 8),)))
    with parties.as_vendor(LATER):
        answer_claim(month(month_id), line=SEATS, act=Act.CLAIM_REFUSED, words=Words("十人"))
    with parties.as_merchant(LATER):
        answer_claim(month(month_id), line=SEATS, act=Act.CLAIM_ESCALATED, words=Words("排班表"))
        relief = Words("?", Details(outcome=Outcome.RELIEVED))
        with pytest.raises(Invalid, match="what the decision is"):
            answer_claim(month(month_id), line=SEATS, act=Act.DECISION_PROPOSED, words=relief)
        nine = Words("核对后", Details(outcome=Outcome.FIGURE, values=(("count", 9),)))
        answer_claim(month(month_id), line=SEATS, act=Act.DECISION_PROPOSED, words=nine)
    with parties.as_vendor(LATER):
        answer_claim(month(month_id), line=SEATS, act=Act.DECISION_ACCEPTED)
    parties.run_jobs(LATER)
    with parties.as_vendor(LATER):
        (note,) = notes_of_invoice(invoice_id)
        assert (note.is_supplement, note.net_minor) == (False, 5_500_00)


def test_what_cannot_be_said_about_a_quantity(parties: Parties) -> None:
    month_id, _invoice_id = invoiced(parties)
    with parties.as_vendor(LATER):
        with pytest.raises(Invalid, match="quantity that is right"):
            object_to(month_id, Details())
        with pytest.raises(NotFound):
            object_to(month_id, line="quantity:parrots")
        with pytest.raises(Refused):
            object_to(month_id, act=Act.RELIEF_CLAIMED)
        with pytest.raises(Refused):
            object_to(month_id, Details(values=(("reply_rate", 1),)), line="reply_rate")


def test_a_decided_quantity_is_not_silently_stated_otherwise(parties: Parties) -> None:
    month_id = agreed_month(parties)
    with parties.as_vendor(LATER):
        object_to(month_id)
    with parties.as_merchant(LATER):
        answer_claim(month(month_id), line=SEATS, act=Act.CLAIM_GRANTED)
        reopen(month(month_id), reason="漏了数据")
        with pytest.raises(Refused, match="object to it anew"):
            state_quantities(month(month_id), {"seats": 12})
