"""Claims about the part of a file that belongs to one shop."""

from typing import Any

import pytest

from portal.kernel.sheets.table import Cell, Row, Sheet
from portal.sla.rules.cuts import cells_in, part_of_conversations, part_of_table, shop_to_cut
from portal.sla.rules.imported import ColumnMapping

HEADING = ("日期", "店铺", "客服账号", "咨询人数", "3分钟未回复人数")
OWN = ColumnMapping("pdd")


def sheet(*rows: tuple[Cell, ...], name: str = "乙店", header: tuple[str, ...] = HEADING) -> Sheet:
    above = (Row(1, ("甲店、乙店",)),)
    return Sheet(name, 3, header, tuple(Row(4 + 2 * place, cells) for place, cells in enumerate(rows)), above)


@pytest.mark.parametrize(
    ("mapping", "wanted", "shop"),
    [
        ({"layout": {"shop": "甲 店"}}, "甲店", "甲 店"),
        ({"layout": {"shop": None}, "shops": {"甲店": 3}}, "甲店", None),
        ({"shops": {"甲店": 3, "乙店": 1}}, "甲店", "甲店"),
        ({"shops": {"甲店": 3, "甲 店": 1}}, "甲店", None),
        ({"shops": {"甲店": 3, "乙店": 1}}, "", None),
        ({}, "甲店", None),
    ],
)
def test_a_part_is_cut_out_of_files_that_hold_other_shops(
    mapping: dict[str, Any], wanted: str, shop: str | None
) -> None:
    assert shop_to_cut(mapping, wanted) == shop


def test_a_part_holds_the_rows_of_the_shop_and_nothing_that_tells_of_others() -> None:
    whole = sheet(
        ("总计", "", "", 9, 1),
        ("2026-10-01", "甲店", "小美", 3, 1),
        ("2026-10-01", "乙店", "小王", 4, 0),
        ("2026-10-02",),
        ("2026-10-02", "甲 店", "阿强", 2),
        ("平均", "甲店", "", 2.5, 0.5),
    )
    (part,) = part_of_table([whole], OWN, "甲店")
    assert (part.name, part.header_row, part.header, part.preamble) == ("1", 1, HEADING, ())
    assert part.rows == (
        Row(2, ("2026-10-01", "甲店", "小美", 3, 1)),
        Row(3, ("2026-10-02", "甲 店", "阿强", 2)),
    )


def test_sheets_without_rows_or_names_of_the_shop_are_left_out() -> None:
    others = sheet(("2026-10-01", "乙店", "小王", 4, 0))
    nameless = sheet(("2026-10-01", "小王", 4), header=("日期", "客服账号", "咨询人数"))
    notes = sheet(("甲店", "x"), header=("店铺", "备注"))
    own = sheet(("2026-10-01", "甲店", "小美", 3, 1))
    parts = part_of_table([others, nameless, notes, own], OWN, "甲店")
    assert [(one.name, len(one.rows)) for one in parts] == [("1", 1)]


def test_conversations_of_a_workbook_are_told_by_the_shop_as_the_text_would_have_it() -> None:
    rows = [
        ("C1", " 甲店", "小美", "x", 1),
        ("C2", "乙店", "小王", "x", 1),
        ("C3",),
        ("C4", "甲店", "小美", "x", 2),
    ]
    header = ("会话ID", "店铺", "客服", "开始时间", "首次响应(秒)")
    part = part_of_conversations(sheet(*rows, header=header), "甲店")
    assert [row.cells[0] for row in part.rows] == ["C1", "C4"]
    assert [*cells_in([part])] == [header, rows[0], rows[3]]
