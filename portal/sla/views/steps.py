"""What is due: every contract of a month with its steps side by side."""

from dataclasses import dataclass

from flask import request

from portal.infra.access import actor, requires
from portal.infra.i18n import zone_of_reader
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.sla.queries.steps import StepRow, drafts, month_names, step_rows
from portal.sla.rules.collection import WAITS, days_late
from portal.sla.rules.steps import MonthStep, StepKey, StepState, steps_of
from portal.sla.views.blueprint import blueprint
from portal.sla.views.collection import reminder_text


@dataclass(frozen=True)
class StepLine:
    """A contract's month with its steps, and how many whole days the step that is due is late."""

    row: StepRow
    steps: tuple[MonthStep, ...]
    late: int
    reminder: str
    """What the reader can send to the side that owes the figures; empty when they owe them or the month still runs."""


@blueprint.get("/months/steps")
@requires(Permission.MONTHS_VIEW)
def steps() -> str:
    """Whose figures are due, handed in, checked, settled: one row per contract."""
    names = month_names()
    asked = request.args.get("month", "")
    chosen = asked if asked in names else _usual(names)
    lines = [_line(row, chosen) for row in step_rows(chosen)] if chosen else []
    return page(
        "sla/steps.html",
        names=names,
        chosen=chosen,
        lines=lines,
        open_count=sum(any(step.state is StepState.NOW for step in line.steps) for line in lines),
        late_count=sum(bool(line.late) for line in lines),
        drafts=drafts(),
        keys=list(StepKey),
    )


def _usual(names: list[str]) -> str:
    """The month before the one that runs: the one whose figures are due."""
    return names[1] if len(names) > 1 else next(iter(names), "")


def _line(row: StepRow, month: str) -> StepLine:
    facts, now, zone = row.facts, actor().now, zone_of_reader()
    waits = facts.state in WAITS
    is_theirs = waits and facts.turn != actor().side and row.last_day < now.astimezone(zone).date()
    return StepLine(
        row,
        steps_of(facts),
        late=days_late(facts.due_at, now, zone) if waits else 0,
        reminder=reminder_text(month, facts.due_at, row.month_id) if is_theirs else "",
    )
