"""From a vendor that was chosen to the first draft of the contract, and back."""

from collections.abc import Mapping
from decimal import Decimal

from portal.accounts.queries.organisations import organisation
from portal.contracts import queries
from portal.contracts.actions.drafting import draft_contract
from portal.contracts.actions.ending import discard
from portal.contracts.actions.particulars import party_of
from portal.contracts.models import Contract
from portal.contracts.rules.existing import EXPORT_TOOLS
from portal.contracts.rules.from_award import Award, Promise, terms_from_award
from portal.contracts.rules.lifecycle import ContractState
from portal.contracts.rules.payment import PaymentTerms
from portal.contracts.rules.service import ServiceLine, Shop, StaffedHours
from portal.infra.access import actor
from portal.infra.progress import engagement
from portal.requirements.rules.body import Body
from portal.requirements.rules.hours import shifts_of
from portal.sourcing.queries import awarded_terms

END_OF_DAY = 24 * 60


def draft_from_award(award_id: int) -> Contract:
    """Draft the contract that the chosen quote and the requirement make; drafting twice gives the first again."""
    found = queries.contract_of_award(award_id)
    if found is not None:
        return found
    given = awarded_terms(award_id)
    body = given.requirement
    merchant, vendor = organisation(given.merchant_id), organisation(given.vendor_id)
    award = Award(
        merchant=party_of(merchant, contact=actor().label),
        vendor=party_of(vendor),
        start=body.starts_on,
        shops=tuple(
            Shop(one.platform, one.name, EXPORT_TOOLS.get(one.platform, ("own",))) for one in body.shops
        ),
        content=tuple(ServiceLine(one) for one in body.work_contents),
        windows=_windows(body),
        currency=given.currency,
        rate_card=given.rate_card,
        promises=_promises(body, given.promises),
        conversations_a_month=_a_month(body),
        languages=tuple(dict.fromkeys((merchant.language, vendor.language))),
        time_zone=merchant.time_zone,
        payment=PaymentTerms(tax_percent=given.tax_rate * 100),
    )
    return draft_contract(engagement(given.engagement_id), terms_from_award(award), award_id=award_id)


def drop_draft_of_award(award_id: int) -> None:
    """The choice was taken back: its draft is discarded; a contract that was sent holds the choice instead."""
    found = queries.contract_of_award(award_id)
    if found is not None and found.state == ContractState.DRAFT:
        discard(found.id)


def _windows(body: Body) -> tuple[StaffedHours, ...]:
    seats: dict[str, int] = {}
    for role in body.roles:
        seats[str(role.shift)] = seats.get(str(role.shift), 0) + role.people
    return tuple(
        StaffedHours(
            "every_day",
            str(one.shift),
            one.starts % END_OF_DAY,
            one.ends if one.ends <= END_OF_DAY else one.ends - END_OF_DAY,
            max(seats.get(str(one.shift), 1), 1),
        )
        for one in shifts_of(body.hours)
    )


def _promises(body: Body, promised: Mapping[str, Decimal]) -> tuple[Promise, ...]:
    """What the vendor promised; where it promised nothing, what was asked for."""
    asked = {one.metric: one.target for one in body.standards}
    return tuple(Promise(metric, target) for metric, target in {**asked, **promised}.items())


def _a_month(body: Body) -> int | None:
    """The average of the months that were planned."""
    months: dict[str, int] = {}
    for line in body.volumes:
        months[line.month.key] = months.get(line.month.key, 0) + line.conversations
    return sum(months.values()) // len(months) if months else None
