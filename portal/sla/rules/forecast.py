"""What the rest of a running month must bring for its target to be reached."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sla.rules.measurements import Measurement, Unit, quantity, rounded
from portal.sla.rules.promises import Judged, Promise

SUMMED = frozenset({Unit.COUNT, Unit.HOURS, Unit.AMOUNT})
"""Units in which a metric without a count of cases is a sum over the month."""


class Outlook(StrEnum):
    """How a line stands while the month runs."""

    SAFE = "safe"
    ON_COURSE = "on_course"
    NEEDED = "needed"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class RestOfMonth:
    """The part of the month that is still to come: days of service, and the cases expected on them.

    `is_all_days` says that there is service on every day, `by_forecast` that the contract's forecast gives the cases;
    otherwise the pace so far does.
    """

    days_gone: int
    days_left: int
    cases: Fraction
    by_forecast: bool = False
    is_all_days: bool = True


@dataclass(frozen=True)
class Forecast:
    """The answer for one line: `low` and `high` are what the rest may be, None where that side is open."""

    outlook: Outlook
    low: Fraction | None
    high: Fraction | None
    reasons: tuple[Message, ...]


def rest_of_month(
    cases: int,
    *,
    days_gone: int,
    days_left: int,
    volume: int | None = None,
    forecast: int | None = None,
    is_all_days: bool = True,
) -> RestOfMonth:
    """The rest of the month for a line that counted `cases` so far.

    With the month's `volume` so far and the contract's `forecast`, what is left of the forecast is spread over the
    line's cases in proportion; without, or when the forecast is used up, the pace so far goes on.
    """
    if volume and forecast is not None and forecast > volume:
        to_come = Fraction(cases * (forecast - volume), volume)
        return RestOfMonth(days_gone, days_left, to_come, True, is_all_days)
    at_pace = Fraction(cases * days_left, max(days_gone, 1))
    return RestOfMonth(days_gone, days_left, at_pace, False, is_all_days)


def forecast_of(promise: Promise, found: Measurement, rest: RestOfMonth) -> Forecast | None:
    """What the remaining days must bring; None without figures, without days left, or for a snapshot."""
    value = found.value
    is_sum = not found.counted and found.unit in SUMMED
    if value is None or rest.days_left < 1 or not (is_sum or (found.counted and rest.cases)):
        return None
    bounds = _sum_bounds(promise, value) if is_sum else _mean_bounds(promise, found, value, rest)
    if bounds is None:
        return None
    low, high = bounds
    pace = value * rest.days_left / max(rest.days_gone, 1) if is_sum else value
    best = Fraction(100) if found.share else None
    outlook = _outlook(low, high, pace, best)
    said = _sum_words if is_sum else _mean_words
    reasons = [said(outlook, promise, found, rest, (low, high))]
    if not is_sum:
        reasons.append(_assumption(rest))
    return Forecast(outlook, low, high, tuple(reasons))


def _targets(promise: Promise) -> tuple[Fraction | None, Fraction | None] | None:
    if promise.judged is Judged.AT_LEAST:
        return promise.mark, None
    if promise.judged is Judged.AT_MOST:
        return None, promise.mark
    if promise.judged is Judged.BAND and promise.band_high is not None:
        return promise.mark, Fraction(promise.band_high)
    return None


def _mean_bounds(
    promise: Promise, found: Measurement, value: Fraction, rest: RestOfMonth
) -> tuple[Fraction | None, Fraction | None] | None:
    """Target · (cases so far + to come) − result so far · cases so far, over the cases to come."""
    targets = _targets(promise)
    if targets is None:
        return None
    low, high = (
        None
        if target is None
        else (target * (found.denominator + rest.cases) - value * found.denominator) / rest.cases
        for target in targets
    )
    return low, high


def _sum_bounds(promise: Promise, value: Fraction) -> tuple[Fraction | None, Fraction | None] | None:
    targets = _targets(promise)
    if targets is None:
        return None
    low, high = (None if target is None else target - value for target in targets)
    return low, high


def _outlook(low: Fraction | None, high: Fraction | None, pace: Fraction, best: Fraction | None) -> Outlook:
    if (low is not None and best is not None and low > best) or (high is not None and high < 0):
        return Outlook.IMPOSSIBLE
    is_low_safe = low is None or low <= 0
    is_high_safe = high is None or (best is not None and high >= best)
    if is_low_safe and is_high_safe:
        return Outlook.SAFE
    if (low is None or pace >= low) and (high is None or pace <= high):
        return Outlook.ON_COURSE
    return Outlook.NEEDED


def _days(rest: RestOfMonth) -> Message:
    if rest.days_left == 1:
        return message("the last day") if rest.is_all_days else message("the last day of service")
    if not rest.is_all_days:
        return message("the remaining %(days)s days of service", days=rest.days_left)
    return message("the remaining %(days)s days", days=rest.days_left)


def _upwards(value: Fraction, unit: Unit) -> Message:
    """What is needed at least, never shown smaller than it is."""
    return quantity(_cut(value, ROUND_CEILING), unit)


def _downwards(value: Fraction, unit: Unit) -> Message:
    """What is allowed at most, never shown larger than it is."""
    return quantity(_cut(value, ROUND_FLOOR), unit)


def _cut(value: Fraction, rounding: str) -> Decimal:
    hundredths = value * 100
    whole = -(-hundredths // 1) if rounding == ROUND_CEILING else hundredths // 1
    return rounded(Fraction(whole, 100))


def _span(low: Fraction | None, high: Fraction | None, unit: Unit) -> Message:
    """What the rest may be, in words."""
    if low is not None and high is not None:
        return message(
            "%(low)s to %(high)s", low=_upwards(max(low, Fraction(0)), unit), high=_downwards(high, unit)
        )
    if low is not None:
        return message("at least %(value)s", value=_upwards(low, unit))
    return message("at most %(value)s", value=_downwards(high or Fraction(0), unit))


Bounds = tuple[Fraction | None, Fraction | None]


def _mean_words(
    outlook: Outlook, promise: Promise, found: Measurement, rest: RestOfMonth, bounds: Bounds
) -> Message:
    unit = found.unit
    target = quantity(promise.mark, unit)
    now = quantity(found.value or Fraction(0), unit)
    if outlook is Outlook.SAFE:
        return message("Whatever %(rest)s bring, %(target)s is kept.", rest=_days(rest), target=target)
    if outlook is Outlook.IMPOSSIBLE:
        return message(
            "%(target)s can no longer be reached: it would take %(needed)s on %(rest)s; so far it is %(value)s.",
            target=target,
            rest=_days(rest),
            needed=_beyond_reach(bounds, unit),
            value=now,
        )
    if outlook is Outlook.ON_COURSE:
        return message(
            "%(value)s so far; %(needed)s on %(rest)s is enough for %(target)s.",
            value=now,
            rest=_days(rest),
            needed=_span(*bounds, unit),
            target=target,
        )
    return message(
        "To reach %(target)s, it takes %(needed)s on %(rest)s; so far it is %(value)s.",
        target=target,
        rest=_days(rest),
        needed=_span(*bounds, unit),
        value=now,
    )


def _beyond_reach(bounds: Bounds, unit: Unit) -> Message:
    low, high = bounds
    if high is not None and high < 0:
        return message("less than %(value)s", value=quantity(Fraction(0), unit))
    return _upwards(low or Fraction(0), unit)


def _sum_words(
    outlook: Outlook, promise: Promise, found: Measurement, rest: RestOfMonth, bounds: Bounds
) -> Message:
    unit = found.unit
    target = quantity(promise.mark, unit)
    now = quantity(found.value or Fraction(0), unit)
    if outlook is Outlook.SAFE:
        return message(
            "%(value)s so far, agreed are %(target)s: nothing can change that.", value=now, target=target
        )
    if outlook is Outlook.IMPOSSIBLE:
        return message("%(target)s can no longer be kept: it is %(value)s already.", target=target, value=now)
    words = {"value": now, "target": target, "rest": _days(rest), "needed": _span(*bounds, unit)}
    if outlook is Outlook.ON_COURSE:
        return message(
            "%(value)s so far; %(needed)s on %(rest)s together is enough for %(target)s.",
            **words,
        )
    return message(
        "To reach %(target)s, it takes %(needed)s on %(rest)s together; so far it is %(value)s.", **words
    )


def _assumption(rest: RestOfMonth) -> Message:
    cases = int(rest.cases + Fraction(1, 2))
    if rest.by_forecast:
        return message("Reckoned with %(cases)s more cases, as the contract forecasts.", cases=cases)
    return message("Reckoned with %(cases)s more cases, at the pace so far.", cases=cases)
