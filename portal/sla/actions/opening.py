"""Opening the months of a contract as their time comes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.contracts.models import Contract
from portal.contracts.queries import terms_for_month, version_for_month
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import engagement, mark_step
from portal.infra.transactions import savepoint
from portal.kernel.periods import ServiceMonth, months_between, service_month_of
from portal.sla.actions.duties import days_from_now, renew_duty, vendor_has_joined
from portal.sla.events import MonthOpened
from portal.sla.models import MonthRecord
from portal.sla.queries.months import current_submissions, terms_of
from portal.sla.rules.progress import MonthState, Turn, supplier


def open_months(contract: Contract, *, today: date) -> list[MonthRecord]:
    """Open every month of the contract that has begun and is not open yet, oldest first; doing it twice is harmless."""
    if contract.starts_on is None:
        return []
    terms = terms_for_month(contract.id, contract.starts_on)
    last_day = min(today, contract.ends_on or today)
    if last_day < contract.starts_on:
        last_day = contract.starts_on
    wanted = months_between(
        service_month_of(contract.starts_on, terms.start_day), service_month_of(last_day, terms.start_day)
    )
    known = set(db.session.scalars(select(MonthRecord.month).where(MonthRecord.contract_id == contract.id)))
    opened = [_open(contract, month) for month in wanted if month.key not in known]
    if opened:
        _mark(contract)
    return opened


def hand_to_vendor(vendor_id: int) -> None:
    """A vendor has joined: from now on it supplies the figures of months for which the merchant has none yet.

    What would be late already is due as many days on as the contract gives after a month.
    """
    waiting = select(MonthRecord).where(
        MonthRecord.vendor_id == vendor_id,
        MonthRecord.state == MonthState.OPEN,
        MonthRecord.turn == Turn.MERCHANT,
    )
    for of in db.session.scalars(waiting.order_by(MonthRecord.first_day)).all():
        if current_submissions(of.id):
            continue
        of.turn = Turn.VENDOR
        soonest = days_from_now(terms_of(of).measurement.report_days)
        renew_duty(of, due_at=max(of.due_at or soonest, soonest))


def _open(contract: Contract, month: ServiceMonth) -> MonthRecord:
    acting = actor()
    terms = terms_for_month(contract.id, month.first_day)
    with savepoint():
        opened = MonthRecord(
            merchant_id=contract.merchant_id,
            vendor_id=contract.vendor_id,
            author_id=acting.party,
            visible_from=acting.now,
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            month=month.key,
            start_day=month.start_day,
            first_day=month.first_day,
            last_day=month.last_day,
            currency=terms.currency,
            state=MonthState.OPEN,
            turn=MonthState.OPEN,
            opened_at=acting.now,
            version=version_for_month(contract.id, month.first_day),
            results={},
            quantities={},
            holds=[],
        )
        db.session.add(opened)
    opened.turn = supplier(has_vendor_joined=vendor_has_joined(opened))
    renew_duty(opened, due_at=figures_due_from_now(month, terms))
    record(
        MonthOpened(
            engagement_id=opened.engagement_id, contract_id=contract.id, month_id=opened.id, month=month.key
        )
    )
    return opened


def figures_due(month: ServiceMonth, terms: ContractTerms) -> datetime:
    """The end of the last day on which the figures of a month are in time, on the contract's clock."""
    day = month.last_day + timedelta(days=terms.measurement.report_days + 1)
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(terms.time_zone))


def figures_due_from_now(month: ServiceMonth, terms: ContractTerms) -> datetime:
    """The same for whoever hears of it only now: what would be late already is due as many days on."""
    due = figures_due(month, terms)
    return due if due > actor().now else days_from_now(terms.measurement.report_days)


def _mark(contract: Contract) -> None:
    mark_step(
        engagement(contract.engagement_id),
        "supervision",
        "active",
        moment=actor().now,
        endpoint="sla.months",
        author_id=actor().party,
    )
