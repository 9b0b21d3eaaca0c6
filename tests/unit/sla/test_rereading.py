"""Claims about originals read again: every kind of file that the portal takes gives the same with the plain readers."""

import io

import pytest
import xlsxwriter

from portal.sla.actions.reading import read_figures
from portal.sla.actions.wanted import Wanted
from portal.sla.rules.bundles.rereading import reread
from tests.corpus.old_workbooks import Value, old_workbook

SHEET: list[list[Value]] = [
    ["日期", "店铺", "客服账号", "咨询人数", "需要人工回复的咨询人数", "3分钟未回复人数", "平均人工响应时长"],
    ["2026-10-01", "甲店", "小美", 1000, 1000, 30, 17],
    ["2026-10-02", "甲店", "小雨", 800, 780, 12, 19.5],
]
CONVERSATIONS: list[list[Value]] = [
    ["会话ID", "店铺", "客服", "开始时间", "首次响应时长(秒)", "评分"],
    ["C1", "甲店", "小美", "2026-10-01 09:00:00", 12, 5],
    ["C2", "甲店", "小雨", "2026-10-02 10:30:00", 95, 2],
    ["C3", "甲店", "小雨", "2026-10-02 23:59:59", 4, ""],
]


def text(rows: list[list[Value]], by: str = ",") -> str:
    return "\n".join(by.join(str(cell) for cell in row) for row in rows) + "\n"


def packed(rows: list[list[Value]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


ACCEPTED: dict[str, tuple[str, bytes]] = {
    "UTF-8": ("a.csv", text(SHEET).encode()),
    "UTF-8 with its mark": ("a.csv", text(SHEET).encode("utf-8-sig")),
    "GB18030": ("a.csv", text(SHEET).encode("gb18030")),
    "semicolons": ("a.csv", text(SHEET, ";").encode()),
    "a hint for Excel": ("a.csv", b"sep=|\r\n" + text(SHEET, "|").encode()),
    "tabs in UTF-16 named .xls": ("a.xls", text(SHEET, "\t").encode("utf-16")),
    "tabs in UTF-16 without its mark": ("a.xls", text(SHEET, "\t").encode("utf-16-le")),
    "tabs in GBK named .xls": ("a.xls", text(SHEET, "\t").encode("gbk")),
    "a workbook": ("a.xlsx", packed(SHEET)),
    "a workbook named .xls": ("a.xls", packed(SHEET)),
    "an old workbook": ("a.xls", old_workbook(SHEET)),
    "an old workbook named .csv": ("a.csv", old_workbook(SHEET)),
    "conversations": ("a.csv", text(CONVERSATIONS).encode()),
    "conversations in GB18030": ("a.csv", text(CONVERSATIONS).encode("gb18030")),
    "conversations in UTF-16": ("a.txt", text(CONVERSATIONS, "\t").encode("utf-16")),
    "conversations in a workbook": ("a.xlsx", packed(CONVERSATIONS)),
    "conversations in an old workbook": ("a.xls", old_workbook(CONVERSATIONS)),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_whatever_the_portal_takes_is_read_again_and_gives_the_same(kind: str) -> None:
    name, content = ACCEPTED[kind]
    wanted = Wanted(
        name, "", "pdd", "甲店", "2026-10-01", "2026-10-31", "2026-10-31", "Asia/Shanghai", 2, mappings={}
    )
    read = read_figures(content, wanted)
    assert (read.errors, bool(read.figures["parts"])) == ([], True)
    submission = {
        "mapping": read.mapping,
        "file_name": name,
        "first_day": "2026-10-01",
        "last_day": "2026-10-31",
        "zone": "Asia/Shanghai",
        "shop": "甲店",
        "currency_digits": 2,
    }
    again = reread(submission, io.BytesIO(content))
    assert (again.figures, again.parts) == (read.figures, read.parts)
