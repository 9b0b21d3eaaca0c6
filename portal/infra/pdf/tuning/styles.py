"""The cascade: asked once for elements that look alike, and only for what can differ."""

from typing import Any

from cssselect2 import Matcher
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

MOST_MATCHES = 20_000
JUDGED_BY_CONTENT = frozenset({"input", "button", "select", "option", "textarea"})
UNUSED_PARTS = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})
MANY = frozenset({"tr"})
MARKED = frozenset({"li", "summary"})


def compute_less() -> None:
    """Answer for plain properties and for elements that are alike without the whole cascade."""
    _skip_plain_properties()
    _begin_anonymous_styles_with_initial_values()
    _remember_matches()


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

    Alike are elements with the same name and attributes, in parents that are alike, in the same place after siblings
    of the same name and attributes, last or not alike. Rows are alike wherever they stand: no style counts rows.
    Form controls, which are judged by their content, are asked each time.
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
                None if element.etree_element.tag in MANY else element.index,
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
            matches[key] = [found for found in whole(matcher, element) if _is_used(found[2], element)]
        return matches[key]

    matcher_class.match = match


def _is_used(part: str | None, element: Any) -> bool:
    """Whether a part that style sheets give to every element may ever appear: documents have no footnotes."""
    return part not in UNUSED_PARTS and (part != "marker" or element.etree_element.tag in MARKED)


def _looks(element: Any) -> tuple[Any, ...]:
    """Name and attributes; of a drawing's many attributes only those that selectors ask for."""
    attributes = element.attrib.items()
    if element.tag.startswith("{"):
        attributes = [(name, value) for name, value in attributes if name in {"class", "id", "lang"}]
    return (element.tag, *attributes)


def _begin_anonymous_styles_with_initial_values() -> None:
    """Nothing is declared for an anonymous box: what is not inherited is known from the start."""
    known = {
        name: value
        for name, value in INITIAL_VALUES.items()
        if name not in INHERITED
        and name not in INITIAL_NOT_COMPUTED
        and name != "page"
        and not name.startswith(("text_decoration_", "__"))
    }
    anonymous: Any = AnonymousStyle
    begin = anonymous.__init__

    def begun(style: Any, parent: Any) -> None:
        style.update(known)
        begin(style, parent)

    anonymous.__init__ = begun
