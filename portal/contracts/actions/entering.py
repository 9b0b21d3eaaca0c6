"""Entering a contract that was concluded elsewhere: it counts at once, and the vendor confirms it later."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.actions.invitations import invite_into
from portal.accounts.actions.organisations import vendor_organisation
from portal.accounts.queries.organisations import own_organisation
from portal.contracts import queries
from portal.contracts.actions.documents import print_version
from portal.contracts.actions.drafting import new_contract
from portal.contracts.actions.particulars import party_of
from portal.contracts.actions.signing import take_effect
from portal.contracts.actions.steps import acting_side, move
from portal.contracts.events import ContractEntered
from portal.contracts.models import Contract
from portal.contracts.rules.existing import ExistingContract, terms_of_existing
from portal.contracts.rules.lifecycle import Act
from portal.contracts.rules.parties import Party
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import mark_step, start_engagement
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.kernel.rate_cards import LineType


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is typed about an existing contract."""

    vendor_name: str
    platform: str
    shop: str
    seats: int
    price: Money
    line_type: LineType
    start: date
    start_day: int = 1


def enter_existing(entry: Entry) -> Contract:
    """Enter a contract with a vendor that need not have joined; it is in force from its start day.

    The invitation for the vendor can be copied from the contract's page.
    """
    _check(entry)
    if acting_side() is not Side.MERCHANT:
        raise Refused(message("Existing contracts are entered by the merchant and confirmed by the vendor."))
    merchant = own_organisation()
    vendor = vendor_organisation(entry.vendor_name)
    on = start_engagement(
        merchant_id=merchant.id,
        vendor_id=vendor.id,
        author_id=actor().party,
        name=f"{merchant.name} – {vendor.name}",
        moment=now(),
        visible_from=now(),
    )
    terms = terms_of_existing(
        ExistingContract(
            merchant=party_of(merchant, contact=actor().label),
            vendor=Party(name=vendor.name),
            platform=entry.platform,
            shop=entry.shop.strip(),
            seats=entry.seats,
            price=entry.price,
            line_type=entry.line_type,
            start=entry.start,
            start_day=entry.start_day,
            language=merchant.language,
            time_zone=merchant.time_zone,
            is_small=merchant.is_small,
        )
    )
    contract = new_contract(on, terms)
    contract.visible_from = now()
    version = queries.current_version(contract)
    version.visible_from = version.sent_at = now()
    move(contract, Act.ENTER)
    for step in ("requirement", "vendor"):
        mark_step(
            on,
            step,
            "done",
            moment=now(),
            endpoint="contracts.detail",
            author_id=actor().party,
            contract_id=contract.id,
        )
    record(
        ContractEntered(engagement_id=contract.engagement_id, contract_id=contract.id, number=contract.number)
    )
    print_version(contract, version)
    take_effect(contract, version)
    invite_into(vendor.id, endpoint="contracts.detail", contract_id=contract.id)
    return contract


def invite_again(contract_id: int) -> None:
    """Make a new link for a vendor that has not joined yet; it is shown on the contract's page."""
    contract = queries.contract(contract_id)
    invite_into(contract.vendor_id, endpoint="contracts.detail", contract_id=contract.id)
    db.session.flush()


def _check(entry: Entry) -> None:
    wrong: dict[str, Message] = {}
    if not entry.vendor_name.strip():
        wrong["vendor_name"] = message("Name the vendor.")
    if not entry.shop.strip():
        wrong["shop"] = message("Name the shop.")
    if entry.seats < 1:
        wrong["seats"] = message("Enter at least one seat.")
    if entry.price.minor <= 0:
        wrong["price"] = message("Enter a price above zero.")
    if wrong:
        raise Invalid(fields=wrong)
