"""A vendor that was only named turns out to be one that is here: everything prepared for it moves."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.actions.invitations import invite_into
from portal.accounts.actions.merging import UNMOVED, move_everything
from portal.accounts.actions.organisations import own_details, vendor_organisation
from portal.accounts.events import PersonJoined
from portal.accounts.models import Membership
from portal.accounts.queries.organisations import organisation
from portal.commands.verification import faults_of_installation
from portal.infra.access import now
from portal.infra.db import db
from portal.infra.events import record, trail
from portal.infra.progress import StepMark, mark_step, open_duties, open_duty, start_engagement
from portal.invoicing.models import Invoice
from portal.kernel.errors import Conflict
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.queries.months import month
from tests.factories.accounts import Party, acting_as, make_merchant, make_vendor
from tests.factories.months import Parties, agreed_month

MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def prepare(app: Flask, merchant: Party) -> tuple[int, int]:
    """A named vendor with an engagement, a step, a duty, an audit entry and an invitation."""
    with acting_as(app, merchant, moment=MOMENT):
        named = vendor_organisation("云海")
        on = start_engagement(
            merchant_id=merchant.organisation_id,
            vendor_id=named.id,
            author_id=merchant.organisation_id,
            name="山野 × 云海",
            moment=now(),
            visible_from=now(),
        )
        mark_step(
            on,
            "vendor",
            "active",
            moment=now(),
            endpoint="overview.today",
            author_id=merchant.organisation_id,
        )
        open_duty(
            on,
            key="quote",
            debtor_id=named.id,
            author_id=merchant.organisation_id,
            permission=Permission.QUOTES_GIVE,
            what=message("Give a quote"),
            endpoint="overview.today",
            moment=now(),
        )
        record(PersonJoined(engagement_id=on.id, user_id=1, person="x", roles="owner"))
        invite_into(named.id, endpoint="overview.today")
        return named.id, on.id


def test_everything_prepared_for_the_name_is_seen_by_the_vendor_itself(app: Flask) -> None:
    merchant, vendor = make_merchant(app), make_vendor(app)
    named_id, engagement_id = prepare(app, merchant)
    with acting_as(app, vendor):
        own_details().bank_account = "6222"
        db.session.flush()
    with acting_as(app, vendor):
        assert open_duties() == []
        move_everything(from_id=named_id, to_id=vendor.organisation_id)
    with acting_as(app, vendor):
        assert [duty.key for duty in open_duties(debtor_id=vendor.organisation_id)] == ["quote"]
        assert db.session.scalars(select(StepMark.state)).all() == ["active"]
        assert [entry.event for entry in trail(engagement_id)] == ["PersonJoined"]
        assert own_details().bank_account == "6222"
    with acting_as(app, merchant):
        assert [duty.debtor_id for duty in open_duties(engagement_id=engagement_id)] == [
            vendor.organisation_id
        ]


def test_no_column_of_any_table_names_the_empty_organisation_afterwards(app: Flask) -> None:
    merchant, vendor = make_merchant(app), make_vendor(app)
    named_id, _ = prepare(app, merchant)
    with acting_as(app, vendor):
        move_everything(from_id=named_id, to_id=vendor.organisation_id)
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for column in table.columns:
                is_kept = (table.name, column.name) in UNMOVED
                if not is_kept and any(
                    key.column.table.name == "organisations" for key in column.foreign_keys
                ):
                    found = connection.execute(select(column).where(column == named_id)).first()
                    assert found is None, f"{table.name}.{column.name}"


def parties_of(app: Flask, merchant: Party, vendor: Party) -> Parties:
    def acting(party: Party) -> Callable[[datetime], AbstractContextManager[Any]]:
        return lambda moment: acting_as(app, party, moment=moment)

    return Parties(app, acting(merchant), acting(vendor), merchant.organisation_id, vendor.organisation_id)


def test_months_invoices_and_the_audit_trail_survive_the_move(app: Flask) -> None:
    merchant, named, vendor = make_merchant(app), make_vendor(app), make_vendor(app)
    month_id = agreed_month(parties_of(app, merchant, named))
    with acting_as(app, vendor):
        move_everything(from_id=named.organisation_id, to_id=vendor.organisation_id)
    with acting_as(app, vendor):
        assert month(month_id).vendor_id == vendor.organisation_id
        assert db.session.scalars(select(Invoice.vendor_id)).all() == [vendor.organisation_id]
    with app.app_context():
        assert list(faults_of_installation()) == []


def test_two_vendors_with_the_same_numbers_stay_two(app: Flask) -> None:
    merchant, named, vendor = make_merchant(app), make_vendor(app), make_vendor(app)
    with acting_as(app, named):
        db.session.add(
            Membership(user_id=vendor.user_id, roles=["viewer"], created_at=now(), organisation_id=int(named))
        )
    with pytest.raises(Conflict, match="cannot become one"), acting_as(app, vendor):
        move_everything(from_id=named.organisation_id, to_id=vendor.organisation_id)
    with acting_as(app, merchant):
        assert organisation(named.organisation_id).merged_into_id is None
