"""What a document leaves behind in circles: taken apart at once, so that nobody has to search the memory for it."""

from typing import Any

from weasyprint.css import AnonymousStyle, InitialStyle
from weasyprint.layout import LayoutContext, block
from weasyprint.svg import SVG

_in_circles: list[Any] = []
"""Objects of this document that hold each other."""
_kept: list[dict[Any, Any]] = []
"""What is kept while one document is made."""


def for_one_document() -> dict[Any, Any]:
    """A place to keep things until the document is done."""
    _kept.append({})
    return _kept[-1]


def sweep() -> None:
    """Take apart what the last document left; everything else of it is freed by itself then."""
    for one in _in_circles:
        one.__dict__.clear()
    _in_circles.clear()
    for kept in _kept:
        kept.clear()


def remember_circles() -> None:
    """Note down each object that is part of a circle while a document is made."""
    for made in (AnonymousStyle, InitialStyle, LayoutContext, SVG):
        _note_when_made(made)
    _note_tables()


def _note_when_made(made: Any) -> None:
    begin = made.__init__

    def noted(self: Any, *arguments: Any, **named: Any) -> None:
        _in_circles.append(self)
        begin(self, *arguments, **named)

    made.__init__ = noted


def _note_tables() -> None:
    """The functions that lay out the groups of a table hold each other, and the table."""
    module: Any = block
    whole: Any = module.table_layout

    def lay_out(context: Any, box: Any, *others: Any) -> Any:
        _in_circles.append(box)
        laid_out = whole(context, box, *others)
        if laid_out[0] is not None:
            _in_circles.append(laid_out[0])
        return laid_out

    module.table_layout = lay_out


def note(*made: Any) -> None:
    """Objects that hold each other and are done with after this document."""
    _in_circles.extend(made)
