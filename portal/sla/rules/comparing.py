"""How agents, shifts, shops or days compare: each beside the pooled average, and how far they are spread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import median

from portal.kernel.messages import Message, message
from portal.kernel.ratios import nearest_rank
from portal.sla.rules.measurements import Measurement, Unit, quantity
from portal.sla.rules.promises import Judged, Promise

FEW = 30
"""Cases below which a share says little about a person; it is shown in grey and never called better or worse."""

SIGMAS = 3.0
LEAST_PEERS = 5
MAD_TO_SIGMA = 1.4826


class Standing(StrEnum):
    """Where one stands beside the average of all, the judged one included."""

    CLEARLY_BETTER = "clearly_better"
    BETTER = "better"
    LEVEL = "level"
    WORSE = "worse"
    CLEARLY_WORSE = "clearly_worse"
    FEW = "few"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Peer:
    """One of several: its measurement, its distance from the average, and what that distance means."""

    name: str
    measurement: Measurement | None
    difference: Fraction | None
    standing: Standing

    @property
    def value(self) -> Fraction | None:
        """The exact result; None without figures."""
        return None if self.measurement is None else self.measurement.value


@dataclass(frozen=True)
class Comparison:
    """All of them, the one furthest on the bad side first, and their pooled average (Σ ÷ Σ)."""

    unit: Unit
    average: Fraction | None
    peers: tuple[Peer, ...]

    @property
    def below(self) -> tuple[str, ...]:
        """The names that lie below the average beyond chance."""
        return tuple(peer.name for peer in self.peers if peer.standing is Standing.CLEARLY_WORSE)


def compare(found: Mapping[str, Measurement | None], unit: Unit, *, is_lower_better: bool) -> Comparison:
    """Everyone beside Σ ÷ Σ of all.

    A share differs clearly when it lies outside three standard errors for its own number of cases (a funnel); a mean
    or a sum when it lies three robust deviations from the middle of at least five.
    """
    known = [one for one in found.values() if one is not None and one.value is not None]
    average = pooled_value(known)
    sign = -1 if is_lower_better else 1
    usual = _usual(known)
    peers = [_peer(name, one, average, sign, usual) for name, one in found.items()]
    last = (
        max((abs(peer.difference) for peer in peers if peer.difference is not None), default=Fraction(0)) + 1
    )
    peers.sort(key=lambda peer: (last if peer.difference is None else sign * peer.difference, peer.name))
    return Comparison(unit, average, tuple(peers))


def pooled_value(several: Iterable[Measurement]) -> Fraction | None:
    """Σ ÷ Σ over measurements of one metric, in its unit; for sums the mean of the sums."""
    known = [one for one in several if one.denominator]
    if not known:
        return None
    total = sum((Fraction(one.numerator, one.scale) for one in known), start=Fraction(0))
    return total / sum(one.denominator for one in known) * known[0].factor


Range = tuple[Fraction, Fraction]


def _usual(known: Sequence[Measurement]) -> Range | None:
    """Three robust deviations around the middle; None with fewer than five, or when all are alike."""
    values = [one.value for one in known if one.value is not None]
    if len(values) < LEAST_PEERS:
        return None
    middle = median(values)
    deviation = Fraction(SIGMAS * MAD_TO_SIGMA) * median(abs(value - middle) for value in values)
    return (middle - deviation, middle + deviation) if deviation else None


def _funnel(average: Fraction, cases: int) -> Range:
    """Three standard errors of a share around the average, for so many cases."""
    share = float(average) / 100
    error = Fraction(100 * SIGMAS * sqrt(max(0.0, share * (1 - share)) / cases))
    return average - error, average + error


def _peer(
    name: str, one: Measurement | None, average: Fraction | None, sign: int, usual: Range | None
) -> Peer:
    value = None if one is None else one.value
    if one is None or value is None or average is None:
        return Peer(name, one, None, Standing.NO_DATA)
    chance = _funnel(average, one.denominator) if one.share and one.counted else usual
    is_clear = chance is not None and not chance[0] <= value <= chance[1]
    return Peer(name, one, value - average, _standing(one, sign * (value - average), is_clear=is_clear))


def _standing(one: Measurement, better_by: Fraction, *, is_clear: bool) -> Standing:
    if one.counted and one.denominator < FEW:
        return Standing.FEW
    if not better_by:
        return Standing.LEVEL
    if is_clear:
        return Standing.CLEARLY_BETTER if better_by > 0 else Standing.CLEARLY_WORSE
    return Standing.BETTER if better_by > 0 else Standing.WORSE


MOST_NAMES = 5


def some(names: Sequence[str]) -> list[str] | Message:
    """Names in a sentence: five of them at most, and how many more there are."""
    if len(names) <= MOST_NAMES:
        return list(names)
    return message(
        "%(names)s and %(count)s more", names=list(names[:MOST_NAMES]), count=len(names) - MOST_NAMES
    )


def comparison_words(found: Comparison) -> Message:
    """What the comparison says in one sentence; also the title of its chart."""
    if found.average is None:
        return message("No figures to compare.")
    average = quantity(found.average, found.unit)
    if found.below:
        return message(
            "Worse than the average of %(average)s by more than chance: %(names)s.",
            average=average,
            names=some(found.below),
        )
    return message("Nobody is worse than the average of %(average)s by more than chance.", average=average)


@dataclass(frozen=True)
class Spread:
    """How results are spread: best, middle, the value the worst tenth does not reach, worst, and how many miss."""

    count: int
    best: Fraction
    middle: Fraction
    worst_tenth: Fraction
    worst: Fraction
    missing: int


def spread_of(values: Iterable[Fraction | None], promise: Promise) -> Spread | None:
    """The spread of the values that are there, percentiles by nearest rank; None without values."""
    known = sorted(
        (value for value in values if value is not None), reverse=promise.judged is not Judged.AT_MOST
    )
    if not known:
        return None
    rank = nearest_rank(range(len(known)), Fraction(9, 10))
    middle = nearest_rank(range(len(known)), Fraction(1, 2))
    return Spread(
        count=len(known),
        best=known[0],
        middle=known[middle or 0],
        worst_tenth=known[rank or 0],
        worst=known[-1],
        missing=sum(bool(promise.shortfall(value)) for value in known),
    )


def spread_words(spread: Spread, unit: Unit) -> Message:
    """How the results of several agents are spread, in one sentence."""
    return message(
        "%(count)s agents: best %(best)s, middle %(middle)s, worst %(worst)s; %(missing)s miss the target.",
        count=spread.count,
        best=quantity(spread.best, unit),
        middle=quantity(spread.middle, unit),
        worst=quantity(spread.worst, unit),
        missing=spread.missing,
    )
