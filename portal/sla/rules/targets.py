"""From a line of the schedule to what is judged this month: the target in force, the result, and how both came."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.contracts.rules.definitions import definition_of
from portal.contracts.rules.schedule import BonusTier, CreditTier, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.messages import message
from portal.kernel.metrics import Direction, MetricDefinition, is_own
from portal.kernel.money import exponent_of
from portal.kernel.periods import ServiceMonth, months_between, service_month_of
from portal.sla.rules.evaluation import Case
from portal.sla.rules.inputs import EarlierLine, MonthInputs
from portal.sla.rules.keys import FORECAST, HISTORY, TEAM, WITHIN, key_of, named, slots_for, slots_of_line
from portal.sla.rules.line_figures import AGENTS_BELOW, LineFigures
from portal.sla.rules.measurements import (
    Unit,
    quantity,
    rounded,
    unit_of_definition,
)
from portal.sla.rules.promises import Bonus, Judged, Promise, Step, Tier
from portal.sla.rules.team import team_of
from portal.sla.rules.within import share_within

__all__ = [
    "FORECAST",
    "HISTORY",
    "TEAM",
    "WITHIN",
    "case_of",
    "grace_until",
    "key_of",
    "named",
    "promise_of",
    "slots_of_line",
]

PLACES = 6
"""Decimals to which a target that follows from other figures is written; judged is the exact value."""


def grace_until(terms: ContractTerms, line: SlaLine) -> date | None:
    """The last day of a line's running-in period; None when it has none."""
    if not line.grace_months or terms.term.start is None:
        return None
    first = service_month_of(terms.term.start, terms.start_day)
    return first.shift(line.grace_months - 1).last_day


def promise_of(terms: ContractTerms, line: SlaLine, month: ServiceMonth | None = None) -> Promise:
    """A line as it is judged; the catalogue says which side of a target is good, unless the line does itself.

    In the first months of a contract the target may still rise (`ramp`).
    """
    definition = definition_of(terms, line)
    unit, _factor = unit_of_definition(definition, currency_digits=exponent_of(terms.currency))
    return Promise(
        key=key_of(line),
        metric=line.metric,
        version=line.version,
        target=_ramped(terms, line, month),
        judged=_side(line, definition),
        floor=line.floor,
        stretch=line.stretch,
        band_high=line.band_high,
        weight=Decimal(line.weight),
        critical=line.critical,
        min_volume=line.min_volume,
        grace_until=grace_until(terms, line),
        tiers=tuple(_tier(tier) for tier in line.tiers),
        steps=tuple(Step(step.reached, step.points) for step in line.steps),
        bonus_percent=line.bonus_percent,
        bonuses=tuple(_bonus(one) for one in line.bonus_tiers),
        kind=line.kind,
        unit=Unit.PERCENT if line.kind == WITHIN else unit,
        own=definition if is_own(line.metric) else None,
    )


def case_of(inputs: MonthInputs, line: SlaLine) -> Case:
    """What the line is judged on in this month."""
    promise = promise_of(inputs.terms, line, inputs.month)
    view = LineFigures.of(inputs, line)
    if line.kind == TEAM:
        return _against_team(promise, line, view, inputs)
    if line.kind == WITHIN:
        found, remark = share_within(view.figures, line.within_seconds or 0, line.metric)
        return view.case(promise, found or view.typed, () if remark is None else (remark,))
    measurement = view.measure(view.figures) or view.typed
    if line.kind == HISTORY:
        promise = _against_history(promise, line, inputs)
    if line.kind == FORECAST:
        return _against_forecast(promise, line, view.case(promise, measurement), inputs.terms)
    return view.case(promise, measurement)


def _side(line: SlaLine, definition: MetricDefinition) -> Judged:
    if line.kind in {Judged.AT_LEAST, Judged.AT_MOST, Judged.BAND}:
        return Judged(line.kind)
    if line.kind == WITHIN:
        return Judged.AT_LEAST
    return Judged.AT_MOST if definition.direction is Direction.LOWER else Judged.AT_LEAST


