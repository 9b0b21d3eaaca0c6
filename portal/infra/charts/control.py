"""A process by day: its points between the limits of chance, and how far one lies from the average of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.charts.scales import (
    TEXT,
    Figure,
    Mark,
    Rect,
    Say,
    Scale,
    Tick,
    known,
    line_path,
    plain_words,
    round_steps,
    text_width,
    thinned,
)

Limits = tuple[Figure, Figure]


@dataclass(frozen=True)
class Reference:
    """A straight line across the chart with its words at the right end."""

    y: float
    words: str
    words_at: float


@dataclass(frozen=True)
class ControlDrawing:
    """Everything a control chart draws; ``band`` is the outline of the limits, empty where there are none."""

    width: float
    height: float
    plot: Rect
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    band: str
    path: str
    points: tuple[Mark, ...]
    centre: Reference | None
    target: Reference | None


def control_chart(
    labels: Sequence[str],
    values: Sequence[Figure | None],
    *,
    limits: Sequence[Limits | None],
    tones: Sequence[str],
    words: Sequence[str],
    centre: Figure | None = None,
    centre_words: str = "",
    target: Figure | None = None,
    target_words: str = "",
    width: float = 640,
    height: float = 220,
    say: Say = plain_words,
) -> ControlDrawing:
    """Results by day with the band that chance keeps to, the average and the target as lines."""
    edges = [edge for pair in limits if pair is not None for edge in pair]
    figures = known([*values, *edges, centre, target]) or [0.0]
    steps = round_steps(min(figures), max(figures))
    left = max(text_width(say(step)) for step in steps) + 10
    right = max(text_width(centre_words), text_width(target_words)) + 14
    plot = Rect(round(left, 2), TEXT, round(width - left - right, 2), height - 3 * TEXT)
    y = Scale(steps[0], steps[-1], plot.y + plot.height, plot.y)
    room = plot.width / max(1, len(labels))
    xs = [round(plot.x + room * (place + 0.5), 2) for place in range(len(labels))]
    places = [None if value is None else (x, y(value)) for x, value in zip(xs, values, strict=True)]
    every = thinned(labels, room)
    lines = _references([(centre, centre_words), (target, target_words)], y)
    return ControlDrawing(
        width=width,
        height=height,
        plot=plot,
        y_ticks=tuple(Tick(y(step), say(step)) for step in steps),
        x_ticks=tuple(
            Tick(x, word)
            for place, (x, word) in enumerate(zip(xs, labels, strict=True))
            if place % every == 0
        ),
        band=_band(limits, xs, room, y),
        path=line_path(places),
        points=tuple(
            Mark(*place, tone, said)
            for place, tone, said in zip(places, tones, words, strict=True)
            if place is not None
        ),
        centre=lines[0],
        target=lines[1],
    )


def _references(wanted: Sequence[tuple[Figure | None, str]], y: Scale) -> list[Reference | None]:
    """The lines with their words moved apart where they would cover each other."""
    placed: dict[int, Reference] = {}
    lowest = float("-inf")
    for number, (figure, words) in sorted(
        ((number, one) for number, one in enumerate(wanted) if one[0] is not None),
        key=lambda item: y(item[1][0] or 0),
    ):
        at = y(figure or 0)
        lowest = max(at, lowest + TEXT + 1)
        placed[number] = Reference(at, words, lowest)
    return [placed.get(number) for number in range(len(wanted))]


def _band(limits: Sequence[Limits | None], xs: Sequence[float], room: float, y: Scale) -> str:
    """One stepped outline for each stretch of days with limits."""
    outlines: list[str] = []
    stretch: list[tuple[float, Limits]] = []
    for x, pair in [*zip(xs, limits, strict=True), (0.0, None)]:
        if pair is not None:
            stretch.append((x, pair))
        elif stretch:
            outlines.append(_outline(stretch, room, y))
            stretch = []
    return "".join(outlines)


def _outline(stretch: Sequence[tuple[float, Limits]], room: float, y: Scale) -> str:
    above: list[tuple[float, float]] = []
    below: list[tuple[float, float]] = []
    for x, (low, high) in stretch:
        sides = (round(x - room / 2, 2), round(x + room / 2, 2))
        above += [(side, y(high)) for side in sides]
        below += [(side, y(low)) for side in sides]
    return line_path([*above, *reversed(below)]) + "Z"


@dataclass(frozen=True)
class DeviationBar:
    """How far one result lies from the average of all: a bar to the left or right of a middle line."""

    width: float
    height: float
    middle: float
    bar: Rect


def deviation_bar(
    difference: Figure, largest: Figure, *, tone: str, width: float = 56, height: float = 14
) -> DeviationBar:
    """A difference on the scale of the largest one; the middle line is the average."""
    middle = width / 2
    length = round(float(difference) / (float(largest) or 1) * (middle - 2), 2)
    bar = Rect(round(min(middle, middle + length), 2), 3, max(1.0, round(abs(length), 2)), height - 6, tone)
    return DeviationBar(width, height, middle, bar)
