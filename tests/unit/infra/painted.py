"""What a PDF puts on its pages, whatever words it uses to say so: each path and each letter with its place."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Matrix as PdfMatrix

PAINTS = {"f", "f*", "S", "s", "B", "B*", "b", "b*", "n", "W n"}
Place = tuple[float, float]


@dataclass(frozen=True)
class Thing:
    """A path or a letter: what it is, how it looks, and its places on the page in points."""

    what: str
    looks: tuple[Any, ...]
    places: tuple[Place, ...]


@dataclass
class Brush:
    """Everything that stays until it is changed."""

    place: PdfMatrix = field(default_factory=PdfMatrix)
    fill: tuple[float, ...] = (0, 0, 0)
    stroke: tuple[float, ...] = (0, 0, 0)
    line: dict[str, Any] = field(default_factory=lambda: {"w": 1.0, "d": "[]", "j": 0})
    font: Any = None
    size: float = 0.0
    letters: PdfMatrix = field(default_factory=PdfMatrix)

    def copy(self) -> "Brush":
        return replace(self, line=dict(self.line))


class Painter:
    """Goes through the orders of a page as a viewer does."""

    def __init__(self) -> None:
        self.things: list[Thing] = []

    def page(self, content: Any, resources: Any, brush: Brush) -> None:
        stack: list[Brush] = []
        self.path: list[Place] = []
        for operands, operator in pikepdf.parse_content_stream(content):
            order = str(operator)
            values = [float(one) for one in operands if _is_number(one)]
            if order == "q":
                stack.append(brush.copy())
            elif order == "Q":
                brush = stack.pop()
            elif order == "Do":
                form = resources.XObject[str(operands[0])]
                self.page(form, form.Resources, brush.copy())
            elif order == "Tf":
                brush.font, brush.size = resources.Font[str(operands[0])], values[0]
            elif order in PAINTS | {"m", "l", "c", "re", "TJ"}:
                self._paint(order, operands, values, brush)
            else:
                _change(brush, order, operands, values)

    def _paint(self, order: str, operands: Any, values: list[float], brush: Brush) -> None:
        if order == "TJ":
            self._letters(operands[0], brush, brush.letters)
        elif order in PAINTS:
            self._path(order[0].lower(), self.path, brush)
            self.path = []
        else:
            pairs = zip(values[::2], values[1::2], strict=True)
            self.path += [brush.place.transform(pair) for pair in pairs]

    def _path(self, paint: str, path: list[Place], brush: Brush) -> None:
        if paint == "n" or not path:
            return
        looks: tuple[Any, ...] = (paint, brush.fill if paint != "s" else None)
        if paint != "f":
            looks += (brush.stroke, tuple(sorted(brush.line.items())))
        start = 1 if len(path) > 1 and path[0] == brush.place.transform((0, 0)) else 0
        self.things.append(Thing("path", looks, tuple(path[start:])))

    def _letters(self, told: Any, brush: Brush, matrix: PdfMatrix) -> None:
        widths, blank = _widths(brush.font), _blank(brush.font)
        at = 0.0
        for one in told:
            if _is_number(one):
                at -= float(one) / 1000 * brush.size
                continue
            codes = bytes(one)
            for code in (int.from_bytes(codes[place : place + 2]) for place in range(0, len(codes), 2)):
                place = (matrix @ brush.place).transform((at, 0))
                size = round(brush.size * abs(brush.place.a), 3)
                looks = (code, str(brush.font.BaseFont), size, brush.fill)
                if code != blank:
                    self.things.append(Thing("letter", looks, (place,)))
                at += widths.get(code, 1000) / 1000 * brush.size


def _is_number(value: Any) -> bool:
    return not isinstance(value, pikepdf.Object) or value._type_code in {
        pikepdf.ObjectType.integer,
        pikepdf.ObjectType.real,
    }


def _change(brush: Brush, order: str, operands: Any, values: list[float]) -> None:
    if order == "cm":
        brush.place = PdfMatrix(*values) @ brush.place
    elif order == "Tm":
        brush.letters = PdfMatrix(*values)
    elif order in {"rg", "scn"}:
        brush.fill = tuple(values)
    elif order in {"RG", "SCN"}:
        brush.stroke = tuple(values)
    elif order in {"w", "j"}:
        brush.line[order] = values[0]
    elif order == "d":
        brush.line["d"] = str([float(length) for length in operands[0]])


def _widths(font: Any) -> dict[int, float]:
    listed = list(font.DescendantFonts[0].W)
    return {
        int(first) + place: float(width)
        for first, widths in zip(listed[::2], listed[1::2], strict=True)
        for place, width in enumerate(widths)
    }


def _blank(font: Any) -> int | None:
    """The code of the space, which nobody sees."""
    found = re.search(rb"<([0-9a-f]{4})> <00[2a]0>", font.ToUnicode.read_bytes())
    return int(found.group(1), 16) if found else None


def painted(document: bytes) -> list[list[Thing]]:
    """The paths and letters of each page in the order in which they are painted."""
    return list(_pages(document))


def _pages(document: bytes) -> Iterator[list[Thing]]:
    with pikepdf.open(io.BytesIO(document)) as opened:
        for page in opened.pages:
            painter = Painter()
            painter.page(page, page.Resources, Brush())
            yield painter.things
