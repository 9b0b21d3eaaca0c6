"""Service months: one, the list, what was submitted, and everything that follows from the figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from portal.contracts.queries import contracts_of, terms_for_month
from portal.contracts.rules.definitions import definition_in
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Side
from portal.sla.models import MonthAnswer, MonthRecord, SavedMapping, Submission
from portal.sla.queries.agents import agents_of
from portal.sla.queries.claims import line_matters
from portal.sla.queries.earlier import earlier_months
from portal.sla.queries.exclusions import settled_inputs
from portal.sla.queries.public_days import days_of_month
from portal.sla.queries.waivers import late_waivers, line_decisions
from portal.sla.rules.claims import Claim, latest_by_line
from portal.sla.rules.inputs import MonthInputs, inputs_from_plain
from portal.sla.rules.keys import TEAM
from portal.sla.rules.measurements import measurement_of
from portal.sla.rules.months import JudgedMonth, judge, slots_of
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures
from portal.sla.rules.progress import MonthState
from portal.sla.rules.waivers import LineDecisions

CURRENT = "submitted"
TYPED = "typed:"


@dataclass(frozen=True)
class MonthLine:
    """A month as the grid shows it."""

    id: int
    contract_id: int
    month: str
    first_day: date
    last_day: date
    state: str
    turn: str
    due_at: datetime | None
    late_days: int | None
    score: str | None
    grade: str | None


@dataclass(frozen=True)
class ContractMonths:
    """The months of one contract, newest first."""

    contract_id: int
    engagement_id: int
    number: str
    partner: str
    months: tuple[MonthLine, ...]


@dataclass(frozen=True)
class MonthInFull:
    """A month with its terms and everything that follows from its figures."""

    record: MonthRecord
    terms: ContractTerms
    service_month: ServiceMonth
    submissions: Mapping[str, Submission]
    judged: JudgedMonth
    claims: Mapping[str, Claim]
    inputs: MonthInputs
    matters: tuple[Claim, ...] = ()
    decisions: LineDecisions = field(default_factory=LineDecisions)

    @property
    def metrics_without_files(self) -> tuple[str, ...]:
        """The judged metrics that no submitted file gives, in the order of the contract: they can be typed."""
        definitions = {line.metric: definition_in(self.terms, line.metric) for line in self.terms.sla}
        return tuple(
            key
            for key, definition in definitions.items()
            if measurement_of(definition, self.judged.figures) is None
        )


def month(month_id: int) -> MonthRecord:
    """One service month that the viewer is party to."""
    found: MonthRecord | None = db.session.get(MonthRecord, month_id)
    if found is None:
        raise NotFound
    return found


def month_of_contract(contract_id: int, key: str) -> MonthRecord | None:
    """The month of a contract by its name such as 2026-11."""
    query = select(MonthRecord).where(MonthRecord.contract_id == contract_id, MonthRecord.month == key)
    return db.session.scalars(query).one_or_none()


def service_month(record: MonthRecord) -> ServiceMonth:
    """The month as the kernel knows it."""
    return ServiceMonth.from_key(record.month, record.start_day)


def submission(submission_id: int) -> Submission:
    """One submission that the viewer may see."""
    found: Submission | None = db.session.get(Submission, submission_id)
    if found is None:
        raise NotFound
    return found


def submissions_of(month_id: int) -> list[Submission]:
    """Everything submitted for a month and not only staged, newest first."""
    query = select(Submission).where(Submission.month_id == month_id, Submission.version.is_not(None))
    return list(db.session.scalars(query.order_by(Submission.submitted_at.desc(), Submission.id.desc())))


def current_submissions(month_id: int) -> dict[str, Submission]:
    """What counts now, by slot."""
    query = select(Submission).where(Submission.month_id == month_id, Submission.state == CURRENT)
    return {found.slot: found for found in db.session.scalars(query.order_by(Submission.id))}


def answers_of(month_id: int) -> list[MonthAnswer]:
    """What both sides said about a month, newest first."""
    query = select(MonthAnswer).where(MonthAnswer.month_id == month_id)
    return list(db.session.scalars(query.order_by(MonthAnswer.id.desc())))


def terms_of(record: MonthRecord) -> ContractTerms:
    """The terms in force on the first day of the month."""
    return terms_for_month(record.contract_id, record.first_day)


def month_in_full(record: MonthRecord) -> MonthInFull:
    """The month judged by the terms in force, from the figures that count now.

    A month that was agreed stays judged by what it was agreed on; only what is decided about its lines moves.
    """
    terms = terms_of(record)
    current = current_submissions(record.id)
    files = {key: one for key, one in current.items() if not key.startswith(TYPED)}
    matters = line_matters(record)
    decisions = line_decisions(record)
    inputs = settled_inputs(_inputs(record, terms, current, decisions), record, files, matters)
    return MonthInFull(
        record,
        terms,
        inputs.month,
        current,
        judge(inputs),
        latest_by_line(matters),
        inputs,
        matters,
        decisions,
    )


def _inputs(
    record: MonthRecord, terms: ContractTerms, current: Mapping[str, Submission], decisions: LineDecisions
) -> MonthInputs:
    """What the month is judged by besides objections and relief: as it was agreed, or as it is now."""
    if record.agreed_at is not None and record.inputs:
        kept = inputs_from_plain(record.inputs)
        return replace(kept, waived={**kept.waived, **late_waivers(record)})
    files = {key: one for key, one in current.items() if not key.startswith(TYPED)}
    typed = {key.removeprefix(TYPED): one for key, one in current.items() if key.startswith(TYPED)}
    public = days_of_month(record, terms)
    return MonthInputs(
        terms=terms,
        month=service_month(record),
        files=_figures(files),
        typed=_figures(typed),
        stated=record.quantities,
        waived=decisions.reasons,
        confirmed=decisions.confirmed,
        earlier=earlier_months(record),
        agents=agents_of(files) if any(line.kind == TEAM for line in terms.sla) else (),
        legal_holidays=public.days_off,
        make_up_days=public.make_up_days,
        days_late=record.late_days or 0,
        is_open=record.state == MonthState.OPEN,
    )


def _figures(submissions: Mapping[str, Submission]) -> dict[str, Figures]:
    return {key: figures_from_plain(one.figures) for key, one in submissions.items()}


def missing_slots(record: MonthRecord) -> list[str]:
    """The slots of a month for which nothing counts yet."""
    current = current_submissions(record.id)
    return [slot.key for slot in slots_of(terms_of(record)) if slot.key not in current]


def is_agreed(month_id: int) -> bool:
    """Whether both sides agree on the figures of a month."""
    return month(month_id).agreed_at is not None


def accepted_quantities(month_id: int) -> dict[str, int]:
    """The quantities of an accepted month by the names of the rate card; NotFound while it is not accepted."""
    if not is_agreed(month_id):
        raise NotFound
    return dict(month_in_full(month(month_id)).judged.quantities)


def contract_months(limit: int = 12) -> list[ContractMonths]:
    """The viewer's contracts with their latest months, for the grid."""
    lines = _lines_by_contract(limit)
    is_vendor = actor().side is Side.VENDOR
    return [
        ContractMonths(
            one.id,
            one.engagement_id,
            one.number,
            one.merchant if is_vendor else one.vendor,
            tuple(lines[one.id]),
        )
        for one in contracts_of()
        if one.id in lines
    ]


