"""Tables that join the modules: event → listeners, job name → function, what runs on a schedule."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.infra import documents, mail
from portal.infra.jobs import Recurring, Work
from portal.kernel.events import Event

LISTENERS: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {}

JOBS: Mapping[str, Work] = {
    documents.RENDER: documents.RENDER_DOCUMENT,
    mail.JOB: mail.SEND_MAIL,
}

SCHEDULE: tuple[Recurring, ...] = ()
