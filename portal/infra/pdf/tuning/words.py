"""Words: shaped once, and the face and line of a style looked up once."""

from collections.abc import Callable
from typing import Any

from weasyprint.text import fonts, line_break
from weasyprint.text.line_break import Layout

from portal.infra.pdf.tuning.boxes import replace_everywhere


def shape_once() -> None:
    """Keep what was shaped, and what follows from a style alone."""
    _keep_layouts()
    for function in (fonts.get_font_description, line_break.strut):
        replace_everywhere(function, _kept_with_style(function))


def _kept_with_style(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    name = function.__name__

    def kept(style: Any) -> Any:
        known = style.__dict__
        if name not in known:
            known[name] = function(style)
        return known[name]

    return kept


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