def _lines_by_contract(limit: int) -> dict[int, list[MonthLine]]:
    """The latest months of every contract, however many there are."""
    newest = func.row_number().over(
        partition_by=MonthRecord.contract_id, order_by=MonthRecord.first_day.desc()
    )
    ranked = select(MonthRecord.id, newest.label("place")).subquery()
    columns = (
        MonthRecord.id,
        MonthRecord.contract_id,
        MonthRecord.month,
        MonthRecord.first_day,
        MonthRecord.last_day,
        MonthRecord.state,
        MonthRecord.turn,
        MonthRecord.due_at,
        MonthRecord.late_days,
        MonthRecord.results["score"].as_string().label("score"),
        MonthRecord.results["grade"].as_string().label("grade"),
    )
    query = (
        select(*columns)
        .join(ranked, ranked.c.id == MonthRecord.id)
        .where(ranked.c.place <= limit)
        .order_by(MonthRecord.first_day.desc(), MonthRecord.id)
    )
    found: dict[int, list[MonthLine]] = {}
    for row in db.session.execute(query):
        line = MonthLine(**row._asdict())
        found.setdefault(line.contract_id, []).append(line)
    return found


def results_before(record: MonthRecord, months: int = 12) -> list[tuple[str, dict[str, Any]]]:
    """The results of the month and of those before it, oldest first, for trends: (month, results)."""
    query = (
        select(MonthRecord.month, MonthRecord.results)
        .where(MonthRecord.contract_id == record.contract_id, MonthRecord.first_day <= record.first_day)
        .order_by(MonthRecord.first_day.desc())
        .limit(months)
    )
    return [(name, dict(results)) for name, results in db.session.execute(query)][::-1]


def saved_mapping(tool: str) -> SavedMapping | None:
    """What the viewer's organisation answered about files of this tool."""
    query = select(SavedMapping).where(SavedMapping.tool == tool)
    return db.session.scalars(query).one_or_none()


def saved_mappings() -> list[SavedMapping]:
    """What the viewer's organisation answered about the files of all its tools."""
    return list(db.session.scalars(select(SavedMapping).order_by(SavedMapping.tool)))
