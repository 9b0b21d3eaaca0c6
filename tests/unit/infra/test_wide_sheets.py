"""Claims about large workbooks: read by column they are what the reader of every workbook reads."""

import io
import random
import zipfile
from collections.abc import Iterator
from unittest.mock import patch

import pytest
import xlsxwriter

from portal.infra.tables import wide_sheets, wide_texts
from portal.infra.tables.columns import ColumnRows
from portal.infra.tables.reading import DEFAULT_LIMITS, read_table
from portal.infra.tables.wide_sheets import read_wide_table
from portal.kernel.errors import Invalid
from portal.kernel.sheets.table import Cell, Limits, TableFile
from portal.sla.rules.tools.registry import known_heading
from tests.corpus import corpus
from tests.corpus.workbooks import MAIN, packed, sheet_of

HEADS = ["日期", "客服账号", "咨询人数", "客服销售额(元)", "30秒应答率"]
HEAD = (
    '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="C1" t="s"><v>2</v></c></row>'
)
TEXTS = "".join(f"<si><t>{text}</t></si>" for text in (*HEADS[:3], " 小美 ", "  "))
FORMATS = [None, "yyyy-mm-dd", "hh:mm:ss", "0.00%", "[h]:mm", "yyyy-mm-dd hh:mm"]
VALUES: list[str | int | float] = [
    1,
    2.5,
    100,
    0.125,
    1234567,
    12345678,
    123456789.25,
    46327,
    46327.5,
    0.5,
    -3,
    -2.25,
]
VALUES += ["文", "  空 格 ", "", " ", "a&b<c>", "x\ny", 99999.99, 0.1, 1 / 3, 1e-7, 999999999999999]


@pytest.fixture(autouse=True)
def _whatever_the_size() -> Iterator[None]:
    with patch.object(wide_sheets, "FROM_BYTES", 0), patch.object(wide_texts, "FROM_LINES", 1):
        yield


def everything(table: TableFile) -> str:
    """All that a table says, types included."""
    sheets = [(one.name, one.header_row, one.header, one.preamble, list(one.rows)) for one in table.sheets]
    return repr((table.kind, table.encoding, table.delimiter, sheets, table.notes))


def said(content: bytes, *, wide: bool, limits: Limits = DEFAULT_LIMITS) -> str:
    read = read_wide_table if wide else read_table
    try:
        return everything(read(content, name="数据.xlsx", known=known_heading, limits=limits))
    except Invalid as refusal:
        return str(refusal.reason)


def is_by_column(content: bytes) -> bool:
    """Whether the file was read by column; either way both readers must have said the same."""
    assert said(content, wide=True) == said(content, wide=False)
    try:
        table = read_wide_table(content, name="数据.xlsx", known=known_heading)
    except Invalid:
        return False
    return all(isinstance(sheet.rows, ColumnRows) for sheet in table.sheets)


def book(rows: str, *, texts: str = TEXTS, head: str = HEAD, **more: bytes) -> bytes:
    return packed(sheet_of(head + rows), **more, **{"xl__sharedStrings.xml": sst(texts)})


def sst(texts: str) -> bytes:
    return f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()


def written(seed: int) -> bytes:
    """A workbook as a spreadsheet program writes it, with gaps, formats, blanks and odd beginnings."""
    chance, out = random.Random(seed), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as made:
        formats = [None if one is None else made.add_format({"num_format": one}) for one in FORMATS]
        for number in range(chance.choice([1, 1, 2])):
            sheet = made.add_worksheet(f"数据{number}")
            top, left = chance.choice([0, 0, 2]), chance.choice([0, 0, 1, 25])
            sheet.write_row(top, left, HEADS)
            for row in range(top + 1, top + chance.choice([2, 6, 40])):
                for column in range(left, left + chance.choice([0, 3, 5, 5, 7])):
                    value = chance.choice(VALUES)
                    form = chance.choice(formats) if isinstance(value, str) or value < 50_000 else None
                    if chance.random() < 0.1:
                        sheet.write_blank(row, column, None, form)
                    else:
                        sheet.write(row, column, value, form)
    return out.getvalue()


