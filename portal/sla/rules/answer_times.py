"""How long first answers took, from single conversations: the distribution behind the mean."""

from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.ratios import nearest_rank_of_histogram
from portal.sla.rules.measurements import Unit, quantity
from portal.sla.rules.pooling import FIRST_RESPONSES, Figures

STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
"""Widths of a bar in seconds that people can read."""

MOST_BARS = 14


@dataclass(frozen=True)
class Bar:
    """So many answers that took at least `low` and less than `high` seconds; None for all longer ones."""

    low: int
    high: int | None
    count: int


@dataclass(frozen=True)
class AnswerTimes:
    """Half of the answers came within `half`, nine of ten within `nine_of_ten` seconds; the bars count all."""

    answers: int
    half: Fraction
    nine_of_ten: Fraction
    bars: tuple[Bar, ...]


def answer_times(figures: Figures) -> AnswerTimes | None:
    """The distribution of first answers; None unless the files hold single conversations."""
    counts = {
        milliseconds: count for milliseconds, count in figures.spreads.get(FIRST_RESPONSES, ()) if count
    }
    half, nine, nearly_all = (
        nearest_rank_of_histogram(counts, share)
        for share in (Fraction(1, 2), Fraction(9, 10), Fraction(99, 100))
    )
    if half is None or nine is None or nearly_all is None:
        return None
    return AnswerTimes(
        sum(counts.values()), Fraction(half, 1000), Fraction(nine, 1000), _bars(counts, nearly_all)
    )


def _bars(counts: dict[int, int], nearly_all: int) -> tuple[Bar, ...]:
    """Equal bars up to where 99 % of the answers are, and one for the rest."""
    step = next((step for step in STEPS if nearly_all // (step * 1000) < MOST_BARS), STEPS[-1])
    number = min(nearly_all // (step * 1000) + 1, MOST_BARS)
    filled = [0] * (number + 1)
    for milliseconds, count in counts.items():
        filled[min(milliseconds // (step * 1000), number)] += count
    bars = [Bar(place * step, (place + 1) * step, filled[place]) for place in range(number)]
    return (*bars, *([Bar(number * step, None, filled[number])] if filled[number] else []))


def answer_words(found: AnswerTimes) -> Message:
    """The finding in one sentence; the title of the chart."""
    return message(
        "Half of the %(answers)s first answers came within %(half)s, nine of ten within %(nine)s.",
        answers=found.answers,
        half=quantity(found.half, Unit.SECONDS),
        nine=quantity(found.nine_of_ten, Unit.SECONDS),
    )
