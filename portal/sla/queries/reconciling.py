"""The merchant's own exports of a month, each with what it was compared with."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.sla.models import Reconciliation, Submission
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.reconciling import Compared, Comparison, compared


@dataclass(frozen=True)
class Beside:
    """One comparison with the submission it is about."""

    kept: Reconciliation
    submission: Submission
    rows: tuple[Compared, ...]


def reconciliation(reconciliation_id: int) -> Reconciliation:
    """One comparison the viewer is party to."""
    found: Reconciliation | None = db.session.get(Reconciliation, reconciliation_id)
    if found is None:
        raise NotFound
    return found


def reconciliations_of(month_id: int) -> list[Beside]:
    """The comparisons of a month that were not replaced by newer ones, newest first."""
    query = (
        select(Reconciliation, Submission)
        .join(Submission, Submission.id == Reconciliation.submission_id)
        .where(Reconciliation.month_id == month_id, Reconciliation.state != Comparison.REPLACED)
        .order_by(Reconciliation.id.desc())
    )
    terms = terms_of(month(month_id))
    return [
        Beside(
            kept,
            submitted,
            compared(terms, figures_from_plain(submitted.figures), figures_from_plain(kept.figures)),
        )
        for kept, submitted in db.session.execute(query)
    ]


def waits_for_vendor(month_id: int) -> bool:
    """Whether an export that the merchant proposed for the month has not been answered yet."""
    query = select(Reconciliation.id).where(
        Reconciliation.month_id == month_id, Reconciliation.state == Comparison.PROPOSED
    )
    return db.session.scalar(query.limit(1)) is not None


def compared_rows(kept: Reconciliation) -> tuple[Compared, ...]:
    """The comparison metric by metric, by the terms of its month."""
    submitted = db.session.get(Submission, kept.submission_id)
    if submitted is None:
        raise NotFound
    return compared(
        terms_of(month(kept.month_id)),
        figures_from_plain(submitted.figures),
        figures_from_plain(kept.figures),
    )


def latest_rows(submission_id: int) -> tuple[Compared, ...]:
    """The latest comparison about a submission metric by metric; empty when there was none."""
    query = (
        select(Reconciliation)
        .where(Reconciliation.submission_id == submission_id, Reconciliation.state != Comparison.REPLACED)
        .order_by(Reconciliation.id.desc())
        .limit(1)
    )
    found = db.session.scalars(query).one_or_none()
    return () if found is None else compared_rows(found)
