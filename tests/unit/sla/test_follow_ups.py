"""Claims about who and what is looked into between the months."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portal.contracts.rules.watch import Watch
from portal.kernel.errors import Invalid
from portal.sla.rules.follow_up_lists import ListRow, is_heading, items_of, moment_of, questions_of
from portal.sla.rules.follow_ups import (
    Item,
    Question,
    agents_below,
    answered_in_time,
    items_below,
    questions_waiting,
)
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.pooling import Figures, slot_figures
from portal.sla.rules.values.dates import Days

MONTH = Days(date(2026, 10, 1), date(2026, 10, 31))
ASKED = datetime(2026, 11, 3, 6, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def agent(**values: int) -> Figures:
    row = FigureRow(sheet="", number=1, values=values, days=MONTH, agent="x")
    return slot_figures([row], MONTH)


def replies(replied: int, asked: int) -> Figures:
    return agent(replied_users=replied, consult_users=asked)


def test_an_agent_below_the_pooled_average_is_listed_with_both_figures() -> None:
    """90/200 and 45/50 pool to 54 %, not to 67.5 %: the first is below, the second is not."""
    (found,) = agents_below({"小美": replies(90, 200), "小强": replies(45, 50)}, "2026-10", Watch())
    assert (found.subject, found.metric, found.key) == ("小美", "reply_rate", "agent|2026-10|reply_rate|小美")
    assert str(found.why) == "45 %, the team's average is 54 %."


@pytest.mark.parametrize(
    ("agents", "metrics", "names"),
    [
        ({"a": replies(90, 100), "b": replies(90, 100)}, ("reply_rate",), []),
        ({"a": replies(10, 100)}, ("reply_rate",), []),
        ({}, ("reply_rate",), []),
        ({"a": replies(10, 29), "b": replies(990, 1000)}, ("reply_rate",), []),
        ({"a": replies(10, 30), "b": replies(990, 1000)}, ("reply_rate",), ["a"]),
        (
            {
                "a": agent(frt_sum_ms=9_000, frt_count=100),
                "b": agent(frt_sum_ms=1_000, frt_count=100),
            },
            ("frt_avg",),
            ["a"],
        ),
        (
            {"a": replies(700, 1000), "b": replies(650, 1000), "c": replies(4900, 5000)},
            ("reply_rate",),
            ["b", "a"],
        ),
        (
            {"a": replies(96, 100), "b": replies(95, 100), "c": replies(99, 100)},
            ("reply_rate",),
            ["b"],
        ),
        (
            {"a": agent(received_users=10), "b": agent(received_users=40), "c": agent(received_users=40)},
            ("reception_volume",),
            ["a"],
        ),
        ({"a": agent(consult_users=0, replied_users=0), "b": replies(1, 100)}, ("reply_rate",), []),
    ],
    ids=[
        "alike",
        "alone",
        "nobody",
        "few cases",
        "enough",
        "slower",
        "beyond chance",
        "the weakest",
        "a sum: the mean",
        "no data",
    ],
)
def test_who_is_below_the_team(
    agents: dict[str, Figures], metrics: tuple[str, ...], names: list[str]
) -> None:
    found = agents_below(agents, "2026-10", Watch(team_metrics=metrics))
    assert [one.subject for one in found] == names


def test_items_below_the_limit_are_listed() -> None:
    items = [Item("A", Decimal("4.8")), Item("B", Decimal("4.79"), "https://item.example/1")]
    (found,) = items_below(items, Watch())
    assert (found.subject, found.link, str(found.why)) == (
        "B",
        "https://item.example/1",
        "Rated 4.79, below 4.8.",
    )


@pytest.mark.parametrize(
    ("hours", "due_hours", "why"),
    [
        (None, None, "Waits for an answer."),
        (24, None, None),
        (25, None, "Answered after the time agreed."),
        (25, 30, None),
        (31, 30, "Answered after the time agreed."),
    ],
)
def test_a_question_is_listed_until_it_is_answered_in_time(
    hours: int | None, due_hours: int | None, why: str | None
) -> None:
    def after(count: int | None) -> datetime | None:
        return None if count is None else ASKED + timedelta(hours=count)

    found = questions_waiting([Question("退款几时到账", ASKED, after(hours), after(due_hours))], Watch())
    assert [str(one.why) for one in found] == ([] if why is None else [why])
    assert all(one.due_at == after(due_hours or 24) for one in found)


def test_a_list_is_read_by_its_headings_in_any_order() -> None:
    items, faults = items_of(
        ["评分", "款式", "链接", "款式", "备注"],
        [
            ListRow(2, ("４.６", "羽绒服", "https://item.example/9")),
            ListRow(3, ("4.9", "围巾")),
            ListRow(4, ("good", "帽子")),
            ListRow(5, ("4.1", "")),
            ListRow(6, ("4.1", "手套", "javascript:alert(1)")),
        ],
    )
    assert items == [Item("羽绒服", Decimal("4.6"), "https://item.example/9"), Item("围巾", Decimal("4.9"))]
    assert [fault.row for fault in faults] == [4, 5, 6]


def test_questions_keep_the_contracts_clock() -> None:
    questions, faults = questions_of(
        ["Question", "Asked", "Answered", "Due"],
        [
            ListRow(2, ("#1", "2026-11-03 14:00", "", "2026/11/4 9:00")),
            ListRow(3, ("#2", "2026年11月3日 14:05", "2026-11-03 15:00:30")),
            ListRow(4, ("#3", "yesterday")),
        ],
        SHANGHAI,
    )
    assert questions[0] == Question("#1", ASKED, None, datetime(2026, 11, 4, 1, tzinfo=UTC))
    assert questions[1].answered_at == datetime(2026, 11, 3, 7, tzinfo=UTC)
    assert [fault.row for fault in faults] == [4]


@pytest.mark.parametrize("header", [["款式"], ["评分"], []])
def test_a_list_without_its_columns_is_refused(header: list[str]) -> None:
    with pytest.raises(Invalid, match="item, score"):
        items_of(header, [])
    with pytest.raises(Invalid, match="question, asked"):
        questions_of(header, [], SHANGHAI)


@pytest.mark.parametrize("text", ["", "2026-13-01 10:00", "2026-11-03", "10:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        moment_of(text, SHANGHAI)


def test_headings_are_known_without_brackets_and_capitals() -> None:
    assert is_heading(" Asked_At ")
    assert not is_heading("备注")


def test_the_share_answered_in_time_leaves_out_what_is_not_due_yet() -> None:
    questions = [
        Question("in time", ASKED, ASKED + timedelta(hours=24)),
        Question("late", ASKED, ASKED + timedelta(hours=25)),
        Question("overdue", ASKED),
        Question("not due", ASKED + timedelta(hours=20)),
        Question("soon answered", ASKED + timedelta(hours=29), ASKED + timedelta(hours=29)),
    ]
    found = answered_in_time(questions, Watch(), ASKED + timedelta(hours=30))
    assert (found.numerator, found.denominator) == (2, 4)
