"""Finds things by name or number among what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import case, select

from portal.accounts.models import Organisation
from portal.contracts.models import Contract
from portal.contracts.rules.definitions import formula_words
from portal.infra.access import Actor
from portal.infra.db import db
from portal.infra.i18n import language, lazy, say_month
from portal.infra.progress import Engagement
from portal.invoicing.models import Invoice, InvoiceNote
from portal.kernel.metrics import catalogue
from portal.kernel.permissions import Permission
from portal.overview.rules import month_keys
from portal.requirements.models import Requirement
from portal.sla.models import MonthRecord
from portal.sla.rules.deliveries import is_called
from portal.sourcing.models import QuoteRequest
from portal.vendors.models import VendorProfile

MOST = 12
"""Hits per kind; whoever gets more types more."""


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, what explains it, and its page."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Found:
    """The hits of one kind."""

    kind: Any
    hits: list[Hit]


def search(acting: Actor, words: str) -> list[Found]:
    """Everything whose name or number contains the words, by kind; kinds without a hit are left out."""
    wanted = words.strip()[:100]
    if not wanted:
        return []
    kinds = [(kind, find(acting, wanted)) for kind, permission, find in FINDERS if acting.may(permission)]
    return [Found(kind, hits) for kind, hits in kinds if hits]


def _engagements(acting: Actor, words: str) -> list[Hit]:
    partner_id = case(
        (Engagement.merchant_id == acting.party, Engagement.vendor_id), else_=Engagement.merchant_id
    )
    query = (
        select(Engagement.id, Engagement.name, Organisation.name)
        .join(Organisation, Organisation.id == partner_id)
        .where(
            Engagement.name.icontains(words, autoescape=True)
            | Organisation.name.icontains(words, autoescape=True)
        )
        .order_by(Engagement.name, Engagement.id)
        .limit(MOST)
    )
    return [
        Hit(name, partner, url_for("overview.engagement", engagement_id=number))
        for number, name, partner in db.session.execute(query)
    ]


def _contracts(acting: Actor, words: str) -> list[Hit]:
    partner_id = case((Contract.merchant_id == acting.party, Contract.vendor_id), else_=Contract.merchant_id)
    query = (
        select(Contract.id, Contract.number, Organisation.name)
        .join(Organisation, Organisation.id == partner_id)
        .where(
            Contract.number.icontains(words, autoescape=True)
            | Organisation.name.icontains(words, autoescape=True)
        )
        .order_by(Contract.id.desc())
        .limit(MOST)
    )
    return [
        Hit(number, partner, url_for("contracts.detail", contract_id=key))
        for key, number, partner in db.session.execute(query)
    ]


def _months(acting: Actor, words: str) -> list[Hit]:
    partner_id = case(
        (MonthRecord.merchant_id == acting.party, MonthRecord.vendor_id), else_=MonthRecord.merchant_id
    )
    query = (
        select(MonthRecord.id, MonthRecord.month, Contract.number, Organisation.name)
        .join(Contract, Contract.id == MonthRecord.contract_id)
        .join(Organisation, Organisation.id == partner_id)
        .where(MonthRecord.month.in_(month_keys(words)))
        .order_by(MonthRecord.month.desc(), MonthRecord.id)
        .limit(MOST)
    )
    return [
        Hit(say_month(month), f"{number} · {partner}", url_for("sla.month", month_id=key))
        for key, month, number, partner in db.session.execute(query)
    ]


def _invoices(acting: Actor, words: str) -> list[Hit]:
    partner_id = case((Invoice.merchant_id == acting.party, Invoice.vendor_id), else_=Invoice.merchant_id)
    query = (
        select(Invoice.id, Invoice.number, Invoice.month, Invoice.contract_number, Organisation.name)
        .join(Organisation, Organisation.id == partner_id)
        .where(
            Invoice.number.icontains(words, autoescape=True)
            | Organisation.name.icontains(words, autoescape=True)
        )
        .order_by(Invoice.month.desc(), Invoice.id.desc())
        .limit(MOST)
    )
    return [
        Hit(
            number or say_month(month),
            f"{say_month(month)} · {contract} · {partner}",
            url_for("invoicing.detail", invoice_id=key),
        )
        for key, number, month, contract, partner in db.session.execute(query)
    ]


def _invoice_notes(acting: Actor, words: str) -> list[Hit]:
    partner_id = case(
        (InvoiceNote.merchant_id == acting.party, InvoiceNote.vendor_id), else_=InvoiceNote.merchant_id
    )
    query = (
        select(
            InvoiceNote.id,
            InvoiceNote.number,
            InvoiceNote.month,
            InvoiceNote.invoice_number,
            Organisation.name,
        )
        .join(Organisation, Organisation.id == partner_id)
        .where(
            InvoiceNote.number.icontains(words, autoescape=True)
            | InvoiceNote.invoice_number.icontains(words, autoescape=True)
        )
        .order_by(InvoiceNote.id.desc())
        .limit(MOST)
    )
    return [
        Hit(
            number or say_month(month),
            f"{say_month(month)} · {of} · {partner}",
            url_for("invoicing.note", note_id=key),
        )
        for key, number, month, of, partner in db.session.execute(query)
    ]


def _requirements(_acting: Actor, words: str) -> list[Hit]:
    query = (
        select(Requirement.id, Requirement.title)
        .where(Requirement.title.icontains(words, autoescape=True))
        .order_by(Requirement.id.desc())
        .limit(MOST)
    )
    return [
        Hit(title, "", url_for("requirements.detail", requirement_id=key))
        for key, title in db.session.execute(query)
    ]


def _requests(_acting: Actor, words: str) -> list[Hit]:
    query = (
        select(QuoteRequest.id, Requirement.title, Organisation.name)
        .join(Requirement, Requirement.id == QuoteRequest.requirement_id)
        .join(Organisation, Organisation.id == QuoteRequest.merchant_id)
        .where(
            Requirement.title.icontains(words, autoescape=True)
            | Organisation.name.icontains(words, autoescape=True)
        )
        .order_by(QuoteRequest.id.desc())
        .limit(MOST)
    )
    return [
        Hit(title, merchant, url_for("sourcing.quote_request", request_id=key))
        for key, title, merchant in db.session.execute(query)
    ]


def _vendors(_acting: Actor, words: str) -> list[Hit]:
    query = (
        select(Organisation.id, Organisation.name)
        .join(VendorProfile, VendorProfile.organisation_id == Organisation.id)
        .where(Organisation.name.icontains(words, autoescape=True))
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST)
    )
    return [
        Hit(name, "", url_for("vendors.detail", organisation_id=key))
        for key, name in db.session.execute(query)
    ]


def _metrics(acting: Actor, words: str) -> list[Hit]:
    tag = language()
    return [
        Hit(one.name.read(tag), formula_words(one, tag), url_for("sla.metric", metric_key=one.key))
        for one in catalogue()
        if is_called(one, words)
    ][:MOST]


Finder = Callable[[Actor, str], list[Hit]]

FINDERS: tuple[tuple[Any, Permission, Finder], ...] = (
    (lazy("Engagements"), Permission.CONTRACTS_VIEW, _engagements),
    (lazy("Contracts"), Permission.CONTRACTS_VIEW, _contracts),
    (lazy("Months"), Permission.MONTHS_VIEW, _months),
    (lazy("Invoices"), Permission.INVOICES_VIEW, _invoices),
    (lazy("Corrections of invoices"), Permission.INVOICES_VIEW, _invoice_notes),
    (lazy("Requirements"), Permission.REQUIREMENTS_VIEW, _requirements),
    (lazy("Tenders"), Permission.TENDERS_VIEW, _requests),
    (lazy("Vendors"), Permission.VENDORS_VIEW, _vendors),
    (lazy("Metrics"), Permission.MONTHS_VIEW, _metrics),
)
