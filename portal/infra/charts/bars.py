"""Bars from zero: volumes stacked by part, and the way from fee to invoice."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.charts.lines import Series
from portal.infra.charts.scales import (
    TEXT,
    Figure,
    Rect,
    Say,
    Scale,
    Tick,
    plain_words,
    round_steps,
    text_width,
    thinned,
)


@dataclass(frozen=True)
class Column:
    """One place of a stacked chart: its parts from the bottom, its total, and whether it is a marked peak."""

    x: float
    parts: tuple[Rect, ...]
    top: float
    total: str
    is_marked: bool


@dataclass(frozen=True)
class StackedBars:
    """Everything a chart of stacked bars draws."""

    width: float
    height: float
    plot: Rect
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    legend: tuple[Rect, ...]


def stacked_bars(
    labels: Sequence[str],
    parts: Sequence[Series],
    *,
    marked: Sequence[int] = (),
    width: float = 640,
    height: float = 240,
    say: Say = plain_words,
) -> StackedBars:
    """Volumes by month or hour, at most four parts stacked; ``marked`` are the places of promotion peaks."""
    totals = [
        sum(float(part.values[place] or 0) for part in parts if place < len(part.values))
        for place in range(len(labels))
    ]
    steps = round_steps(0, max(totals, default=0))
    steps = [step for step in steps if step >= 0]
    left = max(text_width(say(step)) for step in steps) + 10
    head = 2.5 * TEXT if len(parts) > 1 else 1.5 * TEXT
    plot = Rect(round(left, 2), head, round(width - left - 4, 2), round(height - head - 2 * TEXT, 2))
    y = Scale(0, steps[-1], plot.y + plot.height, plot.y)
    room = plot.width / max(1, len(labels))
    columns = tuple(
        _column(parts, place, plot.x + room * place, room, y, say, totals[place], place in marked)
        for place in range(len(labels))
    )
    every = thinned(labels, room)
    return StackedBars(
        width=width,
        height=height,
        plot=plot,
        y_ticks=tuple(Tick(y(step), say(step)) for step in steps),
        x_ticks=tuple(
            Tick(round(plot.x + room * (place + 0.5), 2), label)
            for place, label in enumerate(labels)
            if place % every == 0
        ),
        columns=columns,
        legend=_legend(parts, plot.x) if len(parts) > 1 else (),
    )


def _column(
    parts: Sequence[Series],
    place: int,
    start: float,
    room: float,
    y: Scale,
    say: Say,
    total: float,
    is_marked: bool,
) -> Column:
    reached = 0.0
    pieces: list[Rect] = []
    for number, part in enumerate(parts, 1):
        amount = float(part.values[place] or 0) if place < len(part.values) else 0.0
        if amount > 0:
            top, bottom = y(reached + amount), y(reached)
            words = f"{part.name}: {say(amount)}"
            pieces.append(
                Rect(
                    round(start + room * 0.15, 2),
                    top,
                    round(room * 0.7, 2),
                    round(bottom - top, 2),
                    f"series-{number}",
                    words,
                )
            )
        reached += max(0.0, amount)
    return Column(round(start + room / 2, 2), tuple(pieces), y(reached), say(total), is_marked)


def _legend(parts: Sequence[Series], start: float) -> tuple[Rect, ...]:
    entries: list[Rect] = []
    for number, part in enumerate(parts, 1):
        entries.append(Rect(round(start, 2), 2, TEXT - 2, TEXT - 2, f"series-{number}", part.name))
        start += text_width(part.name) + 2.5 * TEXT
    return tuple(entries)


@dataclass(frozen=True)
class Move:
    """One step of a waterfall: what it is and by how much; a sum has no amount of its own."""

    label: str
    amount: Figure | None = None


@dataclass(frozen=True)
class Fall:
    """One bar of a waterfall, the words beside it, and where the line to the next one runs."""

    label: str
    bar: Rect
    words: str
    words_at: float
    link: float
    middle: float


@dataclass(frozen=True)
class Waterfall:
    """Everything a waterfall draws: lines below each other, amounts to the right."""

    width: float
    height: float
    zero: float
    row: float
    bars: tuple[Fall, ...]


def waterfall(
    moves: Sequence[Move], *, width: float = 640, row: float = 30, say: Say = plain_words
) -> Waterfall:
    """From fee to invoice: every move starts where the last one ended, sums stand on zero."""
    ends = [0.0]
    for move in moves:
        ends.append(ends[-1] if move.amount is None else ends[-1] + float(move.amount))
    left = max((text_width(move.label) for move in moves), default=0) + 12
    right = max(
        (text_width(_said(move, end, say)) for move, end in zip(moves, ends[1:], strict=True)), default=0
    )
    low, high = min(ends), max(ends)
    x = Scale(low, high if high > low else low + 1, round(left, 2), round(width - right - 12, 2))
    bars = tuple(
        _fall(move, ends[place], ends[place + 1], place, row, x, say) for place, move in enumerate(moves)
    )
    return Waterfall(width, row * len(moves), x(0), row, bars)


def _said(move: Move, end: float, say: Say) -> str:
    return say(end if move.amount is None else float(move.amount))


def _fall(move: Move, before: float, after: float, place: int, row: float, x: Scale, say: Say) -> Fall:
    start = 0.0 if move.amount is None else before
    first, last = sorted((x(start), x(after)))
    bar = Rect(
        first,
        round(place * row + row * 0.18, 2),
        round(max(1.0, last - first), 2),
        round(row * 0.64, 2),
        _tone(move),
    )
    return Fall(move.label, bar, _said(move, after, say), last + 6, x(after), round(place * row + row / 2, 2))


def _tone(move: Move) -> str:
    if move.amount is None:
        return "ink"
    return "missed" if move.amount < 0 else "series-1"
