"""Claims about the plain reader of workbooks: it gives what the quick one gives, and refuses what that refuses."""

import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.infra.tables.reading import read_table
from portal.kernel.errors import Invalid
from portal.kernel.sheets.grids import Grid, sheets_of
from portal.kernel.sheets.markup import Damaged, Walker
from portal.kernel.sheets.moments import Shown, cell_of, shown_by
from portal.kernel.sheets.reading import read_plainly
from portal.kernel.sheets.table import Limits, TableFile
from tests.corpus.workbooks import MAIN, packed, sheet_of

KNOWN = {"日期", "旺旺", "接待人数"}
HEAD = '<row r="1">' + "".join(
    f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
    for letter, text in zip("ABC", ("日期", "旺旺", "接待人数"), strict=True)
)
HEAD += "</row>"
FORMATS = (
    "yyyy-mm-dd",
    "hh:mm:ss",
    "[h]:mm:ss",
    "[mm]:ss.0",
    "[ss]",
    "0.00%",
    '0.0"秒"',
    'h"时"m"分"',
    "上午/下午h时",
    "AM/PM",
    "a/p",
    "a0",
    "[Red]0",
    "[Red]d",
    "[$-804]yyyy年m月d日",
    "0;yyyy",
    '"d;"0',
    "_d0",
    "0\\d",
    "\\\\d",
    "G/通用格式",
    "#,##0.00;[Red]-#,##0.00",
    "[>1]0",
    "[hx]0",
    "]d",
    "[[h]]0",
    '"\\"d"0',
    "E+0",
)


moment = dt.datetime.fromisoformat


def known(text: str) -> bool:
    return text.strip() in KNOWN


def plain(content: bytes) -> TableFile:
    return read_plainly(content, name="month.xlsx", known=known)


def quick(content: bytes) -> TableFile:
    return read_table(content, name="month.xlsx", known=known)


def same(content: bytes) -> TableFile:
    """What both readers read, once it is proved equal, types included."""
    one, other = plain(content), quick(content)
    assert repr(one) == repr(other)
    return one


def styles(*codes: str, built_in: int = 14) -> bytes:
    named = "".join(
        f'<numFmt numFmtId="{170 + at}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for at, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{170 + at}"/>' for at in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{named}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{built_in}"/>{used}</cellXfs></styleSheet>'
    ).encode()


def book(rows: str, *, texts: str = "", style: bytes = b"", **more: bytes) -> bytes:
    """A workbook with our heading, these rows below it, and tables of texts and styles."""
    parts = {**more, "xl__styles.xml": style or styles()}
    if texts:
        parts["xl__sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()
    return packed(sheet_of(HEAD + rows), **parts)


def cells(content: bytes) -> list[object]:
    return [cell for row in same(content).sheets[0].rows for cell in row.cells]


within_days = st.sampled_from(
    [0, 1, 59, 59.5, 60, 61, 0.999999999, 36526.00000000001, 46337.000960648, 2958465.5, 2958466]
)
numbers = st.one_of(st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12), within_days)
values = st.one_of(
    numbers,
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
    st.datetimes(moment("1901-01-01"), moment("2200-01-01")),
    st.dates(dt.date(1901, 1, 1), dt.date(2200, 1, 1)),
    st.times(),
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=900)),
    st.none(),
)


