"""Claims about large tables: judged by column they say exactly what the plain rules say row by row."""

import io
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.infra.tables.columns import ColumnRows
from portal.infra.tables.reading import read_table
from portal.infra.tables.wide_sheets import read_wide_table
from portal.infra.tables.writing import write_csv, write_xlsx
from portal.kernel.errors import Invalid
from portal.kernel.sheets.table import Row, Sheet
from portal.sla.actions.by_column.figures import NotPlainError
from portal.sla.actions.by_column.reading import by_column, judged_by_column
from portal.sla.actions.judging import Judged, judged_plainly
from portal.sla.actions.reading import read_figures
from portal.sla.actions.table_child import read_by_column
from portal.sla.actions.wanted import Wanted
from portal.sla.rules.imported import ColumnMapping, Expected
from portal.sla.rules.tools.registry import TOOLS, known_heading, likely_tools
from portal.sla.rules.values.dates import Days
from tests.corpus import corpus

OCTOBER = Days(date(2026, 10, 1), date(2026, 10, 31))
SHOWN_FIGURES = (
    "tool",
    "fields",
    "ignored_columns",
    "personal_columns",
    "questions",
    "skipped_rows",
)


def sheet(header: str, rows: list[tuple[Any, ...]], *, name: str = "数据", first: int = 2) -> Sheet:
    return Sheet(
        name, 1, tuple(header.split("|")), tuple(Row(at, tuple(row)) for at, row in enumerate(rows, first))
    )


def told(judged: Judged) -> list[object]:
    """All that a reading says, so that two can be compared."""
    file = judged.imported
    shown = [getattr(file, name) for name in SHOWN_FIGURES]
    shown += [dict(file.shops), file.errors, file.warnings]
    return [*shown, judged.figures, judged.parts, judged.row_count, judged.covers]


def same(sheets: list[Sheet], *, tool: str = "pdd", spread: tuple[str, ...] = (), **more: Any) -> Judged:
    """What both say, once it is proved equal."""
    shop = more.pop("shop", "甲店")
    until = more.pop("until", None)
    expected = Expected(OCTOBER, UTC, shop, more.pop("digits", 2), until)
    mapping = ColumnMapping(tool, **more)
    plain = judged_plainly(tuple(sheets), mapping, expected, frozenset(spread))
    try:
        quick = by_column(tuple(sheets), mapping, expected, frozenset(spread))
    except NotPlainError:
        return plain
    for one, other in zip(told(plain), told(quick), strict=True):
        assert repr(one) == repr(other)
    return quick


PDD = (
    "日期|店铺|客服账号|客服分组|班次|咨询人数|需要人工回复的咨询人数|3分钟未回复人数|平均人工响应时长|客服销售额(元)|询单人数"
    "|最终成团人数|30秒应答率|评分≤3订单数|备注"
)
GOOD: dict[str, list[Any]] = {
    "日期": [
        "2026-10-01",
        "2026/10/2",
        "10月3日",
        date(2026, 10, 4),
        datetime.fromisoformat("2026-10-05T08:00"),
        "2026-10",
        46300,
    ],
    "店铺": ["甲店", "甲 店", "甲店"],
    "客服账号": ["小美", "小林", "甲店:阿土", 1001, 1001.5, "王" * 250],
    "客服分组": ["售前", "售后", "pre", "sales", ""],
    "班次": ["早班", "晚班", "-"],
}
ODD: list[Any] = [
    "", "-", "总计", "平均", "小计", "abc", -3, 2.5, "1,234", "３４", "1.2万", "98%", 0.985, 1.0e16, 10**17, "1e5",
    True, time(0, 1, 23), timedelta(hours=30), "00:01:23", "01:23", "2026-09-30", "2026-10-32", float("inf"), "元",
    "日期", "客服账号", 1099511627776, 0.000960648148, "83 秒", date(2026, 9, 1), "乙店", 99999999,
]  # fmt: skip


def figure(chance: random.Random, heading: str) -> Any:
    if "率" in heading:
        return chance.choice(["90.1%", "99.95%", "100%", f"{chance.randint(0, 99)}.{chance.randint(0, 99)}%"])
    if "元" in heading:
        return chance.choice(
            [round(chance.random() * 900, 2), chance.randint(0, 900), f"{chance.random() * 900:.2f}"]
        )
    if "时长" in heading:
        return chance.choice(
            [chance.randint(1, 90), round(chance.random() * 90, 1), str(chance.randint(1, 90))]
        )
    return chance.choice([chance.randint(0, 60), str(chance.randint(0, 60)), 40])


