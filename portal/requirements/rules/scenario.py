"""The same year for everybody: what every vendor's rate card is priced on, so that unlike prices compare."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median_low

from portal.kernel.messages import Message, message
from portal.kernel.money import Money, round_half_up
from portal.kernel.periods import ServiceMonth
from portal.reference.rules.promotions import PROMOTIONS, Promotion
from portal.requirements.rules.hours import ShiftHours
from portal.requirements.rules.lines import MonthVolume, RoleNeed

MONTHS_OF_A_YEAR = 12
Team = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class ScenarioMonth:
    """One month of the scenario.

    ``team`` holds seats by (role, shift) as contracted, ``extra`` what the month needs beyond them;
    ``shift_hours`` the hours of one shift; ``event_days`` the days of a sales event; ``sales`` the sales that
    agents are expected to assist, where the requirement says so.
    """

    month: ServiceMonth
    conversations: Mapping[str, int]
    team: Team
    extra: Team
    shift_hours: Mapping[str, Fraction]
    event_days: int
    sales: Money | None

    @property
    def total(self) -> int:
        return sum(self.conversations.values())


@dataclass(frozen=True)
class Scenario:
    """Twelve months from the start, and which of them stand for a low, a normal and a peak month."""

    months: tuple[ScenarioMonth, ...]
    low: ScenarioMonth
    normal: ScenarioMonth
    peak: ScenarioMonth
    reasons: tuple[Message, ...]


def year_ahead(
    *,
    starts_on: date,
    volumes: Sequence[MonthVolume],
    roles: Iterable[RoleNeed],
    shifts: Iterable[ShiftHours],
    sales_in_a_normal_month: Money | None = None,
    promotions: Iterable[Promotion] = PROMOTIONS,
) -> Scenario | None:
    """The twelve months from the start on the requirement's own volumes; None without volumes or people.

    A month ahead takes the volume entered for it, else for the same month of another year, else the median. Seats
    never fall below those asked for and grow in proportion (half up) when a month brings more per day than the
    normal month; expected sales move with the volume both ways.
    """
    team = _team(roles)
    if not volumes or not team:
        return None
    known = _by_month(volumes)
    ahead = [
        ServiceMonth(starts_on.year, starts_on.month).shift(offset) for offset in range(MONTHS_OF_A_YEAR)
    ]
    chosen = [_volume_of(month, known) for month in ahead]
    by_volume = sorted(zip(ahead, chosen, strict=True), key=lambda pair: (sum(pair[1].values()), pair[0]))
    normal_month, normal_volume = by_volume[(MONTHS_OF_A_YEAR - 1) // 2]
    normal_pace = Fraction(sum(normal_volume.values()), normal_month.day_count)
    hours = {str(shift.shift): Fraction(shift.minutes, 60) for shift in shifts}
    events = tuple(promotions)
    months = {
        month: _scenario_month(
            month, volume, team, hours, events, _pace(month, volume, normal_pace), sales_in_a_normal_month
        )
        for month, volume in zip(ahead, chosen, strict=True)
    }
    return Scenario(
        months=tuple(months.values()),
        low=months[by_volume[0][0]],
        normal=months[normal_month],
        peak=months[by_volume[-1][0]],
        reasons=_reasons(ahead, known),
    )


def _team(roles: Iterable[RoleNeed]) -> Team:
    team: dict[tuple[str, str], int] = {}
    for need in roles:
        key = (str(need.role), str(need.shift))
        team[key] = team.get(key, 0) + need.people
    return {key: people for key, people in team.items() if people}


def _by_month(volumes: Iterable[MonthVolume]) -> dict[ServiceMonth, dict[str, int]]:
    known: dict[ServiceMonth, dict[str, int]] = {}
    for volume in volumes:
        shifts = known.setdefault(volume.month, {})
        shifts[str(volume.shift)] = shifts.get(str(volume.shift), 0) + volume.conversations
    return known


def _volume_of(month: ServiceMonth, known: Mapping[ServiceMonth, dict[str, int]]) -> dict[str, int]:
    if month in known:
        return known[month]
    other_years = [other for other in known if other.month == month.month]
    if other_years:
        return known[max(other_years)]
    middle = median_low(sum(shifts.values()) for shifts in known.values())
    return next(known[other] for other in sorted(known) if sum(known[other].values()) == middle)


def _pace(month: ServiceMonth, volume: Mapping[str, int], normal_pace: Fraction) -> Fraction:
    """How busy the days of the month are against the normal month; 1 where nothing comes in either."""
    if normal_pace == 0:
        return Fraction(1)
    return Fraction(sum(volume.values()), month.day_count) / normal_pace


def _scenario_month(
    month: ServiceMonth,
    volume: Mapping[str, int],
    team: Team,
    hours: Mapping[str, Fraction],
    events: tuple[Promotion, ...],
    pace: Fraction,
    sales: Money | None,
) -> ScenarioMonth:
    return ScenarioMonth(
        month=month,
        conversations=volume,
        team=team,
        extra={key: max(0, round_half_up(people * pace) - people) for key, people in team.items()},
        shift_hours=hours,
        event_days=sum(_days_inside(event, month) for event in events),
        sales=sales.times(pace) if sales is not None else None,
    )


def _days_inside(event: Promotion, month: ServiceMonth) -> int:
    """Days of the event in the month of its peak; earlier days count as normal ones."""
    if event.peak_month != month.month:
        return 0
    first, last = event.days_in(month.year)
    begins = max(first, month.first_day)
    return (last - begins + timedelta(days=1)).days


def _reasons(ahead: Iterable[ServiceMonth], known: Mapping[ServiceMonth, object]) -> tuple[Message, ...]:
    own = sum(month in known for month in ahead)
    if own == MONTHS_OF_A_YEAR:
        return ()
    return (
        message(
            "%(months)s of twelve months have no volume of their own; they take the same month of another year or"
            " the usual one.",
            months=MONTHS_OF_A_YEAR - own,
        ),
    )
