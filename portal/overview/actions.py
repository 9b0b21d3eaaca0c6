"""What can be done on the pages of overview."""

from portal.infra.events import record
from portal.infra.jobs import retry
from portal.overview.events import JobRetried


def retry_job(job_id: int) -> None:
    """Start a failed job again and write down who did."""
    record(JobRetried(job_id=job_id, job_name=retry(job_id)))
