"""One figure at a glance: a result against its target, a score with its range, many values on one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.charts.scales import Figure, Mark, Rect, Scale, known


@dataclass(frozen=True)
class Bullet:
    """A result against its target: the bar from zero, or a dot where the scale starts elsewhere."""

    width: float
    height: float
    bands: tuple[Rect, ...]
    bar: Rect | None
    dot: Mark | None
    target: float | None


def bullet(
    result: Figure | None,
    target: Figure | None,
    *,
    tone: str,
    low: Figure = 0,
    high: Figure | None = None,
    floor: Figure | None = None,
    width: float = 140,
    height: float = 18,
) -> Bullet:
    """A result against target and floor on a scale from ``low``.

    A bar must start at zero to be honest; on a scale that starts elsewhere the result is a dot. Without a result
    only the target is drawn, never a bar of length zero.
    """
    figures = known([result, target, floor])
    top = float(high) if high is not None else max([*figures, float(low)]) * 1.1 or 1.0
    x = Scale(float(low), max(top, float(low) + 1e-9), 2, width - 2)
    edges = [x(edge) for edge in sorted(known([floor, target]))] + [width - 2]
    starts = [2.0, *edges]
    bands = tuple(
        Rect(start, 2, round(end - start, 2), height - 4, "band-1" if place == 0 else "band-2")
        for place, (start, end) in enumerate(zip(starts, edges, strict=False))
    )
    bar = dot = None
    if result is not None and float(low) == 0:
        bar = Rect(2, height / 2 - 3, max(1.0, round(x(result) - 2, 2)), 6, tone)
    elif result is not None:
        dot = Mark(x(result), height / 2, tone)
    return Bullet(width, height, bands, bar, dot, x(target) if target is not None else None)


@dataclass(frozen=True)
class ScoreBar:
    """A score as a bar from zero with the range in which it may lie."""

    width: float
    height: float
    track: Rect
    bar: Rect
    range: Rect | None
    gate: float | None


def score_bar(
    score: Figure,
    *,
    lowest: Figure | None = None,
    highest: Figure | None = None,
    best_possible: Figure = 1,
    gate: Figure | None = None,
    width: float = 160,
    height: float = 18,
) -> ScoreBar:
    """A vendor's score, the interval it keeps when the weights move, and the quality gate as a line."""
    x = Scale(0, float(best_possible), 1, width - 1)
    between = None
    if lowest is not None and highest is not None:
        between = Rect(x(lowest), height - 2, round(x(highest) - x(lowest), 2), 2, "ink")
    return ScoreBar(
        width,
        height,
        Rect(1, 1, width - 2, height - 5, "band-2"),
        Rect(1, 1, max(1.0, round(x(score) - 1, 2)), height - 5, "series-1"),
        between,
        x(gate) if gate is not None else None,
    )


@dataclass(frozen=True)
class Strip:
    """Many values on one line, piled up where they meet, with the target between them."""

    width: float
    height: float
    dots: tuple[Mark, ...]
    target: float | None
    base: float
    ends: tuple[float, float]


def strip(
    values: Sequence[Figure],
    *,
    target: Figure | None = None,
    tones: Sequence[str] = (),
    width: float = 640,
    height: float = 96,
    dot: float = 7,
) -> Strip:
    """The spread of values, one dot each; dots on the same place are piled, so that crowds can be seen."""
    figures = known([*values, target]) or [0.0]
    low, high = min(figures), max(figures)
    x = Scale(low, high if high > low else low + 1, dot, width - dot)
    base = height - 20
    piles: dict[int, int] = {}
    order = sorted(range(len(values)), key=lambda place: float(values[place]))
    highest = max(1, int((base - dot) / dot))
    dots = []
    for place in order:
        bin_ = int(x(values[place]) // dot)
        piles[bin_] = piles.get(bin_, 0) + 1
        level = min(piles[bin_], highest) - 1
        tone = tones[place] if place < len(tones) else "series-1"
        dots.append(Mark(round((bin_ + 0.5) * dot, 2), round(base - dot * (level + 0.5), 2), tone))
    return Strip(width, height, tuple(dots), x(target) if target is not None else None, base, (low, high))
