"""Changing a requirement without losing what belongs together: hours move the shifts, volumes the averages."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from portal.kernel.money import round_half_up
from portal.kernel.periods import ServiceMonth
from portal.requirements.rules.answer import answer_for_a_normal_day, scenario_of, totals_by_month
from portal.requirements.rules.body import Body
from portal.requirements.rules.estimates import roles_of, shared_out, template_for
from portal.requirements.rules.hours import ServiceHours, Shift, shifts_of
from portal.requirements.rules.lines import MonthVolume


def with_hours(body: Body, hours: ServiceHours) -> Body:
    """Other opening hours; where they make other shifts, volumes are shared out and people worked out anew."""
    before, after = shifts_of(body.hours), shifts_of(hours)
    moved = replace(body, hours=hours)
    if [shift.shift for shift in before] == [shift.shift for shift in after]:
        return moved
    shares = template_for(body.size).shift_shares[len(after)]
    volumes = tuple(
        MonthVolume(month, shift.shift, conversations)
        for month, total in totals_by_month(body.volumes).items()
        for shift, conversations in zip(after, shared_out(total, shares), strict=True)
    )
    return with_calculated_people(replace(moved, volumes=volumes))


def with_volumes(body: Body, entered: Mapping[tuple[ServiceMonth, Shift], int]) -> Body:
    """Entered conversations by month and shift; a changed figure is no longer an estimate.

    The conversations of a day follow from the normal month.
    """
    known = {(line.month, line.shift): line for line in body.volumes}
    lines = []
    for (month, shift), conversations in sorted(entered.items()):
        old = known.get((month, shift))
        is_estimate = old is not None and old.estimated and old.conversations == conversations
        lines.append(MonthVolume(month, shift, conversations, estimated=is_estimate))
    changed = replace(body, volumes=tuple(lines))
    scenario = scenario_of(changed)
    if scenario is None:
        return changed
    pace = Fraction(scenario.normal.total, scenario.normal.month.day_count)
    return replace(changed, conversations_a_day=round_half_up(pace))


def with_counted_volumes(body: Body) -> Body:
    """The merchant says that all figures were counted."""
    return replace(body, volumes=tuple(replace(line, estimated=False) for line in body.volumes))


def with_calculated_people(body: Body) -> Body:
    """The people that the busiest hour of a normal day asks for, by role and shift, as an estimate."""
    day = answer_for_a_normal_day(body)
    if day is None:
        return body
    return replace(body, roles=roles_of(day, template_for(body.size).role_shares))
