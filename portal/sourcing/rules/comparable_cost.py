"""What each quote would really cost: every rate card priced on the same low, normal and peak month and year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Factor, Money
from portal.kernel.rate_cards import (
    LineType,
    MonthFacts,
    PricedCard,
    RateLine,
    price,
    quantity_key,
)
from portal.requirements.rules.scenario import Scenario, ScenarioMonth, Team
from portal.sourcing.rules.criteria import Assessment, Figure

HUNDREDTHS = 100
NARROWED_BY_THE_SCENARIO = frozenset({"role", "shift", "day_kind"})


@dataclass(frozen=True)
class ScenarioCost:
    """One month of the scenario under one rate card, with the lines that a person can follow."""

    month: ScenarioMonth
    net: Money
    card: PricedCard


@dataclass(frozen=True)
class ComparableCost:
    """Net cost of a quote: three typical months, the year with one-off fees, and a twelfth of it.

    ``missing`` says what the requirement would have to state first; then the figures are not comparable.
    """

    low: ScenarioCost
    normal: ScenarioCost
    peak: ScenarioCost
    year: Money
    a_month: Money
    missing: tuple[Message, ...]
    reasons: tuple[Message, ...]


def comparable_cost(
    lines: Sequence[RateLine], scenario: Scenario, *, currency: str, tax_rate: Factor | None
) -> ComparableCost:
    """Price the rate card on the scenario, net of VAT.

    The year adds up twelve whole months and every one-off fee; the typical months leave one-off fees out. A card
    with prices for temporary agents meets a peak with those, any other card with more monthly seats.
    """
    first = scenario.months[0].month.first_day
    before = scenario.months[0].month.previous().first_day

    def cost(month: ScenarioMonth, *, since_before: bool) -> ScenarioCost:
        facts = MonthFacts(
            month=month.month, service_start=before if since_before else first, tax_rate=tax_rate
        )
        card = price(lines, quantities(lines, month), currency=currency, facts=facts)
        return ScenarioCost(month, card.net, card)

    year = [cost(month, since_before=False) for month in scenario.months]
    total = Money.total((month.net for month in year), currency)
    return ComparableCost(
        low=cost(scenario.low, since_before=True),
        normal=cost(scenario.normal, since_before=True),
        peak=cost(scenario.peak, since_before=True),
        year=total,
        a_month=total.times(Fraction(1, len(year))),
        missing=_missing(month.card for month in year),
        reasons=(*scenario.reasons, *_assumptions(lines)),
    )


def price_assessment(cost: ComparableCost) -> Assessment:
    """The comparable monthly cost as a criterion, in major units, with the months and the year behind it."""
    source = message("Rate card of the quote, priced on the requirement's volumes")
    figures = (
        Figure(message("Low month"), cost.low.net, source),
        Figure(message("Normal month"), cost.normal.net, source),
        Figure(message("Peak month"), cost.peak.net, source),
        Figure(message("Year with one-off fees"), cost.year, source),
    )
    return Assessment(None if cost.missing else cost.a_month.decimal, figures)


def quantities(lines: Sequence[RateLine], month: ScenarioMonth) -> Mapping[str, Fraction]:
    """The quantities that these lines multiply in this month; sales are absent when the scenario has none."""
    temporary = any(line.line_type is LineType.SEAT_DAY for line in lines)
    found: dict[str, Fraction] = {}
    for line in lines:
        key = quantity_key(line)
        if key is None:
            continue
        amount = _AMOUNTS[str(line.quantity_name)](line, month, temporary)
        if amount is not None:
            found[key] = amount
    return found


def _seats(line: RateLine, month: ScenarioMonth, temporary: bool) -> Fraction:
    monthly = _within(line, month.team)
    return Fraction(monthly if temporary else monthly + _within(line, month.extra))


def _seat_days(line: RateLine, month: ScenarioMonth, temporary: bool) -> Fraction:
    if line.day_kind not in (None, "promo"):
        return Fraction(0)
    return Fraction(_within(line, month.extra) * month.event_days)


def _hours(line: RateLine, month: ScenarioMonth, temporary: bool) -> Fraction:
    total = sum(
        (
            (people + (0 if temporary else month.extra[key])) * month.shift_hours.get(key[1], Fraction(0))
            for key, people in month.team.items()
            if _matches(line, key)
        ),
        Fraction(0),
    )
    return total * month.month.day_count * HUNDREDTHS


def _conversations(line: RateLine, month: ScenarioMonth, temporary: bool) -> Fraction:
    """Conversations of the shift; of one role, in proportion to its seats."""
    return sum(
        (
            conversations * _role_share(line, month.team, shift)
            for shift, conversations in month.conversations.items()
            if line.shift in (None, shift)
        ),
        Fraction(0),
    )


def _sales(line: RateLine, month: ScenarioMonth, temporary: bool) -> Fraction | None:
    return None if month.sales is None else Fraction(month.sales.minor)


_AMOUNTS = {
    "seats": _seats,
    "shift_seats": _seats,
    "seat_days": _seat_days,
    "hours_hundredths": _hours,
    "conversations": _conversations,
    "gross_sales_minor": _sales,
    "net_sales_minor": _sales,
}


def _matches(line: RateLine, key: tuple[str, str]) -> bool:
    role, shift = key
    return line.role in (None, role) and line.shift in (None, shift)


def _within(line: RateLine, team: Team) -> int:
    return sum(people for key, people in team.items() if _matches(line, key))


def _role_share(line: RateLine, team: Team, shift: str) -> Fraction:
    if line.role is None:
        return Fraction(1)
    of_shift = {role: people for (role, its_shift), people in team.items() if its_shift == shift}
    total = sum(of_shift.values())
    return Fraction(of_shift.get(line.role, 0), total) if total else Fraction(0)


def _missing(cards: Iterable[PricedCard]) -> tuple[Message, ...]:
    if not any(card.missing for card in cards):
        return ()
    return (message("The requirement states no expected sales; without them a commission has no price."),)


def _assumptions(lines: Sequence[RateLine]) -> Iterable[Message]:
    """What the scenario cannot tell apart: those lines are priced as if they applied to all the work."""
    for line in lines:
        others = [name for name, _ in line.qualifiers if name not in NARROWED_BY_THE_SCENARIO]
        if others:
            yield message(
                "“%(line)s” is priced as if it applied to all the work.", line=line.label or line.kind.name
            )
    if any(line.line_type is LineType.SEAT_DAY for line in lines):
        yield message("Peaks are met with temporary agents on the days of the sales event.")
    elif any(line.kind.quantity in ("seats", "shift_seats") for line in lines):
        yield message("Peaks are met with more monthly seats.")
