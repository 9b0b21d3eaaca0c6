"""Claims about the lists of follow-ups, walked by both sides."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.tenancy import across_tenants
from portal.sla.actions.following import list_agents
from portal.sla.models import FollowUp
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
from tests.factories.cooperations import HEADING, MOMENT, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor

Arrival = Callable[[Party], Visitor]

TWO_AGENTS = (
    f"{HEADING}\n2026-10-01,甲店,小美,1000,1000,10,17,400\n2026-10-01,甲店,小强,1000,1000,300,17,400\n"
)
BOTH_GOOD = TWO_AGENTS.replace(",300,", ",10,")
ITEMS = "款式\t评分\t链接\n羽绒服\t4.6\thttps://item.example/9\n围巾\t4.9\t\n"


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def lists(pair: Cooperation) -> str:
    return f"/contracts/{pair.contract_id}/follow-ups"


def test_an_item_rated_badly_is_listed_worked_and_closed(pair: Cooperation, arrive: Arrival) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    page = merchant.submit(
        merchant.get(lists(pair)), {"kind": "item", "cells": ITEMS}, having="Take the list"
    )
    assert "1 new on the list" in page.text
    assert "羽绒服" in page.text
    assert "围巾" not in page.text
    assert "Look into the follow-ups (1)" in vendor.get("/today").text
    planned = vendor.submit(
        vendor.get(lists(pair)),
        {"side": "vendor", "person": "小王", "due": "2026-11-20"},
        having="Save",
    )
    assert "小王" in planned.text
    refused = vendor.submit(planned, {"outcome": ""}, having="Close follow-up", status=422)
    assert "Say what was found and done" in refused.text
    closed = vendor.submit(refused, {"outcome": "已逐单旺旺跟进"}, having="Close follow-up")
    assert "已逐单旺旺跟进" in closed.text
    assert "Nothing to look into" in closed.text
    assert "Look into the follow-ups" not in vendor.get("/today").text
    assert "已逐单旺旺跟进" in merchant.get(lists(pair)).text


def test_a_question_is_closed_by_a_later_list_that_has_its_answer(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    first = "question,asked,answered\n退款几时到账,2026-11-01 10:00,\n"
    page = vendor.submit(
        vendor.get(lists(pair)), {"kind": "question", "cells": first}, having="Take the list"
    )
    assert "Waits for an answer" in page.text
    assert "0 of 1 questions that were due" in page.text
    later = "question,asked,answered\n退款几时到账,2026-11-01 10:00,2026-11-02 12:00\n"
    page = vendor.submit(page, {"kind": "question", "cells": later}, having="Take the list")
    assert "answered late" in page.text
    assert "Nothing to look into" in page.text


def test_rows_that_cannot_be_read_are_named_and_the_others_are_taken(
    pair: Cooperation, arrive: Arrival
) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.submit(
        vendor.get(lists(pair)),
        {"kind": "item"},
        having="Take the list",
        files={"file": ("items.csv", "款式,评分\n羽绒服,4.6\n帽子,差\n".encode("gb18030"))},
    )
    assert "Row 3" in page.text
    assert "羽绒服" in page.text


@pytest.mark.parametrize(
    ("cells", "files", "words"),
    [
        ("", None, "Copy the cells here"),
        ("款式,备注\nA,x\n", None, "needs the columns"),
        ("", {"file": ("items.xlsx", b"PK\x03\x04")}, "is a workbook"),
        ("款式,评分\n" + "A,4\n" * 5001, None, "more than 5,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_in_words(
    pair: Cooperation,
    arrive: Arrival,
    cells: str,
    files: dict[str, tuple[str, bytes]] | None,
    words: str,
) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.submit(
        vendor.get(lists(pair)),
        {"kind": "item", "cells": cells},
        having="Take the list",
        files=files,
        status=422,
    )
    assert words in page.text


def test_an_agent_below_the_team_is_listed_at_hand_in_and_taken_off_after_a_correction(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, TWO_AGENTS)
    page = arrive(pair.merchant).get(lists(pair))
    assert "小强" in page.text
    assert "小美" not in page.text
    assert "Agent below the team" in page.text
    hand_in_file(app, pair.vendor, pair.month_id, BOTH_GOOD)
    assert "no longer below the average" in arrive(pair.merchant).get(lists(pair)).text


def test_listing_the_same_agents_twice_changes_nothing(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, TWO_AGENTS)
    with acting_as(app, pair.vendor, moment=MOMENT):
        list_agents(pair.month_id)
        list_agents(pair.month_id)
        assert [one.metric for one in db.session.query(FollowUp)] == ["reply_3min_pdd"]


def test_strangers_see_no_lists_and_every_act_is_on_record(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant, stranger = arrive(pair.merchant), arrive(make_merchant(app, name="丙商家"))
    merchant.submit(merchant.get(lists(pair)), {"kind": "item", "cells": ITEMS}, having="Take the list")
    stranger.get(lists(pair), status=404)
    assert "HT-2026" in merchant.get("/months/follow-ups").text
    assert "No contract in force yet" in stranger.get("/months/follow-ups").text
    with app.app_context(), across_tenants("a test reads the trail"):
        events = {one.event for one in db.session.query(AuditEntry)}
    assert "FollowUpsRaised" in events
