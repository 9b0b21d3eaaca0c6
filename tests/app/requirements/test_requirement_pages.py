"""A merchant writes down what it needs."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.infra.events import organisation_trail
from portal.kernel.permissions import Role, Side
from tests.factories.sourcing import Party, a_requirement, acting, organisation, signed_in
from tests.visitor import Page, Visitor

Visitors = Callable[[], Visitor]


@pytest.fixture
def merchant(app: Flask) -> Party:
    return organisation(app, "Runfast Sports", Side.MERCHANT)


@pytest.fixture
def anna(app: Flask, visitor: Visitors, merchant: Party) -> Visitor:
    return signed_in(app, visitor(), merchant)


def begin(anna: Visitor, **changes: str) -> Page:
    page = anna.get("/requirements/new")
    return anna.submit(page, {"conversations": "400", "budget": "80000", **changes}, having="conversations")


def test_five_fields_give_people_cost_and_a_full_requirement(anna: Visitor) -> None:
    page = begin(anna)
    assert page.title.startswith("Taobao customer service")
    assert "People on a normal day" in page.text
    assert "estimated" in page.text
    assert page.link("Ask for quotes")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("conversations", "", "required"),
        ("conversations", "many", "number"),
        ("conversations", "0", "above zero"),
        ("conversations", "-5", "0 to"),
        ("budget", "-1", "zero or more"),
        ("budget", "lots", "number"),
    ],
)
def test_wrong_input_is_named_and_nothing_typed_is_lost(
    anna: Visitor, field: str, typed: str, words: str
) -> None:
    form = anna.get("/requirements/new")
    values = {"conversations": "400", "budget": "80000", field: typed}
    page = anna.submit(form, values, having="conversations", status=422)
    assert words in page.text
    assert page.form("conversations").fields[field] == typed
    assert page.form("conversations").fields["starts_on"]


def test_the_list_shows_every_requirement_and_an_empty_one_says_what_to_do(anna: Visitor) -> None:
    assert "No requirement yet" in anna.get("/requirements").text
    begin(anna)
    assert "Taobao customer service" in anna.get("/requirements").text


def test_work_can_be_changed_and_becomes_a_version(anna: Visitor) -> None:
    detail = begin(anna)
    form = anna.get(detail.url + "/work")
    page = anna.submit(
        form,
        {"title": "Running shoes", "category": "sports", "shops-0-name": "Runfast", "closes": "18"},
        having="title",
    )
    assert page.title.startswith("Running shoes")
    assert "09:00–18:00" in page.text
    assert "version 2" in page.text
    assert "Running shoes" in anna.get(detail.url + "/versions").text


def test_volumes_people_standards_and_budget_can_be_entered(anna: Visitor) -> None:
    detail = begin(anna)
    volumes = anna.get(detail.url + "/volumes")
    name = next(name for name in volumes.form("counted").fields if name.startswith("v-"))
    page = anna.submit(volumes, {name: "9,999", "counted": True}, having="counted")
    assert "9,999" in page.text
    people = anna.get(detail.url + "/people")
    page = anna.submit(people, {"p-pre_sales-day": "7"}, having="p-pre_sales-day")
    assert "7" in page.text
    standards = anna.get(detail.url + "/standards")
    page = anna.submit(standards, {"qa_score": "90", "csat": ""}, having="qa_score")
    assert "Inspection score" in page.text
    assert "Customer satisfaction" not in page.text
    budget = anna.get(detail.url + "/budget")
    page = anna.submit(budget, {"budget": "", "expected_sales": "100,000"}, having="budget")
    assert "CNY 100,000.00" in page.text


def test_assumptions_change_the_calculated_people(anna: Visitor) -> None:
    detail = begin(anna)
    people = anna.get(detail.url + "/people")
    page = anna.submit(people, {"handling_seconds": "900"}, having="Calculate and take over")
    assert "version 2" in page.text
    again = anna.get(detail.url + "/people")
    wrong = anna.submit(again, {"chats_at_once": "9"}, having="Calculate and take over", status=422)
    assert "one to five chats" in wrong.text


@pytest.mark.parametrize("part", ["work", "volumes", "people", "standards", "budget"])
def test_saving_without_a_change_makes_no_version(anna: Visitor, part: str) -> None:
    detail = begin(anna)
    page = anna.submit(anna.get(f"{detail.url}/{part}"), having="Save")
    assert "version 1" in page.text


def test_a_requirement_can_be_withdrawn_and_taken_up_again(
    app: Flask, anna: Visitor, merchant: Party
) -> None:
    detail = begin(anna)
    page = anna.submit(detail, having="/withdraw")
    assert "Withdrawn" in page.text
    page = anna.submit(page, having="/reopen")
    assert page.link("Ask for quotes")
    with acting(app, merchant):
        names = [entry.event for entry in organisation_trail(merchant.id)]
    assert names == ["RequirementReopened", "RequirementWithdrawn", "RequirementCreated"]


def test_strangers_see_nothing_and_viewers_change_nothing(
    app: Flask, visitor: Visitors, merchant: Party
) -> None:
    requirement_id = a_requirement(app, merchant)
    stranger = signed_in(app, visitor(), organisation(app, "Other", Side.MERCHANT))
    for path in ("", "/work", "/versions", "/ask", "/requests", "/comparison"):
        stranger.get(f"/requirements/{requirement_id}{path}", status=404)
    reader = signed_in(app, visitor(), merchant, Role.VIEWER)
    page = reader.get(f"/requirements/{requirement_id}")
    assert "Ask for quotes" not in page.text
    reader.get(f"/requirements/{requirement_id}/work", status=403)
    vendor = signed_in(app, visitor(), organisation(app, "Smile", Side.VENDOR))
    vendor.get(f"/requirements/{requirement_id}", status=403)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_the_page_speaks_chinese(app: Flask, visitor: Visitors, merchant: Party, language: str) -> None:
    requirement_id = a_requirement(app, merchant)
    page = signed_in(app, visitor(), merchant, language=language).get(f"/requirements/{requirement_id}")
    assert "%(" not in page.text
