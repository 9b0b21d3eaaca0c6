"""From asking vendors to choosing one, as both sides see it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Invitation
from portal.infra.db import db
from portal.infra.events import trail
from portal.infra.progress import open_duties
from portal.infra.tenancy import across_tenants
from portal.kernel.permissions import Side
from portal.sourcing.actions import hold_award, release_award
from portal.sourcing.queries import awarded_terms, comparison_of, quote_request, standing_award
from tests.factories.sourcing import (
    NOON,
    Party,
    a_requirement,
    acting,
    asked,
    organisation,
    quoted,
    signed_in,
)
from tests.visitor import Page, Visitor

Visitors = Callable[[], Visitor]


@pytest.fixture
def merchant(app: Flask) -> Party:
    return organisation(app, "Runfast Sports", Side.MERCHANT)


@pytest.fixture
def smile(app: Flask) -> Party:
    return organisation(app, "Smile Service", Side.VENDOR)


@pytest.fixture
def calm(app: Flask) -> Party:
    return organisation(app, "Calm Service", Side.VENDOR)


@pytest.fixture
def anna(app: Flask, visitor: Visitors, merchant: Party) -> Visitor:
    return signed_in(app, visitor(), merchant)


@pytest.fixture
def ben(app: Flask, visitor: Visitors, smile: Party) -> Visitor:
    return signed_in(app, visitor(), smile)


@pytest.fixture
def requirement_id(app: Flask, merchant: Party) -> int:
    return a_requirement(app, merchant)


def duties(app: Flask, party: Party) -> list[str]:
    with acting(app, party):
        return [str(duty.what) for duty in open_duties(debtor_id=party.id)]


def test_three_names_in_one_field_are_three_links_to_copy(anna: Visitor, requirement_id: int) -> None:
    form = anna.get(f"/requirements/{requirement_id}/ask")
    page = anna.submit(form, {"vendors": "Smile\nCalm\n\nBright"}, having="vendors")
    assert page.title.startswith("Vendors asked")
    messages = [area.text_content() for area in page.tree.iter("textarea")]
    assert [text.split(" asks ")[1].split(" ")[0] for text in messages] == ["Smile", "Calm", "Bright"]
    assert all("/join/" in text for text in messages)
    assert page.text.count("Copy link and message") == 3


def test_a_link_can_be_copied_again_and_one_that_ran_out_made_anew(
    app: Flask, anna: Visitor, merchant: Party, requirement_id: int
) -> None:
    anna.submit(anna.get(f"/requirements/{requirement_id}/ask"), {"vendors": "Smile"}, having="vendors")
    page = anna.get(f"/requirements/{requirement_id}/requests")
    assert "/join/" in page.tree.find(".//textarea").text_content()
    with acting(app, merchant), across_tenants("a test takes the link away"):
        for invitation in db.session.scalars(select(Invitation)):
            invitation.withdrawn_at = NOON
        db.session.flush()
    page = anna.get(f"/requirements/{requirement_id}/requests")
    assert "/join/" not in page.text
    page = anna.submit(page, having="Make a new link")
    assert "/join/" in page.tree.find(".//textarea").text_content()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"vendors": "  \n "}, "Name at least one vendor"),
        ({"vendors": "\n".join(f"V{n}" for n in range(21))}, "At most 20"),
        ({"vendors": "A", "deadline": "2020-01-01"}, "lies in the past"),
        ({"vendors": "A", "is_sealed": True}, "need a deadline"),
    ],
)
def test_wrong_asking_is_named_and_asks_nobody(
    anna: Visitor, requirement_id: int, values: dict[str, str], words: str
) -> None:
    page = anna.submit(anna.get(f"/requirements/{requirement_id}/ask"), values, having="vendors", status=422)
    assert words in page.text
    assert "Nobody has been asked yet" in anna.get(f"/requirements/{requirement_id}/requests").text


def test_nobody_is_asked_twice(anna: Visitor, requirement_id: int) -> None:
    for status in (200, 422):
        form = anna.get(f"/requirements/{requirement_id}/ask")
        page = anna.submit(form, {"vendors": "Smile"}, having="vendors", status=status)
    assert "Smile has been asked already" in page.text


def quote_by_hand(ben: Visitor, request_id: int, act: str = "Send quote", **changes: str) -> Page:
    form = ben.get(f"/requests/{request_id}/quote")
    values = {"lines-0-price": "4,800", "agents": "60", "years": "6", **changes}
    return ben.submit(form, values, having=act)


def test_a_vendor_quotes_on_one_page_and_the_merchant_compares(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    assert duties(app, smile) == ["Give a quote: Sports shop service"]
    assert "Sports shop service" in ben.get("/tenders").text
    page = quote_by_hand(ben, request_id)
    assert "Quoted" in page.text
    assert "CNY 4,800.00" in page.text
    assert duties(app, smile) == []
    assert duties(app, merchant) == ["Look at the quote of Smile Service: Sports shop service"]
    compared = anna.get(f"/requirements/{requirement_id}/comparison")
    assert "Smile Service" in compared.text
    assert "rank 1" in compared.text
    assert "CNY 4,800.00" in anna.get(f"/requests/{request_id}").text


def test_a_draft_is_the_vendors_own(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    page = quote_by_hand(ben, request_id, act="Save draft")
    assert "Draft" in page.text
    assert "No quote to see yet" in anna.get(f"/requests/{request_id}").text
    assert "No quote to compare yet" in anna.get(f"/requirements/{requirement_id}/comparison").text
    again = ben.get(f"/requests/{request_id}/quote")
    assert again.form("lines-0-price").fields["lines-0-price"] == "4800.00"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lines-0-price": ""}, "enter a price"),
        ({"lines-0-price": "cheap"}, "number"),
        ({"lines-0-kind": ""}, "at least one line"),
        ({"tax_rate": "120"}, "tax rate"),
        ({"agents": "lots"}, "number"),
        ({"lines-0-kind": "conversation_tier", "lines-0-from_qty": "5", "lines-0-to_qty": "9"}, "tiers"),
    ],
)
def test_a_wrong_quote_is_named_and_not_sent(
    app: Flask,
    ben: Visitor,
    merchant: Party,
    smile: Party,
    requirement_id: int,
    changes: dict[str, str],
    words: str,
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    form = ben.get(f"/requests/{request_id}/quote")
    values = {"lines-0-price": "4800", **changes}
    page = ben.submit(form, values, having="Send quote", status=422)
    assert words in page.text
    assert "Awaiting" not in ben.get(f"/requests/{request_id}").text


def test_a_sent_quote_can_be_withdrawn_and_a_new_version_sent(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    page = ben.submit(quote_by_hand(ben, request_id), having="/withdraw")
    assert "Withdrawn" in page.text
    assert "No quote to compare yet" in anna.get(f"/requirements/{requirement_id}/comparison").text
    page = quote_by_hand(ben, request_id, **{"lines-0-price": "4500"})
    assert "version 2" in page.text
    with acting(app, merchant):
        names = [entry.event for entry in trail(quote_request(request_id).engagement_id)]
    assert names == ["QuoteSubmitted", "QuoteWithdrawn", "QuoteSubmitted", "QuoteRequested"]


def test_a_vendor_may_decline_and_change_its_mind(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    page = ben.submit(ben.get(f"/requests/{request_id}"), having="/decline")
    assert "Declined" in page.text
    assert "Declined" in anna.get(f"/requirements/{requirement_id}/requests").text
    assert "Quoted" in quote_by_hand(ben, request_id).text


def test_a_sealed_quote_stays_closed_until_the_deadline(
    app: Flask, merchant: Party, smile: Party, requirement_id: int
) -> None:
    deadline = datetime.now(UTC) + timedelta(days=3)
    request_id = asked(app, merchant, requirement_id, smile, deadline=deadline, is_sealed=True)
    quoted(app, smile, request_id)

    def seen(moment: datetime) -> bool:
        with acting(app, merchant, moment=moment):
            return bool(comparison_of(requirement_id).assembled)

    assert not seen(deadline - timedelta(seconds=1))
    assert seen(deadline)


def test_after_the_deadline_nothing_is_sent(
    app: Flask, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    deadline = NOON + timedelta(minutes=1)
    request_id = asked(app, merchant, requirement_id, smile, deadline=deadline, moment=NOON)
    form = ben.get(f"/requests/{request_id}/quote")
    page = ben.submit(form, {"lines-0-price": "1"}, having="Send quote", status=422)
    assert "deadline for quotes has passed" in page.text


@pytest.fixture
def two_quotes(
    app: Flask, merchant: Party, smile: Party, calm: Party, requirement_id: int
) -> tuple[int, int]:
    first = asked(app, merchant, requirement_id, smile)
    second = asked(app, merchant, requirement_id, calm)
    quoted(app, smile, first)
    quoted(app, calm, second, seat_price=400000, agents=10)
    return first, second


def test_the_comparison_says_how_firm_the_order_is_and_shows_every_figure(
    anna: Visitor, requirement_id: int, two_quotes: tuple[int, int]
) -> None:
    page = anna.get(f"/requirements/{requirement_id}/comparison")
    assert "Smile Service leads Calm Service by" in page.text
    assert "takes the lead if Price weighs more than" in page.text
    assert "Reputation is not counted" in page.text
    assert "Declared by the vendor" in page.text
    assert "Low month" in page.text
    assert page.statements < 40


def test_weights_change_the_order_and_must_add_up(
    anna: Visitor, requirement_id: int, two_quotes: tuple[int, int]
) -> None:
    page = anna.get(f"/requirements/{requirement_id}/comparison")
    weights = {"capability": "10", "quality": "20", "price": "60", "reputation": "10"}
    page = anna.submit(page, weights, having="/weights")
    assert "Calm Service leads Smile Service" in page.text
    page = anna.submit(page, {"price": "61"}, having="/weights", status=422)
    assert "add up to 101" in page.text


def test_a_gate_keeps_the_cheapest_out(
    anna: Visitor, requirement_id: int, two_quotes: tuple[int, int]
) -> None:
    page = anna.get(f"/requirements/{requirement_id}/comparison")
    page = anna.submit(page, {"capability_gate": "90"}, having="/weights")
    assert "Below the gate: Capability" in page.text


def test_a_quote_in_another_currency_is_shown_and_not_ranked(
    app: Flask, anna: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    quoted(app, smile, asked(app, merchant, requirement_id, smile), currency="USD", seat_price=70000)
    page = anna.get(f"/requirements/{requirement_id}/comparison")
    assert "Quoted in USD; only quotes in CNY are ranked." in page.text
    assert "USD" in page.text


def choose(anna: Visitor, request_id: int, reason: str = "Best in the peak", status: int = 200) -> Page:
    form = anna.get(f"/requests/{request_id}/award")
    return anna.submit(form, {"reason": reason}, having="reason", status=status)


def test_a_vendor_is_chosen_with_a_reason_and_everybody_is_told(
    app: Flask,
    anna: Visitor,
    ben: Visitor,
    merchant: Party,
    calm: Party,
    requirement_id: int,
    two_quotes: tuple[int, int],
) -> None:
    assert "required" in choose(anna, two_quotes[0], reason="", status=422).text
    page = choose(anna, two_quotes[0])
    assert "Chosen: Smile Service. Best in the peak" in page.text
    assert "Awarded" in ben.get("/tenders").text
    with acting(app, merchant):
        made = standing_award(requirement_id)
        assert made is not None
        assert awarded_terms(made.id).rate_card[0].unit_price is not None
    with acting(app, calm):
        assert quote_request(two_quotes[1]).state == "not_awarded"
    assert not [duty for duty in duties(app, merchant) if "quote" in duty]


def test_a_choice_can_be_withdrawn_until_a_contract_stands_on_it(
    app: Flask, anna: Visitor, merchant: Party, requirement_id: int, two_quotes: tuple[int, int]
) -> None:
    choose(anna, two_quotes[0])
    with acting(app, merchant):
        made = standing_award(requirement_id)
        assert made is not None
        award_id = made.id
        hold_award(award_id, by="HT-2026-0001")
    held = anna.get(f"/awards/{award_id}/withdraw")
    assert "HT-2026-0001" in anna.submit(held, {"reason": "x"}, having="reason", status=422).text
    with acting(app, merchant):
        release_award(award_id)
    page = anna.submit(anna.get(f"/awards/{award_id}/withdraw"), {"reason": "x"}, having="reason")
    assert "rank 1" in page.text
    assert "Choose this vendor" in page.text
    assert len([duty for duty in duties(app, merchant) if "quote" in duty]) == 2


def test_nobody_is_chosen_twice(anna: Visitor, requirement_id: int, two_quotes: tuple[int, int]) -> None:
    form = anna.get(f"/requests/{two_quotes[1]}/award")
    choose(anna, two_quotes[0])
    page = anna.submit(form, {"reason": "too"}, having="reason", status=422)
    assert "chosen already" in page.text


def test_withdrawing_the_requirement_tells_the_vendors(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    anna.submit(anna.get(f"/requirements/{requirement_id}"), having="/withdraw")
    assert "Withdrawn" in ben.get("/tenders").text
    assert duties(app, smile) == []
    ben.submit(
        ben.get(f"/requests/{request_id}/quote"), {"lines-0-price": "1"}, having="Send quote", status=422
    )


def test_a_changed_requirement_is_seen_in_its_new_version(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    work = anna.get(f"/requirements/{requirement_id}/work")
    anna.submit(work, {"title": "Running shoes"}, having="title")
    assert ben.get(f"/requests/{request_id}").title.startswith("Running shoes")


def test_a_request_can_be_withdrawn(
    app: Flask, anna: Visitor, ben: Visitor, merchant: Party, smile: Party, requirement_id: int
) -> None:
    request_id = asked(app, merchant, requirement_id, smile)
    page = anna.submit(
        anna.get(f"/requirements/{requirement_id}/requests"), having=f"/requests/{request_id}/withdraw"
    )
    assert "Withdrawn" in page.text
    assert "Withdrawn" in ben.get("/tenders").text


def test_other_vendors_and_other_merchants_see_nothing(
    app: Flask, visitor: Visitors, requirement_id: int, two_quotes: tuple[int, int], calm: Party
) -> None:
    cleo = signed_in(app, visitor(), calm)
    cleo.get(f"/requests/{two_quotes[0]}", status=404)
    cleo.get(f"/requests/{two_quotes[0]}/quote", status=404)
    cleo.get(f"/requests/{two_quotes[1]}/award", status=403)
    dora = signed_in(app, visitor(), organisation(app, "Other Shop", Side.MERCHANT))
    dora.get(f"/requests/{two_quotes[0]}", status=404)
    dora.get(f"/requests/{two_quotes[0]}/award", status=404)
    dora.get(f"/requirements/{requirement_id}/comparison", status=404)


def test_an_invited_vendor_joins_by_its_link_and_stands_before_the_request(
    app: Flask, visitor: Visitors, anna: Visitor, requirement_id: int
) -> None:
    asking = anna.get(f"/requirements/{requirement_id}/ask")
    page = anna.submit(asking, {"vendors": "Bright Service"}, having="vendors")
    message = page.tree.find(".//textarea").text_content()
    link = "/join/" + message.split("/join/")[1].split()[0]
    bo = visitor()
    door = bo.get(link)
    page = bo.submit(
        door,
        {"name": "Bo", "login": "bo@example.com", "password": "correct horse battery"},
        having="password",
    )
    assert page.title.startswith("Sports shop service")
    request_id = int(page.url.rsplit("/", 1)[1])
    assert "Quoted" in quote_by_hand(bo, request_id).text
    assert "Bright Service" in anna.get(f"/requirements/{requirement_id}/comparison").text
    assert "has joined" in anna.get(f"/requirements/{requirement_id}/requests").text
