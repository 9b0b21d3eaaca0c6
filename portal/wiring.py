"""Tables that join the modules: event → listeners, job name → function, what runs on a schedule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from portal.accounts.events import OrganisationJoined
from portal.contracts import handlers as contract_handlers
from portal.contracts.events import ContractRecalled, ContractReturned, ContractSent, ContractTookEffect
from portal.infra import documents, mail
from portal.infra.files import unused
from portal.infra.jobs import Recurring, Work
from portal.invoicing import handlers as invoicing_handlers
from portal.invoicing import jobs as invoicing_jobs
from portal.kernel.events import Event
from portal.overview import handlers as overview_handlers
from portal.overview import jobs as overview_jobs
from portal.requirements.events import RequirementChanged, RequirementWithdrawn
from portal.reviews import handlers as review_handlers
from portal.reviews import jobs as review_jobs
from portal.sla import handlers as sla_handlers
from portal.sla import jobs as sla_jobs
from portal.sla.actions.expiring import expire
from portal.sla.events import MonthAgreed, MonthHandedIn, MonthReopened, ResultsRenewed
from portal.sourcing import handlers as sourcing_handlers
from portal.sourcing.events import AwardWithdrawn, VendorAwarded

LISTENERS: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    OrganisationJoined: (sla_handlers.let_vendor_supply,),
    RequirementChanged: (sourcing_handlers.requirement_changed,),
    RequirementWithdrawn: (sourcing_handlers.requirement_withdrawn,),
    VendorAwarded: (contract_handlers.draft_contract_of_award,),
    AwardWithdrawn: (contract_handlers.drop_contract_of_award,),
    ContractSent: (contract_handlers.hold_award_of_contract,),
    ContractRecalled: (contract_handlers.release_award_of_contract,),
    ContractReturned: (contract_handlers.release_award_of_contract,),
    ContractTookEffect: (sla_handlers.open_first_months, overview_handlers.begin_communication),
    MonthHandedIn: (
        sla_handlers.decide_anew,
        sla_handlers.look_into_agents,
    ),
    MonthAgreed: (
        sla_handlers.end_decisions,
        sla_handlers.count_for_vendor,
        sla_handlers.settle_in_kind,
        invoicing_handlers.draft_when_agreed,
        review_handlers.make_when_agreed,
    ),
    ResultsRenewed: (
        sla_handlers.count_for_vendor,
        sla_handlers.settle_in_kind,
        invoicing_handlers.settle_when_renewed,
        review_handlers.make_when_renewed,
    ),
    MonthReopened: (
        sla_handlers.count_for_vendor,
        sla_handlers.settle_in_kind,
        invoicing_handlers.discard_when_reopened,
        review_handlers.supersede_when_reopened,
    ),
}

JOBS: Mapping[str, Work] = {
    documents.RENDER: documents.RENDER_DOCUMENT,
    invoicing_handlers.DRAFT: invoicing_jobs.draft_of_month,
    invoicing_handlers.DISCARD: invoicing_jobs.discard_of_month,
    invoicing_handlers.SETTLE: invoicing_jobs.settle_month_anew,
    review_handlers.MAKE: review_jobs.review_of_month,
    mail.JOB: mail.SEND_MAIL,
    sla_jobs.OPEN_DUE_MONTHS: sla_jobs.open_due_months,
    sla_jobs.OPEN_MONTHS: sla_jobs.open_months_of,
    sla_jobs.REMIND_OF_FIGURES: sla_jobs.remind_of_figures,
    sla_jobs.REMIND_OF_MONTH: sla_jobs.remind_of_month,
    sla_jobs.DEEM_MONTHS: sla_jobs.deem_months,
    sla_handlers.FORGET_DECISIONS: sla_jobs.forget_decisions_of,
    sla_jobs.DEEM_MONTH: sla_jobs.deem_month,
    sla_jobs.EXPIRE_UPLOADS: sla_jobs.expire_uploads,
    sla_jobs.EXPIRE_UPLOADS_OF: expire,
    unused.FORGET_FILES: unused.forget_files,
    unused.CLEAR_FILES: unused.CLEARING,
    overview_jobs.MAIL_HEADS: overview_jobs.mail_heads_of_all,
    overview_jobs.MAIL_HEADS_OF: overview_jobs.mail_heads_of,
    **sla_jobs.READING,
    **sla_jobs.PACKING,
}

SCHEDULE: tuple[Recurring, ...] = (
    Recurring(sla_jobs.OPEN_DUE_MONTHS, every=timedelta(hours=6)),
    Recurring(sla_jobs.REMIND_OF_FIGURES, every=timedelta(hours=6)),
    Recurring(sla_jobs.DEEM_MONTHS, every=timedelta(hours=6)),
    Recurring(sla_jobs.EXPIRE_UPLOADS, every=timedelta(hours=6)),
    Recurring(unused.CLEAR_FILES, every=timedelta(days=1)),
    Recurring(overview_jobs.MAIL_HEADS, every=overview_jobs.EVERY),
)
