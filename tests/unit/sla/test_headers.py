"""Claims about headings: what counts as the same heading and what each tool means by it."""

from pathlib import Path

import pytest

from portal.sla.rules.headers import heading_of
from portal.sla.rules.means import FIELDS
from portal.sla.rules.tools.registry import TOOLS, known_heading, likely_tools, suggestion_for


@pytest.mark.parametrize(
    ("text", "name", "unit", "window"),
    [
        ("首次响应(秒)", "首次响应", "s", None),
        ("首次响应时长（秒)", "首次响应时长", "s", None),
        ("\ufeff首次響應時長【秒】 ", "首次响应时长", "s", None),
        ("平均响应（单位：秒）", "平均响应", "s", None),
        ("PC在线时长（时）", "pc在线时长", "h", None),
        ("客服销售额(万元)", "客服销售额", "万元", None),
        ("3分钟人工回复率(8-23点)", "3分钟人工回复率", None, "8-23点"),
        ("3分钟人工回复率(08:00-23:00)(%)", "3分钟人工回复率", "%", "0800-2300"),
        ("3分钟人工回复率 (会话)", "3分钟人工回复率(会话)", None, None),
        ("询单—>最终付款成功率", "询单->最终付款成功率", None, None),
        ("询单→最终付款成功率", "询单->最终付款成功率", None, None),
        ("諮詢人數", "咨询人数", None, None),
        ("Avg first response time", "avgfirstresponsetime", None, None),
        ("reply_rate %", "replyrate", "%", None),
        ("%", "%", None, None),
        ("人数()", "人数", None, None),
        ("时长(秒)(分)", "时长(秒)", "min", None),
        ("率(8-23点)(9-23点)", "率(8-23点)", None, "9-23点"),
    ],
)
def test_headings_are_folded_and_their_unit_remembered(
    text: str, name: str, unit: str | None, window: str | None
) -> None:
    heading = heading_of(text)
    assert (heading.name, heading.unit, heading.window) == (name, unit, window)


def test_the_unit_of_amounts_is_a_factor() -> None:
    assert heading_of("销售额(万元)").scale == 10_000
    assert heading_of("销售额(元)").scale == 1


SEEN = [
    tuple(line.split(": ", 1))
    for line in Path(__file__).with_name("headings_seen.txt").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("tool", "headings"), SEEN)
def test_every_export_seen_is_known_whole_and_attributed_to_its_tool(tool: str, headings: str) -> None:
    header = headings.split(", ")
    assert [text for text in header if not known_heading(text)] == []
    assert likely_tools(header)[0].tool.key == tool


def test_the_same_word_means_different_things_in_different_tools() -> None:
    assert TOOLS["jd"].field_of(heading_of("接待量")) == "received_users"
    assert TOOLS["unified"].field_of(heading_of("转化率")) == "order_conversion"
    assert TOOLS["own"].field_of(heading_of("转化率")) == "inquiry_conversion"
    assert TOOLS["douyin"].field_of(heading_of("3分钟人工回复率 (会话)")) == "reply_3min_sessions"
    assert TOOLS["douyin"].field_of(heading_of("3分钟人工回复率（单聊）")) == "reply_3min_douyin"


def test_an_unknown_heading_is_only_given_a_suggestion() -> None:
    own = TOOLS["own"]
    assert own.field_of(heading_of("平均首次响应时长度")) is None
    assert suggestion_for("平均首次响应时长度", own) == "frt_avg"
    assert suggestion_for("天气", own) is None
    assert not known_heading("天气")
    assert not known_heading("")
    assert not known_heading("x" * 61)


def test_every_column_of_a_table_of_figures_is_a_known_figure() -> None:
    for tool in TOOLS.values():
        if not tool.by_conversation:
            assert [key for key in tool.columns if key not in FIELDS] == [], tool.key
