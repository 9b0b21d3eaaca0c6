"""From figures to places: scales with round steps, and how wide a word will be."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Figure = int | float | Decimal | Fraction
Say = Callable[[float], str]
"""How a figure is written on an axis or beside a mark."""

TEXT = 12
"""Height of the letters on a chart, in units of its drawing."""


@dataclass(frozen=True)
class Rect:
    """A rectangle on the drawing; ``tone`` is the colour's name, ``words`` what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    tone: str = "neutral"
    words: str = ""


@dataclass(frozen=True)
class Mark:
    """A point on the drawing with its tone and its words."""

    x: float
    y: float
    tone: str = "neutral"
    words: str = ""


@dataclass(frozen=True)
class Tick:
    """A word on an axis and where it stands."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """A straight line from figures (``low`` to ``high``) to places (``start`` to ``end``)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, figure: Figure) -> float:
        """The place of a figure, to a hundredth of a unit; a figure outside stays at the edge."""
        share = (float(figure) - self.low) / (self.high - self.low)
        return round(self.start + min(1.0, max(0.0, share)) * (self.end - self.start), 2)


def plain_words(figure: float) -> str:
    """A figure as an axis shows it when nothing better is given."""
    return f"{figure:,.10g}".replace("-", "−")


def round_steps(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round figures from at or below ``low`` to at or above ``high``, about ``wanted`` steps apart."""
    if high <= low:
        low, high = low - (abs(low) / 10 or 1), high + (abs(high) / 10 or 1)
    raw = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def text_width(words: str, size: float = TEXT) -> float:
    """About how wide words will be: a Chinese character is as wide as high, a Latin one a little over half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.58 for letter in words)


def known(figures: Iterable[Figure | None]) -> list[float]:
    """The figures that are there, as numbers to draw."""
    return [float(figure) for figure in figures if figure is not None]


def line_path(places: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through the places; where one is missing the line stops and starts again after it."""
    words: list[str] = []
    pen_down = False
    for place in places:
        if place is not None:
            words.append(f"{'L' if pen_down else 'M'}{place[0]:g} {place[1]:g}")
        pen_down = place is not None
    return "".join(words)


def thinned(labels: Sequence[str], room: float) -> int:
    """Every how manieth label fits when each place has ``room`` units."""
    widest = max((text_width(label) for label in labels), default=0) + TEXT
    return max(1, math.ceil(widest / room))