@settings(max_examples=120, deadline=None)
@given(rows=st.lists(st.lists(values, min_size=1, max_size=6), max_size=12))
def test_whatever_a_spreadsheet_program_writes_both_readers_read_alike(rows: list[list[object]]) -> None:
    out = io.BytesIO()
    options = {"in_memory": True, "remove_timezone": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    with xlsxwriter.Workbook(out, options | {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, sorted(KNOWN))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
    same(out.getvalue())


@settings(max_examples=200, deadline=None)
@given(number=st.one_of(st.floats(-1_000, 3_000_000), within_days), code=st.sampled_from(FORMATS))
@example(number=float("1e300"), code="0")
def test_a_number_means_the_same_under_every_format(number: float, code: str) -> None:
    content = book(f'<row r="2"><c r="B2" s="2"><v>{number!r}</v></c></row>', style=styles(code))
    same(content)


@settings(max_examples=300, deadline=None)
@given(code=st.text('dmhysaAPp/0;[]"\\_ e#,年RK$-8', max_size=10))
def test_a_format_of_any_letters_is_judged_alike(code: str) -> None:
    same(book('<row r="2"><c r="B2" s="2"><v>46337.25</v></c></row>', style=styles(code)))


@pytest.mark.parametrize("number", [9, 14, 18, 22, 27, 36, 45, 46, 47, 49, 50, 58, 71])
def test_formats_every_workbook_has_are_known(number: int) -> None:
    cells(book('<row r="2"><c r="B2" s="1"><v>46337.25</v></c></row>', style=styles(built_in=number)))


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        ('<c r="B2" t="inlineStr"><is><t>a</t><r><t>b</t></r><rPh><t>zz</t></rPh></is></c>', ["ab"]),
        ('<c r="B2" t="inlineStr"><is><r><t> b </t></r><r><t>c_x0041_</t></r></is></c>', ["bcA"]),
        ('<c r="B2" t="inlineStr"><is><t xml:space="preserve">b </t><t>c</t></is></c>', ["b c"]),
        ('<c r="B2" t="str"><v>_x005F_x0041_ _x4E2D_</v></c>', ["_x0041_ _x4E2D_"]),
        ('<c r="B2" t="b"><v>0</v></c><c t="b"><v>true</v></c>', [False, True]),
        ('<c r="B2" t="e"><v>#REF!</v></c><c><v>1</v></c>', ["", 1]),
        ('<c r="B2" t="d"><v>2026-11-01</v></c>', [dt.date(2026, 11, 1)]),
        ('<c r="B2" t="d"><v>2026-11-01T10:00:00</v></c>', [moment("2026-11-01T10:00")]),
        ('<c r="B2" t="d"><v>10:00</v></c>', [dt.time(10)]),
        ('<c r="B2" t="d"><v>2026-11-01T10:00:00Z</v></c>', ["2026-11-01T10:00:00Z"]),
        ('<c r="B2" t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>x</v></c>', ["one", "two!", "one"]),
        ('<c r="B2" t="s"/><c t="str"></c><c><v>3</v></c>', ["", "", 3]),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', [2]),
        ('<c r="B2" s="9"><v>1</v></c><c s="x"><v>2.5</v></c>', [1, 2.5]),
        ('<c r="b2"><v>+5</v></c><c r="E2"><v>1e3</v></c><c><v>x</v></c>', [5, "", "", 1000, "x"]),
        ('<c r="B2" t="inlineStr"><v>q</v></c><c><v>7</v></c>', ["", 7]),
        ('<x:c xmlns:x="urn:x" r="B2"><x:v>5</x:v></x:c>', [5]),
        ('<c r="B2" t="n"><v>inf</v></c>', [float("inf")]),
    ],
)
def test_a_cell_is_read_as_it_is_meant(inside: str, read: list[object]) -> None:
    texts = "<si><t>one</t></si><si><r><t>two</t></r><r><t>!</t></r><rPh><t>x</t></rPh></si>"
    found = cells(book(f'<row r="2">{inside}</row>', texts=texts))
    assert found == ["", *read]
    assert [type(cell) for cell in found[1:]] == [type(cell) for cell in read]


@pytest.mark.parametrize(
    "inside",
    [
        '<c r="B2" t="b"><v>2</v></c>',
        '<c r="B2" t="e"><v>#WHAT</v></c>',
        '<c r="B2" t="zz"><v>2</v></c>',
        '<c r="B2" t="n"><v>1,5</v></c>',
        '<c r="B2" t="s"><v>9</v></c>',
        '<c r="2"><v>1</v></c>',
        '<c r="$B$2"><v>1</v></c>',
    ],
)
def test_a_cell_that_cannot_be_is_a_damaged_file_for_both(inside: str) -> None:
    content = book(f'<row r="2">{inside}</row>')
    for read in (plain, quick):
        with pytest.raises(Invalid, match="damaged"):
            read(content)


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c></row><row r='5'><c><v>3</v></c></row><row><c><v>4</v></c></row>",
        '<row r="5"><c><v>3</v></c></row><row r="2"><c><v>4</v></c></row>',
        '<row r="2"><c r="A4"><v>3</v></c><c><v>7</v></c></row><row><c><v>4</v></c></row>',
        '<row r="3"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row>',
        '<row r="2"/><row r="3"><c r="A3" s="1"/></row>',
    ],
)
def test_rows_and_cells_stand_where_their_references_say(rows: str) -> None:
    same(book(rows))


def test_merged_cells_are_filled_downwards() -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>2</v></c></row><row r="3"><c r="C3"><v>3</v></c></row>'
    )
    merged = '</sheetData><mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2"/></mergeCells><sheetData>'
    assert [row.cells for row in same(book(rows + merged)).sheets[0].rows] == [(1, "", 2), (1, "", 3)]


