"""A merchant rates a month of service; agreed months and ratings make the vendor's record."""

import pytest
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.permissions import Role, Side
from portal.reviews.actions.rating import rate
from portal.reviews.actions.reviewing import make_review
from portal.reviews.queries import latest_review, rating_of
from portal.sla.actions.answering import reopen
from portal.sla.queries.months import month
from portal.vendors.queries import reputations, track_record
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import AGREED_AT, Parties, agreed_month, contract_in_force, figures_handed_in


def review_id_of(month_id: int) -> int:
    found = latest_review(month_id)
    assert found is not None
    return found.id


def record_of(vendor_id: int) -> tuple[int, int, int]:
    found = track_record(vendor_id)
    return (found.months, found.lines_judged, found.lines_met) if found else (0, 0, 0)


def test_an_agreed_month_counts_for_the_vendor_until_it_is_opened_again(parties: Parties) -> None:
    month_id = agreed_month(parties, replied=9_500)
    with parties.as_merchant(AGREED_AT):
        assert record_of(parties.vendor_id) == (1, 2, 1)
        reopen(month(month_id), reason="漏了数据")
        assert record_of(parties.vendor_id) == (0, 0, 0)


def test_a_rating_counts_once_however_often_it_changes(parties: Parties) -> None:
    month_id = agreed_month(parties)
    with parties.as_merchant(AGREED_AT):
        review_id = review_id_of(month_id)
        rate(review_id, points=2, remark="晚班人手不够")
        rate(review_id, points=4)
        found = reputations([parties.vendor_id])[parties.vendor_id]
        assert (found.count, found.mean) == (1, 4)
        assert record_of(parties.vendor_id) == (1, 2, 2)
        entries = db.session.scalars(select(AuditEntry.event).where(AuditEntry.event == "VendorRated")).all()
        assert len(entries) == 2
    with parties.as_vendor(AGREED_AT):
        given = rating_of(month_id)
        assert given is not None
        assert given.points == 4


def test_only_the_merchant_rates_and_only_agreed_months_on_the_scale(parties: Parties, town: Town) -> None:
    month_id = figures_handed_in(parties, contract_in_force(parties))
    with parties.as_merchant(AGREED_AT):
        review_id = make_review(month_id).id
        with pytest.raises(Refused):
            rate(review_id, points=5)
    with parties.as_vendor(AGREED_AT), pytest.raises(Refused):
        rate(review_id, points=5)
    with town.acting(town.person(Side.MERCHANT, "旁人")), pytest.raises(NotFound):
        rate(review_id, points=5)


def test_no_rating_lies_off_the_scale(parties: Parties) -> None:
    month_id = agreed_month(parties)
    with parties.as_merchant(AGREED_AT), pytest.raises(Invalid):
        rate(review_id_of(month_id), points=6)


def test_the_page_asks_the_manager_and_shows_the_vendor_the_answer(
    parties: Parties, town: Town, merchant: Person, vendor: Person
) -> None:
    agreed_month(parties)
    buyer, seller = town.browser(merchant), town.browser(vendor)
    page = buyer.get(buyer.get("/reviews").link("September 2026"))
    refused = buyer.submit(page, {"remark": "好"}, having="rating", status=422)
    assert "Choose 1 to 5 points." in refused.text
    told = buyer.submit(page, {"points": "4", "remark": "响应快"}, having="rating")
    assert "4 of 5 points" in told.text
    shown = seller.get(told.url.partition("?")[0])
    assert "响应快" in shown.text
    assert "Rate the service" not in shown.text
    reader = town.person(Side.MERCHANT, "实习生", Role.VIEWER, organisation_id=merchant.organisation_id)
    assert "Change the rating" not in town.browser(reader).get(told.url.partition("?")[0]).text
