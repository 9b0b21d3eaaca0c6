"""How far each contract is on its way through a month, and which files wait to be submitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.contracts.queries import contracts_of, effective_versions_of, terms_among
from portal.infra.access import actor
from portal.infra.db import db
from portal.kernel.permissions import Side
from portal.sla.models import MonthRecord, Submission
from portal.sla.queries.months import CURRENT
from portal.sla.rules.months import slots_of
from portal.sla.rules.steps import MonthFacts

STAGED = "staged"
BEING_READ = "reading"


@dataclass(frozen=True)
class StepRow:
    """A month of one contract on its way."""

    month_id: int
    contract_id: int
    number: str
    partner: str
    last_day: date
    late_days: int | None
    facts: MonthFacts
    drafts: int


def month_names(limit: int = 6) -> list[str]:
    """The latest service months of the viewer by name, newest first."""
    query = select(MonthRecord.month).distinct().order_by(MonthRecord.month.desc()).limit(limit)
    return list(db.session.scalars(query))


def step_rows(name: str) -> list[StepRow]:
    """Every contract's month of this name, those due first, in a fixed number of statements."""
    months = list(db.session.scalars(select(MonthRecord).where(MonthRecord.month == name)))
    lines = {one.id: one for one in contracts_of()} if months else {}
    versions = effective_versions_of({one.contract_id for one in months})
    counted, staged = _files([one.id for one in months])
    is_vendor = actor().side is Side.VENDOR
    rows = []
    for of in months:
        line = lines[of.contract_id]
        slots = {one.key for one in slots_of(terms_among(versions.get(of.contract_id, ()), of.first_day))}
        facts = MonthFacts(
            state=of.state,
            turn=of.turn,
            files=len(slots & counted.get(of.id, set())),
            needed=len(slots),
            due_at=of.due_at,
            submitted_at=of.submitted_at,
            agreed_at=of.agreed_at,
        )
        partner = line.merchant if is_vendor else line.vendor
        drafts = staged.get(of.id, 0)
        rows.append(
            StepRow(of.id, of.contract_id, line.number, partner, of.last_day, of.late_days, facts, drafts)
        )
    return sorted(rows, key=lambda row: (row.facts.due_at is None, str(row.facts.due_at), row.month_id))


def _files(month_ids: Sequence[int]) -> tuple[dict[int, set[str]], dict[int, int]]:
    """By month the slots for which a file counts, and how many files wait as drafts of the viewer."""
    query = select(Submission.month_id, Submission.slot, Submission.state).where(
        Submission.month_id.in_(month_ids), Submission.state.in_((CURRENT, STAGED))
    )
    counted: dict[int, set[str]] = {}
    staged: dict[int, int] = {}
    for found in db.session.execute(query):
        if found.state == CURRENT:
            counted.setdefault(found.month_id, set()).add(found.slot)
        else:
            staged[found.month_id] = staged.get(found.month_id, 0) + 1
    return counted, staged


def drafts(month_id: int | None = None, limit: int = 20) -> list[Submission]:
    """Files the viewer's organisation sent but did not submit, newest first; large ones may still be being read."""
    query = select(Submission).where(
        Submission.state.in_((STAGED, BEING_READ)), Submission.author_id == actor().party
    )
    if month_id is not None:
        query = query.where(Submission.month_id == month_id)
    return list(db.session.scalars(query.order_by(Submission.id.desc()).limit(limit)))
