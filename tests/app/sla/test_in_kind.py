"""Claims about extra seats instead of money: due once the month is agreed, also when that is decided late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.contracts.rules.schedule import CreditTier
from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.progress import open_duties
from portal.kernel.errors import Refused
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.in_kind import record_given
from portal.sla.queries.in_kind import in_kind_of
from portal.sla.queries.months import month
from portal.sla.rules.claims import Act
from tests.factories.accounts import PASSWORD, Party, acting_as
from tests.factories.cooperations import POOR, Cooperation, hand_in_file, make_cooperation, month_terms
from tests.visitor import Visitor

LINE = "reply_3min_pdd"
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1)
Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    usual = month_terms()
    seats = CreditTier(Decimal(0), None, Decimal(0), seats=2, seat_days=5)
    made = make_cooperation(app, replace(usual, sla=(replace(usual.sla[0], tiers=(seats,)), *usual.sla[1:])))
    hand_in_file(app, made.vendor, made.month_id, POOR, moment=NOW)
    return made


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def asked(app: Flask, pair: Cooperation) -> list[int]:
    with acting_as(app, pair.vendor, moment=LATER):
        duties = open_duties(debtor_id=pair.vendor.organisation_id)
        return [one.values["left"] for one in duties if one.key.startswith("in_kind:")]


def accepted(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=NOW):
        accept(month(pair.month_id))


def test_seats_are_asked_for_once_the_month_is_agreed_and_given_in_parts(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    assert "not due before" in merchant.get(f"/months/{pair.month_id}/in-kind").text
    assert asked(app, pair) == []
    accepted(app, pair)
    assert asked(app, pair) == [10]
    page = merchant.get(merchant.get(f"/months/{pair.month_id}").link("Owed and given"))
    assert "2 extra seats for 5 days: 10 seat-days" in page.text
    refused = merchant.submit(page, {"seat_days": "11"}, having="Record as given", status=422)
    assert "Enter 1 to 10 seat-days." in refused.text
    part = merchant.submit(page, {"seat_days": "4", "remark": "双11"}, having="Record as given")
    assert "6 seat-days owed" in part.text
    assert asked(app, pair) == [6]
    done = merchant.submit(part, {"seat_days": "6"}, having="Record as given")
    assert "Record as given" not in done.text
    assert asked(app, pair) == []
    seen = vendor.get(f"/months/{pair.month_id}/in-kind")
    assert "双11" in seen.text
    assert "Extra seats given" in vendor.get(f"/months/{pair.month_id}").text
    with acting_as(app, pair.merchant, moment=LATER):
        assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.event == "SeatsGiven")).all()) == 2


def test_seats_decided_after_the_month_was_agreed_are_owed_from_then_on(
    app: Flask, pair: Cooperation
) -> None:
    with acting_as(app, pair.vendor, moment=NOW):
        raise_claim(month(pair.month_id), line=LINE, act=Act.OBJECTED, words=Words("口径"))
    accepted(app, pair)
    assert asked(app, pair) == []
    with acting_as(app, pair.vendor, moment=LATER):
        answer_claim(month(pair.month_id), line=LINE, act=Act.CLAIM_DROPPED)
    assert asked(app, pair) == [10]


def test_only_the_merchant_records_and_only_of_an_agreed_month(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=NOW), pytest.raises(Refused):
        record_given(month(pair.month_id), line=LINE, seat_days=1, on=NOW.date())
    accepted(app, pair)
    with acting_as(app, pair.vendor, moment=NOW), pytest.raises(Refused, match="merchant records"):
        record_given(month(pair.month_id), line=LINE, seat_days=1, on=NOW.date())
    with acting_as(app, pair.merchant, moment=NOW):
        assert [one.left for one in in_kind_of(month(pair.month_id))] == [10]
