"""The first draft of a contract, made from the requirement, the quote that was chosen and both parties' particulars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.contracts.rules.parties import NoticeAddress, Party
from portal.contracts.rules.payment import PaymentTerms
from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.secrecy import usual_confidentiality, usual_personal_data
from portal.contracts.rules.service import Authority, Capacity, ServiceLine, Shop, StaffedHours
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.metrics import metric
from portal.kernel.money import Money
from portal.kernel.periods import add_months
from portal.kernel.rate_cards import RateLine

USUAL_MONTHS = 12
USUAL_TIERS = (CreditTier(Decimal(0), None, Decimal(2)),)
"""A proposal: any miss costs two percent of the month's fee; the parties set finer steps themselves."""

DISCOUNT_WITHOUT_ASKING = Money(20_00, "CNY")
"""What an agent may usually grant on an order without asking."""


@dataclass(frozen=True)
class Promise:
    """A standard that the vendor promised, in the metric's own unit; the contract pins the newest version."""

    metric: str
    target: Decimal


@dataclass(frozen=True)
class Award:
    """What was asked for and what was offered, as far as a contract is made of it."""

    merchant: Party
    vendor: Party
    start: date | None
    shops: tuple[Shop, ...]
    content: tuple[ServiceLine, ...]
    windows: tuple[StaffedHours, ...]
    currency: str
    rate_card: tuple[RateLine, ...]
    promises: tuple[Promise, ...]
    conversations_a_month: int | None = None
    languages: tuple[str, ...] = ("zh-Hans",)
    time_zone: str = "Asia/Shanghai"
    payment: PaymentTerms | None = None


def terms_from_award(award: Award) -> ContractTerms:
    """A complete draft for one year, with usual terms where nothing was said; both sides go through it."""
    return ContractTerms(
        merchant=award.merchant,
        vendor=award.vendor,
        languages=award.languages,
        service_languages=award.languages[:1],
        currency=award.currency,
        time_zone=award.time_zone,
        term=usual_term(award.start),
        shops=award.shops,
        content=award.content,
        windows=award.windows,
        capacity=Capacity(forecast=award.conversations_a_month),
        authority=usual_authority(award.currency),
        sla=tuple(_line(promise) for promise in award.promises),
        rate_card=award.rate_card,
        payment=award.payment or PaymentTerms(),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        notices=tuple(_notices((("merchant", award.merchant), ("vendor", award.vendor)))),
    )


def usual_term(start: date | None) -> Term:
    """One year from the first day of service."""
    if start is None:
        return Term()
    return Term(start=start, last_day=add_months(start, USUAL_MONTHS) - timedelta(days=1))


def usual_authority(currency: str) -> Authority:
    """The usual small discount where the contract is in its currency, otherwise nothing until it is agreed."""
    fits = currency == DISCOUNT_WITHOUT_ASKING.currency
    return Authority(discount_per_order=DISCOUNT_WITHOUT_ASKING if fits else None)


def _line(promise: Promise) -> SlaLine:
    newest = metric(promise.metric).version
    return SlaLine(metric=promise.metric, version=newest, target=promise.target, tiers=USUAL_TIERS)


def _notices(sides: Iterable[tuple[str, Party]]) -> Iterable[NoticeAddress]:
    for side, party in sides:
        if party.contact_name:
            yield NoticeAddress(
                side=side,
                name=party.contact_name,
                email=party.contact_email,
                phone=party.contact_phone,
                address=party.address,
            )
