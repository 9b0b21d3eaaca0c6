"""Organisations are created, named by others, and keep their particulars."""

import pytest
from flask import Flask

from portal.accounts.actions.invitations import invite_into, invite_vendor
from portal.accounts.actions.organisations import vendor_organisation
from portal.accounts.queries.invitations import entrance, invitation_link
from portal.accounts.queries.organisations import organisation, organisation_details, organisation_names
from portal.infra.events import organisation_trail
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.permissions import Side
from tests.factories.accounts import acting_as, make_merchant, make_vendor


def test_a_merchant_names_a_vendor_that_has_not_joined(app: Flask) -> None:
    merchant = make_merchant(app)
    with acting_as(app, merchant):
        vendor = vendor_organisation("  云海  客服 ")
        assert (vendor.name, vendor.side, vendor.joined_at) == ("云海 客服", Side.VENDOR, None)
        number = vendor.id
    with acting_as(app, merchant):
        assert organisation(number).name == "云海 客服"
        assert organisation_names([number, number, merchant.organisation_id]) == {
            number: "云海 客服",
            merchant.organisation_id: merchant.name,
        }
        assert [entry.event for entry in organisation_trail(merchant.organisation_id)] == [
            "OrganisationCreated"
        ]


def test_an_invited_vendor_gets_a_link_that_the_inviter_can_copy_again(app: Flask) -> None:
    merchant = make_merchant(app)
    with acting_as(app, merchant):
        vendor, link = invite_vendor("云海客服", "王经理", "overview.today")
        number = vendor.id
    assert "/join/" in link
    with acting_as(app, merchant):
        assert invitation_link(number) == link
        into = entrance(link.rpartition("/")[2])
        assert into is not None
        assert (into.organisation.id, into.inviter.id) == (number, merchant.organisation_id)
        assert into.is_first
        assert into.is_from_outside
        second = invite_into(number, endpoint="overview.home")
        assert invitation_link(number) == second != link
    with acting_as(app, make_merchant(app)):
        assert invitation_link(number) is None


def test_a_wrong_token_opens_nothing(app: Flask) -> None:
    with acting_as(app, make_merchant(app)):
        assert entrance("nothing") is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_an_organisation_needs_a_name_that_can_be_printed(app: Flask, name: str) -> None:
    with pytest.raises(Invalid, match="at most 120"), acting_as(app, make_merchant(app)):
        vendor_organisation(name)


def test_an_unknown_organisation_is_not_found(app: Flask) -> None:
    with acting_as(app, make_vendor(app)), pytest.raises(NotFound):
        organisation(99_999)


def test_an_organisation_that_entered_nothing_has_empty_particulars(app: Flask) -> None:
    vendor = make_vendor(app)
    with acting_as(app, make_merchant(app)):
        assert organisation_details(vendor.organisation_id).bank_account == ""
