"""How the running contracts came about: drafted after the award or by hand, sent, and signed by both sides in order."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from portal.contracts import queries
from portal.contracts.actions.drafting import change_terms, draft_contract
from portal.contracts.actions.sending import send
from portal.contracts.actions.signing import Intent, sign
from portal.contracts.models import Contract
from portal.contracts.rules.terms import ContractTerms
from portal.demonstration.agreements import terms_of
from portal.demonstration.cooperation import Cooperation, first_month
from portal.demonstration.stage import Act, Stage
from portal.demonstration.world import Cast
from portal.infra.access import actor, now
from portal.infra.progress import mark_step, start_engagement
from portal.kernel.permissions import Role

AUTHORITY = {"zh-Hans": "公司授权代表", "zh-Hant": "公司授權代表"}
DEVICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
TALKS = timedelta(days=12)
"""How long before the start of the work the contract is drafted."""


def at(cooperation: Cooperation, day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the clock of the merchant."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(cooperation.merchant.time_zone))


def contract(stage: Stage, cooperation: Cooperation, today: date, *, after_award: bool) -> Iterator[Act]:
    """The acts up to the second signature; the last one's result is the contract's id."""
    start = first_month(cooperation, today).first_day
    terms = terms_of(cooperation, start=start)
    begun = start - TALKS
    drafted = Act(
        at(cooperation, begun, 10),
        cooperation.merchant,
        Role.MANAGER,
        lambda: complete(stage, cooperation, terms) if after_award else draft(stage, cooperation, terms),
    )
    yield drafted
    yield Act(
        at(cooperation, begun + timedelta(days=2), 15, 30),
        cooperation.merchant,
        Role.MANAGER,
        lambda: send(drafted.result).id,
        needs_print=True,
    )
    for days, side in ((4, cooperation.vendor), (5, cooperation.merchant)):
        signed = Act(
            at(cooperation, begun + timedelta(days=days), 11, 20),
            side,
            Role.SIGNATORY,
            partial(_sign, drafted, side),
            needs_print=True,
        )
        yield signed


def draft(stage: Stage, cooperation: Cooperation, terms: ContractTerms) -> int:
    """A contract without a tender before it."""
    on = start_engagement(
        merchant_id=stage.organisations[cooperation.merchant.key],
        vendor_id=stage.organisations[cooperation.vendor.key],
        author_id=actor().party,
        name=cooperation.name,
        moment=now(),
        visible_from=None,
    )
    found = draft_contract(on, terms)
    for step in ("requirement", "vendor"):
        mark_step(
            on,
            step,
            "done",
            moment=now(),
            endpoint="contracts.detail",
            author_id=actor().party,
            contract_id=found.id,
        )
    return found.id


def complete(stage: Stage, cooperation: Cooperation, terms: ContractTerms) -> int:
    """The draft that followed from the award, completed with everything that was talked over."""
    found = _draft_with(stage.organisations[cooperation.vendor.key])
    if found is None:
        return draft(stage, cooperation, terms)
    change_terms(found.id, section="sla", terms=terms)
    return found.id


def _draft_with(vendor_id: int) -> Contract | None:
    of_vendor = (queries.contract(line.id) for line in queries.contracts_of())
    return next((found for found in of_vendor if found.vendor_id == vendor_id), None)


def _sign(drafted: Act, side: Cast) -> int:
    return sign(drafted.result, _intent(drafted.result, side)).id


def _intent(contract_id: int, side: Cast) -> Intent:
    signatory = side.who(Role.SIGNATORY)
    return Intent(
        name=signatory.name,
        authority=AUTHORITY[signatory.language],
        has_authority=True,
        consents=True,
        fingerprint=queries.current_version(queries.contract(contract_id)).fingerprint,
        address="203.0.113.24",
        device=DEVICE,
    )
