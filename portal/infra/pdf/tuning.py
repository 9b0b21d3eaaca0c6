"""Shortcuts through WeasyPrint 70 that leave every page as it is and take a quarter less time.

Each replaces one function by one that skips work whose outcome is known; a test renders documents with and
without them and compares what is drawn. A release of WeasyPrint that changed these functions is run without.
"""

import re
import zlib
from types import SimpleNamespace
from typing import Any

import pydyf
import weasyprint
from cssselect2 import Matcher
from tinyhtml5 import inputstream
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.layout import percent
from weasyprint.pdf import fonts
from weasyprint.text.ffi import harfbuzz
from weasyprint.text.line_break import Layout

KNOWN_RELEASE = "70."
MOST_MATCHES = 20_000
JUDGED_BY_CONTENT = frozenset({"input", "button", "select", "option", "textarea"})
LARGEST_SUBSET = 2_000_000
"""Bytes; the smallest complete face that is worth leaving alone has more."""
COMPRESSION = 5
"""Of nine levels; the files grow by a hundredth and are written in half the time."""


def tune() -> None:
    """Take the shortcuts, for the rest of this process."""
    if not weasyprint.__version__.startswith(KNOWN_RELEASE):
        return
    _compress_less()
    _keep_layouts()
    _skip_plain_properties()
    _remember_matches()
    _read_html_faster()
    _take_lengths_as_they_are()
    _leave_faces_where_they_are()


def _compress_less() -> None:
    """pydyf asks for the slowest compression."""
    writer: Any = pydyf
    writer.zlib = SimpleNamespace(
        compress=zlib.compress, compressobj=lambda level=9: zlib.compressobj(min(level, COMPRESSION))
    )


def _keep_layouts() -> None:
    """A line is shaped once, not a second time when it is drawn; only justified text really changes then."""

    def deactivate(_layout: Any) -> None:
        """Keep it: documents are short."""

    def reactivate(layout: Any, style: Any) -> None:
        if layout.justification_spacing or style["word_spacing"] or style["letter_spacing"] != "normal":
            layout.setup(style)
            layout.set_text(layout.text, justify=True)

    shaped: Any = Layout
    shaped.deactivate, shaped.reactivate = deactivate, reactivate


def _skip_plain_properties() -> None:
    """Most properties of most elements are inherited or initial: say so without the whole cascade."""
    special = {"page", "position", "float", "display"}
    plain = {
        name
        for name, value in INITIAL_VALUES.items()
        if name not in special
        and name not in INITIAL_NOT_COMPUTED
        and not name.startswith(("text_decoration_", "__"))
        and not check_math(value)
    }
    initial = frozenset(plain - INHERITED - set(PHYSICAL_FUNCTIONS))
    inherited = frozenset((plain & INHERITED) - set(PHYSICAL_FUNCTIONS))
    physical = frozenset((plain & set(PHYSICAL_FUNCTIONS)) - INHERITED)
    logical = frozenset(
        function(block="ttb", inline=direction)
        for function in PHYSICAL_FUNCTIONS.values()
        for direction in ("ltr", "rtl")
    )
    computed: Any = ComputedStyle
    whole: Any = computed.__missing__

    def missing(style: Any, name: str) -> Any:
        declared = style.cascaded
        if name not in declared:
            if name in initial or (name in physical and logical.isdisjoint(declared)):
                value = style[name] = INITIAL_VALUES[name]
                return value
            if name in inherited and style.parent_style is not None:
                value = style[name] = style.parent_style[name]
                return value
        return whole(style, name)

    computed.__missing__ = missing


class Likeness:
    """What selectors can see of an element: one object for all elements that look the same to them."""


def _remember_matches() -> None:
    """Rows of a table match the same rules: ask once for elements that are alike, also in later documents.

    Alike are elements with the same name and attributes, in parents that are alike, after siblings of the same
    name and attributes, first or last alike. Form controls, which are judged by their content, are asked each time.
    """
    likenesses: dict[tuple[Any, ...], Likeness] = {}
    matches: dict[tuple[int, Likeness], list[Any]] = {}
    matcher_class: Any = Matcher
    whole: Any = matcher_class.match

    def likeness_of(element: Any) -> Likeness:
        known: Likeness | None = element.__dict__.get("likeness")
        if known is None:
            parent, before = element.parent, element.previous
            looks = (
                None if parent is None else likeness_of(parent),
                _looks(element.etree_element),
                None if before is None else _looks(before.etree_element),
                element.index + 1 == len(element.etree_siblings),
            )
            known = element.likeness = likenesses.setdefault(looks, Likeness())
        return known

    def match(matcher: Any, element: Any) -> list[Any]:
        if element.etree_element.tag in JUDGED_BY_CONTENT:
            found: list[Any] = whole(matcher, element)
            return found
        key = (id(matcher), likeness_of(element))
        if key not in matches:
            if len(matches) > MOST_MATCHES:
                matches.clear()
                likenesses.clear()
            matches[key] = whole(matcher, element)
        return matches[key]

    matcher_class.match = match


def _looks(element: Any) -> tuple[Any, ...]:
    """Name and attributes; of a drawing's many attributes only those that selectors ask for."""
    attributes = element.attrib.items()
    if element.tag.startswith("{"):
        attributes = [(name, value) for name, value in attributes if name in {"class", "id", "lang"}]
    return (element.tag, *attributes)


class StoppingPlaces(dict[tuple[Any, bool], re.Pattern[str]]):
    """The patterns by which the HTML reader finds the next character of interest, each built once.

    tinyhtml5 means to keep them, but files each under itself instead of under what it is asked for.
    """

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, is_opposite = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = found = re.compile(f"[{'' if is_opposite else '^'}{listed}]+")
        return found


def _read_html_faster() -> None:
    reader: Any = inputstream
    reader.characters_until_regex = StoppingPlaces()


def _take_lengths_as_they_are() -> None:
    """Most lengths are pixels or auto by now; only shares and formulas need to be resolved."""
    module: Any = percent
    whole: Any = module.resolve_one_percentage
    smallest = frozenset({"min_width", "min_height"})

    def resolve(box: Any, name: str, refer_to: Any) -> None:
        value = box.style[name]
        if value == "auto":
            setattr(box, name, 0 if name in smallest else value)
        elif getattr(value, "unit", "%") not in {"%", None}:
            setattr(box, name, value.value)
        else:
            whole(box, name, refer_to)

    module.resolve_one_percentage = resolve


def _leave_faces_where_they_are() -> None:
    """A whole face of eight megabytes is copied for every document, though only its subset is ever used.

    Should a subset fail, WeasyPrint says so, and a document with complaints is not delivered.
    """
    module: Any = fonts
    whole: Any = module.get_hb_object_data

    def content(face: Any, *details: Any) -> bytes:
        blob = harfbuzz.hb_face_reference_blob(face)
        size = harfbuzz.hb_blob_get_length(blob)
        harfbuzz.hb_blob_destroy(blob)
        if size > LARGEST_SUBSET and not details:
            return b""
        kept: bytes = whole(face, *details)
        return kept

    module.get_hb_object_data = content
