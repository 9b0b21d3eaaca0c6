"""The months of a contract side by side: every promise over one to five years, with the terms that applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import request

from portal.contracts.queries import contract, current_version, party_names
from portal.contracts.rules.definitions import definition_in, known_in
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import requires
from portal.infra.charts.lines import LineChart, Series, line_chart
from portal.infra.i18n import _, say, say_month, say_number
from portal.infra.pages import page
from portal.infra.states import STATES
from portal.kernel.permissions import Permission
from portal.sla.queries.seeing import results_of_contract
from portal.sla.rules.evaluation import State
from portal.sla.rules.keys import key_of
from portal.sla.rules.measurements import Unit, quantity, unit_of_definition
from portal.sla.rules.targets import promise_of
from portal.sla.rules.trends import MonthResults, Trend, TrendPoint, trend_words, trends_of
from portal.sla.views.blueprint import LARGEST_ID, blueprint
from portal.sla.views.board import LOOKS, TONES, line_name

SPANS = (12, 24, 36, 60)
"""How many months the page can show."""


@dataclass(frozen=True)
class Drawn:
    """A chart with its title (the finding) and the same figures as rows of a table."""

    name: str
    title: str
    drawing: LineChart
    rows: tuple[tuple[str | None, ...], ...]


@blueprint.get(f"/contracts/<int(max={LARGEST_ID}):contract_id>/trends")
@requires(Permission.MONTHS_VIEW)
def trends(contract_id: int) -> str:
    """Every promise of a contract over its latest months."""
    found = contract(contract_id)
    wanted = request.args.get("months", default=SPANS[0], type=int)
    months = wanted if wanted in SPANS else SPANS[0]
    results = results_of_contract(contract_id, months)
    terms = current_version(found).agreed
    drawn = [_drawn(one, terms) for one in trends_of(results) if known_in(terms, one.metric)]
    return page(
        "sla/trends.html",
        contract=found,
        names=party_names(found),
        months=months,
        spans=SPANS,
        score=_score(results),
        trends=drawn,
    )


def _drawn(trend: Trend, terms: ContractTerms) -> Drawn:
    unit = _unit(terms, trend)
    name = line_name(terms, trend.key)
    drawing = line_chart(
        [point.month for point in trend.points],
        [Series("", [point.value for point in trend.points], [_tone(point) for point in trend.points])],
        targets=[point.target for point in trend.points],
        target_words=_("Target"),
        notes={place: _("v%(number)s", number=number) for place, number in trend.version_changes.items()},
        height=190,
        say=lambda value: say(quantity(Decimal(str(value)), unit)),
    )
    rows = tuple(
        (
            say_month(point.month),
            None if point.value is None else say(quantity(point.value, unit)),
            None if point.target is None else say(quantity(point.target, unit)),
            _state_words(point.state),
            None if point.version is None else str(point.version),
        )
        for point in reversed(trend.points)
    )
    return Drawn(name, say(trend_words(trend)), drawing, rows)


def _unit(terms: ContractTerms, trend: Trend) -> Unit:
    """The unit a line is judged in; a line the contract no longer has is read in its metric's own."""
    line = next((line for line in terms.sla if key_of(line) == trend.key), None)
    if line is not None:
        return promise_of(terms, line).unit
    return unit_of_definition(definition_in(terms, trend.metric))[0]


def _tone(point: TrendPoint) -> str:
    return "neutral" if point.state is None else TONES.get(point.state, "neutral")


def _state_words(state: State | None) -> str | None:
    return None if state is None else say(STATES[LOOKS.get(state, state.value)].word)


def _score(results: Sequence[MonthResults]) -> Drawn | None:
    """The composite score over the same months; None while no month has one."""
    scores = [_decimal(one.results.get("score")) for one in results]
    if sum(score is not None for score in scores) < 2:
        return None
    drawing = line_chart([one.month for one in results], [Series("", scores)], height=160, say=say_number)
    rows = tuple(
        (say_month(one.month), None if score is None else say_number(score, 1))
        for one, score in zip(reversed(results), reversed(scores), strict=True)
    )
    return Drawn(_("Score"), _("Score of the month, of 100 points"), drawing, rows)


def _decimal(words: str | None) -> Decimal | None:
    return None if words is None else Decimal(words)
