"""What the operator of an installation did."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class JobRetried(Event):
    """A job that had failed was started again."""

    summary: ClassVar[str] = "Started job %(job_id)s (%(job_name)s) again"

    job_id: int
    job_name: str
