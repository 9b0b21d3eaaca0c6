"""From five answers to a full requirement: everything filled in between is an estimate and says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Money, round_half_up
from portal.kernel.periods import ServiceMonth
from portal.reference.rules.promotions import PROMOTIONS, Promotion, promotion_of_month
from portal.reference.rules.size_templates import SIZE_TEMPLATES, Size, SizeTemplate, StaffRole
from portal.requirements.rules.hours import ServiceHours, ShiftHours, shifts_of
from portal.requirements.rules.lines import MonthVolume, PromotionPeak, RoleNeed, Standard
from portal.requirements.rules.market_cost import CostRange, market_cost
from portal.requirements.rules.sizing import Assumptions, Headcount, ShiftVolume, headcount

MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Basics:
    """The five answers that suffice to begin; a budget is what may be spent a month, before tax."""

    platform: str
    conversations_a_day: int
    hours: ServiceHours
    starts_on: date
    budget: Money | None


@dataclass(frozen=True)
class Estimate:
    """A full requirement grown from the basics; everything outside ``basics`` is estimated."""

    basics: Basics
    size: Size
    shifts: tuple[ShiftHours, ...]
    work_contents: tuple[str, ...]
    volumes: tuple[MonthVolume, ...]
    promotions: tuple[PromotionPeak, ...]
    roles: tuple[RoleNeed, ...]
    standards: tuple[Standard, ...]
    normal_day: Headcount
    peak_day: Headcount
    cost: CostRange
    reasons: tuple[Message, ...]


def estimate(
    basics: Basics, template: SizeTemplate, *, promotions: Iterable[Promotion] = PROMOTIONS
) -> Estimate:
    """Fill a requirement from the five answers and the usual values of a shop's size.

    Volumes are conversations per calendar month and shift for the twelve months from the start, rounded half up
    per month and shared out over the shifts without a rest.
    """
    events = tuple(promotions)
    shifts = shifts_of(basics.hours)
    first = ServiceMonth(basics.starts_on.year, basics.starts_on.month)
    months = [first.shift(offset) for offset in range(MONTHS_AHEAD)]
    peaks = tuple(peak for month in months if (peak := _peak(month, template, events)) is not None)
    normal = headcount(_day_volumes(basics.conversations_a_day, shifts, template), assumptions_of(template))
    busiest = round_half_up(basics.conversations_a_day * Fraction(template.promotion_day_factor))
    return Estimate(
        basics=basics,
        size=template.size,
        shifts=shifts,
        work_contents=template.work_contents,
        volumes=_volumes(basics.conversations_a_day, months, shifts, template, peaks),
        promotions=peaks,
        roles=roles_of(normal, template.role_shares),
        standards=tuple(Standard(metric, target) for metric, target in template.standards.items()),
        normal_day=normal,
        peak_day=headcount(_day_volumes(busiest, shifts, template), assumptions_of(template)),
        cost=market_cost(
            model=template.usual_price_model,
            seats=sum(shift.seats for shift in normal.shifts),
            people=normal.answer,
            conversations_a_day=basics.conversations_a_day,
            budget=basics.budget,
        ),
        reasons=_reasons(template),
    )


def template_for(size: Size) -> SizeTemplate:
    """The usual values of a shop of this size."""
    return SIZE_TEMPLATES[size]


def assumptions_of(template: SizeTemplate) -> Assumptions:
    """What the headcount of a shop of this size rests on until the merchant edits it."""
    return Assumptions(
        handling_seconds=template.handling_seconds,
        chats_at_once=template.chats_at_once,
        answered_within_seconds=template.answered_within_seconds,
        shrinkage=template.shrinkage,
    )


def shared_out(total: int, shares: Iterable[Decimal]) -> tuple[int, ...]:
    """Whole numbers in these proportions that add up to the total: largest remainder, earlier place first."""
    exact = [total * Fraction(share) for share in shares]
    whole = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: total - sum(whole)]:
        whole[place] += 1
    return tuple(whole)


def _peak(month: ServiceMonth, template: SizeTemplate, events: tuple[Promotion, ...]) -> PromotionPeak | None:
    event = promotion_of_month(month.month, events)
    if event is None or event.key not in template.promotion_month_factors:
        return None
    return PromotionPeak(event, month, template.promotion_month_factors[event.key])


def _volumes(
    a_day: int,
    months: Iterable[ServiceMonth],
    shifts: tuple[ShiftHours, ...],
    template: SizeTemplate,
    peaks: tuple[PromotionPeak, ...],
) -> tuple[MonthVolume, ...]:
    factors = {peak.month: Fraction(peak.factor) for peak in peaks}
    shares = template.shift_shares[len(shifts)]
    return tuple(
        MonthVolume(month, shift.shift, conversations)
        for month in months
        for shift, conversations in zip(
            shifts,
            shared_out(round_half_up(a_day * month.day_count * factors.get(month, Fraction(1))), shares),
            strict=True,
        )
    )


def _day_volumes(
    a_day: int, shifts: tuple[ShiftHours, ...], template: SizeTemplate
) -> tuple[ShiftVolume, ...]:
    parts = shared_out(a_day, template.shift_shares[len(shifts)])
    return tuple(
        ShiftVolume(shift.shift, conversations, share)
        for shift, conversations, share in zip(shifts, parts, template.busiest_hour, strict=False)
    )


def roles_of(day: Headcount, shares: Mapping[StaffRole, Decimal]) -> tuple[RoleNeed, ...]:
    """The people of each shift by role; a single agent does everything."""
    needs = []
    for shift in day.shifts:
        split = {StaffRole.COMBINED: Decimal(1)} if shift.people == 1 else shares
        for role, people in zip(split, shared_out(shift.people, split.values()), strict=True):
            if people:
                needs.append(RoleNeed(role, shift.shift, people))
    return tuple(needs)


_SIZE_NAMES = {
    Size.SMALL: message("small shop"),
    Size.MEDIUM: message("medium shop"),
    Size.LARGE: message("large shop"),
}


def _reasons(template: SizeTemplate) -> tuple[Message, ...]:
    return (
        message(
            "Filled in with what a %(size)s usually needs; replace it with your own figures where you have them.",
            size=_SIZE_NAMES[template.size],
        ),
        message(
            "On the busiest day of a sales event %(factor)s times a normal day is expected.",
            factor=template.promotion_day_factor,
        ),
    )
