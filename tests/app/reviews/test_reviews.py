"""A month's report: made when it is agreed, commented by both sides, gone when the month is opened again."""

from datetime import UTC, datetime

import pypdf
import pytest
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.documents import documents_for, open_file
from portal.infra.events import AuditEntry
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.permissions import Role, Side
from portal.reviews.actions.reviewing import comment, make_review
from portal.reviews.models import Review
from portal.reviews.queries import latest_review, reviews_of_month
from portal.sla.actions.answering import reopen
from portal.sla.queries.months import month
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import AGREED_AT, Parties, agreed_month, contract_in_force, figures_handed_in


def made(month_id: int) -> Review:
    found = latest_review(month_id)
    assert found is not None
    return found


def text_of(review_id: int) -> str:
    with open_file(documents_for(f"review:{review_id}")[0]) as file:
        return "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)


def test_an_agreed_month_has_a_report_that_both_sides_hold_as_the_same_pdf(parties: Parties) -> None:
    month_id = agreed_month(parties, replied=9_500, with_report=True)
    texts = []
    for looking in (parties.as_merchant, parties.as_vendor):
        with looking(AGREED_AT):
            assert made(month_id).state == "published"
            texts.append(text_of(made(month_id).id))
    assert texts[0] == texts[1]
    for words in ("1 of 2 promises were kept", "95 %", "1,650.00", "9,500 / 10,000", "2026-09"):
        assert words in texts[0]
    with parties.as_merchant(AGREED_AT):
        assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == "ReviewPublished")).one()


def test_a_report_made_before_the_month_is_agreed_is_preliminary_and_makes_room(parties: Parties) -> None:
    month_id = figures_handed_in(parties, contract_in_force(parties))
    with parties.as_vendor(AGREED_AT):
        assert make_review(month_id).state == "preliminary"
    with parties.as_merchant(AGREED_AT):
        assert make_review(month_id).sequence == 2
        assert [one.state for one in reviews_of_month(month_id)] == ["preliminary", "superseded"]
    parties.run_jobs()
    with parties.as_vendor(AGREED_AT):
        assert "Preliminary" in text_of(made(month_id).id)


def test_a_month_that_is_opened_again_has_no_report_any_more(parties: Parties) -> None:
    month_id = agreed_month(parties)
    with parties.as_merchant(AGREED_AT):
        reopen(month(month_id), reason="漏了数据")
        assert latest_review(month_id) is None


def test_what_both_sides_say_stands_in_the_next_pdf(parties: Parties) -> None:
    month_id = agreed_month(parties)
    with parties.as_vendor(AGREED_AT):
        review_id = made(month_id).id
        comment(review_id, kind="next", text="晚班增加两个坐席")
    with parties.as_merchant(AGREED_AT):
        comment(review_id, kind="anything", text="同意，下月看结果")
        with pytest.raises(Invalid):
            comment(review_id, kind="comment", text="  ")
    parties.run_jobs()
    with parties.as_vendor(AGREED_AT):
        assert len(documents_for(f"review:{review_id}")) == 3
        text = text_of(review_id)
        assert "晚班增加两个坐席" in text
        assert "同意，下月看结果" in text


def test_a_renewed_report_keeps_what_was_said_on_the_earlier_one(
    parties: Parties, town: Town, merchant: Person
) -> None:
    month_id = agreed_month(parties)
    with parties.as_vendor(AGREED_AT):
        comment(made(month_id).id, kind="next", text="晚班增加两个坐席")
    with parties.as_merchant(AGREED_AT):
        renewed = make_review(month_id)
    parties.run_jobs()
    with parties.as_merchant(AGREED_AT):
        assert "晚班增加两个坐席" in text_of(renewed.id)
    page = town.browser(merchant).get(f"/reviews/{renewed.id}")
    assert "晚班增加两个坐席" in page.text
    assert "on an earlier version of this report" in page.text


def test_a_stranger_finds_no_report(parties: Parties, town: Town) -> None:
    month_id = agreed_month(parties)
    with parties.as_merchant(AGREED_AT):
        review_id = made(month_id).id
    for side in (Side.MERCHANT, Side.VENDOR):
        stranger = town.person(side, "旁人")
        town.browser(stranger).get(f"/reviews/{review_id}", status=404)
        with town.acting(stranger), pytest.raises(NotFound):
            comment(review_id, kind="comment", text="x")


def test_the_pages_show_the_report_and_take_comments(
    parties: Parties, town: Town, merchant: Person, vendor: Person
) -> None:
    agreed_month(parties, replied=9_500)
    buyer, seller = town.browser(merchant), town.browser(vendor)
    listed = buyer.get("/reviews")
    page = buyer.get(listed.link("September 2026"))
    assert "1 of 2 promises were kept" in page.text
    said = buyer.submit(page, {"kind": "comment", "text": "请说明原因"}, having="Add to the report")
    assert "请说明原因" in said.text
    assert "请说明原因" in seller.get(said.url.partition("?")[0]).text
    empty = buyer.submit(said, {"text": ""}, having="Add to the report", status=422)
    assert "other side should read" in empty.text
    parties.run_jobs(datetime.now(UTC))
    with buyer.get(buyer.get("/reviews").link("September 2026")).response as shown:
        assert "Open PDF" in shown.get_data(as_text=True)


def test_a_viewer_reads_and_does_not_comment(parties: Parties, town: Town, merchant: Person) -> None:
    agreed_month(parties)
    reader = town.person(Side.MERCHANT, "实习生", Role.VIEWER, organisation_id=merchant.organisation_id)
    browser = town.browser(reader)
    page = browser.get(browser.get("/reviews").link("September 2026"))
    assert "Add to the report" not in page.text


def test_the_list_says_what_belongs_there_while_it_is_empty(town: Town, merchant: Person) -> None:
    assert "No review reports yet" in town.browser(merchant).get("/reviews").text


def test_a_month_leads_to_its_report_or_to_a_preliminary_one(
    parties: Parties, town: Town, merchant: Person
) -> None:
    month_id = figures_handed_in(parties, contract_in_force(parties))
    buyer = town.browser(merchant)
    preliminary = buyer.submit(buyer.get(f"/months/{month_id}/review"), having="preliminary")
    assert "Preliminary" in preliminary.text
    assert buyer.get(f"/months/{month_id}/review").title == preliminary.title