def _ramped(terms: ContractTerms, line: SlaLine, month: ServiceMonth | None) -> Decimal:
    """The target of the first, second … month of the contract, and the line's own afterwards."""
    if not line.ramp or month is None or terms.term.start is None:
        return line.target
    first = service_month_of(terms.term.start, terms.start_day)
    place = len(months_between(first, month)) - 1
    return line.ramp[place] if 0 <= place < len(line.ramp) else line.target


def _tier(tier: CreditTier) -> Tier:
    return Tier(
        above=tier.shortfall_from,
        up_to=tier.shortfall_to,
        percent=tier.percent,
        each=tier.each,
        fixed_minor=tier.amount.minor if tier.amount else 0,
        started=tier.started,
        counted=tier.counted,
        days=tier.days,
        seats=tier.seats,
        seat_days=tier.seat_days,
    )


def _bonus(one: BonusTier) -> Bonus:
    return Bonus(one.reached, one.percent, one.amount.minor if one.amount else 0)


def _against_team(promise: Promise, line: SlaLine, view: LineFigures, inputs: MonthInputs) -> Case:
    """The weakest agent with enough cases against what the team's average allows."""
    wanted = slots_for(inputs.terms, line)
    agents = [one for one in inputs.agents if one.slot in wanted]
    roles_known = any(one.role for one in agents)
    chosen = [one for one in agents if not (line.role and roles_known) or one.role == line.role]
    at_most = promise.judged is Judged.AT_MOST
    team = team_of(
        chosen, view.measure, allowed=line.allowed_change, at_most=at_most, min_volume=line.min_volume
    )
    if team is None or not team.agents:
        return view.case(promise, None, (message("The files do not name agents with enough cases."),))
    weakest = team.agents[0]
    promise = replace(
        promise,
        target=rounded(team.mark, PLACES),
        reference=team.mark,
        basis=message(
            "Team average %(average)s over %(count)s agents; the weakest is %(agent)s.",
            average=quantity(team.average, promise.unit),
            count=len(team.agents) + len(team.too_few),
            agent=weakest.agent,
        ),
    )
    remarks = []
    if line.role and not roles_known:
        remarks.append(message("The files do not name roles: all agents are compared."))
    if team.too_few:
        remarks.append(message("%(count)s agents have too few cases to be judged.", count=len(team.too_few)))
    case = view.case(promise, weakest.measurement, remarks)
    return replace(case, team=team.agents, counts={**case.counts, AGENTS_BELOW: len(team.below)})


def _against_history(promise: Promise, line: SlaLine, inputs: MonthInputs) -> Promise:
    """The target follows from Σ/Σ of the last agreed months that have this result."""
    known = [
        found
        for month in inputs.earlier
        if (found := month.line(promise.key)) is not None and found.value is not None
    ][-max(line.history_months, 1) :]
    if not known:
        return replace(promise, basis=message("No agreed month before: the target of the contract counts."))
    past = _pooled(known)
    allowed = Fraction(line.allowed_change)
    mark = past + allowed if promise.judged is Judged.AT_MOST else past - allowed
    return replace(
        promise,
        target=rounded(mark, PLACES),
        reference=mark,
        basis=message(
            "The last %(months)s agreed months together gave %(value)s.",
            months=len(known),
            value=quantity(past, promise.unit),
        ),
    )


def _pooled(lines: list[EarlierLine]) -> Fraction:
    """Sums over sums, each in the scale it was kept in."""
    numerator = sum((Fraction(line.numerator or 0, line.scale) for line in lines), start=Fraction(0))
    return numerator * lines[-1].factor / sum(line.denominator or 0 for line in lines)


def _against_forecast(promise: Promise, line: SlaLine, case: Case, terms: ContractTerms) -> Case:
    """The band around the volume that the contract foresees."""
    forecast = terms.capacity.forecast
    if forecast is None:
        reason = message("The contract foresees no volume to compare with.")
        return replace(case, measurement=None, remarks=(*case.remarks, reason))
    percent = line.allowed_change or Decimal(terms.capacity.band_percent)
    width = forecast * percent / 100
    banded = replace(
        promise,
        judged=Judged.BAND,
        target=forecast - width,
        band_high=forecast + width,
        basis=message(
            "The contract foresees %(forecast)s, %(percent)s %% more or less.",
            forecast=forecast,
            percent=rounded(percent),
        ),
    )
    return replace(case, promise=banded)
