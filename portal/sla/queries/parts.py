"""The figures of a submission or a month by day, agent, shift or shop."""

from sqlalchemy import select

from portal.infra.db import db
from portal.sla.models import FigurePart, Submission
from portal.sla.queries.months import CURRENT
from portal.sla.rules.breakdown import By, pooled_parts
from portal.sla.rules.pooling import Figures


def figure_parts(submission_id: int, kind: By) -> dict[str, Figures]:
    """The figures of one submission by day (2026-11-01), agent, shift or shop; empty when its file has none."""
    query = select(FigurePart.key, FigurePart.figures).where(
        FigurePart.submission_id == submission_id, FigurePart.kind == kind.value
    )
    return pooled_parts([(key, figures) for key, figures in db.session.execute(query)])


def month_parts(month_id: int, kind: By) -> dict[str, Figures]:
    """The same over all files that count for a month, pooled: an agent of two shops is one agent."""
    query = (
        select(FigurePart.key, FigurePart.figures)
        .join(Submission, Submission.id == FigurePart.submission_id)
        .where(Submission.month_id == month_id, Submission.state == CURRENT, FigurePart.kind == kind.value)
        .order_by(FigurePart.submission_id)
    )
    return pooled_parts([(key, figures) for key, figures in db.session.execute(query)])
