"""Work of the months that nobody waits for."""

from collections.abc import Mapping
from functools import partial

from portal.contracts.actions.ending import watch_term
from portal.contracts.queries import binding_contracts, contract
from portal.infra.access import actor
from portal.infra.jobs import Slow, Work, enqueue
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import Refused
from portal.sla.actions.deeming import deem_accepted
from portal.sla.actions.expiring import NOTICE, kept_for
from portal.sla.actions.large_files import (
    KEEP_ROWS,
    READ_ROWS,
    keep_evidence,
    make_evidence,
    read_rows,
)
from portal.sla.actions.many_shops import keep_reading_and_others
from portal.sla.actions.opening import open_months
from portal.sla.actions.packing import PACK, pack, packed
from portal.sla.actions.reminding import remind
from portal.sla.actions.waiving import forget_decisions
from portal.sla.documents import bundle_texts
from portal.sla.queries.collection import months_past_answer, months_to_remind
from portal.sla.queries.months import month
from portal.sla.queries.staged import owners_of_old_uploads

OPEN_DUE_MONTHS = "open_due_months"
OPEN_MONTHS = "open_months"
REMIND_OF_FIGURES = "remind_of_figures"
REMIND_OF_MONTH = "remind_of_month"
DEEM_MONTHS = "deem_months"
DEEM_MONTH = "deem_month"
EXPIRE_UPLOADS = "expire_uploads"
EXPIRE_UPLOADS_OF = "expire_uploads_of"

PACKING: Mapping[str, Work] = {PACK: Slow(partial(pack, texts_of=bundle_texts), packed)}
"""Packing evidence bundles that are large."""

READING: Mapping[str, Work] = {
    READ_ROWS: Slow(read_rows, keep_reading_and_others),
    KEEP_ROWS: Slow(make_evidence, keep_evidence),
}
"""Reading files of conversations by column."""


def open_due_months() -> None:
    """Every day: let each merchant's contracts open the months that have begun."""
    today = actor().now.date()
    with across_tenants("the daily run looks at every contract to see which months have begun"):
        due = [(found.id, found.merchant_id) for found in binding_contracts()]
    for contract_id, merchant_id in due:
        enqueue(
            OPEN_MONTHS,
            {"contract_id": contract_id},
            unique_key=f"open_months:{contract_id}:{today:%Y-%m-%d}",
            organisation_id=merchant_id,
        )


def open_months_of(contract_id: int) -> None:
    """Open the months of one contract that have begun, and see whether its term is about to run out."""
    found = contract(contract_id)
    open_months(found, today=actor().now.date())
    watch_term(found)


def remind_of_figures() -> None:
    """Several times a day: let whoever owes figures be reminded, before and on the due day and when they are late."""
    now = actor().now
    with across_tenants("the daily run looks at every month to see whose figures are due"):
        due = months_to_remind(now)
    for month_id, debtor_id in due:
        enqueue(
            REMIND_OF_MONTH,
            {"month_id": month_id},
            unique_key=f"remind_of_month:{month_id}:{now:%Y-%m-%dT%H}",
            organisation_id=debtor_id,
        )


def remind_of_month(month_id: int) -> None:
    """Remind the organisation acted for of the figures of one month, if the day for it has come."""
    remind(month(month_id))


def deem_months() -> None:
    """Several times a day: let the months whose days for an answer have passed count as accepted."""
    now = actor().now
    with across_tenants("the daily run looks at every month to see whose days for an answer have passed"):
        due = months_past_answer(now)
    for month_id, merchant_id in due:
        enqueue(
            DEEM_MONTH,
            {"month_id": month_id},
            unique_key=f"deem_month:{month_id}:{now:%Y-%m-%dT%H}",
            organisation_id=merchant_id,
        )


def deem_month(month_id: int) -> None:
    """Accept one month for the merchant acted for, unless somebody answered meanwhile or the contract forbids it."""
    try:
        deem_accepted(month(month_id))
    except Refused:
        return


def expire_uploads() -> None:
    """Several times a day: let every organisation with uploads it left for long be told, and these be deleted."""
    now = actor().now
    with across_tenants("the daily run looks whose uploads were never submitted"):
        owners = owners_of_old_uploads(now - kept_for() + NOTICE)
    for owner_id in sorted(owners):
        enqueue(
            EXPIRE_UPLOADS_OF,
            {},
            unique_key=f"expire_uploads:{owner_id}:{now:%Y-%m-%dT%H}",
            organisation_id=owner_id,
        )


def forget_decisions_of(month_id: int) -> None:
    """New figures came: close what the merchant acted for had to decide about the ones before."""
    forget_decisions(month_id)
