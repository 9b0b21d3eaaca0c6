"""Keeping the figures of a submission by day, agent, shift and shop."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.infra.db import db
from portal.sla.models import FigurePart, Submission


def keep_parts(submission: Submission, parts: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what a file holds beside its sums: kind → key → figures."""
    db.session.add_all(
        FigurePart(submission_id=submission.id, kind=kind, key=key, figures=figures)
        for kind, several in parts.items()
        for key, figures in several.items()
    )
    db.session.flush()


def drop_parts(submission: Submission) -> None:
    """Forget the parts of a submission that is read again or thrown away."""
    for part in db.session.scalars(select(FigurePart).where(FigurePart.submission_id == submission.id)):
        db.session.delete(part)
    db.session.flush()
