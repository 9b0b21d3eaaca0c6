"""Drawings of plain shapes, taken out of a page before it is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from portal.infra.pdf.tuning.litter import for_one_document

WHOLE = re.compile(r"<svg((?:\s+[A-Za-z-]+=\"[^\"<>]*\")*)\s*>(.*?)</svg>", re.DOTALL)
SHAPE = re.compile(
    r"<(path|circle|rect|text)((?:\s+[a-z-]+=\"[^\"<>]*\")*)\s*"
    r"(?:/>|>([^<>]*)(?:<title>[^<>]*</title>)?</\1>)"
)
ATTRIBUTE = re.compile(r"([A-Za-z-]+)=\"([^\"]*)\"")
PLACE = "data-drawing"
LENGTH = re.compile(r"-?\d+(?:\.\d+)?")
DASHES = re.compile(r"[\d. ]+")
COLOUR = re.compile(r"#[0-9a-f]{6}|none")
PATH = re.compile(r"(?:[MLHVlhvz][-\d.e ]*)*")
ALL = re.compile("", re.DOTALL)
JOINS = {"miter": 0, "round": 1}
SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}

_lengths = dict.fromkeys(
    ("x", "y", "width", "height", "rx", "cx", "cy", "r", "stroke-width", "font-size"), LENGTH.fullmatch
)
UNDERSTOOD: dict[str, Callable[[str], object]] = {
    **_lengths,
    "fill": COLOUR.fullmatch,
    "stroke": COLOUR.fullmatch,
    "stroke-dasharray": DASHES.fullmatch,
    "stroke-linejoin": JOINS.__contains__,
    "text-anchor": SHIFTS.__contains__,
    "font-weight": str.isdecimal,
    "d": PATH.fullmatch,
    "class": ALL.match,
}
"""What an attribute of a shape may say to be drawn here."""
UNDERSTOOD_ABOVE: dict[str, Callable[[str], object]] = {
    "viewBox": re.compile(r"0 0 \d+(?:\.\d+)? \d+(?:\.\d+)?").fullmatch,
    "width": LENGTH.fullmatch,
    "height": LENGTH.fullmatch,
    "class": ALL.match,
    "role": ALL.match,
    "aria-label": ALL.match,
}

_taken_out: dict[str, Any] = for_one_document()


def take_out(page: str) -> str:
    """The page with each plain drawing replaced by an empty one, which knows its number."""
    return WHOLE.sub(_leave_place, page)


@dataclass(frozen=True)
class Shape:
    """One shape of a drawing with what is said about it."""

    kind: str
    attributes: dict[str, str]
    words: str = ""

    def get(self, name: str, otherwise: Any = None) -> Any:
        """What is said, as the shapes of WeasyPrint ask for it."""
        return self.attributes.get(name, otherwise)


@dataclass(frozen=True)
class Plain:
    """A drawing of nothing but plain shapes."""

    attributes: dict[str, str]
    shapes: tuple[Shape, ...]


def _leave_place(found: re.Match[str]) -> str:
    drawing = _plain(*found.groups())
    if drawing is None:
        return found.group()
    place = str(len(_taken_out))
    _taken_out[place] = drawing
    return f'<svg{found.group(1)} {PLACE}="{place}"></svg>'


def _plain(said: str, content: str) -> Plain | None:
    attributes = _attributes(said)
    shapes = tuple(
        Shape(kind, _attributes(told), unescape(words)) for kind, told, words in SHAPE.findall(content)
    )
    is_plain = (
        "viewBox" in attributes
        and not SHAPE.sub("", content).strip()
        and _are_understood(attributes, UNDERSTOOD_ABOVE)
        and all(_are_understood(shape.attributes, UNDERSTOOD) for shape in shapes)
    )
    return Plain(attributes, shapes) if is_plain else None


def _attributes(said: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(said)}


def _are_understood(attributes: dict[str, str], understood: dict[str, Callable[[str], object]]) -> bool:
    return all(name in understood and understood[name](value) for name, value in attributes.items())


def taken_out(attributes: dict[str, str]) -> Plain | None:
    """The drawing that belongs to an empty one with these attributes."""
    place = attributes.pop(PLACE, None)
    found: Plain | None = None if place is None else _taken_out[place]
    return found
