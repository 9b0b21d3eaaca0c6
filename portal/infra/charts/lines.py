"""Lines over time: a trend with its target as a thin stepped line, and the small line of a table's row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Series:
    """Figures in a row under one name; ``None`` where there is no data, ``tones`` the state of each."""

    name: str
    values: Sequence[Figure | None]
    tones: Sequence[str] = ()


@dataclass(frozen=True)
class Line:
    """A series as it is drawn: its path, its points, and the label at its end."""

    name: str
    tone: str
    path: str
    points: tuple[Mark, ...]
    label: Mark | None


@dataclass(frozen=True)
class LineChart:
    """Everything a line chart draws."""

    width: float
    height: float
    plot: Rect
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    target: str
    target_label: Mark | None
    changes: tuple[Mark, ...] = field(default=())
    notes: tuple[Mark, ...] = field(default=())
    """Places at which something changed for the reader to know, with the words above."""


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    targets: Sequence[Figure | None] = (),
    target_words: str = "",
    notes: Mapping[int, str] | None = None,
    width: float = 640,
    height: float = 240,
    say: Say = plain_words,
) -> LineChart:
    """A trend of at most four series over the same months, with the target that applied in each month as a step.

    ``notes`` are words for places (from 0) before which something changed, such as the terms.

    The vertical axis starts where the figures do: lines compare shapes, not lengths.
    """
    figures = known([*targets, *(value for one in series for value in one.values)]) or [0.0]
    steps = round_steps(min(figures), max(figures))
    left = max(text_width(say(step)) for step in steps) + 10
    right = max([text_width(one.name) for one in series] + [text_width(target_words)]) + 14
    plot = Rect(round(left, 2), TEXT, round(width - left - right, 2), height - 3 * TEXT)
    y = Scale(steps[0], steps[-1], plot.y + plot.height, plot.y)
    room = plot.width / max(1, len(labels))
    xs = [round(plot.x + room * (place + 0.5), 2) for place in range(len(labels))]
    lines = _labelled([_line(one, place, xs, y, say) for place, one in enumerate(series, 1)])
    every = thinned(labels, room)
    target, changes = _steps(targets, xs, room, y)
    last = next((value for value in reversed(targets) if value is not None), None)
    label = Mark(plot.x + plot.width + 6, y(last), "neutral", target_words) if last is not None else None
    return LineChart(
        width=width,
        height=height,
        plot=plot,
        y_ticks=tuple(Tick(y(step), say(step)) for step in steps),
        x_ticks=tuple(
            Tick(x, word)
            for place, (x, word) in enumerate(zip(xs, labels, strict=True))
            if place % every == 0
        ),
        lines=tuple(lines),
        target=target,
        target_label=label,
        changes=changes,
        notes=_notes(notes or {}, xs, room),
    )


def _notes(notes: Mapping[int, str], xs: Sequence[float], room: float) -> tuple[Mark, ...]:
    """Words above the chart, left out where they would run into the ones before."""
    placed: list[Mark] = []
    free = 0.0
    for place, words in sorted(notes.items()):
        x = round(xs[place] - room / 2, 2)
        is_free = x >= free
        placed.append(Mark(x, TEXT - 3, "neutral", words if is_free else ""))
        free = x + text_width(words) + TEXT / 2 if is_free else free
    return tuple(placed)


def _line(one: Series, place: int, xs: Sequence[float], y: Scale, say: Say) -> Line:
    tone = f"series-{place}"
    places = [None if value is None else (x, y(value)) for x, value in zip(xs, one.values, strict=False)]
    points = tuple(
        Mark(x, y(value), one.tones[at] if at < len(one.tones) else tone, say(float(value)))
        for at, (x, value) in enumerate(zip(xs, one.values, strict=False))
        if value is not None
    )
    return Line(one.name, tone, line_path(places), points, None)


def _labelled(lines: Sequence[Line]) -> list[Line]:
    """Every line with its name at its end, moved apart where names would cover each other."""
    placed: dict[str, Mark] = {}
    lowest = float("-inf")
    for line in sorted((line for line in lines if line.points), key=lambda line: line.points[-1].y):
        label = line.points[-1]
        lowest = max(label.y, lowest + TEXT + 1)
        placed[line.tone] = Mark(label.x + 8, lowest, line.tone, line.name)
    return [Line(line.name, line.tone, line.path, line.points, placed.get(line.tone)) for line in lines]


def _steps(
    targets: Sequence[Figure | None], xs: Sequence[float], room: float, y: Scale
) -> tuple[str, tuple[Mark, ...]]:
    """The stepped line of a target, and the places where it changed."""
    places: list[tuple[float, float] | None] = []
    changes: list[Mark] = []
    before: Figure | None = None
    for x, target in zip(xs, targets, strict=False):
        if target is None:
            places.append(None)
        else:
            if before is not None and before != target:
                changes.append(Mark(round(x - room / 2, 2), y(target)))
            places += [(round(x - room / 2, 2), y(target)), (round(x + room / 2, 2), y(target))]
        before = target
    return line_path(places), tuple(changes)


@dataclass(frozen=True)
class Sparkline:
    """The small line of a table's row: twelve months without words, the last one marked."""

    width: float
    height: float
    path: str
    target: str
    changes: tuple[Mark, ...]
    last: Mark | None


def sparkline(
    values: Sequence[Figure | None],
    *,
    targets: Sequence[Figure | None] = (),
    is_fixed: bool = True,
    tone: str = "neutral",
    width: float = 96,
    height: float = 24,
) -> Sparkline:
    """Values in a row, with the target as a thin stepped line; ``tone`` is the state of the last month.

    Where a target is not ``is_fixed`` but follows other figures, its steps are no changes of the terms.
    """
    figures = known([*values, *targets]) or [0.0]
    low, high = min(figures), max(figures)
    y = Scale(low, high, height - 4, 4) if high > low else Scale(low - 1, high + 1, height - 4, 4)
    room = (width - 8) / max(1, len(values))
    xs = [round(4 + room * (place + 0.5), 2) for place in range(len(values))]
    places = [None if value is None else (x, y(value)) for x, value in zip(xs, values, strict=True)]
    target, changes = _steps(targets, xs, room, y)
    last = next(((place[0], place[1]) for place in reversed(places) if place is not None), None)
    return Sparkline(
        width=width,
        height=height,
        path=line_path(places),
        target=target,
        changes=changes if is_fixed else (),
        last=Mark(*last, tone) if last is not None else None,
    )
