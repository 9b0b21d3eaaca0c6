"""Acting for the other side, in the wrong state, on what was not seen, or with numbers of others' things."""

import pytest
from flask import Flask

from portal.contracts.actions.sending import send
from portal.contracts.models import Contract
from portal.infra.db import db
from portal.kernel.errors import Conflict, NotFound, Refused
from portal.kernel.permissions import Role
from portal.sla.actions.answering import accept, give_back
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import discard, state_quantities, submit, type_figure, withdraw
from portal.sla.models import MonthRecord, Submission
from portal.sla.queries.months import month, submission, terms_of
from portal.sla.rules.months import slots_of
from tests.app.security.attacks import forge, keys
from tests.app.security.conftest import Arrive
from tests.factories.accounts import acting_as, make_colleague, make_merchant, make_vendor
from tests.factories.contracts import a_draft, a_sent_contract
from tests.factories.cooperations import GOOD, MOMENT, POOR, Cooperation, hand_in_file, make_cooperation
from tests.factories.sourcing import Party as SourcingParty
from tests.factories.sourcing import a_requirement, asked, quoted


def state_of(app: Flask, pair: Cooperation) -> tuple[str, str]:
    with acting_as(app, pair.merchant):
        found = db.session.get(MonthRecord, pair.month_id)
        assert found is not None
        return found.state, found.turn


