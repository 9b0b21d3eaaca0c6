"""How often a tier is due, what that makes in money, and the same in words."""

from collections.abc import Iterator
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.measurements import distance, rounded
from portal.sla.rules.promises import Tier
from portal.sla.rules.repeats import Repetition


def multiplicity(tier: Tier, result: LineResult) -> Fraction:
    """How often a tier is due: its steps × its cases × the ladder for repeated misses."""
    steps = tier.times(result.shortfall) if result.shortfall else 1
    cases = result.counts.get(tier.counted, 0) if tier.counted else 1
    return Fraction(steps * cases) * Fraction(result.repetition.times)


def amount_of(tier: Tier, times: Fraction, base: Money, days: int) -> Money:
    """Percent of the fee, daily fees and fixed sum together, rounded once."""
    share = Fraction(tier.percent) / 100 + (Fraction(tier.days, days) if days else 0)
    return Money.rounded((base.minor * share + tier.fixed_minor) * times, base.currency)


def deduction_words(tier: Tier, result: LineResult, times: Fraction, currency: str) -> Message:
    """How far from the target, and what that costs."""
    pieces = list(_pieces(tier, times, currency)) or [message("no service credit")]
    words = pieces[0]
    for piece in pieces[1:]:
        words = message("%(one)s and %(other)s", one=words, other=piece)
    words = _repeated(words, result.repetition)
    if result.measurement is None:
        return message("No figures: %(deduction)s.", deduction=words)
    return message(
        "%(shortfall)s from the target: %(deduction)s.",
        shortfall=distance(result.shortfall, result.measurement.unit),
        deduction=words,
    )


def _repeated(words: Message, again: Repetition) -> Message:
    """The same with what the ladder for repeated misses made of it."""
    if again.next_tier:
        return message(
            "%(deduction)s (the next step: missed %(months)s months in a row)",
            deduction=words,
            months=again.months,
        )
    if again.times == 1:
        return words
    return message(
        "%(deduction)s (%(times)s times as much: missed %(months)s months in a row)",
        deduction=words,
        times=rounded(again.times),
        months=again.months,
    )


def _pieces(tier: Tier, times: Fraction, currency: str) -> Iterator[Message]:
    if tier.percent:
        yield message("%(percent)s %% of the service fee", percent=rounded(Fraction(tier.percent) * times))
    if tier.fixed_minor and times == 1:
        yield message("a fixed sum of %(amount)s", amount=Money(tier.fixed_minor, currency))
    elif tier.fixed_minor:
        one = Money(tier.fixed_minor, currency)
        yield message("%(times)s × %(amount)s", times=rounded(times), amount=one)
    if tier.days:
        yield message("%(days)s daily fees", days=rounded(tier.days * times))
    if tier.seats:
        yield message(
            "%(seats)s extra seats for %(days)s days without charge",
            seats=rounded(tier.seats * times),
            days=tier.seat_days,
        )
