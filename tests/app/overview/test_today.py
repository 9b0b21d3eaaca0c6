"""Today shows what needs somebody, to those who may do it, and how each engagement stands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.infra.db import db
from portal.infra.progress import engagement, open_duty, start_engagement
from portal.kernel.messages import message
from portal.kernel.permissions import Role
from portal.requirements.models import Requirement
from portal.sourcing.models import QuoteRequest
from tests.factories.accounts import (
    PASSWORD,
    Party,
    acting_as,
    make_colleague,
    make_merchant,
    make_operator,
    make_vendor,
)
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]


@pytest.fixture
def merchant(app: Flask) -> Party:
    return make_merchant(app, "青木家纺")


@pytest.fixture
def vendor(app: Flask) -> Party:
    return make_vendor(app, "蓝桥客服")


def cooperate(app: Flask, merchant: Party, vendor: Party, name: str = "双十一客服") -> int:
    with acting_as(app, merchant) as acting:
        return start_engagement(
            merchant_id=merchant.organisation_id,
            vendor_id=vendor.organisation_id,
            author_id=acting.party,
            name=name,
            moment=acting.now,
            visible_from=acting.now,
        ).id


def owe(app: Flask, by: Party, engagement_id: int, debtor: Party, what: str, *, due_in_days: int = 3) -> None:
    with acting_as(app, by) as acting:
        open_duty(
            engagement(engagement_id),
            key=f"{engagement_id}:{what}",
            debtor_id=debtor.organisation_id,
            author_id=acting.party,
            permission="months:accept" if debtor.side == "merchant" else "months:submit",
            what=message(what),
            endpoint="overview.engagement",
            moment=acting.now,
            due_at=datetime.now(UTC) + timedelta(days=due_in_days),
            engagement_id=engagement_id,
        )


def enter(visitor: Visitor, party: Party) -> Visitor:
    visitor.sign_in(party.login, PASSWORD)
    return visitor


def test_everybody_is_led_to_where_their_day_begins(app: Flask, visitor: Visitors, merchant: Party) -> None:
    assert visitor().get("/").url.startswith("/sign-in")
    assert enter(visitor(), merchant).get("/").url == "/today"
    assert enter(visitor(), make_operator(app)).get("/").url == "/installation"


def test_the_first_day_offers_both_ways_to_begin(app: Flask, visitor: Visitors, merchant: Party) -> None:
    page = enter(visitor(), merchant).get("/today")
    assert "I already have a vendor" in page.text
    assert "I am looking for a vendor" in page.text


def test_a_vendor_without_work_is_led_to_its_profile(app: Flask, visitor: Visitors, vendor: Party) -> None:
    page = enter(visitor(), vendor).get("/today")
    assert "Requests for quotes come here" in page.text
    assert page.link("Complete the profile") == "/profile"


def test_each_side_sees_its_own_duties_and_what_it_waits_for(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    number = cooperate(app, merchant, vendor)
    owe(app, merchant, number, merchant, "Check the figures")
    owe(app, merchant, number, vendor, "Submit the figures")
    ours, theirs = (enter(visitor(), party).get("/today").text for party in (merchant, vendor))
    assert (
        ours.index("Check the figures") < ours.index("What you wait for") < ours.index("Submit the figures")
    )
    assert theirs.index("Submit the figures") < theirs.index("What you wait for")


def test_a_duty_is_shown_to_those_who_may_do_it(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    number = cooperate(app, merchant, vendor)
    owe(app, merchant, number, merchant, "Check the figures")
    viewer = make_colleague(app, merchant, Role.VIEWER)
    page = enter(visitor(), viewer).get("/today")
    assert "Nothing waits for you" in page.text


def test_seven_things_are_enough_and_the_rest_is_folded(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    number = cooperate(app, merchant, vendor)
    for place in range(9):
        owe(app, merchant, number, merchant, f"Thing {place}")
    assert "2 more" in enter(visitor(), merchant).get("/today").text


def test_what_is_late_says_so(app: Flask, visitor: Visitors, merchant: Party, vendor: Party) -> None:
    number = cooperate(app, merchant, vendor)
    owe(app, merchant, number, merchant, "Check the figures", due_in_days=-2)
    assert "was due" in enter(visitor(), merchant).get("/today").text


def test_today_takes_the_same_statements_however_many_engagements_there_are(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    owe(app, merchant, cooperate(app, merchant, vendor), merchant, "Check the figures")
    anna = enter(visitor(), merchant)
    few = anna.get("/today").statements
    for place in range(6):
        owe(
            app,
            merchant,
            cooperate(app, merchant, make_vendor(app), f"{place}"),
            merchant,
            "Check the figures",
        )
    assert anna.get("/today").statements == few


def test_a_stranger_sees_nothing_of_it(app: Flask, visitor: Visitors, merchant: Party, vendor: Party) -> None:
    number = cooperate(app, merchant, vendor)
    owe(app, merchant, number, vendor, "Submit the figures")
    stranger = enter(visitor(), make_merchant(app))
    assert "双十一客服" not in stranger.get("/today").text
    assert "Nothing found" in stranger.get("/search?q=双十一").text
    stranger.get(f"/engagements/{number}", status=404)
    stranger.get(f"/engagements/{number}/audit", status=404)


def test_the_engagement_page_says_whose_turn_it_is(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    number = cooperate(app, merchant, vendor)
    owe(app, merchant, number, vendor, "Submit the figures")
    page = enter(visitor(), vendor).get(f"/engagements/{number}")
    assert "双十一客服" in page.title
    assert "Submit the figures" in page.text
    assert page.link("Audit trail") == f"/engagements/{number}/audit"


def test_an_address_no_table_can_hold_is_a_page_that_does_not_exist(
    app: Flask, visitor: Visitors, merchant: Party
) -> None:
    anna = enter(visitor(), merchant)
    for number in ("2147483648", "99999999999999999999"):
        anna.get(f"/engagements/{number}", status=404)


def test_search_finds_engagements_by_name_and_partner(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    number = cooperate(app, merchant, vendor)
    anna = enter(visitor(), merchant)
    for words in ("双十一", "蓝桥"):
        assert anna.get(f"/search?q={words}").link("双十一客服") == f"/engagements/{number}"
    assert "Nothing found" in anna.get("/search?q=%25").text
    assert "Type a name" in anna.get("/search").text


def test_browsers_find_the_mark_where_they_look_for_it(app: Flask, visitor: Visitors) -> None:
    answer = visitor().get("/favicon.ico", status=302, follow=False)
    assert answer.response.location.startswith("/static/mark.svg")


def test_a_request_that_came_to_nothing_is_not_an_engagement_any_more(
    app: Flask, visitor: Visitors, merchant: Party, vendor: Party
) -> None:
    number = cooperate(app, merchant, vendor, "未选定")
    with acting_as(app, merchant) as acting:
        needed = Requirement(
            organisation_id=acting.party,
            title="客服外包",
            state="awarded",
            version=1,
            currency="CNY",
            body={},
            created_at=acting.now,
            changed_at=acting.now,
        )
        db.session.add(needed)
        db.session.flush()
        db.session.add(
            QuoteRequest(
                merchant_id=merchant.organisation_id,
                vendor_id=vendor.organisation_id,
                author_id=acting.party,
                visible_from=acting.now,
                engagement_id=number,
                requirement_id=needed.id,
                requirement_version=1,
                state="not_awarded",
                note="",
                deadline=None,
                is_sealed=False,
                created_at=acting.now,
            )
        )
    anna = enter(visitor(), merchant)
    assert "未选定" not in anna.get("/today").text
    assert "未选定" in anna.get(f"/engagements/{number}").title
