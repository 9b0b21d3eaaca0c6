"""Claims about reading table files: what is taken, what is refused, and in which words."""

import io
import zipfile
from datetime import date, time

import pytest
import xlsxwriter

from portal.infra.tables.reading import read_table
from portal.kernel.errors import Invalid
from portal.kernel.sheets.table import Limits, TableFile, column_letter

KNOWN = {
    "日期",
    "旺旺",
    "接待人数",
    "回复率",
    "平均响应(秒)",
    "客服昵称",
    "諮詢人數",
    "客服",
    "Agent name",
    "Date",
    "Chats",
}


def known(text: str) -> bool:
    return text.strip() in KNOWN


def read(content: bytes, name: str = "export.csv", **limits: int) -> TableFile:
    return read_table(content, name=name, known=known, limits=Limits(**limits))


def workbook(
    *sheets: tuple[str, list[list[object]]], hidden: str | None = None, formula: str | int | None = None
) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        times = book.add_format({"num_format": "hh:mm:ss"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for row_number, row in enumerate(rows):
                for column, value in enumerate(row):
                    form = dates if isinstance(value, date) else times if isinstance(value, time) else None
                    sheet.write(row_number, column, value, form)
            if formula is not None:
                sheet.write_formula(9, 2, "=1+1", None, formula)
            if name == hidden:
                sheet.hide()
    return out.getvalue()


def repacked(content: bytes, **changes: bytes) -> bytes:
    """The same workbook with parts replaced or added."""
    out = io.BytesIO()
    replaced = {name.replace("__", "/") + ".xml": data for name, data in changes.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, replaced.pop(member.filename, old.read(member.filename)))
        for name, data in replaced.items():
            new.writestr(name, data)
    return out.getvalue()


HEAD = ["日期", "旺旺", "接待人数"]
SIMPLE = workbook(("数据", [HEAD, [date(2026, 11, 1), "小美", 120], [date(2026, 11, 2), "小林", 98.5]]))
TEXT = "日期,旺旺,接待人数\r\n2026-11-01,小美,120\r\n2026-11-02,小林,98\r\n"


@pytest.mark.parametrize(
    ("encoding", "prefix", "label"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("gb18030", b"", "GB18030"),
        ("gbk", b"", "GB18030"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
    ],
)
def test_the_encoding_is_found_from_mark_or_headings(encoding: str, prefix: bytes, label: str) -> None:
    table = read(prefix + TEXT.encode(encoding))
    assert table.encoding == label
    assert table.sheets[0].header == ("日期", "旺旺", "接待人数")
    assert table.sheets[0].rows[0].cells == ("2026-11-01", "小美", "120")


def test_big5_is_preferred_where_it_yields_more_known_headings() -> None:
    table = read("日期,客服,諮詢人數\n2026-11-01,小美,120\n".encode("cp950"))
    assert table.encoding == "Big5"
    assert table.sheets[0].header == ("日期", "客服", "諮詢人數")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_headings(delimiter: str) -> None:
    table = read(TEXT.replace(",", delimiter).encode())
    assert table.delimiter == delimiter
    assert [row.number for row in table.sheets[0].rows] == [2, 3]


def test_a_separator_hint_of_excel_is_followed_and_counts_as_a_line() -> None:
    table = read(("sep=;\r\n" + TEXT.replace(",", ";")).encode())
    assert table.sheets[0].header_row == 2
    assert table.sheets[0].rows[0].number == 3


def test_titles_notes_and_blank_lines_above_the_heading_are_kept_apart() -> None:
    text = "Reporting period 2026-11-01 to 2026-11-30\n\n店铺,甲\n" + TEXT
    sheet = read(text.encode()).sheets[0]
    assert sheet.header_row == 4
    assert sheet.rows[0].number == 5
    assert sheet.preamble[0].cells == ("Reporting period 2026-11-01 to 2026-11-30",)


def test_without_known_headings_the_first_row_of_words_is_the_heading() -> None:
    sheet = read(b"1,2\nwho,what\nann,3\n").sheets[0]
    assert sheet.header == ("who", "what")


def test_a_heading_over_two_rows_is_put_together() -> None:
    merged = workbook(
        (
            "数据",
            [
                ["日期", "旺旺", "响应", ""],
                ["", "", "平均响应(秒)", "回复率"],
                ["2026-11-01", "小美", 31, 0.98],
            ],
        )
    )
    sheet = read(merged, "a.xlsx").sheets[0]
    assert sheet.header == ("日期", "旺旺", "平均响应(秒)", "回复率")
    assert sheet.rows[0].number == 3


def test_a_heading_cell_merged_downwards_is_taken_from_the_row_above() -> None:
    content = workbook(
        ("a", [["日期", "旺旺", "响应"], ["", "客服", "接待人数", "回复率"], ["2026-11-01", "a", 1, 2]])
    )
    sheet = read(content, "a.xlsx").sheets[0]
    assert sheet.header == ("日期", "客服", "接待人数", "回复率")


def test_a_cell_merged_downwards_counts_for_every_row_it_covers() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "客服数据")
        sheet.write_row(1, 0, HEAD)
        sheet.merge_range(2, 0, 3, 0, "2026-11-01")
        sheet.write_row(2, 1, ["小美", 5])
        sheet.write_row(3, 1, ["小林", 6])
        sheet.merge_range(9, 300, 10, 300, "")
    table = read(out.getvalue(), "a.xlsx", columns=400)
    assert [row.cells for row in table.sheets[0].rows] == [
        ("2026-11-01", "小美", 5),
        ("2026-11-01", "小林", 6),
    ]


def test_a_text_row_below_the_heading_is_data() -> None:
    sheet = read("日期,旺旺,接待人数\n总计,全部,无\n".encode()).sheets[0]
    assert sheet.rows[0].cells == ("总计", "全部", "无")


def test_excel_values_keep_their_types_and_rows_their_numbers() -> None:
    table = read(SIMPLE, "数据.xlsx")
    assert table.kind == "xlsx"
    assert table.sheets[0].rows[0].cells == (date(2026, 11, 1), "小美", 120)
    assert table.sheets[0].rows[1].cells == (date(2026, 11, 2), "小林", 98.5)
    assert table.sheets[0].rows[1].number == 3


def test_columns_left_of_the_table_keep_their_letters() -> None:
    content = workbook(("a", [["", "", "日期", "旺旺", "接待人数"], ["", "", "2026-11-01", "a", 3]]))
    sheet = read(content, "a.xlsx").sheets[0]
    assert sheet.header == ("", "", "日期", "旺旺", "接待人数")
    assert column_letter(4) == "E"


def test_column_letters_go_on_after_z() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_content_decides_not_the_name() -> None:
    assert read(SIMPLE, "named.csv").kind == "xlsx"
    assert read(TEXT.encode(), "named.xlsx").kind == "csv"


def test_hidden_sheets_and_sheets_without_heading_are_left_out_and_said_so() -> None:
    content = workbook(
        ("甲", [HEAD, ["2026-11-01", "a", 1]]), ("乙", [HEAD]), ("丙", [[1]]), ("丁", []), hidden="乙"
    )
    table = read(content, "a.xlsx")
    assert [sheet.name for sheet in table.sheets] == ["甲"]
    assert [str(note) for note in table.notes] == [
        "The hidden sheet “乙” was not read.",
        "The sheet “丙” has no heading row and was not read.",
    ]


def test_text_formulas_and_stray_tabs_of_chinese_exports_are_removed() -> None:
    sheet = read('日期,旺旺,接待人数\n2026-11-01\t,="00123",="5 "\n'.encode()).sheets[0]
    assert sheet.rows[0].cells == ("2026-11-01", "00123", "5")


def test_a_record_over_two_lines_counts_from_its_first() -> None:
    sheet = read('日期,旺旺,接待人数\n2026-11-01,"小\n美",5\n2026-11-02,a,6\n'.encode()).sheets[0]
    assert [row.number for row in sheet.rows] == [2, 4]


def sized(content: bytes, size: int) -> bytes:
    return content + b"\n" * (size - len(content))


def bomb() -> bytes:
    return repacked(SIMPLE, xl__worksheets__sheet1=b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>")


def far_cell(reference: str) -> bytes:
    return repacked(
        SIMPLE,
        xl__worksheets__sheet1=(
            f'<worksheet><sheetData><row r="1"><c r="{reference}"><v>1</v></c></row></sheetData></worksheet>'.encode()
        ),
    )


def locked_zip() -> bytes:
    content = bytearray(SIMPLE)
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def twice_the_same_member() -> bytes:
    out = io.BytesIO(SIMPLE)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return out.getvalue()


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"text")
    return out.getvalue()


def reflessly(columns: int) -> bytes:
    row = b"<row>" + b"<c><v>1</v></c>" * columns + b"</row>"
    return repacked(
        SIMPLE, xl__worksheets__sheet1=b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty", b"", "is empty"),
        ("only blanks", b"\xef\xbb\xbf \r\n", "is empty"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "is a picture (PNG), not a table"),
        ("a web picture", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "is a picture or film"),
        ("a PDF", b"%PDF-1.7\n", "is a PDF document"),
        ("a web page", b"\xef\xbb\xbf\r\n <HTML><table><tr><td>1", "is a web page"),
        ("a web page as XML", b'<?xml version="1.0"?><html xmlns="x">', "is a web page"),
        (
            "an XML workbook",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
            "is an XML file",
        ),
        ("a Word document", zipped("word/document.xml"), "is a Word document"),
        ("an archive", zipped("data.csv"), "is a packed archive"),
        ("cut off", SIMPLE[:-40], "damaged or was cut off"),
        ("cut in the middle", SIMPLE[: len(SIMPLE) // 2], "damaged or was cut off"),
        ("a zip bomb", bomb(), "would unpack to far more"),
        ("a cell far right", far_cell("XFD1"), "columns to the right"),
        ("a cell far down", far_cell("A1048576"), "reaches down to row 1048576"),
        ("many cells without place", reflessly(300), "columns to the right"),
        ("a document type", repacked(SIMPLE, xl__sharedStrings=b"<!DOCTYPE a []><sst/>"), "damaged"),
        ("UTF-16 inside", repacked(SIMPLE, xl__styles="\ufeff<a/>".encode("utf-16-le")), "damaged"),
        ("broken XML", repacked(SIMPLE, xl__workbook=b"<workbook><sheets>"), "damaged"),
        ("the same part twice", twice_the_same_member(), "damaged"),
        ("a locked zip", locked_zip(), "protected by a password"),
        (
            "a locked workbook",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("a broken old workbook", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 2000, "damaged"),
        (
            "an old workbook too large",
            sized(bytes.fromhex("d0cf11e0a1b11ae1"), 10_000_001),
            "too large for the old",
        ),
        ("a formula without result", workbook(("a", [HEAD]), formula=""), "Cell C10"),
        ("a zero byte", TEXT.encode() + b"x" * 5000 + b"\x00", "line 4 holds a zero byte"),
        ("half a character", "日期,旺旺,接待人数\n1,小".encode()[:-1], "Line 2 holds characters"),
        (
            "half a marked character",
            "\ufeff日期,旺旺,接待人数\n1,小".encode()[:-1],
            "Line 2 holds characters",
        ),
        ("an open quotation mark", '日期,旺旺,接待人数\n1,a,2\n3,"b,4\n'.encode(), "begins on line 3"),
        ("figures only", b"1,2\n3,4\n", "No heading row"),
        ("no second column", b"word\nother\n", "No heading row"),
        ("workbook without rows", workbook(("a", [])), "No heading row"),
        (
            "a very long cell",
            ("日期,旺旺,接待人数\n" + "x" * 40_000).encode(),
            "Line 2 holds a cell that is too long",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_cause(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(content, "upload.xlsx")
    assert words in str(refusal.value), name


@pytest.mark.parametrize(
    ("limits", "content", "words"),
    [
        ({"size": 10}, TEXT.encode(), "is larger than 0 MB"),
        ({"rows": 2}, TEXT.encode(), "more than 2 rows (line 3)"),
        ({"cells": 5}, TEXT.encode(), "more than 120000 rows (line 2)"),
        ({"columns": 2}, TEXT.encode(), "Line 1 has more than 2 columns"),
        ({"rows": 2}, SIMPLE, "reaches down to row 3"),
        ({"columns": 2}, SIMPLE, "columns to the right"),
        ({"members": 3}, SIMPLE, "would unpack"),
        ({"unpacked_bytes": 3}, SIMPLE, "would unpack"),
    ],
)
def test_more_than_the_limits_is_refused(limits: dict[str, int], content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(content, **limits)
    assert words in str(refusal.value)


def test_a_formula_with_a_result_is_read_as_the_result() -> None:
    content = workbook(("a", [HEAD, ["2026-11-01", "a", 1]]), formula=2)
    assert read(content, "a.xlsx").sheets[0].rows[-1].cells == ("", "", 2)


def test_a_formula_with_an_empty_text_as_result_is_read_as_empty() -> None:
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>who</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>what</t></is></c></row>'
        b'<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>""</f><v></v></c></row></sheetData></worksheet>'
    )
    table = read(repacked(SIMPLE, xl__worksheets__sheet1=sheet), "a.xlsx")
    assert table.sheets[0].rows[0].cells == (1,)


def test_a_large_sheet_is_measured_in_pieces() -> None:
    rows: list[list[object]] = [HEAD, *[["2026-11-01", f"客服{number}", number] for number in range(30_000)]]
    table = read(workbook(("a", rows)), "a.xlsx")
    assert len(table.sheets[0].rows) == 30_000
