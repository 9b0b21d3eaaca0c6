"""Claims about old workbooks (.xls): read as another implementation reads them, and refused in words when damaged."""

import datetime as dt
import io
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from portal.infra.tables.reading import read_table
from portal.kernel.errors import Invalid
from portal.kernel.sheets.grids import Grid, sheets_of
from portal.kernel.sheets.old_workbooks import read_old_workbook
from portal.kernel.sheets.reading import read_plainly
from portal.kernel.sheets.table import Cell, Limits, Sheet, TableFile
from tests.corpus.old_workbooks import (
    OldSheet,
    begin,
    cell,
    cells,
    contained,
    narrow,
    old_workbook,
    record,
    wide,
    workbook,
)

KNOWN = {"日期", "旺旺", "接待人数"}
HEAD = ("日期", "旺旺", "接待人数")
BY_XLWT = Path("tests/corpus/files/old_format_by_xlwt.xls")
FORMATS = ("yyyy-mm-dd", "[h]:mm:ss", "hh:mm", '0.0"秒"', "0.00%", "[Red]0", "yyyy年m月d日")


def known(text: str) -> bool:
    return text.strip() in KNOWN


def plain(content: bytes) -> TableFile:
    return read_plainly(content, name="month.xls", known=known)


def by_another(content: bytes) -> list[Sheet]:
    """The sheets as an independent implementation (calamine) reads them."""
    with CalamineWorkbook.from_object(io.BytesIO(content)) as book:
        grids = []
        for index, about in enumerate(book.sheets_metadata):
            if about.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_index(index)
            extent = None if sheet.start is None or sheet.end is None else (sheet.start, sheet.end)
            grids.append(Grid(about.name, extent, sheet.iter_rows(), sheet.merged_cell_ranges or ()))
    return sheets_of(grids, known=known, limits=Limits())[0]


def same(content: bytes) -> TableFile:
    """What is read, once it is proved to be what the other implementation reads, types included."""
    table = plain(content)
    assert repr([*table.sheets]) == repr(by_another(content))
    return table


def book(more: bytes, *, before: bytes = b"", formats: tuple[int, ...] = ()) -> bytes:
    """A workbook with our heading and these records of its sheet."""
    return contained(workbook(OldSheet(cells([HEAD]) + more), before=before, formats=formats))


def read_cells(content: bytes) -> list[Cell]:
    return [one for row in plain(content).sheets[0].rows for one in row.cells]


letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), max_codepoint=0x9FFF)
values = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12),
    st.booleans(),
    st.text(letters, max_size=12).filter(lambda text: not text.startswith(("\ufeff", "믯", "ﾾ"))),
    st.dates(dt.date(1901, 1, 1), dt.date(2200, 1, 1)),
    st.none(),
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(values, min_size=1, max_size=6), max_size=12))
def test_whatever_stands_in_a_sheet_two_implementations_read_alike(rows: list[list[Cell | None]]) -> None:
    same(old_workbook([HEAD, *rows]))


@settings(max_examples=150, deadline=None)
@given(number=st.floats(0, 3_000_000), code=st.sampled_from(FORMATS), is_1904=st.booleans())
def test_a_number_means_the_same_under_every_format(number: float, code: str, is_1904: bool) -> None:
    before = record(0x41E, struct.pack("<H", 164) + wide(code)) + record(0x22, struct.pack("<H", is_1904))
    same(book(record(0x203, struct.pack("<HHHd", 1, 0, 2, number)), before=before, formats=(164,)))


