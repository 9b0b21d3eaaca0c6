"""What follows from a requirement: people, monthly cost, how even the year is, and what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low

from portal.kernel.messages import Message
from portal.kernel.money import round_half_up
from portal.kernel.periods import ServiceMonth
from portal.requirements.rules.body import Body, facts_of
from portal.requirements.rules.completeness import Gap, gaps
from portal.requirements.rules.estimates import template_for
from portal.requirements.rules.evenness import Evenness, evenness
from portal.requirements.rules.hours import ShiftHours, shifts_of
from portal.requirements.rules.lines import MonthVolume
from portal.requirements.rules.market_cost import CostRange, market_cost
from portal.requirements.rules.scenario import Scenario, ScenarioMonth, year_ahead
from portal.requirements.rules.sizing import Headcount, ShiftVolume, headcount


@dataclass(frozen=True)
class Answer:
    """What follows from a requirement; None where volumes or people are missing."""

    shifts: tuple[ShiftHours, ...]
    normal_day: Headcount | None
    peak_day: Headcount | None
    scenario: Scenario | None
    cost: CostRange | None
    evenness: Evenness
    gaps: tuple[Gap, ...]

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Why the headcount is what it is."""
        if self.normal_day is None:
            return ()
        parts = (reason for shift in self.normal_day.shifts for reason in shift.reasons)
        return (*parts, *self.normal_day.reasons)


def answer(title: str, body: Body, *, today: date) -> Answer:
    """Work out what follows from the body as it stands."""
    shifts = shifts_of(body.hours)
    scenario = scenario_of(body)
    normal = _day_of(scenario.normal, body, shifts) if scenario else None
    peak = _day_of(scenario.peak, body, shifts) if scenario else None
    return Answer(
        shifts=shifts,
        normal_day=normal,
        peak_day=peak,
        scenario=scenario,
        cost=_cost(body, normal),
        evenness=evenness(list(totals_by_month(body.volumes).values())),
        gaps=gaps(facts_of(title, body), today=today),
    )


def scenario_of(body: Body) -> Scenario | None:
    """The year that every quote for this requirement is priced on."""
    return year_ahead(
        starts_on=body.starts_on,
        volumes=body.volumes,
        roles=body.roles,
        shifts=shifts_of(body.hours),
        sales_in_a_normal_month=body.expected_sales,
    )


def answer_for_a_normal_day(body: Body) -> Headcount | None:
    """People for a normal day by the volumes alone, whoever was entered before; None without volumes."""
    totals = totals_by_month(body.volumes)
    if not totals:
        return None
    middle = median_low(totals.values())
    month = next(month for month, total in totals.items() if total == middle)
    by_shift = {str(line.shift): line.conversations for line in body.volumes if line.month == month}
    return _day(by_shift, month, body, shifts_of(body.hours))


def totals_by_month(volumes: Sequence[MonthVolume]) -> dict[ServiceMonth, int]:
    """Conversations of every month over its shifts, in the order of the months."""
    totals: dict[ServiceMonth, int] = {}
    for line in sorted(volumes, key=lambda line: line.month):
        totals[line.month] = totals.get(line.month, 0) + line.conversations
    return totals


def _day(
    conversations: Mapping[str, int], month: ServiceMonth, body: Body, shifts: Sequence[ShiftHours]
) -> Headcount:
    """People for an average day of the month."""
    shares = template_for(body.size).busiest_hour
    volumes = [
        ShiftVolume(
            shift.shift,
            round_half_up(Fraction(conversations.get(str(shift.shift), 0), month.day_count)),
            share,
        )
        for shift, share in zip(shifts, shares, strict=False)
    ]
    return headcount(volumes, body.assumptions)


def _day_of(month: ScenarioMonth, body: Body, shifts: Sequence[ShiftHours]) -> Headcount:
    return _day(month.conversations, month.month, body, shifts)


def _cost(body: Body, normal: Headcount | None) -> CostRange | None:
    if normal is None:
        return None
    return market_cost(
        model=template_for(body.size).usual_price_model,
        seats=sum(shift.seats for shift in normal.shifts),
        people=normal.answer,
        conversations_a_day=body.conversations_a_day,
        budget=body.budget,
    )
