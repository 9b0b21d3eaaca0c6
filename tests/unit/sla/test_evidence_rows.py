"""Claims about the rows behind a figure: those that were counted, and those that miss what was promised."""

from datetime import date
from decimal import Decimal

import pytest

from portal.kernel.conversations.columns import FIGURES
from portal.kernel.conversations.layout import Layout, Shift
from portal.kernel.conversations.rows import Condition, Operator, RowFilter
from portal.sla.rules.evidence_rows import ANSWERED, HUMAN, ROWS_OF_FIELD, Choice, chosen, rows_behind
from portal.sla.rules.promises import Judged, Promise

LAYOUT = Layout(
    ("conversation", "agent", "started_at", "shop"),
    date(2026, 11, 1),
    date(2026, 12, 1),
    shifts=(Shift("早班", 0, 2), Shift("晚班", 1438, 1)),
)


def promise(metric: str, judged: Judged = Judged.AT_LEAST, target: str = "30") -> Promise:
    return Promise(key=metric, metric=metric, version=1, target=Decimal(target), judged=judged)


def slower_than(milliseconds: int) -> tuple[Condition, ...]:
    return (*ANSWERED, Condition("first_response", Operator.MORE_THAN, milliseconds))


def test_every_figure_of_conversations_has_its_rows() -> None:
    assert set(FIGURES) <= set(ROWS_OF_FIELD)


def test_a_share_is_missed_by_the_rows_that_are_not_in_it() -> None:
    found = rows_behind(promise("answer_30s_jd"))
    assert found is not None
    assert found.rows == RowFilter(conditions=HUMAN)
    assert found.missed == RowFilter(conditions=HUMAN, unlike=ROWS_OF_FIELD["sessions_le_30s"])


def test_a_share_that_should_be_small_is_missed_by_the_rows_in_it() -> None:
    found = rows_behind(promise("im_dissatisfaction", Judged.AT_MOST))
    assert found is not None
    assert found.missed is not None
    assert set(found.missed.conditions) == set(ROWS_OF_FIELD["votes_bad"])
    assert found.missed.unlike == ()


@pytest.mark.parametrize(
    ("metric", "within", "limit"),
    [("frt_avg", None, 30_500), ("frt_p90", None, 30_500), ("frt_avg", 20, 20_000)],
)
def test_slow_first_responses_are_told_by_the_promised_time(
    metric: str, within: int | None, limit: int
) -> None:
    found = rows_behind(promise(metric, Judged.AT_MOST, "30.5"), within)
    assert found is not None
    assert found.missed == RowFilter(conditions=slower_than(limit))


@pytest.mark.parametrize("metric", ["art", "resolution_time"])
def test_an_average_of_sums_is_missed_by_no_single_row(metric: str) -> None:
    found = rows_behind(promise(metric, Judged.AT_MOST))
    assert found is not None
    assert found.missed is None


def test_a_sum_has_its_rows_and_other_metrics_have_none() -> None:
    found = rows_behind(promise("sessions"))
    assert found is not None
    assert found.missed is None
    assert rows_behind(promise("qa_score")) is None


def test_a_choice_narrows_down_to_day_agent_shift_and_shop() -> None:
    found = chosen(RowFilter(), Choice(date(1970, 1, 3), "小美", "晚班", "甲店"), LAYOUT)
    assert found == RowFilter(day=2, minutes=(1438, 1439), names={"agent": "小美", "shop": "甲店"})
    assert chosen(RowFilter(), Choice(), LAYOUT) == RowFilter()


def test_a_minute_belongs_to_the_first_shift_that_covers_it() -> None:
    found = chosen(RowFilter(), Choice(shift="早班"), LAYOUT)
    assert found is not None
    assert found.minutes == (0, 1)


def test_a_shift_the_file_does_not_know_has_no_minutes() -> None:
    found = chosen(RowFilter(), Choice(shift="夜班"), LAYOUT)
    assert found is not None
    assert found.minutes == ()


def test_a_file_read_for_one_shop_shows_its_rows_alone() -> None:
    of = Layout(LAYOUT.columns, LAYOUT.first_day, LAYOUT.day_after, shop="甲店")
    found = chosen(RowFilter(), Choice(), of)
    assert found is not None
    assert found.names == {"shop": "甲店"}
    assert chosen(RowFilter(), Choice(shop="乙店"), of) is None


def test_rows_of_the_bot_are_those_it_answered_alone() -> None:
    found = chosen(RowFilter(), Choice(agent="bot"), LAYOUT)
    assert found == RowFilter(conditions=(Condition("bot", Operator.EQUAL, 1),))


def test_outside_the_hours_of_service_nothing_of_people_was_judged() -> None:
    of = Layout(LAYOUT.columns, date(1970, 1, 2), date(1970, 2, 1), open=((0, 60), (120, 180)))
    judged = chosen(RowFilter(conditions=HUMAN), Choice(), of)
    assert judged is not None
    assert judged.open == ((1440, 1500), (1560, 1620))
    everything = chosen(RowFilter(), Choice(), of)
    assert everything is not None
    assert everything.open == ()
