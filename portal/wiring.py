"""Tables that join the modules: event → listeners, job name → function, what runs on a schedule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from portal.contracts.events import ContractTookEffect
from portal.infra import documents, mail
from portal.infra.jobs import Recurring, Work
from portal.kernel.events import Event
from portal.requirements.events import RequirementChanged, RequirementWithdrawn
from portal.sla import handlers as sla_handlers
from portal.sla import jobs as sla_jobs
from portal.sourcing import handlers as sourcing_handlers

LISTENERS: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    RequirementChanged: (sourcing_handlers.requirement_changed,),
    RequirementWithdrawn: (sourcing_handlers.requirement_withdrawn,),
    ContractTookEffect: (sla_handlers.open_first_months,),
}

JOBS: Mapping[str, Work] = {
    documents.RENDER: documents.RENDER_DOCUMENT,
    mail.JOB: mail.SEND_MAIL,
    sla_jobs.OPEN_DUE_MONTHS: sla_jobs.open_due_months,
    sla_jobs.OPEN_MONTHS: sla_jobs.open_months_of,
}

SCHEDULE: tuple[Recurring, ...] = (Recurring(sla_jobs.OPEN_DUE_MONTHS, every=timedelta(hours=6)),)
