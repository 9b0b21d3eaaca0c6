"""Excel files are packed folders: they are measured before anything opens them."""

import io
import re
import zipfile
import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.table import Limits

CHUNK = 1 << 20
LONGEST_TAIL = 4 << 20
ENCRYPTED = 1
BOMB_FLOOR = 1_000_000

ROWS = re.compile(rb"<(?:\w+:)?row\b")
ROW_NUMBERS = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)")
CELLS = re.compile(rb"<(?:\w+:)?c[\s>/]")
REFERENCES = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"'][A-Z]")
WIDE_REFERENCES = re.compile(rb"\br=[\"']([A-Z]{2,})\d")
TALL_REFERENCES = re.compile(rb"\br=[\"'][A-Z]+(\d{6,})[\"']")
UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\s(?P<attributes>[^>]*)>\s*<(?:\w+:)?f\b[^<]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>"
)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")
COMMON_CELL = b'<c r="'
UNCOMMON_CELL = re.compile(rb'<c r="(?![A-Z]\d{1,5}")')
COMMON_ROWS = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
"""Most sheets name all their cells in one way; these find in less time that a piece does, and its rows."""

OTHER_ARCHIVES: tuple[tuple[str, Message], ...] = (
    ("word/document.xml", message("a Word document")),
    ("ppt/presentation.xml", message("a presentation")),
    ("xl/workbook.bin", message("an Excel file in binary form (.xlsb)")),
    ("content.xml", message("an OpenDocument file")),
    ("Index/Document.iwa", message("a Numbers or Pages file")),
)


@dataclass
class Extent:
    """How far the cells of one sheet reach; columns counted from 1."""

    rows: int = 0
    columns: int = 0

    @property
    def cells(self) -> int:
        """The rectangle a reader would hold in memory."""
        return self.rows * self.columns


def check_workbook(content: bytes, *, name: str, limits: Limits, but: Container[str] = ()) -> None:
    """Refuse a packed workbook that is cut off, locked, too large unpacked, no workbook, or not calculated.

    Sizes come from the archive's own directory first and are then verified while the parts are read in pieces,
    so that nothing is ever held unpacked; `but` names parts that somebody else measures. Raises Invalid with the
    cause.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, name, limits)
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")) and member.filename not in but:
                    _check_part(archive, member, name, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as fault:
        raise damaged(name) from fault


def _check_directory(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise locked(name)
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > limits.members
        or unpacked > limits.unpacked_bytes
        or any(_swells(member, limits) for member in members)
    ):
        raise Invalid(
            message(
                "%(name)s would unpack to far more than a table needs and was not opened. Save the sheet alone as "
                ".csv and upload that.",
                name=name,
            )
        )
    if "xl/workbook.xml" not in names:
        raise _no_workbook(name, names)
    if len(set(names)) != len(names):
        raise damaged(name)


def _swells(member: zipfile.ZipInfo, limits: Limits) -> bool:
    return member.file_size > BOMB_FLOOR and member.file_size > limits.ratio * max(member.compress_size, 1)


def _no_workbook(name: str, members: list[str]) -> Invalid:
    for member, what in OTHER_ARCHIVES:
        if member in members:
            return Invalid(
                message(
                    "%(name)s is %(what)s. Save it as .xlsx or .csv and upload that file.",
                    name=name,
                    what=what,
                )
            )
    return Invalid(
        message(
            "%(name)s is a packed archive, not a table. Unpack it and upload the .xlsx or .csv file inside.",
            name=name,
        )
    )


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
    extent = Extent()
    for piece in _pieces(archive, member):
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or piece.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise damaged(name)
        if is_sheet:
            _stretch(extent, piece)
            _refuse_extent(extent, limits)
            _refuse_uncalculated(piece, name)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part in pieces that end with a whole cell, so that a pattern is never cut in two."""
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            piece = tail + chunk
            cut = max(piece.rfind(b"</c>"), piece.rfind(b":c>"), piece.rfind(b"</row>")) + 4
            if cut < 4:
                cut = len(piece) if len(piece) > LONGEST_TAIL else 0
            if cut:
                yield piece[:cut]
            tail = piece[cut:]
    if tail:
        yield tail


def _stretch(extent: Extent, piece: bytes) -> None:
    if _is_common(piece):
        numbers = [int(number[:9]) for number in COMMON_ROWS.findall(piece)]
        if len(numbers) == piece.count(b"<row"):
            extent.rows = max(extent.rows, *numbers, 0)
            extent.columns = max(extent.columns, 26)
            return
    _stretch_by_all(extent, piece)


def _is_common(piece: bytes) -> bool:
    """Whether every cell has a reference of one letter and a row below 100,000, and no name has a prefix."""
    return (
        piece.count(b"<c") == piece.count(COMMON_CELL)
        and b":row" not in piece
        and b":c" not in piece
        and UNCOMMON_CELL.search(piece) is None
    )


def _stretch_by_all(extent: Extent, piece: bytes) -> None:
    numbers = [int(number[:9]) for number in ROW_NUMBERS.findall(piece)]
    numbers += [int(number[:9]) for number in TALL_REFERENCES.findall(piece)]
    rows = len(ROWS.findall(piece))
    extent.rows = max(extent.rows + rows if not numbers else 0, extent.rows, *numbers, 0)
    columns = 26
    for letters in set(WIDE_REFERENCES.findall(piece)):
        columns = max(columns, _column_number(letters))
    cells = len(CELLS.findall(piece))
    if cells > len(REFERENCES.findall(piece)):
        columns = max(columns, *(len(CELLS.findall(row)) for row in ROWS.split(piece)))
    extent.columns = max(extent.columns, columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def _refuse_extent(extent: Extent, limits: Limits) -> None:
    if extent.rows > limits.rows:
        raise Invalid(
            message(
                "The sheet reaches down to row %(row)s; at most %(rows)s rows can be read at once. Delete the empty "
                "rows below the table, or split the file by month.",
                row=extent.rows,
                rows=limits.rows,
            )
        )
    if extent.columns > limits.columns or extent.cells > limits.cells + limits.rows * 26:
        raise Invalid(
            message(
                "The sheet reaches %(columns)s columns to the right; at most %(limit)s can be read. Delete the empty "
                "columns beside the table.",
                columns=extent.columns,
                limit=limits.columns,
            )
        )


def _refuse_uncalculated(piece: bytes, name: str) -> None:
    if b"<f" not in piece and b":f" not in piece:
        return
    for found in UNCALCULATED.finditer(piece):
        attributes = found.group("attributes")
        if b't="str"' in attributes or b"t='str'" in attributes:
            continue
        reference = REFERENCE.search(attributes)
        raise Invalid(
            message(
                "Cell %(cell)s of %(name)s holds a formula without a result. Open the file in Excel or WPS, save it "
                "once so that the results are stored, and upload it again.",
                cell=reference.group(1).decode("ascii") if reference else "?",
                name=name,
            )
        )


def locked(name: str) -> Invalid:
    """The refusal of a file that needs a password."""
    return Invalid(
        message(
            "%(name)s is protected by a password. Remove the password in Excel or WPS and upload the file again.",
            name=name,
        )
    )


def damaged(name: str) -> Invalid:
    """The refusal of a file that cannot be read to its end."""
    return Invalid(
        message(
            "%(name)s is damaged or was cut off on the way. Export it again and upload the new file.",
            name=name,
        )
    )
