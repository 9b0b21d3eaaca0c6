"""Claims about table files the portal hands out: they open in Excel, and nothing in them runs."""

from datetime import date
from decimal import Decimal

import pytest

from portal.infra.tables.reading import read_table
from portal.infra.tables.writing import formula_safe, write_csv, write_xlsx


def known(text: str) -> bool:
    return text in {"日期", "客服", "金额"}


HEADER = ["日期", "客服", "金额"]
ROWS = [[date(2026, 11, 1), "小美,甲", Decimal("12.50")], [None, '=cmd|"/C calc"', -3]]


def test_csv_has_a_mark_for_excel_and_crlf() -> None:
    content = write_csv(HEADER, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines(keepends=True) == [
        "日期,客服,金额\r\n",
        '2026-11-01,"小美,甲",12.50\r\n',
        ',"\'=cmd|""/C calc""",-3\r\n',
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert formula_safe(text) == f"'{text}"


def test_other_text_stays_as_typed() -> None:
    assert formula_safe("小美 = 客服") == "小美 = 客服"


def test_a_workbook_holds_values_and_texts_and_no_formulas() -> None:
    content = write_xlsx([("甲[1]/乙", HEADER, ROWS), ("'", ["空"], [])])
    table = read_table(content, name="a.xlsx", known=known)
    assert table.sheets[0].name == "甲 1  乙"
    assert table.sheets[0].rows[0].cells == (date(2026, 11, 1), "小美,甲", 12.5)
    assert table.sheets[0].rows[1].cells == ("", '=cmd|"/C calc"', -3)


def test_the_same_values_give_the_same_bytes() -> None:
    assert write_xlsx([("a", HEADER, ROWS)]) == write_xlsx([("a", HEADER, ROWS)])
