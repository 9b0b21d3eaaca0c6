"""Which months of a vendor an event touched: its contracts with shops on a platform, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.accounts.queries.organisations import organisation_names
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.kernel.errors import Refused
from portal.kernel.messages import Message, message
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Side
from portal.sla.models import MonthRecord
from portal.sla.queries.claims import line_claims
from portal.sla.queries.exclusions import slot_days
from portal.sla.queries.months import TYPED, current_submissions, service_month, terms_of
from portal.sla.rules.claims import Act, Claim, need_free_line, need_window
from portal.sla.rules.exclusions import SlotDays, slots_without_days
from portal.sla.rules.months import key_of, slots_of_line
from portal.sla.rules.progress import MonthState
from portal.sla.rules.relief import Details, Scope

OPEN_STATES = (MonthState.OPEN, MonthState.RETURNED, MonthState.SUBMITTED)


@dataclass(frozen=True)
class TouchedLine:
    """A line of a month that the event touched, and why relief cannot be claimed for it, if so."""

    key: str
    refusal: Message | None


@dataclass(frozen=True)
class TouchedMonth:
    """A month of one contract that the event touched, with the days of the event that lie in it."""

    record: MonthRecord
    month: ServiceMonth
    merchant: str
    terms: ContractTerms
    first_day: date
    last_day: date
    lines: tuple[TouchedLine, ...]

    def details(self, *, reason: str, platform: str, event: str) -> Details:
        """What is claimed for a line of this month."""
        return Details(reason, Scope.DAYS, self.first_day, self.last_day, platform=platform, event=event)


def platforms_served() -> list[str]:
    """The platforms on which the contracts of the viewer's open months have shops."""
    records = db.session.scalars(select(MonthRecord).where(MonthRecord.state.in_(OPEN_STATES)))
    return sorted({shop.platform for record in records for shop in terms_of(record).shops if shop.platform})


def touched_months(platform: str, first_day: date, last_day: date) -> list[TouchedMonth]:
    """The months not yet agreed that lie in these days, under contracts with a shop on the platform."""
    query = (
        select(MonthRecord)
        .where(MonthRecord.state.in_(OPEN_STATES), MonthRecord.vendor_id == actor().party)
        .where(MonthRecord.first_day <= last_day, MonthRecord.last_day >= first_day)
        .order_by(MonthRecord.contract_id, MonthRecord.first_day)
    )
    records = list(db.session.scalars(query))
    names = organisation_names({record.merchant_id for record in records})
    found = [_touched(record, names[record.merchant_id], platform, first_day, last_day) for record in records]
    return [one for one in found if one.lines]


def _touched(
    record: MonthRecord, merchant: str, platform: str, first_day: date, last_day: date
) -> TouchedMonth:
    terms = terms_of(record)
    first, last = max(first_day, record.first_day), min(last_day, record.last_day)
    details = Details("", Scope.DAYS, first, last, platform=platform)
    files = {key: one for key, one in current_submissions(record.id).items() if not key.startswith(TYPED)}
    days = slot_days(files)
    claims = line_claims(record)
    keys = [key_of(line) for line in terms.sla]
    lines = []
    for key in keys:
        wanted = slots_of_line(terms, key)
        if any(slot.startswith(f"{platform}|") for slot in wanted):
            refusal = _why_not_claimed(record, key, claims) or _why_not_days(
                details, set(files), days, wanted
            )
            lines.append(TouchedLine(key, refusal))
    return TouchedMonth(record, service_month(record), merchant, terms, first, last, tuple(lines))


def _why_not_claimed(record: MonthRecord, key: str, claims: Mapping[str, Claim]) -> Message | None:
    try:
        need_free_line(claims, key, act=Act.RELIEF_CLAIMED, by=Side.VENDOR)
        if record.state == MonthState.SUBMITTED:
            need_window(record.due_at, actor().now)
    except Refused as refusal:
        return refusal.reason
    return None


def _why_not_days(
    details: Details, files: set[str], days: SlotDays, wanted: tuple[str, ...]
) -> Message | None:
    if slots_without_days(details, files=files, days=days, wanted=wanted):
        return message("The submitted file has month totals only.")
    return None