def test_a_merchant_cannot_accept_quantities_it_stated_itself(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    forge(merchant, f"/months/{pair.month_id}/quantities", {"quantity:seats": "1"}, status=303)
    assert state_of(app, pair) == ("submitted", "vendor")
    forge(merchant, f"/months/{pair.month_id}/accept", status=403)


def test_a_merchant_cannot_accept_figures_it_typed_itself(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        type_figure(of, metric="csat", values={"votes_good": 1, "evaluations": 100}, evidence=None)
        with pytest.raises(Refused):
            accept(of)


def test_a_vendor_that_corrects_figures_under_review_hands_them_in_anew(
    app: Flask, pair: Cooperation
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.vendor, moment=MOMENT):
        state_quantities(month(pair.month_id), {"seats": 9})
    assert state_of(app, pair) == ("submitted", "merchant")


def test_quantities_have_the_names_of_the_rate_card(pair: Cooperation, arrive: Arrive, app: Flask) -> None:
    vendor = arrive(pair.vendor)
    for name in ("quantity:discount", "quantity:", "quantity:<b>", "quantity:%(name)s"):
        forge(vendor, f"/months/{pair.month_id}/quantities", {name: "1"}, status=422)


@pytest.mark.parametrize("act", ["accept", "confirm"])
def test_figures_that_changed_after_the_page_was_opened_are_not_agreed(
    app: Flask, pair: Cooperation, arrive: Arrive, act: str
) -> None:
    first, second = (pair.vendor, pair.merchant) if act == "accept" else (pair.merchant, pair.vendor)
    hand_in_file(app, first, pair.month_id, GOOD)
    reader = arrive(second)
    page = reader.get(f"/months/{pair.month_id}")
    with acting_as(app, first, moment=MOMENT):
        withdraw(month(pair.month_id))
    hand_in_file(app, first, pair.month_id, POOR, "second.csv")
    refused = reader.submit(page, having=f"/{act}", status=409)
    assert "have changed since you opened the page" in refused.text
    forge(reader, f"/months/{pair.month_id}/{act}", status=409)
    reader.submit(reader.get(f"/months/{pair.month_id}"), having=f"/{act}")


def test_each_act_belongs_to_one_side(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    vendor = arrive(pair.vendor)
    for act in ("accept", "reopen"):
        forge(vendor, f"/months/{pair.month_id}/{act}", {"comment": "x"}, status=403)
    forge(vendor, f"/months/{pair.month_id}/confirm", {"comment": "x"}, status=403)
    forge(arrive(pair.merchant), f"/months/{pair.month_id}/withdraw", status=403)


def test_an_answer_names_a_promise_of_the_month_or_none(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    for line in ("nothing@shop", "x" * 500, "%(name)s"):
        forge(merchant, f"/months/{pair.month_id}/return", {"comment": "no", "line": line}, status=422)
    assert merchant.get(f"/months/{pair.month_id}").status == 200


def test_a_staged_file_is_its_senders_alone(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0].key
        staged = stage_file(of, slot_key=slot, content=GOOD.encode(), name="a.csv")
        number = staged.id
    merchant = arrive(pair.merchant)
    for path in ("", "/file"):
        merchant.get(f"/submissions/{number}{path}", status=404)
    for act in ("submit", "discard", "questions"):
        forge(merchant, f"/submissions/{number}/{act}", {"tool": "pdd"}, status=404)
    with acting_as(app, pair.merchant, moment=MOMENT), pytest.raises(NotFound):
        submission(number)


def test_answers_about_a_file_cannot_name_what_does_not_exist(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    number = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    vendor = arrive(pair.vendor)
    forge(vendor, f"/submissions/{number}/questions", {"tool": "pdd"}, status=404)
    page = vendor.submit(
        vendor.get(f"/months/{pair.month_id}"),
        having="Read the file",
        files={"file": ("b.csv", POOR.encode())},
    )
    staged = page.url.rsplit("/", 1)[-1]
    forge(vendor, f"/submissions/{staged}/questions", {"tool": "../nothing"}, status=422)
    hostile = {"tool": "pdd", "clock": "xx", "percent": "yy", "column:<b>": "nothing", "column:日期": "%(x)s"}
    answer = vendor.client.post(f"/submissions/{staged}/questions", data={**keys(vendor), **hostile})
    assert answer.status_code < 500
    assert vendor.get(f"/submissions/{staged}").status == 200


def test_things_of_another_contract_are_not_found_under_ones_own(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    other = make_cooperation(app)
    theirs = hand_in_file(app, other.vendor, other.month_id, GOOD)
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    for person in (vendor, merchant):
        for path in (
            f"/months/{other.month_id}",
            f"/submissions/{theirs}",
            f"/submissions/{theirs}/file",
            f"/contracts/{other.contract_id}",
            f"/contracts/{pair.contract_id}/files/1",
            f"/months/{other.month_id}/template.csv",
            f"/months/{other.month_id}/invoice",
            f"/months/{other.month_id}/review",
        ):
            person.get(path, status=404)
    forge(vendor, "/reviews/make", {"month_id": other.month_id}, status=404)
    for number in ("99999999999999999999", "-1", "١", "1_0", "", "x", "1 ", "+1"):
        forge(vendor, "/reviews/make", {"month_id": number}, status=404)
        forge(vendor, "/organisation", {"organisation_id": number}, status=404)
    forge(vendor, "/organisation", {"organisation_id": other.vendor.organisation_id}, status=404)


@pytest.mark.parametrize("number", [10**20, 2**31, 2**63, 0])
def test_numbers_that_no_table_holds_are_not_found(pair: Cooperation, arrive: Arrive, number: int) -> None:
    person = arrive(pair.merchant)
    for path in ("months", "submissions", "contracts", "invoices", "reviews", "documents", "requests"):
        person.get(f"/{path}/{number}", status=404)


def test_a_draft_is_seen_by_its_author_only(app: Flask, arrive: Arrive) -> None:
    merchant, vendor = make_merchant(app), make_vendor(app)
    with acting_as(app, merchant):
        draft = a_draft(merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id)
        number, name = draft.id, draft.number
    bo = arrive(vendor)
    bo.get(f"/contracts/{number}", status=404)
    for act in ("send", "discard", "sign", "confirm", "end", "revise", "return", "recall"):
        forge(bo, f"/contracts/{number}/{act}", {"reason": "x"}, status=404)
    assert name not in bo.get("/contracts").text + bo.get("/today").text + bo.get(
        f"/search?q={name}"
    ).text.replace(name, "", 2)


def test_nobody_signs_for_the_other_side_or_out_of_turn(app: Flask, arrive: Arrive) -> None:
    merchant, vendor = make_merchant(app), make_vendor(app)
    with acting_as(app, merchant):
        sent = a_sent_contract(merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id)
        number, first = sent.id, sent.first_signer
    out_of_turn = merchant if first == "vendor" else vendor
    signature = {"name": "M", "authority": "x", "has_authority": "y", "consents": "y"}
    person = arrive(out_of_turn)
    for fingerprint in ("", "0" * 64):
        values = signature | {"fingerprint": fingerprint}
        answer = person.client.post(f"/contracts/{number}/sign", data={**keys(person), **values})
        assert answer.status_code in {403, 409, 422}
    viewer = arrive(make_colleague(app, vendor, Role.VIEWER))
    forge(viewer, f"/contracts/{number}/sign", signature, status=403)
    with acting_as(app, merchant):
        found = db.session.get(Contract, number)
        assert found is not None
        assert found.state == "sent"
        with pytest.raises(Refused):
            send(number)


def test_a_sealed_quote_stays_closed_and_an_unseen_one_is_not_chosen(app: Flask, arrive: Arrive) -> None:
    from_accounts, seller = make_merchant(app), make_vendor(app)
    merchant = SourcingParty(from_accounts.organisation_id, from_accounts.name, from_accounts.side)
    vendor = SourcingParty(seller.organisation_id, seller.name, seller.side)
    requirement_id = a_requirement(app, merchant)
    request_id = asked(app, merchant, requirement_id, vendor)
    quoted(app, vendor, request_id, seat_price=500000)
    anna = arrive(from_accounts)
    page = anna.get(f"/requests/{request_id}/award")
    quoted(app, vendor, request_id, seat_price=900000)
    refused = anna.submit(page, {"reason": "cheap"}, having="reason", status=422)
    assert "another quote meanwhile" in refused.text
    anna.submit(refused, {"reason": "still good"}, having="reason")


def test_a_month_that_was_opened_again_leaves_no_old_draft_to_issue(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        give_back(of, comment="no")
        with pytest.raises(Refused):
            accept(of)


def test_a_file_is_submitted_once_and_not_discarded_after(app: Flask, pair: Cooperation) -> None:
    number = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = db.session.get(Submission, number)
        assert found is not None
        with pytest.raises(Conflict):
            submit(found)
        with pytest.raises(Conflict):
            discard(found)
