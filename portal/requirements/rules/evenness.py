"""Whether the work comes evenly: it decides between a steady team and a core with help at the peaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from statistics import mean, median

from portal.kernel.messages import Message, message

EVEN_BELOW = 0.15
UNEVEN_ABOVE = 0.4
UNEVEN_PEAK = 2.0


class Reading(StrEnum):
    """How the history reads."""

    UNKNOWN = "unknown"
    EVEN = "even"
    MODERATE = "moderate"
    UNEVEN = "uneven"


@dataclass(frozen=True)
class Evenness:
    """Spread and peak of monthly volumes; ratios without unit, None where they cannot be told."""

    reading: Reading
    variation: float | None
    peak_to_median: float | None
    peak_to_mean: float | None
    reasons: tuple[Message, ...]


def evenness(months: Sequence[int]) -> Evenness:
    """How evenly the conversations of these months fall.

    ``variation`` is the coefficient of variation (population standard deviation over mean). Below 0.15 is even,
    above 0.4 or with a peak of at least twice the median is uneven, in between moderate.
    """
    if len(months) < 2 or not any(months):
        return Evenness(
            Reading.UNKNOWN, None, None, None, (message("At least two months with volumes are needed."),)
        )
    average, middle, peak = mean(months), median(months), max(months)
    variation = sqrt(sum((month - average) ** 2 for month in months) / len(months)) / average
    peak_to_median = peak / middle if middle else None
    reading = _reading(variation, peak_to_median)
    return Evenness(
        reading=reading,
        variation=variation,
        peak_to_median=peak_to_median,
        peak_to_mean=peak / average,
        reasons=_reasons(reading, variation, peak_to_median, len(months)),
    )


def _reading(variation: float, peak_to_median: float | None) -> Reading:
    if variation > UNEVEN_ABOVE or peak_to_median is None or peak_to_median >= UNEVEN_PEAK:
        return Reading.UNEVEN
    return Reading.EVEN if variation < EVEN_BELOW else Reading.MODERATE


ADVICE = {
    Reading.EVEN: message("Demand is even: a steady team fits."),
    Reading.MODERATE: message("Demand moves: a steady team with some reserve fits."),
    Reading.UNEVEN: message(
        "Demand is uneven: a permanent core with a temporary team for the peaks fits better."
    ),
}


def _reasons(
    reading: Reading, variation: float, peak_to_median: float | None, months: int
) -> tuple[Message, ...]:
    spread = message(
        "Over %(months)s months the volumes spread by %(variation)s of their mean.",
        months=months,
        variation=Decimal(variation).quantize(Decimal("0.01")),
    )
    if peak_to_median is None:
        return ADVICE[reading], spread, message("In most months there is nothing to do.")
    peak = message(
        "The busiest month brings %(ratio)s times the usual one.",
        ratio=Decimal(peak_to_median).quantize(Decimal("0.1")),
    )
    return ADVICE[reading], spread, peak
