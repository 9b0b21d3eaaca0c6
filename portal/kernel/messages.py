"""A sentence for a reader, kept as template and values until the reader's language is known."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    """An English template with ``%(name)s`` places and the values that belong there.

    Rules answer with messages instead of strings, so that the same reason can be read in three languages on the
    screen and in one or two on a document. Values may be money, dates, months, numbers or further messages; the
    edge that prints them formats each by the reader's locale.
    """

    template: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.template % dict(self.values) if self.values else self.template


def message(template: str, /, **values: Any) -> Message:
    """A message; the template is what the translation catalogues know it by."""
    return Message(template, tuple(sorted(values.items())))
