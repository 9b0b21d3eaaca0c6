"""Workbooks written by hand, tag by tag: ordinary, odd, and made to hurt whoever opens them."""

import random

from tests.corpus.odd import HEADS, Odd, days, zipped

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
    'PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
)
WORKBOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="{name}" sheetId="1" {more} r:id="rId1"/></sheets></workbook>'
)


def cell(reference: str, text: str) -> str:
    """A cell with text or, for digits, a number."""
    if text.replace(".", "", 1).isdigit():
        return f'<c r="{reference}"><v>{text}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows_of(rows: list[list[str]]) -> str:
    """Rows as the sheet holds them."""
    return "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{chr(65 + at)}{number}", text) for at, text in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )


def sheet_of(inside: str, *, before: str = "") -> str:
    """A worksheet around its rows."""
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'
    )


def packed(sheet: str | bytes, *, name: str = "数据", more: str = "", **others: bytes) -> bytes:
    """A workbook of one sheet; `others` are further parts by name (__ for /)."""
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS.format(kind=f"{OFFICE}/officeDocument", target="xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": RELATIONS.format(
                kind=f"{OFFICE}/worksheet", target="worksheets/sheet1.xml"
            ),
            "xl/workbook.xml": WORKBOOK.format(name=name, more=more),
            "xl/worksheets/sheet1.xml": sheet,
            **{part.replace("__", "/"): content for part, content in others.items()},
        }
    )


def workbooks(chance: random.Random) -> list[Odd]:
    """Good, odd, hostile and damaged workbooks."""
    good = packed(sheet_of(rows_of([list(HEADS), *days()])))
    return [
        Odd("好.xlsx", good, "taken", 300),
        Odd("好.csv", good, "taken", 300),
        *_odd(),
        *_hostile(),
        *_cut(chance, good),
    ]


def _odd() -> list[Odd]:
    table = [list(HEADS), *days()]
    formula = (
        rows_of([list(HEADS)]) + '<row r="2"><c r="A2"><f>SUM(1,2)</f></c><c r="C2"><f>1+1</f></c></row>'
    )
    known = rows_of(table).replace("<v>100</v>", "<f>50+50</f><v>100</v>")
    error = rows_of(table).replace('<c r="C2"><v>100</v>', '<c r="C2" t="e"><v>#DIV/0!</v>')
    return [
        Odd("公式无值.xlsx", packed(sheet_of(formula)), "refused"),
        Odd("公式有值.xlsx", packed(sheet_of(known)), "taken", 300),
        Odd("错误格.xlsx", packed(sheet_of(error)), "either"),
        Odd("隐藏表.xlsx", packed(sheet_of(rows_of(table)), more='state="hidden"'), "refused"),
        Odd("空表.xlsx", packed(sheet_of("")), "refused"),
        Odd("只有标题.xlsx", packed(sheet_of(rows_of(table[:1]))), "refused"),
        Odd("两层标题.xlsx", packed(sheet_of(rows_of([["客服", "", "数据"], *table]))), "taken", 300),
        Odd(
            "合计在上.xlsx",
            packed(sheet_of(rows_of([table[0], ["总计", "-", "300", "270", "6", "17"], *table[1:]]))),
            "taken",
            300,
        ),
        Odd("负数.xlsx", packed(sheet_of(rows_of(table).replace("<v>100</v>", "<v>-1</v>"))), "refused"),
        Odd("1e309.xlsx", packed(sheet_of(rows_of(table).replace("<v>100</v>", "<v>1e309</v>"))), "refused"),
        Odd("NaN.xlsx", packed(sheet_of(rows_of(table).replace("<v>100</v>", "<v>NaN</v>"))), "refused"),
        Odd("小数.xlsx", packed(sheet_of(rows_of(table).replace("<v>100</v>", "<v>10.25</v>"))), "refused"),
        Odd("日期序号.xlsx", packed(sheet_of(rows_of(table).replace("2026-10-0", "4629"))), "either"),
        Odd("表名.xlsx", packed(sheet_of(rows_of(table)), name="&lt;b&gt;"), "taken", 300),
    ]


def _hostile() -> list[Odd]:
    far = rows_of([list(HEADS), *days()])
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    wide = '<row r="9">' + "".join("<c><v>1</v></c>" for _ in range(17_000)) + "</row>"
    deep = "<x>" * 100_000
    merged = sheet_of(far).replace(
        "</worksheet>", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    return [
        Odd(
            "远格.xlsx",
            packed(sheet_of(far + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
            "refused",
        ),
        Odd("右格.xlsx", packed(sheet_of(far + '<row r="9"><c r="XFD9"><v>1</v></c></row>')), "refused"),
        Odd(
            "下格.xlsx",
            packed(sheet_of(far + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
            "refused",
        ),
        Odd(
            "坏引用.xlsx",
            packed(sheet_of(far + '<row r="9"><c r="ZZZZZZZ99999999999999"><v>1</v></c></row>')),
            "refused",
        ),
        Odd("宽行.xlsx", packed(sheet_of(far + wide)), "refused"),
        Odd("实体.xlsx", packed(sheet_of(far, before=doctype)), "refused"),
        Odd("外部实体.xlsx", packed(sheet_of(far.replace("小美", "&a;"), before=outside)), "refused"),
        Odd("深层.xlsx", packed(sheet_of(deep)), "refused"),
        Odd("合并全表.xlsx", packed(merged), "either"),
        Odd("炸弹.xlsx", packed(sheet_of(far + " " * 60_000_000)), "refused"),
        Odd("旁边的炸弹.xlsx", packed(sheet_of(far), xl__media__a=b"\0" * 60_000_000), "refused"),
        Odd("很多成员.xlsx", packed(sheet_of(far), **{f"a{n}": b"" for n in range(3_000)}), "refused"),
        Odd("路径.xlsx", packed(sheet_of(far), **{"..__..__evil.xml": b"<a/>"}), "either"),
        Odd(
            "字符串.xlsx",
            packed(sheet_of(far + '<row r="9"><c r="A9" t="s"><v>99999999999</v></c></row>')),
            "either",
        ),
        Odd("UTF16.xlsx", packed(sheet_of(far).encode("utf-16")), "refused"),
        Odd("半截XML.xlsx", packed(sheet_of(far)[:-200]), "refused"),
        Odd("不是XML.xlsx", packed(b"\x00\x01\x02" * 500), "refused"),
    ]


def _cut(chance: random.Random, good: bytes) -> list[Odd]:
    files = [
        Odd(f"截断{number}.xlsx", good[: len(good) * (number + 1) // 12], "refused") for number in range(11)
    ]
    for number in range(30):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        files.append(Odd(f"坏字节{number}.xlsx", bytes(damaged), "either"))
    return files
