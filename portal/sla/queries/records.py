"""What the agreed months of a vendor say about it, counted over all its merchants and naming none."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from portal.contracts.models import Contract
from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.sla.models import MonthRecord
from portal.sla.rules.states import State


@dataclass(frozen=True)
class AgreedRecord:
    """How many months were agreed, and how many promises in them were judged and kept."""

    months: int
    lines_judged: int
    lines_met: int


def agreed_record(vendor_id: int) -> AgreedRecord:
    """The record of a vendor; months under contracts it has not confirmed are one side's word and do not count."""
    query = (
        select(MonthRecord.results)
        .join(Contract, Contract.id == MonthRecord.contract_id)
        .where(MonthRecord.vendor_id == vendor_id, MonthRecord.agreed_at.is_not(None))
        .where(or_(Contract.is_existing.is_(False), Contract.is_confirmed.is_(True)))
    )
    with across_tenants("a vendor's record is counted over all its merchants"):
        results = list(db.session.scalars(query))
    states = [line["state"] for one in results for line in one.get("lines", ())]
    met = states.count(State.MET)
    return AgreedRecord(len(results), met + states.count(State.MISSED), met)