def table(chance: random.Random, rows: int, odd: float) -> list[tuple[Any, ...]]:
    """Rows of agents and days in which every cell is something odd with some chance."""
    found = []
    for _ in range(rows):
        row = [
            chance.choice(GOOD[heading]) if heading in GOOD else figure(chance, heading)
            for heading in PDD.split("|")
        ]
        row = [chance.choice(ODD) if chance.random() < odd else cell for cell in row]
        if chance.random() < odd:
            row = row[: chance.randint(0, len(row))]
        if chance.random() < odd / 4:
            row.append("x")
        found.append(tuple(row))
    return found


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**9),
    rows=st.integers(0, 60),
    odd=st.sampled_from([0.0, 0.01, 0.1, 0.5]),
    shop=st.sampled_from(["甲店", "乙店", "丙店", None]),
    sheets=st.integers(1, 2),
)
def test_whatever_a_table_holds_both_say_the_same(
    seed: int, rows: int, odd: float, shop: str | None, sheets: int
) -> None:
    chance = random.Random(seed)
    several = [sheet(PDD, table(chance, rows, odd), name=f"表{at}") for at in range(sheets)]
    same(several, shop=shop, spread=("consult_users", "frt_avg"), clock="mm:ss")


@settings(max_examples=40, deadline=None)
@given(
    data=st.data(),
    tool=st.sampled_from(
        sorted(key for key, tool in TOOLS.items() if tool.columns and not tool.by_conversation)
    ),
)
def test_whatever_tool_a_table_comes_from_both_say_the_same(data: st.DataObject, tool: str) -> None:
    headings = sorted({texts[0] for texts in TOOLS[tool].columns.values()})
    picked = data.draw(st.lists(st.sampled_from(headings), min_size=1, unique=True, max_size=30))
    chance = random.Random(data.draw(st.integers(0, 10**9)))
    days = [f"2026-10-{chance.randint(1, 31):02d}" for _ in range(25)]
    rows = [(day, f"客服{chance.randint(1, 4)}", *(figure(chance, one) for one in picked)) for day in days]
    if data.draw(st.booleans()):
        rows.append(("总计", "", *(chance.randint(0, 2000) for _ in picked)))
    same([sheet("|".join(["日期", "客服", *picked]), rows)], tool=tool)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("日期|客服账号|咨询人数", [("2026-10-01", "小美", 10**12 - 1), ("2026-10-01", "小林", 3)]),
        ("日期|客服账号|客服销售额(元)", [("2026-10-01", f"人{n}", 10**13 + n) for n in range(12)]),
        ("日期|客服账号|客服销售额(元)", [("2026-10-01", f"人{n}", -5.25) for n in range(12)]),
        ("日期|客服账号|客服销售额(元)", [("2026-10-01", f"人{n}", 0.125 + n) for n in range(12)]),
        ("日期|客服账号|咨询人数", [("2026-10-01", "小美", 5), ("2026-10-01", "小美", 5), ("2026-10-01", "小美", 6)]),
        ("日期|客服账号|咨询人数", [("2026-10-01", f"人{n}", 7) for n in range(12)]),
        ("日期|客服账号|咨询人数", [("2026-10-01", f"人{n}", 10 * n + 10) for n in range(12)]),
        ("日期|客服账号|咨询人数", [("2026-10-01", f"人{n}", 10 + n % 3 + 900 * (n == 5)) for n in range(20)]),
        ("客服账号|咨询人数|30秒应答率", [("小美", 5, "90%"), ("小林", 6, "80%"), ("总计", 12, "85%")]),
        ("日期|客服账号|咨询人数", [("2026-10", "小美", 50), ("2026-10-01", "小美", 5), ("2026-10-01", "", 9)]),
        ("日期|客服账号|平均人工响应时长", [("2026-10-01", "小美", 5), ("2026-10-02", "小美", 9)]),
        ("日期|客服账号|咨询人数", []),
        ("备注|说明", [("a", "b")]),
        ("客服账号|组|客服分组|咨询人数", [("小美", "", one, n) for n, one in enumerate(["sales", "pre", "sales"])]),
        ("咨询人数|3分钟未回复人数", [(5, 9), (6, 2)]),
        ("咨询人数|30秒应答率", [(5, "0.9"), (6, "0.2"), (6, "")]),
    ],
)  # fmt: skip
def test_what_is_rare_is_said_alike(header: str, rows: list[tuple[Any, ...]]) -> None:
    same([sheet(header, rows)])


def test_votes_in_five_classes_and_in_two_are_added_alike() -> None:
    header = "日期|旺旺|很满意|满意|一般|不满意|很不满意"
    rows = [("2026-10-01", f"人{n}", n, 2, "" if n % 3 else 1, 0, n % 2) for n in range(9)]
    same([sheet(header, rows)], tool="own")
    keys = ["votes_good", "votes_bad", "votes_neutral", "evaluations"]
    columns = {"好": keys[0], "坏": keys[1], "中": keys[2], "评": keys[3]}
    two = [("2026-10-01", n, n % 3, "" if n % 2 else 4, n if n % 4 else "") for n in range(1, 12)]
    same([sheet("日期|好|坏|中|评", two)], tool="own", columns=columns)


