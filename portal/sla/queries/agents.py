"""The figures of single agents, for comparing them with their team."""

from collections.abc import Mapping

from sqlalchemy import select

from portal.infra.db import db
from portal.sla.models import FigurePart, Submission
from portal.sla.rules.breakdown import By
from portal.sla.rules.inputs import AgentFigures
from portal.sla.rules.plain_figures import figures_from_plain


def agents_of(files: Mapping[str, Submission]) -> tuple[AgentFigures, ...]:
    """The figures of each agent in each file that counts, in a fixed order."""
    slots = {one.id: slot for slot, one in files.items()}
    query = (
        select(FigurePart.submission_id, FigurePart.key, FigurePart.figures)
        .where(FigurePart.submission_id.in_(slots), FigurePart.kind == By.AGENT.value)
        .order_by(FigurePart.submission_id, FigurePart.id)
    )
    return tuple(
        AgentFigures(slots[submission_id], agent, figures_from_plain(figures), figures.get("role", ""))
        for submission_id, agent, figures in db.session.execute(query)
    )
