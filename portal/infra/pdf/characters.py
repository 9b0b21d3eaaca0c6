"""Which characters the printing fonts know, and what stands on paper for the others."""

import json
import re
import unicodedata
from pathlib import Path

LOOK_ALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
UNSEEN = {"Cc", "Cf", "Mn", "Me"}


def coverage(fonts: Path) -> frozenset[str]:
    """Every character that the faces in a folder print, from the list kept beside them."""
    ranges = json.loads((fonts / "coverage.json").read_text())
    return frozenset(chr(point) for first, last in ranges for point in range(first, last + 1))


def printable(text: str, known: frozenset[str]) -> str:
    """The text as it can be printed.

    Radicals and compatibility forms (they slip in when somebody copies from a badly made PDF) become the
    ideographs they stand for. A character that no face knows is written as its number, 〔U+20BB7〕, because an
    empty box says nothing and a document that can't be made at all would hold up the month.
    """
    text = LOOK_ALIKES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    strangers = {ord(character): _substitute(character) for character in set(text) - known}
    return text.translate(strangers) if strangers else text


def _substitute(character: str) -> str:
    if character in "\t\n\r":
        return character
    if unicodedata.category(character) in UNSEEN:
        return ""
    return f"〔U+{ord(character):04X}〕"
