"""Laying out and painting boxes: most have fixed lengths, no round corners and stand in the normal flow."""

import sys
from collections.abc import Iterator
from math import inf
from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.draw import color
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import percent

WIDTHS = ("margin_left", "margin_right", "padding_left", "padding_right", "width", "min_width", "max_width")
HEIGHTS = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
SMALLEST = frozenset({"min_width", "min_height"})
BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
IN_PLACE = frozenset({"static", "relative"})
NO_RADIUS = (0, 0)


def take_boxes_as_they_are() -> None:
    """Skip what only unusual boxes need."""
    module: Any = percent
    box: Any = Box
    replace_everywhere(module.resolve_percentages, _resolve_percentages)
    replace_everywhere(color.get_color, _get_color)
    _measure_square_corners(box)
    _know_normal_flow(box)
    box.descendants = _descendants


def replace_everywhere(old: Any, new: Any) -> None:
    """In each module that knows the function by name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint"):
            for known, value in list(vars(module).items()):
                if value is old:
                    setattr(module, known, new)


def _resolve(box: Any, style: Any, names: tuple[str, ...], refer_to: Any) -> None:
    """Most lengths are pixels or auto by now; only shares and formulas need to be resolved."""
    own = box.__dict__
    for name in names:
        value = style[name]
        if value == "auto":
            own[name] = 0 if name in SMALLEST else value
        elif getattr(value, "unit", "%") not in {"%", None}:
            own[name] = value.value
        else:
            percent.resolve_one_percentage(box, name, refer_to)


_is_formula: Any = check_math


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    around = containing_block
    width, height = (around.width, around.height) if hasattr(around, "width") else around
    style, own = box.style, box.__dict__
    _resolve(box, style, WIDTHS, width)
    _resolve(box, style, HEIGHTS, height if isinstance(box, PageBox) else width)
    _resolve_height(box, style, height)
    is_collapsed = style["border_collapse"] == "collapse"
    for name in BORDERS:
        if not (is_collapsed and hasattr(box, name)):
            own[name] = style[name]
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _resolve_height(box: Any, style: Any, height: Any) -> None:
    if height != "auto":
        _resolve(box, style, ("height", "min_height", "max_height"), height)
        return
    wanted = style["height"]
    is_open = wanted == "auto" or _is_formula(wanted) or wanted.unit == "%"
    box.height = "auto" if is_open else wanted.value
    _resolve(box, style, ("min_height",), 0)
    _resolve(box, style, ("max_height",), inf)


def _get_color(style: Any, key: str) -> Any:
    """Comparing a colour with a word takes longer than asking whether it is one."""
    value = style[key]
    return style["color"] if value.__class__ is str and value == "currentcolor" else value


def _measure_square_corners(box: Any) -> None:
    whole: Any = box.rounded_box

    def rounded_box(self: Any, top: Any, right: Any, bottom: Any, left: Any) -> Any:
        if (
            self.border_top_left_radius
            == self.border_top_right_radius
            == self.border_bottom_right_radius
            == self.border_bottom_left_radius
            == NO_RADIUS
        ):
            return (
                self.border_box_x() + left,
                self.border_box_y() + top,
                self.border_width() - left - right,
                self.border_height() - top - bottom,
                NO_RADIUS,
                NO_RADIUS,
                NO_RADIUS,
                NO_RADIUS,
            )
        return whole(self, top, right, bottom, left)

    box.rounded_box = rounded_box


def _know_normal_flow(box: Any) -> None:
    whole: Any = box.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> Any:
        style = self.style
        return (style["float"] == "none" and style["position"] in IN_PLACE) or whole(self)

    box.is_in_normal_flow = is_in_normal_flow


def _descendants(self: Any, placeholders: bool = False) -> Iterator[Any]:
    """The box and all within it, each handed out once instead of once per level above it."""
    waiting = [self]
    while waiting:
        box = waiting.pop()
        yield box
        if placeholders or isinstance(box, Box):
            waiting.extend(reversed(box.children))
