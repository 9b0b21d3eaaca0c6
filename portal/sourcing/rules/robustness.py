"""Whether the order would hold if the merchant weighed a little differently: said in words first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sourcing.rules.criteria import FULL_WEIGHT, Criterion, Direction
from portal.sourcing.rules.scoring import Comparison, Ranked, shown

# A lead that survives moving any one weight by this many percentage points is called robust.
ROOM = 5


@dataclass(frozen=True)
class SwitchingPoint:
    """The weight at which somebody else takes the lead; the other weights move in proportion.

    ``towards`` MORE means from this weight (percent, exact) upwards, LESS from it downwards.
    """

    criterion: Criterion
    weight: Fraction
    at: Fraction
    towards: Direction
    rival: Ranked


@dataclass(frozen=True)
class Dominated:
    """A vendor that is nowhere better than another and somewhere worse."""

    vendor: Ranked
    by: Ranked


@dataclass(frozen=True)
class Robustness:
    """How firm the lead is, with the sentences for the page."""

    is_robust: bool
    lead: Fraction
    switching_points: tuple[SwitchingPoint, ...]
    dominated: tuple[Dominated, ...]
    sentences: tuple[Message, ...]


def robustness(comparison: Comparison) -> Robustness:
    """How firm the first place is.

    One weight at a time is moved from 0 to 100 % while the others keep their proportions; scores are straight
    lines in it, so the switching points are exact. Missing data count with the middle of their interval.
    """
    dominated = tuple(_dominated(comparison.ranked))
    if len(comparison.ranked) < 2:
        return Robustness(
            False,
            Fraction(0),
            (),
            dominated,
            (message("With fewer than two ranked quotes there is no lead."),),
        )
    leader, runner_up = comparison.ranked[:2]
    lead = leader.points.middle - runner_up.points.middle
    points = tuple(
        point
        for criterion in comparison.criteria
        if criterion.key in comparison.weights
        for point in _switching_points(comparison, criterion)
    )
    overtakers = [rival for rival in comparison.ranked[1:] if _could_overtake(leader, rival)]
    near = [point for point in points if abs(point.at - point.weight) < ROOM]
    is_robust = lead > 0 and not near and not overtakers
    sentences = [
        *_lead_sentences(leader, runner_up, lead, is_robust),
        *(_switch_sentence(point) for point in sorted(near, key=_room)),
        *_overtaking_sentences(leader, overtakers),
        *(_dominated_sentence(one) for one in dominated),
    ]
    return Robustness(is_robust, lead, points, dominated, tuple(sentences))


def _switching_points(comparison: Comparison, criterion: Criterion) -> Iterable[SwitchingPoint]:
    """The nearest switch below and above the present weight of one criterion."""
    leader, *rivals = comparison.ranked
    weight = comparison.weights[criterion.key]
    crossings = []
    for rival in rivals:
        at = _crossing(_gaps(leader, rival), comparison.weights, criterion)
        if at is not None:
            crossings.append((at, rival))
    above = [crossing for crossing in crossings if crossing[0] > weight]
    below = [crossing for crossing in crossings if crossing[0] < weight]
    if below:
        at, rival = max(below, key=lambda crossing: crossing[0])
        yield SwitchingPoint(criterion, weight, at, Direction.LESS, rival)
    if above:
        at, rival = min(above, key=lambda crossing: crossing[0])
        yield SwitchingPoint(criterion, weight, at, Direction.MORE, rival)


def _gaps(leader: Ranked, rival: Ranked) -> dict[str, Fraction]:
    """By how much the leader is ahead in each criterion, on the scale from 0 to 1."""
    return {
        mine.criterion.key: mine.normalised.middle - theirs.normalised.middle
        for mine, theirs in zip(leader.scores, rival.scores, strict=True)
    }


def _crossing(
    gaps: Mapping[str, Fraction], weights: Mapping[str, Fraction], criterion: Criterion
) -> Fraction | None:
    """The weight between 0 and 100 at which both have equal points, if there is one."""
    rest = FULL_WEIGHT - weights[criterion.key]
    if rest == 0:
        return None
    here = gaps[criterion.key]
    others = sum((weights[key] * gaps[key] for key in weights if key != criterion.key), Fraction(0)) / rest
    if here == others:
        return None
    at = FULL_WEIGHT * others / (others - here)
    return at if 0 < at < FULL_WEIGHT else None


def _could_overtake(leader: Ranked, rival: Ranked) -> bool:
    """Whether missing data, seen at their best for the rival and worst for the leader, turn the order."""
    certain = leader.points.is_certain and rival.points.is_certain
    return not certain and rival.points.high >= leader.points.low


def _dominated(ranked: Iterable[Ranked]) -> Iterable[Dominated]:
    entries = list(ranked)
    for vendor in entries:
        better = next((other for other in entries if _dominates(other, vendor)), None)
        if better is not None:
            yield Dominated(vendor, better)


def _dominates(one: Ranked, other: Ranked) -> bool:
    pairs = [
        (mine.normalised, theirs.normalised) for mine, theirs in zip(one.scores, other.scores, strict=True)
    ]
    return all(mine.low >= theirs.high for mine, theirs in pairs) and any(
        mine.low > theirs.high for mine, theirs in pairs
    )


def _room(point: SwitchingPoint) -> Fraction:
    return abs(point.at - point.weight)


def _lead_sentences(leader: Ranked, runner_up: Ranked, lead: Fraction, is_robust: bool) -> Iterable[Message]:
    names = {"leader": leader.candidate.name, "rival": runner_up.candidate.name}
    if lead == 0:
        yield message("%(leader)s and %(rival)s have equal points.", **names)
        return
    yield message("%(leader)s leads %(rival)s by %(points)s points.", points=shown(lead, 2), **names)
    if is_robust:
        yield message(
            "The lead holds when any one weight moves by up to %(room)s percentage points.", room=ROOM
        )


def _switch_sentence(point: SwitchingPoint) -> Message:
    """Rounded outwards to one decimal, so that the sentence is true as printed."""
    exact = Decimal(point.at.numerator) / Decimal(point.at.denominator)
    words = {
        "rival": point.rival.candidate.name,
        "criterion": point.criterion.name,
        "now": shown(point.weight),
    }
    if point.towards is Direction.MORE:
        return message(
            "%(rival)s takes the lead if %(criterion)s weighs more than %(weight)s %% (now %(now)s %%).",
            weight=exact.quantize(Decimal("0.1"), rounding=ROUND_CEILING),
            **words,
        )
    return message(
        "%(rival)s takes the lead if %(criterion)s weighs less than %(weight)s %% (now %(now)s %%).",
        weight=exact.quantize(Decimal("0.1"), rounding=ROUND_FLOOR),
        **words,
    )


def _overtaking_sentences(leader: Ranked, overtakers: Iterable[Ranked]) -> Iterable[Message]:
    for rival in overtakers:
        yield message(
            "Data are missing: with them, %(rival)s could be ahead of %(leader)s.",
            rival=rival.candidate.name,
            leader=leader.candidate.name,
        )


def _dominated_sentence(one: Dominated) -> Message:
    return message(
        "%(vendor)s is nowhere better than %(other)s and somewhere worse.",
        vendor=one.vendor.candidate.name,
        other=one.by.candidate.name,
    )
