"""Which letters a text file was written in, judged by the headings that come out, never by statistics."""

import codecs
import re

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.table import Recognise

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LABELS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "cp950": "Big5",
}
CELL_BREAKS = re.compile(r'[,;\t|\r\n]|"')
SAMPLE_CHARACTERS = 20_000


def decode(content: bytes, known: Recognise) -> tuple[str, str]:
    """Turn the bytes of a text table into text and the name of the encoding they were in.

    Order: byte order mark, strict UTF-8, then GB18030 and Big5, of which the one that yields more known
    headings wins. Raises Invalid with the line of the first byte that fits no encoding.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding, known), LABELS[encoding]
    if b"\x00" in content[:4096]:
        candidates: tuple[str, ...] = ("utf-16-le", "utf-16-be")
    else:
        candidates = ("utf-8", "gb18030", "cp950")
    return _judged_by_headings(content, candidates, known)


def _judged_by_headings(content: bytes, candidates: tuple[str, ...], known: Recognise) -> tuple[str, str]:
    readable: list[tuple[int, str, str]] = []
    for encoding in candidates:
        text = _decoded(content, encoding)
        if text is None:
            continue
        if encoding == "utf-8":
            return _printable(text), LABELS[encoding]
        readable.append((headings_in(text, known), encoding, text))
    best = max(readable, key=lambda found: found[0], default=None)
    if best is None or (best[0] == 0 and _damaged_utf8(content, candidates, known)):
        raise _unreadable(content, candidates, known)
    return _printable(best[2]), LABELS[best[1]]


def headings_in(text: str, known: Recognise) -> int:
    """How many known headings stand among the first cells of the text."""
    return sum(1 for cell in CELL_BREAKS.split(text[:SAMPLE_CHARACTERS]) if cell.strip() and known(cell))


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(content: bytes, encoding: str, known: Recognise) -> str:
    text = _decoded(content, encoding)
    if text is None:
        raise _unreadable(content, (encoding,), known)
    return _printable(text)


def _damaged_utf8(content: bytes, candidates: tuple[str, ...], known: Recognise) -> bool:
    return "utf-8" in candidates and headings_in(content.decode("utf-8", "replace"), known) > 0


def _unreadable(content: bytes, candidates: tuple[str, ...], known: Recognise) -> Invalid:
    def headings(encoding: str) -> int:
        return headings_in(content.decode(encoding, "replace"), known)

    encoding = max(candidates, key=headings)
    line = _line_of_first_fault(content, encoding)
    return Invalid(
        message(
            "Line %(line)s holds characters that cannot be read as %(encoding)s. Save the file again as "
            "“CSV UTF-8” or .xlsx and upload that.",
            line=line,
            encoding=LABELS[encoding],
        )
    )


def _line_of_first_fault(content: bytes, encoding: str) -> int:
    first = len(content)
    try:
        content.decode(encoding)
    except UnicodeDecodeError as fault:
        first = fault.start
    return content[:first].decode(encoding, "replace").count("\n") + 1


def _printable(text: str) -> str:
    position = text.find("\x00")
    if position >= 0:
        raise Invalid(
            message(
                "The file is not text: line %(line)s holds a zero byte. Upload the .xlsx or .csv file that your "
                "tool exports.",
                line=text.count("\n", 0, position) + 1,
            )
        )
    return text
