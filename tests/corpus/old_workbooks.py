"""Workbooks of the old format (.xls) written by hand, record by record: ordinary, odd, and damaged."""

import datetime as dt
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Value = str | int | float | bool | dt.date | None
SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
DAY = 1
"""The style of days in these workbooks; style 0 shows plain numbers, the further ones what `formats` say."""


def record(kind: int, data: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<HH", kind, len(data)) + data


def wide(text: str, *, size: int = 2) -> bytes:
    """A text of two bytes per letter with its length before it."""
    return (len(text.encode("utf-16-le")) // 2).to_bytes(size, "little") + b"\x01" + text.encode("utf-16-le")


def narrow(text: str, *, size: int = 2) -> bytes:
    """A text of one byte per letter with its length before it."""
    return len(text).to_bytes(size, "little") + b"\x00" + text.encode("latin-1")


def cell(row: int, column: int, value: Value) -> bytes:
    """The record of a cell, as a spreadsheet program would choose it."""
    at = struct.pack("<HH", row, column)
    if isinstance(value, bool):
        return record(0x205, at + struct.pack("<HBB", 0, value, 0))
    if isinstance(value, str):
        return record(0x204, at + b"\0\0" + wide(value))
    if isinstance(value, dt.date):
        return record(0x203, at + struct.pack("<Hd", DAY, (value - dt.date(1899, 12, 30)).days))
    if isinstance(value, int) and -(1 << 29) <= value < 1 << 29:
        return record(0x27E, at + struct.pack("<HI", 0, (value & 0x3FFFFFFF) << 2 | 2))
    return b"" if value is None else record(0x203, at + struct.pack("<Hd", 0, value))


def cells(rows: Iterable[Sequence[Value]]) -> bytes:
    """The records of rows from the top left corner on."""
    return b"".join(
        cell(number, column, value) for number, row in enumerate(rows) for column, value in enumerate(row)
    )


def begin(version: int = 0x600, kind: int = 5) -> bytes:
    """The record with which a workbook or a sheet begins."""
    return record(0x809, struct.pack("<HHHH", version, kind, 0, 0) + b"\0" * 8)


@dataclass(frozen=True)
class OldSheet:
    """A sheet: its name, its records, and how the workbook lists it."""

    records: bytes
    name: bytes = field(default_factory=lambda: wide("数据", size=1))
    state: int = 0
    kind: int = 0


def workbook(
    *sheets: OldSheet, before: bytes = b"", formats: Sequence[int] = (), version: int = 0x600
) -> bytes:
    """The stream of a workbook; `before` are further records, `formats` number formats of styles from 2 on."""
    styles = b"".join(record(0xE0, struct.pack("<HH", 0, one) + b"\0" * 16) for one in (0, 14, *formats))
    end = record(0x0A)
    bodies = [begin(version, 0x10) + one.records + end for one in sheets]
    start = begin(version) + before + styles
    at = len(start) + sum(len(record(0x85, b"\0" * 6 + one.name)) for one in sheets) + len(end)
    listed = b""
    for one, body in zip(sheets, bodies, strict=True):
        listed += record(0x85, struct.pack("<IBB", at, one.state, one.kind) + one.name)
        at += len(body)
    return start + listed + end + b"".join(bodies)


def contained(stream: bytes, *, name: str = "Workbook", is_small: bool = False) -> bytes:
    """The container around a stream, in sectors of 512 bytes; small streams lie inside that of the root."""
    if not is_small:
        stream = stream.ljust(4096, b"\0")
    data = [stream[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(stream), SECTOR)]
    small = [*range(1, -(-len(stream) // 64)), END] if is_small else []
    small_table = struct.pack(f"<{len(small)}I", *small).ljust(SECTOR, b"\xff") if is_small else b""
    after = [END] if is_small else []
    count = 1 + len(data) + len(after)
    tables = -(-(count + 1) // 127) if count < 100 * 127 else 0
    links = [END, *range(2, len(data) + 1), END, *after, *[TABLE] * tables]
    table = struct.pack(f"<{len(links)}I", *links).ljust(tables * SECTOR, b"\xff")
    root = _entry("Root Entry", 5, 1 if is_small else END, len(data) * SECTOR if is_small else 0)
    directory = (root + _entry(name, 2, 0 if is_small else 1, len(stream))).ljust(SECTOR, b"\0")
    first_small = count - 1 if is_small else END
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 10 + struct.pack("<IIIIIIII", tables, 0, 0, 4096, first_small, len(after), END, 0)
    header += struct.pack("<109I", *[*range(count, count + tables), *[FREE] * (109 - tables)])
    return header + directory + b"".join(data) + small_table + table


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(letters), kind, 1, FREE, FREE, 1 if kind == 5 else FREE)
    return letters.ljust(64, b"\0") + about + b"\0" * 36 + struct.pack("<IQ", first, size)


def old_workbook(rows: Iterable[Sequence[Value]]) -> bytes:
    """An ordinary file of one sheet."""
    return contained(workbook(OldSheet(cells(rows))))
