"""Claims about uploads: what a file's rows mean, and the place, reason and remedy of everything wrong in it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from portal.sla.rules.columns import letter_of, plan_columns
from portal.sla.rules.imported import ColumnMapping, Expected, ImportedFile
from portal.sla.rules.importing import read_submission
from portal.sla.rules.tools.registry import TOOLS
from portal.sla.rules.values.dates import Days

NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))


@dataclass(frozen=True)
class Row:
    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    name: str = "数据"
    header_row: int = 1


def sheet(text: str, **changes: Any) -> Sheet:
    """A sheet from lines with bars between the cells."""
    header, *lines = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    return Sheet(header, tuple(Row(number, cells) for number, cells in enumerate(lines, start=2)), **changes)


def upload(*sheets: Sheet | str, tool: str = "own", **mapping: Any) -> ImportedFile:
    read = [sheet(one) if isinstance(one, str) else one for one in sheets]
    return read_submission(read, ColumnMapping(tool, **mapping), Expected(NOVEMBER))


def words(file: ImportedFile) -> list[str]:
    return [f"{error.column}{error.row}: {error.reason}" for error in file.errors]


def told(file: ImportedFile) -> list[str]:
    return [str(warning) for warning in file.warnings]


PDD = """
日期|店铺|客服账号|咨询人数|询单人数|最终成团人数|询单转化率|需人工回复的咨询人数|3分钟未回复人数|3分钟人工回复率(8-23点)|客服销售额(元)
平均 | - | - | 50 | 20 | 9 | 45.00% | 50 | 1 | 98.00% | 100.00
总计 | - | - | 100 | 40 | 18 | 45.00% | 100 | 2 | 98.00% | ￥1,200.50
2026-11-01 | 甲店 | 甲店:小美 | 60 | - | - | - | 60 | 1 | 98.33% | 600.25
2026-11-01 | 甲店 | 甲店:小林 | 45 | 40 | 18 | 45.00% | 45 | 1 | 97.78% | 600.25
"""


def test_a_pinduoduo_export_with_totals_on_top_is_read_whole() -> None:
    file = upload(PDD, tool="pdd")
    assert words(file) == []
    assert file.may_be_submitted
    assert file.skipped_rows == 1
    total, first, second = file.rows
    assert total.is_total
    assert total.values["consult_users"] == 100
    assert total.values["sales_amount"] == 120_050
    assert total.values["reply_3min_pdd"] == 980_000
    assert first.agent == "甲店:小美"
    assert first.shop == "甲店"
    assert first.days == Days(date(2026, 11, 1), date(2026, 11, 1))
    assert "inquiry_users" not in first.values
    assert second.values["paid_users"] == 18


@pytest.mark.parametrize(
    ("line", "claim"),
    [
        ("2026-11-03 | 小美 | -3 | 1", "C2: “-3” is negative; a count cannot be less than zero."),
        ("2026-11-03 | 小美 | 98.5 | 1", "C2: “98.5” is not a whole number."),
        ("2026-11-03 | 小美 | many | 1", "C2: “many” is not a number."),
        ("2026-11-03 | 小美 | 3 | 101%", "D2: “101%” is more than 100 %."),
        (
            "2026-10-31 | 小美 | 3 | 1%",
            "A2: “2026-10-31” lies outside the reported month (2026-11-01 to 2026-11-30).",
        ),
        ("2026-11-30~2026-12-01 | a | 3 | 1%", "A2: “2026-11-30~2026-12-01” lies outside the reported month"),
        (" | 小美 | 3 | 1%", "A2: The row has no date."),
        ("soon | 小美 | 3 | 1%", "A2: “soon” is not a date."),
        ("2026-11-03 | 小美 | 1 | 234 | 99%", "2: Row 2 has 5 cells, the heading has 4."),
    ],
)
def test_a_bad_cell_is_named_with_place_and_reason(line: str, claim: str) -> None:
    file = upload(f"日期 | 客服 | 咨询人数 | 回复率\n{line}\n2026-11-04 | 小美 | 3 | 98%")
    assert len(file.errors) == 1
    assert words(file)[0].startswith(claim)
    assert str(file.errors[0].remedy)
    assert not file.may_be_submitted


def test_the_same_agent_and_day_twice_names_both_rows() -> None:
    head = "日期 | 客服 | 咨询人数\n2026-11-03 | 小美 | 3\n"
    assert words(upload(head + "2026-11-03 | 小美 | 4")) == [
        "3: Rows 2 and 3 report the same agent and day with different figures."
    ]
    assert words(upload(head + "2026-11-03 | 小美 | 3")) == ["3: Row 3 repeats row 2 with the same figures."]


def test_rows_of_another_month_are_not_taken_for_the_same_day() -> None:
    head = "日期 | 客服 | 咨询人数\n2026-10-03 | 小美 | 3\n"
    said = words(upload(head + "2026-10-04 | 小美 | 4\n2026-11-05 | 小美 | 4"))
    assert [one.partition(":")[0] for one in said] == ["A2", "A3"]


def test_sheets_that_report_different_figures_of_the_same_day_go_together() -> None:
    file = upload(
        "日期 | 客服 | 接待量\n2026-11-03 | 小美 | 3",
        "日期 | 客服 | 售前接待人数 | 促成下单人数\n2026-11-03 | 小美 | 3 | 1",
        tool="jd",
    )
    assert words(file) == []
    assert len(file.rows) == 2


def test_a_total_repeated_at_the_bottom_counts_once_and_a_different_one_is_an_error() -> None:
    text = "客服 | 咨询人数\n总计 | 8\n小美 | 3\n小林 | 5\n"
    assert words(upload(text + "合计 | 8")) == []
    assert len(words(upload(text + "合计 | 9"))) == 1


@pytest.mark.parametrize(
    "name", ["平均", "均值", "人均", "Average", "小计", "华东小计", "Subtotal", "平均值", "日均"]
)
def test_averages_and_subtotals_are_left_out(name: str) -> None:
    file = upload(f"客服 | 咨询人数\n小美 | 3\n{name} | 3")
    assert [row.agent for row in file.rows] == ["小美"]
    assert file.skipped_rows == 1


@pytest.mark.parametrize(
    "name",
    ["总计", "合计", "汇总", "合計", "总计:", "合计（12人）", "Total", "Grand total", "店铺合计", "全店"],
)
def test_totals_are_recognised(name: str) -> None:
    assert [row.is_total for row in upload(f"客服 | 咨询人数\n{name} | 3").rows] == [True]


@pytest.mark.parametrize("name", ["小计划", "总裁", "Max", "Totally Tom", "平安"])
def test_names_that_resemble_totals_stay_agents(name: str) -> None:
    assert [row.agent for row in upload(f"客服 | 咨询人数\n{name} | 3").rows] == [name]


def test_repeated_headings_notes_and_rows_without_figures_are_left_out() -> None:
    file = upload(
        "日期 | 客服 | 店铺 | 咨询人数\n2026-11-01 | a | 甲 | 3\n日期 | 客服 | 店铺 | 咨询人数\n"
        "数据说明：不含机器人 | | |\n2026-11-02 | a | 甲 | -"
    )
    assert words(file) == []
    assert (len(file.rows), file.skipped_rows) == (1, 3)


def test_rows_may_end_early() -> None:
    rows = (Row(2, (date(2026, 11, 1), "a", 5)), Row(3, ()))
    file = upload(Sheet(("日期", "客服", "咨询人数", "回复率"), rows))
    assert file.rows[0].values == {"consult_users": 5}


def test_personal_data_is_dropped_and_named() -> None:
    file = upload("客服 | 咨询人数 | 买家昵称 | 手机号 | Contact Email\n小美 | 3 | tb123 | 138 | a@b.c")
    assert [column.heading for column in file.personal_columns] == ["买家昵称", "手机号", "Contact Email"]
    assert file.rows[0].values == {"consult_users": 3}


def test_unknown_columns_are_named_with_a_suggestion_and_ignored() -> None:
    file = upload("客服 | 咨询人数 | 天气 | 平均首次响应时长度 |\n小美 | 3 | 晴 | 5 |")
    assert [(column.heading, column.suggestion) for column in file.ignored_columns] == [
        ("天气", None),
        ("平均首次响应时长度", "frt_avg"),
    ]


def test_the_saved_mapping_comes_before_the_tools_own_table() -> None:
    text = "客服 | 咨询人数 | 平均首次响应时长度\n小美 | 3 | 5"
    file = upload(text, columns={"平均首次响应时长度": "frt_avg", "咨询人数": ""})
    assert file.rows[0].values == {"frt_avg": 5000}


def test_the_same_heading_twice_is_an_error_and_two_words_for_one_figure_a_warning() -> None:
    assert words(upload("客服 | 咨询人数 | 咨询人数\n小美 | 3 | 4")) == [
        "C1: The heading “咨询人数” stands in columns B and C."
    ]
    file = upload("客服 | 首响 | 首次响应(秒)\n小美 | 3 | 4")
    assert told(file) == ["“首响” and “首次响应(秒)” mean the same figure; “首响” was taken."]
    assert file.rows[0].values == {"frt_avg": 3000}
    assert letter_of(27) == "AB"


def test_what_can_be_read_in_two_ways_is_asked_once() -> None:
    text = "客服 | 咨询人数 | 回复率 | 首响\n小美 | 3 | 0.98 | 01:23\n小林 | 3 | 0.97 | 01:24"
    file = upload(text)
    assert [(question.kind, question.heading, question.example) for question in file.questions] == [
        ("percent", "回复率", "0.98"),
        ("clock", "首响", "01:23"),
    ]
    assert not file.may_be_submitted
    answered = upload(text, clock="mm:ss", percent="fraction")
    assert answered.questions == ()
    assert answered.rows[0].values == {"consult_users": 3, "reply_rate": 980_000, "frt_avg": 83_000}


def test_units_come_from_the_heading_or_from_the_tool() -> None:
    file = upload(
        "客服 | 销售额(万元) | 在线时长 | 首响(分) | 答问比 | 最大同时接待\n小美 | 1.2 | 8.5 | 2 | 120% | 5",
        tool="chitu",
    )
    assert file.rows[0].values == {
        "sales_amount": 1_200_000,
        "frt_avg": 120_000,
        "qa_ratio": 1_200_000,
        "concurrency": 5,
    }
    own = upload("客服 | 在线时长 | 响应总秒数 | 质检得分 | 客单价\n小美 | 8.5 | 5000000 | 95.5 | 120")
    assert own.rows[0].values == {
        "online_ms": 30_600_000,
        "rt_sum_ms": 5_000_000_000,
        "qa_score": 95_500,
        "aov": 12_000,
    }


def test_votes_become_good_bad_and_all() -> None:
    chitu = upload("旺旺 | 很满意 | 满意 | 一般 | 不满意 | 很不满意\n小美 | 5 | 3 | 1 | 1 | 0", tool="chitu")
    assert {key: chitu.rows[0].values[key] for key in ("votes_good", "votes_bad", "evaluations")} == {
        "votes_good": 8,
        "votes_bad": 1,
        "evaluations": 10,
    }
    jd = upload("UID | 好评量 | 差评量\n小美 | 8 | 2", tool="jd")
    assert jd.rows[0].values["evaluations"] == 10


def test_wrong_headings_name_what_was_expected_and_the_likelier_tool() -> None:
    wrong = upload("促成下单商品金额 | 售前接待人数\n5 | 6", tool="chatwoot")
    assert "Expected for example: Assigned conversations" in words(wrong)[0]
    assert str(wrong.errors[0].remedy).startswith("This looks like “JD customer service data”.")
    strange = upload("天气 | 温度\n晴 | 6")
    assert str(strange.errors[0].remedy) == "Choose the tool the file comes from, or fill in our template."


def test_a_sheet_without_figures_beside_one_with_figures_is_passed_over() -> None:
    file = upload("客服 | 咨询人数\n小美 | 3", "说明 | 版本\na | b")
    assert words(file) == []


def test_one_row_per_conversation_is_refused_with_the_way_out() -> None:
    file = upload("Conversation ID | Assignee | Breached Events\n1 | a | frt", tool="chatwoot_sla")
    assert "no conversation number" in words(file)[0]


def test_a_heading_without_rows_is_refused() -> None:
    assert words(upload("客服 | 咨询人数")) == ["0: The file has a heading but no rows with figures."]


@pytest.mark.parametrize(
    ("header", "line", "claim"),
    [
        (
            "咨询人数 | 未回复人数",
            "3 | 5",
            "Row 2: “Buyers not replied to” (5) is more than “Buyers who wrote” (3).",
        ),
        ("咨询人数 | 已回复人数 | 回复率", "100 | 90 | 95%", "Row 2: “Reply rate” does not agree"),
        ("评价数 | 满意评价数 | 客服满意率", "0 | 0 | 95%", None),
        ("咨询人数 | 已回复人数 | 回复率", "100 | 95 | 95%", None),
        ("客单价 | 付款人数 | 销售额", "100 | 10 | 1200", "Row 2: average order value times paying buyers"),
        ("客单价 | 付款人数 | 销售额", "100 | 10 | 1001", None),
    ],
)
def test_figures_of_a_row_that_contradict_each_other_are_pointed_out(
    header: str, line: str, claim: str | None
) -> None:
    assert [warning.startswith(claim or "?") for warning in told(upload(f"{header}\n{line}"))] == (
        [True] if claim else []
    )


def test_contacts_and_votes_must_add_up() -> None:
    header = "Incoming Calls | Answered Calls | Abandoned Calls\n"
    assert told(upload(header + "10 | 8 | 2", tool="telephone")) == []
    assert "do not add up to those offered" in told(upload(header + "10 | 8 | 1", tool="telephone"))[0]
    votes = "很满意 | 满意 | 一般 | 不满意 | 很不满意 | 评价数\n"
    assert told(upload(votes + "1 | 1 | 1 | 1 | 1 | 5", tool="chitu")) == []
    assert "the votes do not add up" in told(upload(votes + "1 | 1 | 1 | 1 | 1 | 6", tool="chitu"))[0]


def test_missing_days_of_a_daily_file_are_listed() -> None:
    lines = "".join(f"2026-11-{day:02} | {day % 7 + 10}\n" for day in range(1, 31) if day not in {3, 10, 11})
    assert told(upload("日期 | 咨询人数\n" + lines)) == [
        "There are no rows for 2026-11-03.",
        "There are no rows from 2026-11-10 to 2026-11-11.",
    ]
    assert told(upload("日期 | 咨询人数\n2026年11月 | 5")) == []


@pytest.mark.parametrize(
    ("until", "warnings"), [(3, ["There are no rows for 2026-11-03."]), (2, []), (0, [])]
)
def test_days_that_have_not_come_yet_are_not_missing(until: int, warnings: list[str]) -> None:
    today = date(2026, 11, until) if until else date(2026, 10, 31)
    read = [sheet("日期 | 咨询人数\n2026-11-01 | 3\n2026-11-02 | 4")]
    assert told(read_submission(read, ColumnMapping("own"), Expected(NOVEMBER, until=today))) == warnings


def test_rows_that_do_not_add_up_to_the_total_are_pointed_out_and_the_total_counts() -> None:
    assert told(upload("客服 | 投诉数\n总计 | 9\n小美 | 3\n小林 | 5")) == [
        "“Complaints”: the rows add up to 8, the file's own total is 9. The total counts."
    ]


def test_figures_that_are_all_alike_or_far_off_are_pointed_out() -> None:
    lines = "".join(f"客服{number} | 50 | 0 | {number if number < 11 else 900}\n" for number in range(12))
    assert told(upload("客服 | 咨询人数 | 投诉数 | 订单数\n" + lines)) == [
        "“Buyers who wrote” has the same value in every row. Please check the export.",
        "Row 13: “Orders” is far from the other rows. Please check it.",
    ]
    few = "".join(f"客服{number} | {number} | {number if number < 3 else '-'}\n" for number in range(12))
    assert told(upload("客服 | 咨询人数 | 投诉数\n" + few)) == []


def test_an_empty_submission_cannot_be_submitted() -> None:
    assert not replace(upload("客服 | 咨询人数\n小美 | 3"), rows=()).may_be_submitted


class KeptByColumn(tuple[Row, ...]):
    """Rows of which each column is known without walking through them."""

    columns: tuple[tuple[str, ...], ...] = ()

    def different(self, index: int) -> tuple[str, ...]:
        return self.columns[index]


@pytest.mark.parametrize(
    ("heading", "rates", "scale"),
    [
        ("客服满意率", ("0.93",), None),
        ("客服满意率", ("0.93", "93.5"), "percent"),
        ("客服满意率(%)", ("0.93",), "percent"),
    ],
)
def test_what_bare_rates_mean_is_asked_of_the_column_where_rows_know_it(
    heading: str, rates: tuple[str, ...], scale: str | None
) -> None:
    rows = KeptByColumn()
    rows.columns = (("甲店",), rates)
    plan = plan_columns(Sheet(("店铺", heading), rows), TOOLS["own"], ColumnMapping("own"))
    assert [column.percent for column in plan.figures] == [scale]