def test_whatever_a_spreadsheet_program_writes_is_read_by_column_and_alike() -> None:
    by_column = [is_by_column(written(seed)) for seed in range(60)]
    assert sum(by_column) > 40


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ('<c r="A2"><v>7</v></c>', (7,)),
        ('<c r="A2" t="n"><v>7.25</v></c><c r="C2"><v>-1</v></c>', (7.25, "", -1)),
        (
            '<c r="A2" t="s"><v>3</v></c><c r="B2" s="0" t="s"><v>4</v></c><c r="C2"><v>1e3</v></c>',
            ("小美", "", 1000),
        ),
        ('<c r="A2" s="4"/><c r="B2"><v>.5</v></c><c r="C2" s="1"></c>', ("", 0.5)),
        ('<c r="B2"><v>5.</v></c><c r="AB2"><v>12345678.5</v></c>', ("", 5, *[""] * 25, 12345678.5)),
    ],
)
def test_cells_are_read_as_they_are_meant(row: str, cells: tuple[Cell, ...]) -> None:
    content = book(f'<row r="2" spans="1:3">{row}</row>')
    assert is_by_column(content)
    table = read_wide_table(content, name="数据.xlsx", known=known_heading)
    rows = table.sheets[0].rows
    assert [row.cells for row in rows] == [cells] == [rows[0].cells]
    assert rows[0].number == 2


@pytest.mark.parametrize(
    "row",
    [
        '<c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2"><v>1</v></c>',
        '<c r="A2" t="str"><v>x</v></c>',
        '<c r="A2" t="b"><v>1</v></c>',
        '<c r="A2" t="e"><v>#N/A</v></c>',
        '<c r="A2"><f>1+1</f><v>2</v></c>',
        '<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>',
        '<c r="B2"><v>1</v></c><c r="A2"><v>2</v></c>',
        '<c r="A2"><v>1</v></c><!-- a note --><c r="B2"><v>2</v></c>',
        '<c r="A2"><v>1</v><v>2</v></c>',
        '<c r="A2"><v></v></c>',
        "<c r='A2'><v>1</v></c>",
        '<c s="0" r="A2"><v>1</v></c>',
        '<c><v>1</v></c>',
        '<c r="ABC2"><v>1</v></c>',
        '<c r="A12345678"><v>1</v></c>',
        '<c r="A2" t="s"><v>99</v></c>',
        '<c r="A2" t="s"><v>1.5</v></c>',
        '<c r="A2"><v>1,5</v></c>',
        '<c r="A2"><v>1&#50;</v></c>',
        '<c r="A2"><v>1e16</v></c>',
        '<c r="A2" s="x"><v>1</v></c>',
        '<c r="A2" s="1" cm="123456789012"><v>1</v></c>',
        '<c r="A2"><v>1</v></c><x/>',
        '<c r="A2"><v>1</v></c>text<c r="B2"><v>1</v></c>',
        '<x:c xmlns:x="urn:x" r="A2"><x:v>5</x:v></x:c>',
        '<c r="a2"><v>1</v></c>',
        '<c r="A0"><v>1</v></c>',
        '<c r="A2"><v>1</v ></c>',
    ],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_reader_of_every_workbook(row: str) -> None:
    content = book(f'<row r="2">{row}</row>')
    assert said(content, wide=True) == said(content, wide=False)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="3" spans="1:3"></row><row r="9"><c r="A9"><v>1</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells><sheetData>',
        '<row r="2"><c r="A2"><v>1</v></c>',
        '<row r="130000"><c r="A130000"><v>1</v></c></row>',
        '<row r="2"><c r="ZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>4</v></c></row><row r="3"><c r="A3"><v>4</v></c></row>',
        "",
    ],
)
def test_rows_are_read_alike(rows: str) -> None:
    content = book(rows)
    assert said(content, wide=True) == said(content, wide=False)


@pytest.mark.parametrize(
    "texts",
    [
        '<si><t xml:space="preserve"> 日期 </t></si><si><t>客服账号</t></si><si><t>咨询人数&amp;</t></si>',
        "<si><t>日期</t></si><si><r><t>客服</t></r><r><t>账号</t></r></si><si><t>咨询人数</t></si>",
        "<si><t>日期</t></si><si><t>客服账号</t><phoneticPr/></si><si><t>咨询人数</t></si>",
        "<si><t>日期</t></si><si><t>客服_x000D_账号</t></si><si><t>咨询\r\n人数</t></si>",
        '<si><t xml:space="default">日期</t></si><si><t>客服账号</t></si><si><t>咨询人数</t></si>',
        '<si><t>日期</t></si><si><t a="1">客服账号</t></si><si><t>咨询人数</t></si>',
        "<si><t>日期</t></si> <si><t>客服账号</t></si><si><t/></si>",
        "<si><t>日期</t></si><si><t>客服</t>账号</si><si><t>咨询人数</t></si>",
        "<si><t>日期</t></si><si><t>客服账号</t></si><si><t>咨询人数</t></si><x>",
        "<!-- 1 --><si><t>日期</t></si><si><t>客服账号</t></si><si><t>咨询人数</t></si>",
    ],
)
def test_texts_are_read_alike_however_they_are_written(texts: str) -> None:
    content = book('<row r="2"><c r="A2"><v>1</v></c></row>', texts=texts)
    assert said(content, wide=True) == said(content, wide=False)


