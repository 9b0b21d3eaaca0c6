"""Charts, drawn straight onto the page: their few shapes need no cascade, no groups and no layout by the letter.

A chart is taken out of the page before the page is read, so that neither the reader of HTML nor the cascade walks
through its hundreds of shapes. A drawing with anything unusual in it is left to WeasyPrint.
"""

import re
from collections.abc import Callable, Iterator
from math import inf
from typing import Any

from weasyprint import html
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_emojis, draw_first_line
from weasyprint.images import SVGImage
from weasyprint.matrix import Matrix
from weasyprint.svg.shapes import circle, rect
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import color
from weasyprint.text.line_break import split_first_line

from portal.infra.pdf.tuning.litter import for_one_document
from portal.infra.pdf.tuning.shapes import JOINS, SHIFTS, Plain, Shape, taken_out

STEPS = re.compile(r"([MLHVlhvz])([^A-Za-z]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
MITER_LIMIT = 4

_laid_out: dict[tuple[str, float, int], Any] = for_one_document()
_styles: dict[tuple[float, int], Any] = for_one_document()


def draw_charts_directly() -> None:
    """Let WeasyPrint ask here for the picture of a drawing inside a page."""
    pages: Any = html
    pages.SVGImage = picture_of


def picture_of(element: Any, base_url: Any, url_fetcher: Any, context: Any) -> Any:
    """What is painted for a drawing: its shapes, or whatever WeasyPrint makes of it."""
    drawing = taken_out(element.attrib)
    if drawing is None:
        return SVGImage(element, base_url, url_fetcher, context)
    return Drawing(drawing, context)


class Drawing:
    """A plain drawing as a picture of the page."""

    def __init__(self, drawing: Plain, context: Any) -> None:
        self.drawing = drawing
        self.context = context
        self.width, self.height = (float(side) for side in drawing.attributes["viewBox"].split()[2:])

    def get_intrinsic_size(
        self, _resolution: Any, _font_size: Any
    ) -> tuple[float | None, float | None, float]:
        """Width, height and their ratio; a side that is not given follows from the other one or the page."""
        sides = self.drawing.attributes
        width, height = (float(sides[side]) if side in sides else None for side in ("width", "height"))
        ratio = self.width / self.height
        if width is not None and height is not None:
            return width, height, width / height
        if width is not None:
            return width, width / ratio, ratio
        return (None if height is None else height * ratio), height, ratio

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """Paint the shapes in their order, as large as fits."""
        scale = min(width / self.width, height / self.height)
        with stream.stacked():
            stream.transform(
                a=scale,
                d=scale,
                e=(width - self.width * scale) / 2,
                f=(height - self.height * scale) / 2,
            )
            stream.set_miter_limit(MITER_LIMIT)
            pen = Pen(stream, self.context)
            for shape in self.drawing.shapes:
                SHAPES[shape.kind](pen, shape)


class Pen:
    """Paints shapes and says only what changes between them."""

    def __init__(self, stream: Any, context: Any) -> None:
        self.stream = stream
        self.context = context
        self.line: tuple[str, str, str] | None = None

    def point(self, x: str | None, y: str | None, _font_size: float) -> tuple[float, float]:
        """Two lengths, as the shapes of WeasyPrint ask for them."""
        return float(x or 0), float(y or 0)

    def length(self, length: str | None, _font_size: float) -> float:
        """One length, as the shapes of WeasyPrint ask for it."""
        return float(length or 0)

    def path(self, shape: Shape) -> None:
        """Lines from place to place."""
        stream, x, y, start = self.stream, 0.0, 0.0, (0.0, 0.0)
        paints = self._take_colours(shape)
        for letter, told in STEPS.findall(shape.get("d", "")):
            if letter == "z":
                stream.close()
                x, y = start
                continue
            for place in _places(letter, told, x, y):
                x, y = place
                if letter == "M":
                    stream.move_to(x, y)
                    start = x, y
                else:
                    stream.line_to(x, y)
        self._paint(*paints)

    def circle(self, shape: Shape) -> None:
        """A dot."""
        paints = self._take_colours(shape)
        circle(self, shape, 0)
        self._paint(*paints)

    def rect(self, shape: Shape) -> None:
        """A bar."""
        paints = self._take_colours(shape)
        rect(self, shape, 0)
        self._paint(*paints)

    def text(self, shape: Shape) -> None:
        """Words, laid out as a whole and moved by their width where they are anchored in the middle or at the end."""
        words = " ".join(shape.words.split())
        if not words:
            return
        size, weight = float(shape.get("font-size", 16)), int(shape.get("font-weight", 400))
        layout, width, baseline, style = self._laid_out(words, size, weight)
        self.stream.set_color(color(shape.get("fill", "#000000")))
        x = float(shape.get("x", 0)) - width * SHIFTS[shape.get("text-anchor", "start")]
        y = float(shape.get("y", 0))
        box: Any = TextBox(layout, style)
        box.baseline = baseline
        self.stream.begin_text()
        emojis = draw_first_line(self.stream, box, "none", "none", Matrix(d=-1, e=x, f=y))
        self.stream.end_text()
        draw_emojis(self.stream, style, x, y, emojis)

    def _laid_out(self, words: str, size: float, weight: int) -> tuple[Any, float, float, Any]:
        key = words, size, weight
        if key not in _laid_out:
            style = _style(size, weight, self.context.font_config)
            layout, _, _, width, _, baseline = split_first_line(words, style, self.context, inf, 0)
            _laid_out[key] = layout, width, baseline, style
        found: tuple[Any, float, float, Any] = _laid_out[key]
        return found

    def _take_colours(self, shape: Shape) -> tuple[bool, bool]:
        """Whether the shape is filled and whether its line is drawn."""
        fill, stroke = shape.get("fill", "#000000"), shape.get("stroke", "none")
        if fill != "none":
            self.stream.set_color(color(fill))
        if stroke == "none":
            return fill != "none", False
        self.stream.set_color(color(stroke), stroke=True)
        line = tuple(shape.get(name, usual) for name, usual in LINE)
        if line != self.line:
            width, dashes, join = self.line = line
            self.stream.set_line_width(float(width))
            self.stream.set_dash(tuple(float(length) for length in dashes.split()), 0)
            self.stream.set_line_join(JOINS[join])
        return fill != "none", True

    def _paint(self, is_filled: bool, is_drawn: bool) -> None:
        if is_filled and is_drawn:
            self.stream.fill_and_stroke()
        elif is_drawn:
            self.stream.stroke()
        elif is_filled:
            self.stream.fill()
        else:
            self.stream.end()


LINE = (("stroke-width", "1"), ("stroke-dasharray", ""), ("stroke-linejoin", "miter"))
SHAPES: dict[str, Callable[[Pen, Shape], None]] = {
    "path": Pen.path,
    "circle": Pen.circle,
    "rect": Pen.rect,
    "text": Pen.text,
}


def _places(letter: str, told: str, x: float, y: float) -> Iterator[tuple[float, float]]:
    """Where a letter of a path leads from a place."""
    numbers = [float(number) for number in NUMBER.findall(told)]
    is_relative = letter.islower()
    if letter in "Hh":
        pairs: list[tuple[float | None, float | None]] = [(number, None) for number in numbers]
    elif letter in "Vv":
        pairs = [(None, number) for number in numbers]
    else:
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    for right, down in pairs:
        x = _moved(x, right, is_relative)
        y = _moved(y, down, is_relative)
        yield x, y


def _moved(at: float, to: float | None, is_relative: bool) -> float:
    if to is None:
        return at
    return at + to if is_relative else to


def _style(size: float, weight: int, font_config: Any) -> Any:
    """How words are written: as WeasyPrint does, without pulling letters together that it sets one by one."""
    if (size, weight) not in _styles:
        style: Any = Style()
        style.update(INITIAL_VALUES)
        style.font_config = font_config
        style.update(
            font_family=["sans-serif"],
            font_size=size,
            font_weight=weight,
            font_kerning="none",
            font_variant_ligatures="none",
            font_feature_settings=(("locl", 0),),
        )
        _styles[size, weight] = style
    return _styles[size, weight]
