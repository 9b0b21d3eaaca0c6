"""Claims about files of conversations: found by their heading, read for one shop, explained to the sender."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytest

from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.repeats import repeats_in
from portal.sla.rules.conversation_files import (
    Head,
    Readers,
    RowsRead,
    figures_of,
    head_of,
    ignored_plain,
    read_rows,
    sheet_as_text,
)
from portal.sla.rules.imported import Expected
from portal.sla.rules.pooling import FIRST_RESPONSES
from portal.sla.rules.shops import same_shop
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.texts import Cell
from tests.factories.conversations import HEADINGS, file_of, layout, rows

MONTH = Days(layout().first_day, layout().first_day.replace(day=30))
HEAD = ",".join(HEADINGS.values())
SHORT = "会话ID,店铺,客服,开始时间,首次响应(秒)"


def read(content: bytes, *, shop: str | None = None, until: date | None = None) -> RowsRead:
    head = head_of(content)
    assert head is not None
    return read_rows(
        head,
        Expected(month=MONTH, shop=shop, until=until),
        Readers(
            tally=lambda of: tally_of(io.BytesIO(content), of),
            repeats=lambda of: repeats_in(io.BytesIO(content), of),
        ),
        layout=replace(layout(), columns=()),
    )


def told(read_: RowsRead) -> list[str]:
    return [str(one) for one in read_.warnings]


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter", "row"),
    [
        (f"{HEAD}\n".encode(), "utf-8", ",", 1),
        (f"{HEAD}".encode(), "utf-8", ",", 1),
        (b"\xef\xbb\xbf" + f"{HEAD}\n".encode(), "utf-8", ",", 1),
        (f"{HEAD}\n".encode("gb18030"), "gb18030", ",", 1),
        ("會話ID,店鋪,客服,開始時間\nA,甲,小美,2026\n".encode("cp950"), "cp950", ",", 1),
        (f"{HEAD}\n".encode("utf-16"), "utf-16", ",", 1),
        (f"{HEAD}\n".encode("utf-16-le"), "utf-16-le", ",", 1),
        (f"{HEAD}\n".replace(",", "\t").encode(), "utf-8", "\t", 1),
        (f"导出时间 2026-12-01\n\n{HEAD}\n".encode(), "utf-8", ",", 3),
        ('"会话\nID",店铺,客服,开始时间\n'.encode(), "utf-8", ",", 2),
    ],
)
def test_a_file_is_known_by_its_heading(content: bytes, encoding: str, delimiter: str, row: int) -> None:
    found = head_of(content)
    assert found is not None
    assert (found.encoding, found.delimiter, found.header_row) == (encoding, delimiter, row)


@pytest.mark.parametrize(
    "content",
    [
        "日期,客服,接待人数\n2026-11-01,小美,3\n".encode(),
        b"",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf\xff\xff",
        b"a,b\n" + b"x" * 200_000 + b"\n",
    ],
)
def test_other_files_are_none_of_conversations(content: bytes) -> None:
    assert head_of(content) is None


def test_a_cut_letter_at_the_end_of_the_first_bytes_does_no_harm() -> None:
    content = (HEAD + "\n" + "甲乙丙,丁\n" * 60_000).encode()
    assert head_of(content) is not None


def test_a_plain_file_gives_rows_and_no_words() -> None:
    found = read(file_of(rows(200, seed=5)), shop="旗舰店", until=MONTH.first - timedelta(days=1))
    assert found.errors == ()
    assert found.layout.shop == "旗舰店"
    assert found.left_out + found.accepted == 200
    assert sum((found.shops or {}).values()) <= 200
    assert "Only the rows of “旗舰店” count here" in told(found)[0]


def test_a_contract_without_shops_takes_all_rows_together() -> None:
    found = read(file_of(rows(50, seed=5)))
    assert (found.layout.shop, found.accepted, found.left_out) == (None, 50, 0)


def test_one_shop_in_the_file_is_the_shop_whatever_it_is_called() -> None:
    text = f"{SHORT}\n1,某店,Ann,2026-11-02 10:00:00,5\n"
    found = read(text.encode(), shop="甲店", until=MONTH.first - timedelta(days=1))
    assert (found.layout.shop, found.accepted, told(found)) == (None, 1, [])


def test_shops_of_which_none_is_meant_are_named() -> None:
    lines = [f"{n},店{n},Ann,2026-11-02 10:00:00,5" for n in range(12)]
    found = read("\n".join([SHORT, *lines]).encode(), shop="甲店")
    assert "The file holds the shops" in str(found.errors[0].reason)
    assert "店1" in str(found.errors[0].reason)
    assert "…" in str(found.errors[0].reason)
    assert found.rows == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("甲店", " 甲 店", True), ("旗艦店", "旗舰店", True), ("Ａ店", "a店", True), ("甲店", "乙店", False)],
)
def test_spellings_of_a_shop_are_one_shop(one: str, other: str, same: bool) -> None:
    assert same_shop(one, other) is same


def test_repeated_numbers_and_missing_days_are_told() -> None:
    line = "1,甲店,Ann,2026-11-02 10:00:00,5\n"
    found = read(f"{SHORT}\n{line}{line}".encode(), shop="甲店")
    assert "1 rows repeat a conversation number, for example 1 in rows 2 and 3." in told(found)[0]
    assert len(told(found)) == 3


def test_bad_cells_are_errors_at_their_place() -> None:
    found = read(f"{SHORT}\n1,甲店,Ann,soon,5\n".encode())
    (error,) = found.errors
    assert (error.row, error.column, error.heading, error.value) == (2, "D", "开始时间", "soon")
    assert (found.accepted, found.rejected) == (0, 1)


def test_a_heading_without_rows_says_so() -> None:
    assert "no rows with figures" in str(read(f"{SHORT}\n".encode()).errors[0].reason)


def test_missing_columns_are_named_with_the_heading() -> None:
    found = read("会话ID,开始时间,评分,渠道\n".encode())
    assert "客服" in str(found.errors[0].reason)
    assert (found.errors[0].row, found.errors[0].value) == (1, "会话ID, 开始时间, 评分, 渠道")


@dataclass(frozen=True)
class Line:
    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    name: str
    header_row: int
    header: Sequence[str]
    rows: Sequence[Line]


def test_a_sheet_becomes_the_text_it_would_have_been() -> None:
    sheet = Table(
        "a",
        3,
        ("会话ID", "店铺"),
        (
            Line(4, (datetime.fromisoformat("2026-11-02 10:05"), date(2026, 11, 2), "left out")),
            Line(7, (time(0, 0, 18), timedelta(seconds=90))),
            Line(8, (True, 18.0)),
            Line(9, ("a,\nb",)),
            Line(10, (1.5, 7)),
        ),
    )
    text, numbers = sheet_as_text(sheet)
    assert list(csv.reader(io.StringIO(text.decode()))) == [
        ["会话ID", "店铺"],
        ["2026-11-02 10:05:00", "2026-11-02 00:00:00"],
        ["00:00:18", "90.0"],
        ["1", "18"],
        ["a, b", ""],
        ["1.5", "7"],
    ]
    assert numbers == [3, 4, 7, 8, 9, 10]


def test_columns_that_were_not_read_can_be_stored() -> None:
    found = read("会话ID,开始时间,客服,渠道,心情\n".encode())
    assert ignored_plain(found.plan.ignored) == [
        {"sheet": "", "column": "E", "heading": "心情", "suggestion": None}
    ]
    assert isinstance(head_of(f"{SHORT}\n".encode()), Head)


def test_figures_keep_the_distribution_while_it_is_small() -> None:
    content = file_of(rows(80, seed=3))
    tally = tally_of(io.BytesIO(content), layout())
    found = figures_of(tally, layout(), MONTH)
    assert found.parts["frt_p90"].part.numerator == tally.percentile(90)
    assert sum(count for _, count in found.spreads[FIRST_RESPONSES]) == tally.total["frt_count"]
    tally.first_responses = dict.fromkeys(range(5001), 1)
    assert figures_of(tally, layout(), MONTH).spreads == {}