def test_a_file_that_another_program_wrote_is_read_to_the_last_cell() -> None:
    table = same(BY_XLWT.read_bytes())
    first, last = table.sheets
    assert (first.name, first.header[:3], first.header_row) == ("客服绩效", HEAD, 2)
    assert first.rows[0].cells == (dt.date(2026, 10, 1), "小美", 120, dt.timedelta(seconds=19), dt.time(9))
    assert first.rows[1].cells[:3] == (dt.date(2026, 10, 1), "小雨", 87.25)
    assert last.rows[-1].cells == (dt.date(2026, 10, 10), "客服399号 " + "啊" * 39, 99.75)
    assert [str(note) for note in table.notes if "隐藏" in str(note)]
    assert read_table(BY_XLWT.read_bytes(), name="month.xls", known=known) == table


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (cell(1, 0, 5) + cell(1, 2, -7), [5, "", -7]),
        (record(0x27E, struct.pack("<HHHI", 1, 0, 0, 12345 << 2 | 3)), [123.45]),
        (record(0x27E, struct.pack("<HHHI", 1, 0, 0, 0x3FF00000)), [1]),
        (record(0x27E, struct.pack("<HHHI", 1, 0, 0, 0x3FF00001)), [0.01]),
        (record(0xBD, struct.pack("<HHHIHIH", 1, 0, 0, 4 << 2 | 2, 0, 5 << 2 | 2, 1)), [4, 5]),
        (record(0x205, struct.pack("<HHHBB", 1, 0, 0, 7, 1)) + cell(1, 1, 1), ["", 1]),
        (record(0xD6, struct.pack("<HHH", 1, 0, 0) + narrow("abc") + b"\1\0\0\0\0"), ["abc"]),
        (record(0x204, struct.pack("<HHH", 1, 0, 0) + b"\0\0") + cell(1, 1, 2), ["", 2]),
        (record(0x06, struct.pack("<HHHdHI", 1, 0, 0, 2.5, 0, 0) + b"\0\0"), [2.5]),
        (record(0x06, struct.pack("<HHHBBBxxx", 1, 0, 0, 1, 0, 1) + b"\xff\xff" + b"\0" * 8), [True]),
        (
            record(0x06, struct.pack("<HHHBBBxxx", 1, 0, 0, 2, 0, 7) + b"\xff\xff" + b"\0" * 8)
            + cell(1, 1, 1),
            ["", 1],
        ),
        (
            record(0x06, struct.pack("<HHHBBBxxx", 1, 0, 0, 3, 0, 0) + b"\xff\xff" + b"\0" * 8)
            + cell(1, 1, 1),
            ["", 1],
        ),
        (
            record(0x06, struct.pack("<HHHBBBxxx", 1, 0, 0, 0, 0, 0) + b"\xff\xff" + b"\0" * 8)
            + record(0x207, wide("小美"))
            + record(0x207, wide("nobody's")),
            ["小美"],
        ),
        (begin(kind=0x20) + cell(1, 0, 9) + record(0x0A) + cell(1, 0, 3), [3]),
        (cell(1, 0, 1) + cell(2, 1, 2) + record(0xE5, struct.pack("<5H", 1, 1, 2, 0, 0)), [1, 1, 2]),
        (record(0x203, struct.pack("<HHHd", 1, 0, 99, 46337.0)), [46337]),
    ],
)
def test_a_record_is_read_as_it_is_meant(records: bytes, expected: list[Cell]) -> None:
    assert read_cells(book(records)) == expected


def test_shared_texts_run_on_from_one_record_into_the_next() -> None:
    first = b"\0\0\0\0\3\0\0\0" + b"\5\0\1" + "小美小".encode("utf-16-le")
    second = b"\0ab" + b"\2\0\x0d\1\0\4\0\0\0" + "知夏".encode("utf-16-le") + b"runsso"
    before = record(0xFC, first) + record(0x3C) + record(0x3C, second) + record(0x3C, b"nd" + narrow("tail"))
    at = b"".join(record(0xFD, struct.pack("<HHHI", 1, column, 0, column)) for column in range(3))
    assert read_cells(book(at, before=before)) == ["小美小ab", "知夏", "tail"]


def test_days_that_chinese_programs_show_without_naming_a_format_are_days() -> None:
    content = book(record(0x203, struct.pack("<HHHd", 1, 0, 2, 46337.0)), formats=(31,))
    assert read_cells(content) == [dt.date(2026, 11, 11)]


@pytest.mark.parametrize(("page", "codec"), [(936, "gbk"), (950, "big5"), (1252, "cp1252")])
def test_excel_95_writes_its_letters_by_code_page(page: int, codec: str) -> None:
    words = {"gbk": HEAD, "big5": ("日期", "客服人員", "接待人數"), "cp1252": ("Tag", "Größe", "Café")}[codec]

    def bytes_of(text: str, size: int = 2) -> bytes:
        return len(text.encode(codec)).to_bytes(size, "little") + text.encode(codec)

    records = b"".join(
        record(0x204, struct.pack("<HHH", 0, at, 0) + bytes_of(text)) for at, text in enumerate(words)
    )
    sheet = OldSheet(records + cell(1, 0, dt.date(2026, 10, 1)), name=bytes_of("s", 1))
    before = record(0x42, struct.pack("<H", page)) + record(
        0x41E, struct.pack("<H", 164) + bytes_of("yyyy", 1)
    )
    table = plain(contained(workbook(sheet, before=before, version=0x500), name="Book"))
    assert table.sheets[0].header == words
    assert table.sheets[0].rows[0].cells == (dt.date(2026, 10, 1),)


def test_small_workbooks_lie_in_the_small_sectors() -> None:
    stream = workbook(OldSheet(cells([HEAD, ["2026-10-01", "a", 1]])))
    assert read_cells(contained(stream, is_small=True)) == ["2026-10-01", "a", 1]