def test_sums_that_differ_and_values_that_contradict_are_named_alike() -> None:
    keys = [
        "answered",
        "abandoned",
        "offered",
        "aov",
        "paid_users",
        "sales_amount",
        "votes_5",
        "votes_4",
        "votes_3",
    ]
    keys += ["votes_2", "votes_1", "evaluations"]
    columns = {f"列{at}": key for at, key in enumerate(keys)}
    rows = [
        (n, 1, n + 1, 10, n, 10 * n, 1, 1, 1, 1, 1, 5) if n % 4 else (n, 1, n, 11, n, 9 * n, 1, 1, 1, 1, 1, 4)
        for n in range(1, 20)
    ]
    judged = same([sheet("|".join(columns), rows)], tool="own", columns=columns)
    assert len(judged.imported.warnings) > 8


def test_products_that_could_not_be_added_exactly_are_left_to_the_plain_rules() -> None:
    rows = [("2026-10-01", f"人{n}", 10**12, 10**9 + n) for n in range(3)]
    large = (sheet("日期|客服账号|咨询人数|客单价", rows),)
    mapping = ColumnMapping("own", {"咨询人数": "paid_users", "客单价": "aov"})
    with pytest.raises(NotPlainError):
        by_column(large, mapping, Expected(OCTOBER), frozenset())


def test_a_large_table_is_judged_by_column_and_one_too_large_in_its_figures_plainly() -> None:
    for most in (50, 10**15):
        rows = [(f"2026-10-{n % 31 + 1:02d}", f"人{n // 31}", n % most, n % 50) for n in range(2_100)]
        rows[7] = ("2026-10-08", "人0", most, 1)
        several = (sheet("日期|客服账号|客服销售额(元)|咨询人数", rows),)
        expected = Expected(OCTOBER)
        quick = judged_by_column(several, ColumnMapping("pdd"), expected, frozenset())
        plain = judged_plainly(several, ColumnMapping("pdd"), expected, frozenset())
        assert repr(told(quick)) == repr(told(plain))
    few = (sheet("日期|客服账号|咨询人数", [("2026-10-01", "小美", 1)]),)
    assert judged_by_column(few, ColumnMapping("pdd"), Expected(OCTOBER), frozenset()).row_count == 1


def test_every_file_of_the_corpus_is_judged_alike() -> None:
    judged = 0
    for file in corpus():
        try:
            read = read_table(file.content, name=file.name, known=known_heading)
        except Invalid:
            continue
        likely = likely_tools([text for one in read.sheets for text in one.header])
        for tool in [one.tool.key for one in likely[:1]] or ["own"]:
            judged += 1
            same(list(read.sheets), tool=tool, shop=None)
    assert judged > 100


def test_a_large_file_gives_by_column_what_it_gives_row_by_row() -> None:
    chance = random.Random(7)
    rows: list[tuple[Any, ...]] = [
        (
            *(
                f"2026-10-{n % 31 + 1:02d}",
                "甲店",
                f"客服{n // 31}",
                chance.randint(5, 90),
                chance.randint(1, 5),
            ),
            *(
                round(chance.random() * 900, 2),
                f"{chance.randint(80, 99)}.5%",
                chance.random(),
                "x" * (n % 97 == 0),
            ),
        )
        for n in range(2_600)
    ]
    heads = [
        *[
            "日期",
            "店铺",
            "客服账号",
            "咨询人数",
            "3分钟未回复人数",
            "客服销售额(元)",
            "30秒应答率",
            "询单转化率",
            "备注",
        ]
    ]
    rows[40] = (*rows[40][:3], "abc", *rows[40][4:])
    rows[41] = rows[40][:3]
    wanted = Wanted(
        "数据", "pdd", "pdd", "甲店", "2026-10-01", "2026-10-31", "2026-10-31", "Asia/Shanghai", 2, {}
    )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        made = book.add_worksheet("数据")
        for number, row in enumerate([heads, *rows]):
            made.write_row(number, 0, row)
    wide = read_wide_table(out.getvalue(), name="数据", known=known_heading)
    assert isinstance(wide.sheets[0].rows, ColumnRows)
    text = write_csv(heads, [[str(cell) for cell in row] for row in rows])
    for content in (out.getvalue(), write_xlsx([("数据", heads, rows)]), text):
        found = read_by_column(content, wanted)
        assert found == read_figures(content, wanted)
        assert found.errors
