"""Large regular tables read by column; whatever is unusual about one is left to the reader of every table."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

import numpy as np

from portal.infra.tables.columns import (
    LARGEST,
    NUMBER,
    Cells,
    ColumnRows,
    IrregularError,
    filled_rows,
    sheet_by_column,
)
from portal.infra.tables.reading import DEFAULT_LIMITS, read_table, refuse_size
from portal.infra.tables.scanning import Found, Scanner
from portal.infra.tables.wide_texts import read_wide_text
from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.archives import check_workbook
from portal.kernel.sheets.grids import plain_cell
from portal.kernel.sheets.kinds import kind_of
from portal.kernel.sheets.markup import Damaged, Walker
from portal.kernel.sheets.moments import Shown, cell_of
from portal.kernel.sheets.reading import workbook_of
from portal.kernel.sheets.table import Cell, Limits, Recognise, Sheet, TableFile
from portal.kernel.sheets.workbooks import Listed, Workbook
from portal.kernel.sheets.worksheets import Common, cells_of

FROM_BYTES = 500_000
"""Unpacked bytes of a sheet from which it is worth the trouble."""
LATEST = 3_000_000
"""Days; beyond them a moment or a duration is none."""
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
    found = [scanner.scan(piece) for piece in _pieces(archive, part, common)]
    rows = _by_column(found, scanner, common, limits)
    if not len(rows):
        raise IrregularError
    return sheet_by_column(listed.name, rows, known)


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


def _by_column(several: Sequence[Found], scanner: Scanner, common: Common, limits: Limits) -> ColumnRows:
    rows = np.concatenate([one.rows for one in several])
    columns = np.concatenate([one.columns for one in several])
    if not len(rows) or (np.diff(rows * (1 << 14) + columns) <= 0).any():
        raise IrregularError
    width, last = int(columns.max()) + 1, int(rows[-1]) + 1
    if width > limits.columns or last > limits.rows or last * max(width, 26) > limits.cells:
        raise IrregularError
    changes = np.diff(rows, prepend=-1) != 0
    places = columns * int(np.count_nonzero(changes)) + np.cumsum(changes) - 1
    codes, numbers, others = _cells(several, scanner, common)
    count = int(np.count_nonzero(changes))
    all_codes, all_numbers = np.zeros(width * count, np.int32), np.zeros(width * count)
    all_codes[places], all_numbers[places] = codes, numbers
    cells = [
        Cells(all_codes[at * count : (at + 1) * count], others, all_numbers[at * count : (at + 1) * count])
        for at in range(width)
    ]
    return filled_rows(cells, rows[changes] + 1)


def _cells(
    several: Sequence[Found], scanner: Scanner, common: Common
) -> tuple[np.ndarray, np.ndarray, list[Cell]]:
    """What each cell holds: the code of a text or of anything else that is no plain number, and its number."""
    kinds = np.concatenate([one.kinds for one in several])
    numbers = np.concatenate([one.numbers for one in several])
    others: list[Cell] = ["", *(text.strip() for text in common.texts)]
    of_text = np.array([at if text else 0 for at, text in enumerate(others)], np.int32)
    codes = np.full(len(kinds), NUMBER, np.int32)
    for kind, attributes in enumerate(scanner.kinds):
        here = np.flatnonzero(kinds == kind)
        if attributes.get("t", "n") == "s":
            texts = numbers[here]
            if (texts >= len(common.texts)).any() or (texts != np.rint(texts)).any() or (texts < 0).any():
                raise IrregularError
            codes[here] = of_text[texts.astype(np.int64) + 1]
            numbers[here] = 0
        elif attributes.get("t", "n") != "n":
            raise IrregularError
        elif (shown := _shown(attributes, common)) is not Shown.NUMBER:
            codes[here] = _moments(numbers[here], shown, common, others)
    large = np.flatnonzero((codes == NUMBER) & ~(np.abs(numbers) < LARGEST))
    if len(large):
        raise IrregularError
    return codes, numbers, others


def _shown(attributes: dict[str, str], common: Common) -> Shown:
    style = attributes.get("s", "0")
    if not (style.isascii() and style.isdigit()):
        raise IrregularError
    return common.shown[int(style)] if int(style) < len(common.shown) else Shown.NUMBER


def _moments(numbers: np.ndarray, shown: Shown, common: Common, others: list[Cell]) -> np.ndarray:
    """The codes of days and times; new ones are put among the others."""
    if np.abs(numbers).max(initial=0) > LATEST:
        raise IrregularError
    different, places = np.unique(numbers, return_inverse=True)
    cells = [cell_of(one, shown, since_1904=common.since_1904) for one in different.tolist()]
    begin = len(others)
    others += [plain_cell(one) for one in cells]
    return (begin + places).astype(np.int32)
