"""What boards by day, agent, shift and shop and the trends of a contract are drawn from."""

from sqlalchemy import func, select

from portal.infra.db import db
from portal.sla.models import FigurePart, MonthRecord, Submission
from portal.sla.queries.months import CURRENT
from portal.sla.rules.breakdown import By
from portal.sla.rules.line_parts import SlotPart
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.trends import MonthResults


def slot_parts(month_id: int, kind: By) -> list[SlotPart]:
    """All parts of one kind of the files that count for a month, with their slots."""
    query = (
        select(Submission.slot, FigurePart.key, FigurePart.figures)
        .join(Submission, Submission.id == FigurePart.submission_id)
        .where(Submission.month_id == month_id, Submission.state == CURRENT, FigurePart.kind == kind.value)
        .order_by(FigurePart.key, FigurePart.submission_id)
    )
    return [SlotPart(slot, key, figures_from_plain(plain)) for slot, key, plain in db.session.execute(query)]


def kinds_of_parts(month_id: int) -> dict[By, int]:
    """By what the files of a month can be told apart, and into how many."""
    query = (
        select(FigurePart.kind, func.count(func.distinct(FigurePart.key)))
        .join(Submission, Submission.id == FigurePart.submission_id)
        .where(Submission.month_id == month_id, Submission.state == CURRENT)
        .group_by(FigurePart.kind)
    )
    found = {str(kind): int(count) for kind, count in db.session.execute(query)}
    return {by: found[by.value] for by in By if by.value in found}


def results_of_contract(contract_id: int, months: int) -> list[MonthResults]:
    """The stored results of the latest months of a contract, oldest first."""
    query = (
        select(MonthRecord.month, MonthRecord.version, MonthRecord.results)
        .where(MonthRecord.contract_id == contract_id)
        .order_by(MonthRecord.first_day.desc())
        .limit(months)
    )
    return [
        MonthResults(name, version, results or {}) for name, version, results in db.session.execute(query)
    ][::-1]


def agents_of_contract(contract_id: int, months: int) -> dict[str, list[SlotPart]]:
    """The figures of every agent in the latest months of a contract, by month, oldest first."""
    latest = (
        select(MonthRecord.id, MonthRecord.month)
        .where(MonthRecord.contract_id == contract_id)
        .order_by(MonthRecord.first_day.desc())
        .limit(months)
    )
    names = {int(key): str(name) for key, name in db.session.execute(latest)}
    query = (
        select(Submission.month_id, Submission.slot, FigurePart.key, FigurePart.figures)
        .join(Submission, Submission.id == FigurePart.submission_id)
        .where(Submission.month_id.in_(names), Submission.state == CURRENT)
        .where(FigurePart.kind == By.AGENT.value)
        .order_by(FigurePart.key, FigurePart.submission_id)
    )
    found: dict[str, list[SlotPart]] = {name: [] for name in reversed(names.values())}
    for month_id, slot, key, plain in db.session.execute(query):
        found[names[month_id]].append(SlotPart(slot, key, figures_from_plain(plain)))
    return found