def test_macros_and_charts_are_passed_over_and_hidden_sheets_are_named() -> None:
    sheet = OldSheet(cells([HEAD]))
    hidden = OldSheet(b"", name=narrow("very hidden", size=1), state=2)
    chart = OldSheet(b"", name=narrow("chart", size=1), kind=2)
    table = plain(contained(workbook(chart, hidden, sheet)))
    assert ([one.name for one in table.sheets], len(table.notes)) == (["数据"], 1)


ORDINARY = old_workbook([HEAD, ["2026-10-01", "小美", 7]])
SHEET = OldSheet(cells([HEAD]))


def in_header(at: int, value: int) -> bytes:
    """Our ordinary file with one number of its header changed."""
    return ORDINARY[:at] + struct.pack("<I", value) + ORDINARY[at + 4 :]


def at_one_place(stream: bytes) -> bytes:
    """A workbook of two sheets that are listed with the same beginning."""
    first = stream.index(b"\x85\x00")
    second = stream.index(b"\x85\x00", first + 1)
    return stream[: second + 4] + stream[first + 4 : first + 8] + stream[second + 8 :]


@pytest.mark.parametrize(
    "content",
    [
        ORDINARY[:8],
        ORDINARY[:700],
        ORDINARY[:1500],
        in_header(30, 0x60008),
        in_header(48, 99_999),
        in_header(68, 0),
        in_header(76, 1),
        contained(b"", name="Other"),
        contained(workbook(SHEET)[:-4]),
        contained(at_one_place(workbook(SHEET, SHEET))),
        contained(begin() + struct.pack("<HH", 1, 60_000)),
        contained(begin(0x200) + record(0x0A)),
        contained(begin()),
        contained(workbook(SHEET, before=record(0x42, struct.pack("<H", 9)), version=0x500)),
        contained(workbook(SHEET, before=record(0x22, b"\1"))),
        contained(workbook(SHEET, before=record(0xFC, b"\0" * 8 + b"\5\0\0ab"))),
        book(record(0xFD, struct.pack("<HHHI", 1, 0, 0, 3))),
        book(record(0xBD, struct.pack("<HHHIH", 1, 0, 0, 6, 4))),
        book(record(0xBD, b"\0" * 5)),
        book(record(0x205, struct.pack("<HHHBB", 1, 0, 0, 9, 1))),
        book(record(0x205, struct.pack("<HHHBB", 1, 0, 0, 0, 2))),
        book(record(0x06, struct.pack("<HHHBBBxxx", 1, 0, 0, 7, 0, 0) + b"\xff\xff")),
        book(record(0x203, b"\0" * 9)),
        contained(b"\0" * 64, name="Workbook", is_small=True)[:512] + b"\0" * 4096,
    ],
)
def test_a_damaged_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid, match="damaged"):
        plain(content)


def test_tables_and_sectors_in_a_circle_come_to_an_end() -> None:
    start = ORDINARY.rindex(struct.pack("<II", 0xFFFFFFFE, 2))
    circle = ORDINARY[: start + 4] + struct.pack("<I", 1) + ORDINARY[start + 8 :]
    with pytest.raises(Invalid, match="damaged"):
        plain(circle.replace(struct.pack("<IQ", 1, 4096), struct.pack("<IQ", 1, 1 << 30)))
    rootless = ORDINARY.replace(struct.pack("<HB", 22, 5), struct.pack("<HB", 22, 1))
    with pytest.raises(Invalid, match="damaged"):
        plain(rootless.replace(struct.pack("<IQ", 1, 4096), struct.pack("<IQ", 1, 64)))


def test_sectors_may_be_of_4096_bytes() -> None:
    header, body = ORDINARY[:512], ORDINARY[512:]
    sectors = [body[at : at + 512] for at in range(0, len(body), 512)]
    stream = b"".join(sectors[1:9])
    table = struct.pack("<3I", 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD).ljust(4096, b"\xff")
    header = header[:30] + struct.pack("<H", 12) + header[32:76] + struct.pack("<I", 2) + header[80:]
    content = header.ljust(4096, b"\0") + sectors[0].ljust(4096, b"\0") + stream + table
    assert read_cells(content) == ["2026-10-01", "小美", 7]


def test_a_locked_or_a_huge_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(Invalid, match="password"):
        plain(contained(workbook(SHEET, before=record(0x2F, b"\0\0"))))
    with pytest.raises(Invalid, match="too large for the old"):
        plain(ORDINARY + b"\0" * 10_000_000)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_however_a_file_is_damaged_it_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(BY_XLWT.read_bytes() if data.draw(st.booleans()) else ORDINARY)
    places = st.integers(0, min(len(content), 6_000) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)):
        content[place] = value
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(600, len(content))))
    with suppress(Invalid):
        read_old_workbook(bytes(content[:cut]), name="a.xls", known=known, limits=Limits())
