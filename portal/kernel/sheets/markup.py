"""The parts of a packed workbook walked through tag by tag, with nothing kept but what is asked for."""

import re
from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

Attributes = Mapping[str, str]
ESCAPED = re.compile(r"_x00([0-9A-Fa-f]{2})_")
BLANKS = " \t\r\n"
PIECE = 1 << 16


class Damaged(ValueError):
    """A part that is no well-formed markup, or says what a workbook cannot say."""


class Walker:
    """Calls `open` and `close` for every element by its bare name, and collects text between them.

    `open` answers whether the text inside is wanted; `close` gets the text that was.
    """

    def __init__(self, opened: Callable[[str, Attributes], bool], closed: Callable[[str, str], None]) -> None:
        self.opened, self.closed = opened, closed
        self.texts: list[str] | None = None
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def walk(self, part: IO[bytes]) -> None:
        """Walk through the whole part; raises Damaged."""
        try:
            while piece := part.read(PIECE):
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except (ExpatError, LookupError, ValueError) as fault:
            raise Damaged(str(fault)) from fault

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        found = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self.texts = [] if self.opened(name.rpartition(":")[2], found) else None

    def _close(self, name: str) -> None:
        self.closed(name.rpartition(":")[2], "".join(self.texts or ()))
        self.texts = None

    def _text(self, text: str) -> None:
        if self.texts is not None:
            self.texts.append(text)

    def _refuse(self, *_declared: object) -> None:
        raise Damaged("a workbook declares no document type")


def unescaped(text: str) -> str:
    """The text with `_x000D_` and its like turned into the characters they stand for."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text


class Wording:
    """Puts a text of several runs together; how it is read aloud (phonetic runs) is left out."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.is_kept = False
        self.aloud = 0

    def opened(self, name: str, attributes: Attributes) -> bool:
        """Whether the text inside this element belongs to the wording."""
        self.aloud += name == "rPh"
        self.is_kept = attributes.get("space") == "preserve"
        return name == "t" and not self.aloud

    def closed(self, name: str, text: str) -> None:
        """Take the text of a run in."""
        self.aloud -= name == "rPh"
        if name == "t" and not self.aloud:
            self.runs.append(unescaped(text if self.is_kept else text.strip(BLANKS)))

    def taken(self) -> str:
        """The whole text; the next one begins."""
        whole, self.runs = "".join(self.runs), []
        return whole
