"""A vendor describes itself, and merchants find it."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.kernel.permissions import Role, Side
from portal.vendors.actions import keep_track_record
from tests.factories.sourcing import Party, acting, organisation, signed_in
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]


@pytest.fixture
def smile(app: Flask) -> Party:
    return organisation(app, "Smile Service", Side.VENDOR)


@pytest.fixture
def ben(app: Flask, visitor: Visitors, smile: Party) -> Visitor:
    return signed_in(app, visitor(), smile)


@pytest.fixture
def anna(app: Flask, visitor: Visitors) -> Visitor:
    return signed_in(app, visitor(), organisation(app, "Runfast Sports", Side.MERCHANT))


def test_a_published_profile_is_found_and_an_unpublished_one_is_not(
    anna: Visitor, ben: Visitor, smile: Party
) -> None:
    assert "No vendor has published a profile yet" in anna.get("/vendors").text
    assert "Still missing" in ben.get("/profile").text
    form = ben.get("/profile/edit")
    page = ben.submit(
        form,
        {
            "agents": "60",
            "founded_year": "2019",
            "categories": "sports，shoes、 sports",
            "exam_before_start": "no",
        },
        having="agents",
    )
    assert "Published" in page.text
    assert "sports, shoes" in page.text
    assert "Smile Service" in anna.get("/vendors").text
    assert "60" in anna.get(f"/vendors/{smile.id}").text
    ben.submit(ben.get("/profile/edit"), {"is_published": False}, having="agents")
    assert "Smile Service" not in anna.get("/vendors").text
    anna.get(f"/vendors/{smile.id}", status=404)


def test_wrong_entries_are_named(ben: Visitor) -> None:
    page = ben.submit(ben.get("/profile/edit"), {"agents": "many"}, having="agents", status=422)
    assert page.form("agents").fields["agents"] == "many"


def test_the_record_is_shown_with_its_numbers(app: Flask, anna: Visitor, ben: Visitor, smile: Party) -> None:
    ben.submit(ben.get("/profile/edit"), {"agents": "60"}, having="agents")
    assert "no data" in anna.get(f"/vendors/{smile.id}").text
    with acting(app, smile):
        for count in (3, 4):
            keep_track_record(
                smile.id,
                rating_count=count,
                rating_tenths=count * 45,
                months=12,
                lines_judged=48,
                lines_met=44,
            )
    page = anna.get(f"/vendors/{smile.id}")
    assert "44 of 48" in page.text
    assert "Rating 4.2 of 5" in page.text
    assert "Few ratings" in page.text


def test_a_merchant_has_no_profile_and_a_viewer_changes_none(
    app: Flask, visitor: Visitors, anna: Visitor, smile: Party
) -> None:
    anna.get("/profile", status=404)
    reader = signed_in(app, visitor(), smile, Role.VIEWER)
    reader.get("/profile")
    reader.get("/profile/edit", status=403)
