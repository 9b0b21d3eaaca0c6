"""Large regular tables read by column; whatever is unusual about one is left to the reader of every table."""

import io
import re
import zipfile
from collections.abc import Iterator

from portal.infra.tables.columns import (
    IrregularError,
    sheet_by_column,
)
from portal.infra.tables.placing import Placing
from portal.infra.tables.reading import DEFAULT_LIMITS, read_table, refuse_size
from portal.infra.tables.scanning import Scanner
from portal.infra.tables.wide_texts import read_wide_text
from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.archives import check_workbook
from portal.kernel.sheets.kinds import kind_of
from portal.kernel.sheets.markup import Damaged, Walker
from portal.kernel.sheets.reading import workbook_of
from portal.kernel.sheets.table import Limits, Recognise, Sheet, TableFile
from portal.kernel.sheets.workbooks import Listed, Workbook
from portal.kernel.sheets.worksheets import Common, cells_of

FROM_BYTES = 500_000
"""Unpacked bytes of a sheet from which it is worth the trouble."""
PIECE = 1 << 21
LONGEST_HEAD = 1 << 20
BEGIN, END = b"<sheetData>", b"</sheetData>"
SI, T_END, SI_END = b"<si><t", b"</t>", b"</si>"
TEXT_BREAK = b"</t></si><si><t"
PRESERVED = b' xml:space="preserve"'
STARTS = (b">", PRESERVED + b">")
ENCODING = re.compile(rb"encoding=[\"'](?!utf-8)", re.IGNORECASE)
ROW_END = b"</row>"


def read_wide_table(
    content: bytes, *, name: str, known: Recognise, limits: Limits = DEFAULT_LIMITS
) -> TableFile:
    """Read a table file as `read_table` does; the rows of large workbooks stay by column. Raises Invalid like it."""
    refuse_size(content, name, limits)
    try:
        if kind_of(content, name=name) == "csv":
            return read_wide_text(content, name=name, known=known, limits=limits)
        return _workbook(content, name, known, limits)
    except (IrregularError, Invalid, Damaged, KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile):
        return read_table(content, name=name, known=known, limits=limits)


def _workbook(content: bytes, name: str, known: Recognise, limits: Limits) -> TableFile:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        workbook = Workbook(archive)
        wide = frozenset(
            member.filename
            for member in archive.infolist()
            if member.filename.startswith("xl/worksheets/") and member.file_size >= FROM_BYTES
        )
        if not wide:
            raise IrregularError
        check_workbook(content, name=name, limits=limits, but=wide)
        sheets: list[Sheet] = []
        notes: list[Message] = []
        listed = workbook.sheets()
        common = workbook.common(_plain_texts)
        for one in listed:
            if one.is_hidden:
                notes.append(message("The hidden sheet “%(sheet)s” was not read.", sheet=one.name))
                continue
            sheet = _sheet(archive, workbook.part_of(one), one, common, known, limits)
            if sheet is None:
                notes.append(
                    message("The sheet “%(sheet)s” has no heading row and was not read.", sheet=one.name)
                )
            else:
                sheets.append(sheet)
        return workbook_of("xlsx", name, sheets, notes)


def _plain_texts(part: bytes) -> list[str] | None:
    """The texts of a workbook when none has runs, marks or escapes; None for the reader of every workbook."""
    begin, end = part.find(b"<si>"), part.rfind(b"</si>")
    unusual = any(mark in part for mark in (b"&", b"_x00", b"<!", b"\r"))
    if begin < 0 or unusual or ENCODING.search(part, 0, begin):
        return None
    if not part.startswith(SI, begin) or not part.endswith(T_END, begin, end):
        return None
    between = part[begin + len(SI) : end - len(T_END)].split(TEXT_BREAK)
    if not all(one.startswith(STARTS) for one in between):
        return None
    texts = [one.removeprefix(PRESERVED).removeprefix(b">") for one in between]
    if b"<" in b"".join(texts):
        return None
    outside = Walker(lambda _name, _attributes: False, lambda _name, _text: None)
    outside.walk(io.BytesIO(part[:begin] + part[end + len(SI_END) :]))
    return [one.decode().strip() for one in texts]


def _sheet(
    archive: zipfile.ZipFile, part: str, listed: Listed, common: Common, known: Recognise, limits: Limits
) -> Sheet | None:
    scanner = Scanner()
    placing = Placing(scanner, common, limits)
    for piece in _pieces(archive, part, common):
        placing.place(scanner.scan(piece))
    return sheet_by_column(listed.name, placing.placed(), known)


def _pieces(archive: zipfile.ZipFile, part: str, common: Common) -> Iterator[bytes]:
    """The rows of a sheet in pieces of whole rows; what stands around them is read letter by letter."""
    with archive.open(part) as stream:
        head, rest = _cut(stream.read(LONGEST_HEAD), BEGIN)
        while True:
            chunk = stream.read(PIECE)
            data = rest + chunk
            ended = data.find(END)
            cut = data.rfind(ROW_END) + len(ROW_END) if ended < 0 else ended
            if (not chunk and ended < 0) or cut < len(ROW_END):
                raise IrregularError
            yield data[:cut]
            rest = data[cut:]
            if ended >= 0:
                break
        around = head + BEGIN + rest + stream.read()
    outside = cells_of(io.BytesIO(around), common)
    if outside.rows or outside.merged:
        raise IrregularError


def _cut(data: bytes, mark: bytes) -> tuple[bytes, bytes]:
    before, found, after = data.partition(mark)
    if not found or re.search(rb"<!|encoding=[\"'](?!utf-8)", before, re.IGNORECASE):
        raise IrregularError
    return before, after
