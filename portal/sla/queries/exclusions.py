"""The figures by which single lines are judged instead of their files', after what both sides agreed on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from portal.contracts.rules.terms import ContractTerms
from portal.infra.db import db
from portal.sla.models import FigurePart, MonthRecord, Submission
from portal.sla.rules.breakdown import By
from portal.sla.rules.claims import (
    Claim,
    decided_days_late,
    decided_figures,
    decided_quantities,
    disputed_lines,
    partly_relieved,
    relieved_lines,
)
from portal.sla.rules.exclusions import decided_figure, figures_without
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.keys import slots_of_line
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures
from portal.sla.rules.values.dates import Days


def slot_days(files: Mapping[str, Submission]) -> dict[str, dict[date, Figures]]:
    """The figures by day of the submissions that count, by slot."""
    slots = {one.id: key for key, one in files.items()}
    query = select(FigurePart.submission_id, FigurePart.key, FigurePart.figures).where(
        FigurePart.submission_id.in_(list(slots)), FigurePart.kind == By.DAY.value
    )
    found: dict[str, dict[date, Figures]] = {}
    for submission_id, key, figures in db.session.execute(query):
        found.setdefault(slots[submission_id], {})[date.fromisoformat(key)] = figures_from_plain(figures)
    return found


def settled_inputs(
    inputs: MonthInputs, record: MonthRecord, files: Mapping[str, Submission], matters: Sequence[Claim]
) -> MonthInputs:
    """What the month is judged by once these objections and claims are taken into account."""
    days_late = decided_days_late(matters)
    return replace(
        inputs,
        relieved=relieved_lines(matters),
        disputed=disputed_lines(matters),
        adjusted=adjusted_figures(record, inputs.terms, files, matters),
        stated={**inputs.stated, **decided_quantities(matters)},
        days_late=inputs.days_late if days_late is None else days_late,
    )


def adjusted_figures(
    record: MonthRecord,
    terms: ContractTerms,
    files: Mapping[str, Submission],
    matters: Iterable[Claim],
) -> dict[str, Figures]:
    """The figures that stand for a line's files, by line; empty while nothing was agreed."""
    settled = tuple(matters)
    found: dict[str, Figures] = {}
    partly = partly_relieved(settled)
    if partly:
        days = slot_days(files)
        current = {key: one.id for key, one in files.items()}
        whole = {key: figures_from_plain(one.figures) for key, one in files.items()}
        for line, excluded in partly.items():
            wanted = slots_of_line(terms, line)
            found[line] = figures_without(
                excluded, files=whole, days=days, wanted=wanted, submissions=current
            )
    month = Days(record.first_day, record.last_day)
    for line, values in decided_figures(settled).items():
        found[line] = decided_figure(values, month)
    return found