def test_a_merged_cell_beyond_the_table_fills_nothing() -> None:
    merged = (
        '</sheetData><mergeCells><mergeCell ref="F1:F3"/><mergeCell ref="A1:A9"/></mergeCells><sheetData>'
    )
    same(book('<row r="2"><c r="A2"><v>1</v></c></row>' + merged))


def test_days_may_begin_in_1904() -> None:
    content = book('<row r="2"><c r="B2" s="1"><v>44875</v></c></row>')
    workbook = zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    later = workbook.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    assert cells(replaced(content, "xl/workbook.xml", later)) == ["", dt.date(2026, 11, 11)]


def test_a_chart_is_passed_over_and_a_hidden_sheet_is_named() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=数据!$A$1:$A$2"})
        made.add_chartsheet("图").set_chart(chart)
        for name in ("数据", "hidden", "notes", "empty"):
            sheet = made.add_worksheet(name)
            if name != "empty":
                sheet.write_row(0, 0, sorted(KNOWN) if name != "notes" else ["one"])
            if name == "hidden":
                sheet.hide()
    table = same(out.getvalue())
    assert [sheet.name for sheet in table.sheets] == ["数据"]
    assert ["hidden" in str(table.notes[0]), "notes" in str(table.notes[1])] == [True, True]


def test_workbooks_of_one_sheet_without_texts_or_styles_are_read() -> None:
    assert same(packed(sheet_of(HEAD + '<row r="2"><c r="A2" s="3"><v>1</v></c></row>'))).kind == "xlsx"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", b"<workbook><sheets><sheet/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>"),
        ("xl/worksheets/sheet1.xml", b"<?xml version='1.0' encoding='utf-16'?><a/>"),
    ],
)
def test_a_part_that_does_not_say_what_it_must_is_a_damaged_file(part: str, content: bytes) -> None:
    with pytest.raises(Invalid, match="damaged"):
        plain(replaced(book(""), part, content))


def test_a_document_type_is_refused_even_where_the_measuring_did_not_see_it() -> None:
    with pytest.raises(Damaged):
        Walker(lambda _name, _attributes: False, lambda _name, _text: None).walk(
            io.BytesIO(b"<!DOCTYPE a><a/>")
        )


def test_parts_that_are_no_sheet_are_only_measured() -> None:
    same(packed(sheet_of(HEAD), docProps__thumbnail=b"x", **{"docProps__core.xml": b""}))


@pytest.mark.parametrize("grid", [Grid("wide", ((0, 0), (0, 300))), Grid("tall", ((0, 0), (200_000, 0)))])
def test_a_sheet_beyond_the_limits_is_refused_with_its_extent(grid: Grid) -> None:
    with pytest.raises(Invalid, match="reaches to row"):
        sheets_of([grid], known=known, limits=Limits())


def test_merged_cells_far_out_are_not_filled() -> None:
    grid = Grid("a", ((0, 0), (1, 0)), [["旺旺"], [""]], [((0, 300), (1, 300)), ((0, 0), (1, 0))])
    sheets, notes = sheets_of([grid], known=known, limits=Limits())
    assert (sheets, len(notes)) == ([], 1)


def test_empty_cells_at_the_end_of_a_line_are_cut_off() -> None:
    assert plain("日期,旺旺,接待人数\n1,2,,\n".encode()).sheets[0].rows[0].cells == ("1", "2")


def test_a_workbook_without_any_heading_and_a_huge_table_are_refused_in_words() -> None:
    with pytest.raises(Invalid, match="No heading row"):
        plain(packed(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')))
    with pytest.raises(Invalid, match="larger"):
        plain(b"a,b\n" * 20_000_000)


def test_text_tables_are_read_by_one_reader() -> None:
    content = "日期,旺旺,接待人数\n2026-11-01,小美,1\n".encode("gb18030")
    assert plain(content) == quick(content)
    with pytest.raises(Invalid, match="No heading row"):
        plain(b"1,2\n3,4\n")


def test_a_duration_beyond_all_days_stays_a_number() -> None:
    assert cell_of(1e300, Shown.DURATION) == 1e300
    assert cell_of(1e300, shown_by("d")) == 1e300


def replaced(content: bytes, part: str, by: bytes) -> bytes:
    """The workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member.filename, by if member.filename == part else old.read(member))
    return out.getvalue()