def test_sheets_without_a_heading_and_hidden_ones_are_named_alike() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, cells in (("数据", HEADS), ("hidden", HEADS), ("numbers", [1, 2, 3])):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, cells)
            sheet.write_row(1, 0, [1, 2, 3])
            if name == "hidden":
                sheet.hide()
    assert is_by_column(out.getvalue())
    limits = Limits(rows=1)
    assert said(out.getvalue(), wide=True, limits=limits) == said(out.getvalue(), wide=False, limits=limits)


def test_a_file_of_many_pieces_is_read_alike_and_one_without_large_sheets_as_ever() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("数据")
        sheet.write_row(0, 0, HEADS)
        for row in range(1, 800):
            sheet.write_row(
                row, 0, [f"2026-10-{row % 28 + 1:02d}", f"客服{row % 9}", row, row * 1.25, "90.5%"]
            )
    content = out.getvalue()
    with patch.object(wide_sheets, "PIECE", 2_000), patch.object(wide_sheets, "LONGEST_HEAD", 3_000):
        assert is_by_column(content)
    with patch.object(wide_sheets, "FROM_BYTES", 10_000_000):
        assert not is_by_column(content)


def test_a_sheet_that_is_cut_off_or_never_begins_is_refused_alike() -> None:
    content = written(3)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    for broken in (sheet[: len(sheet) // 2], sheet[:40], sheet.replace(b"<sheetData>", b"<sheetData >")):
        hurt = replaced(content, "xl/worksheets/sheet1.xml", broken)
        assert said(hurt, wide=True) == said(hurt, wide=False)
    declared = sheet.replace(b'encoding="UTF-8"', b'encoding="UTF-8e"')
    hurt = replaced(content, "xl/worksheets/sheet1.xml", declared)
    assert said(hurt, wide=True) == said(hurt, wide=False)


@pytest.mark.parametrize(
    "text",
    [
        "日期,客服账号,咨询人数\n2026-10-01, 小美 ,5\n\n,,\n2026-10-02,小林,6,,\n",
        "sep=;\r\n日期;客服账号;咨询人数\r\n2026-10-01;小美;5\r\n",
        '日期,客服账号,咨询人数\n"2026-10-01","小\n美",5\n2026-10-02,"=""007""",="8"\n',
        '日期,客服账号,咨询人数\n2026-10-01,"小美,5\n2026-10-02,小林,6\n',
        "日期\t客服账号\t咨询人数\r2026-10-01\t小美\t5\r\n2026-10-02\t小林\t6\n",
        "1,2\n3,4\n5,6\n",
        "报表\n日期,客服账号,咨询人数\n2026-10-01,小美,5\n合计,,5\n",
        f"日期,客服账号,咨询人数\n2026-10-01,{'长' * 40_000},5\n",
        f"日期,客服账号,咨询人数\n2026-10-01{',' * 300},5\n",
        "日期,客服账号,咨询人数\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_are_read_alike(text: str, encoding: str) -> None:
    content = text.encode(encoding)
    assert said(content, wide=True) == said(content, wide=False)
    if "2026-10-02,小林,6,," in text:
        assert is_by_column(content)


def test_every_text_of_the_corpus_is_read_or_refused_alike() -> None:
    compared = 0
    for file in corpus():
        if not file.content.startswith((b"PK", b"\xd0\xcf")):
            compared += 1
            assert said(file.content, wide=True) == said(file.content, wide=False), file.name
    assert compared > 60


def test_every_workbook_of_the_corpus_is_read_or_refused_alike() -> None:
    compared = 0
    for file in corpus():
        if file.content.startswith(b"PK"):
            compared += 1
            assert said(file.content, wide=True) == said(file.content, wide=False), file.name
    assert compared > 60


def test_rows_by_column_are_rows_like_any_others() -> None:
    table = read_wide_table(written(1), name="数据.xlsx", known=known_heading)
    rows = table.sheets[0].rows
    assert isinstance(rows, ColumnRows)
    assert [rows[place] for place in range(len(rows))] == list(rows)
    assert list(rows[2:4]) == list(rows)[2:4]
    different = [cell for cell in rows.different(1) if cell != ""]
    assert sorted(map(repr, different)) == sorted(
        {repr(row.cells[1]) for row in rows if row.cells[1:2] not in ((), ("",))}
    )
    assert rows.different(999) == []


def replaced(content: bytes, part: str, by: bytes) -> bytes:
    """The workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member.filename, by if member.filename == part else old.read(member))
    return out.getvalue()
