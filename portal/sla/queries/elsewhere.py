"""The shops of the viewer's contracts, by the party they were agreed with."""

from collections.abc import Mapping

from sqlalchemy import select

from portal.contracts.models import Contract, ContractVersion
from portal.infra.access import actor
from portal.infra.db import db
from portal.sla.models import MonthRecord
from portal.sla.rules.shops import folded_shop, folded_shops


def shops_by_partner() -> dict[int, set[str]]:
    """Every shop that the versions of contracts that count now name, by the other party."""
    query = select(Contract.merchant_id, Contract.vendor_id, ContractVersion.terms["shops"]).join(
        ContractVersion,
        (Contract.id == ContractVersion.contract_id) & (Contract.version == ContractVersion.number),
    )
    party, found = actor().party, dict[int, set[str]]()
    for merchant_id, vendor_id, shops in db.session.execute(query):
        names = {str(shop["name"]) for shop in shops or ()}
        found.setdefault(merchant_id if vendor_id == party else vendor_id, set()).update(names - {""})
    return found


def elsewhere(record: MonthRecord, by_partner: Mapping[int, set[str]]) -> tuple[str, ...]:
    """The shops of contracts with other parties than the month's; one that this party has as well is none of them."""
    partner = record.merchant_id if record.vendor_id == actor().party else record.vendor_id
    own = by_partner.get(partner, set())
    others = {shop for other, shops in by_partner.items() if other != partner for shop in shops}
    return tuple(sorted(one for one in others if folded_shop(one) not in folded_shops(own)))
