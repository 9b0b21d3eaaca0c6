"""Workbooks of the old format (.xls, Excel 5 to 2003) opened with the standard library alone.

There is one reader of these: what the portal takes, anybody can read again.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.archives import damaged, locked
from portal.kernel.sheets.compound import stream_named
from portal.kernel.sheets.grids import Grid, sheets_of
from portal.kernel.sheets.markup import Damaged
from portal.kernel.sheets.moments import BUILT_IN, Shown, shown_by
from portal.kernel.sheets.old_sheets import BEGIN, END, Shared, old_cells
from portal.kernel.sheets.records import Reader, codec_of, records, text_of, unpacked
from portal.kernel.sheets.table import Limits, Recognise, Sheet

ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
LARGEST = 10_000_000
SINCE_1904, LOCKED, CODE_PAGE, SHEET, STYLE, TEXTS, FORMAT = 0x22, 0x2F, 0x42, 0x85, 0xE0, 0xFC, 0x41E
UNICODE_SINCE, OLDEST = 0x0600, 0x0500
WESTERN = 1252
WORKSHEET = 0
HIDDEN = 0x3F


@dataclass(frozen=True)
class _Listed:
    """A sheet as the workbook lists it: where its records begin."""

    name: str
    start: int
    is_hidden: bool
    is_worksheet: bool


def read_old_workbook(
    content: bytes, *, name: str, known: Recognise, limits: Limits
) -> tuple[list[Sheet], list[Message]]:
    """Read every visible sheet with a heading; answers the sheets and what was left out.

    Cells come as values (never formulas), rows with the numbers Excel shows. Raises Invalid with the cause.
    """
    if len(content) > LARGEST:
        raise Invalid(
            message(
                "%(name)s is too large for the old .xls format. Save it as .xlsx and upload that.", name=name
            )
        )
    if ENCRYPTED_PACKAGE in content:
        raise locked(name)
    try:
        book = _Workbook(stream_named(content, ["Workbook", "Book"]) or b"")
        if book.is_locked:
            raise locked(name)
        return sheets_of(book.grids(), known=known, limits=limits)
    except Damaged as fault:
        raise damaged(name) from fault


class _Workbook:
    """What stands before the sheets, and the sheets themselves."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.is_locked = self.since_1904 = False
        self.is_unicode = True
        self.page = WESTERN
        self.texts: list[str] = []
        self.styles: list[int] = []
        self.formats: dict[int, Shown] = {}
        self.listed: list[_Listed] = []
        self._read()

    def grids(self) -> Iterator[Grid]:
        """The worksheets in the order of their tabs."""
        shown = [self.formats.get(one, BUILT_IN.get(one, Shown.NUMBER)) for one in self.styles]
        shared = Shared(self.texts, shown, self.since_1904, self._codec)
        starts = sorted(one.start for one in self.listed)
        if len(set(starts)) < len(starts):
            raise Damaged("two sheets at one place")
        for one in self.listed:
            if not one.is_worksheet:
                continue
            if one.is_hidden:
                yield Grid(one.name, is_hidden=True)
                continue
            end = [*starts, len(self.stream)][bisect_right(starts, one.start)]
            found = old_cells(records(self.stream, one.start, end), shared)
            yield Grid(one.name, found.extent, found.lines(), found.merged)

    @property
    def _codec(self) -> str | None:
        return None if self.is_unicode else codec_of(self.page)

    def _read(self) -> None:
        for kind, pieces in records(self.stream, 0, len(self.stream)):
            if kind == END:
                return
            self.is_locked = self.is_locked or kind == LOCKED
            if self.is_locked:
                return
            self._take(kind, pieces)
        raise Damaged("a workbook without an end")

    def _take(self, kind: int, pieces: Sequence[bytes]) -> None:
        if kind == BEGIN:
            self._begin(*unpacked("<H", pieces[0]))
        elif kind == CODE_PAGE:
            (self.page,) = unpacked("<H", pieces[0])
        elif kind == SINCE_1904:
            self.since_1904 = unpacked("<H", pieces[0]) == (1,)
        elif kind == STYLE:
            self.styles += unpacked("<2xH", pieces[0])
        else:
            self._take_texts(kind, Reader(pieces))

    def _begin(self, version: int) -> None:
        if version not in {UNICODE_SINCE, OLDEST}:
            raise Damaged("a workbook older than Excel 5")
        self.is_unicode = version == UNICODE_SINCE

    def _take_texts(self, kind: int, reader: Reader) -> None:
        if kind == FORMAT:
            number = reader.number(2)
            self.formats[number] = shown_by(text_of(reader, self._codec, size=2 if self.is_unicode else 1))
        elif kind == SHEET:
            start, state, about = reader.number(4), reader.number(1), reader.number(1)
            name = text_of(reader, self._codec, size=1).replace("\0", "")
            self.listed.append(_Listed(name, start, bool(state & HIDDEN), about == WORKSHEET))
        elif kind == TEXTS:
            reader.pass_over(8)
            while not reader.is_at_end:
                self.texts.append(reader.rich_text())
