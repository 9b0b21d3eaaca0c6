"""Every agent over the months of a contract, beside the average of each month."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from portal.contracts.queries import contract, current_version, party_names
from portal.infra.access import requires
from portal.infra.charts.lines import Sparkline, sparkline
from portal.infra.i18n import say, say_month
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.sla.queries.seeing import agents_of_contract
from portal.sla.rules.comparing import Comparison, Standing, compare
from portal.sla.rules.courses import Course, course_words, courses_of
from portal.sla.rules.line_parts import ByPart, measured_parts
from portal.sla.rules.measurements import Unit, quantity
from portal.sla.rules.promises import Judged, Promise
from portal.sla.rules.targets import promise_of
from portal.sla.views.blueprint import LARGEST_ID, blueprint
from portal.sla.views.board import line_name
from portal.sla.views.columns import standing_words
from portal.sla.views.shop_choice import shop_choice

MONTHS = 12
TONES = {Standing.CLEARLY_BETTER: "met", Standing.CLEARLY_WORSE: "missed"}


@dataclass(frozen=True)
class AgentRow:
    """One agent: the small line beside the average, the latest result, and the result of each month."""

    name: str
    line: Sparkline
    latest: str | None
    standing: str
    behind: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Table:
    """One promise over everybody and every month."""

    name: str
    finding: str
    averages: tuple[str, ...]
    rows: tuple[AgentRow, ...]


@blueprint.get(f"/contracts/<int(max={LARGEST_ID}):contract_id>/agents")
@requires(Permission.MONTHS_VIEW)
def agents(contract_id: int) -> str:
    """Who has been behind the average for how long, metric by metric."""
    found = contract(contract_id)
    terms = current_version(found).agreed
    promises = [promise_of(terms, line) for line in terms.sla]
    by_month = agents_of_contract(contract_id, MONTHS)
    every = [part for parts in by_month.values() for part in parts]
    shops = shop_choice(terms, every, request.args.get("shop"), usual=None)
    months = {
        name: measured_parts(terms, promises, shops.of(parts))
        for name, parts in by_month.items()
        if shops.of(parts)
    }
    seen = [one for one in promises if any(any(parts[one.key].values()) for parts in months.values())]
    shown = next((one for one in seen if one.key == request.args.get("line")), seen[0] if seen else None)
    return page(
        "sla/agents.html",
        contract=found,
        names=party_names(found),
        shops=shops,
        choices=[(one.key, line_name(terms, one.key), one is shown) for one in seen],
        months=[say_month(name) for name in months],
        table=None
        if shown is None
        else _table(shown, line_name(terms, shown.key), [parts[shown.key] for parts in months.values()]),
        standings=standing_words(),
    )


def _table(promise: Promise, name: str, months: Sequence[ByPart]) -> Table:
    compared = [
        compare(parts, promise.unit, is_lower_better=promise.judged is Judged.AT_MOST) for parts in months
    ]
    courses = courses_of(compared)
    return Table(
        name=name,
        finding=say(course_words(courses)),
        averages=tuple(
            "–" if one.average is None else say(quantity(one.average, promise.unit)) for one in compared
        ),
        rows=tuple(_row(course, compared, promise.unit) for course in courses),
    )


def _row(course: Course, compared: Sequence[Comparison], unit: Unit) -> AgentRow:
    latest = course.latest
    values = [None if peer is None else peer.value for peer in course.months]
    return AgentRow(
        name=course.name,
        line=sparkline(
            values,
            targets=[one.average for one in compared],
            is_fixed=False,
            tone="neutral" if latest is None else TONES.get(latest.standing, "series-1"),
        ),
        latest=None if latest is None or latest.value is None else say(quantity(latest.value, unit)),
        standing="" if latest is None else latest.standing.value,
        behind=course.behind,
        cells=tuple(None if value is None else say(quantity(value, unit)) for value in values),
    )
