"""Files with one row per conversation: headings, figures and errors in words."""

import csv
import io
from fractions import Fraction

import pytest

from portal.kernel.conversations.cells import Fault
from portal.kernel.conversations.columns import COLUMNS
from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.tally import BadCell
from portal.sla.rules.conversations import (
    HEADINGS,
    REASONS,
    error_of,
    is_of_conversations,
    plan_rows,
    rows_of,
    template_rows,
)
from portal.sla.rules.measurements import measured
from portal.sla.rules.pooling import Grain, slot_figures
from portal.sla.rules.values.dates import Days
from tests.factories.conversations import HEADINGS as WRITTEN
from tests.factories.conversations import file_of, layout, rows

MONTH = Days(layout().first_day, layout().first_day.replace(day=30))


def test_every_column_has_its_headings_and_every_fault_its_words() -> None:
    assert set(HEADINGS) == set(COLUMNS)
    assert set(REASONS) == set(Fault)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_template_is_read_without_questions(place: int) -> None:
    header, example = template_rows(place)
    plan = plan_rows(header)
    assert is_of_conversations(header)
    assert (plan.ignored, plan.personal, plan.missing) == ((), (), ())
    text = io.StringIO()
    csv.writer(text).writerows([header, example])
    tally = tally_of(io.BytesIO(text.getvalue().encode()), layout(columns=plan.columns))
    assert (tally.accepted, tally.bad_cells) == (1, [])


def test_personal_columns_are_dropped_and_unknown_ones_named() -> None:
    plan = plan_rows(["会话ID", "买家昵称", "心情", "客服", "开始时间", "首次响应(分)", "客服昵称", ""])
    assert plan.columns == ("conversation", None, None, "agent", "started_at", "first_response", None, None)
    assert [one.heading for one in plan.personal] == ["买家昵称"]
    assert [one.heading for one in plan.ignored] == ["心情", "客服昵称"]
    assert plan.units == {"first_response": 60_000}


def test_missing_required_columns_are_named() -> None:
    assert plan_rows(["会话ID", "评分"]).missing == ("agent", "started_at")


@pytest.mark.parametrize("header", [["日期", "客服", "接待人数"], ["会话ID", "开始时间"]])
def test_other_tables_are_not_taken_for_conversations(header: list[str]) -> None:
    assert not is_of_conversations(header)


def test_sums_become_figures_of_agents_and_percentiles_of_the_file() -> None:
    of = layout()
    tally = tally_of(io.BytesIO(file_of(rows(400, seed=5))), of)
    figures = slot_figures(rows_of(tally, of), MONTH)
    results = measured(figures)
    total = tally.total
    assert results["frt_avg"].value == Fraction(total["frt_sum_ms"], total["frt_count"] * 1000)
    assert results["frt_p90"].value == Fraction(tally.percentile(90) or 0, 1000)
    assert results["csat"].value == Fraction(
        100 * (total["votes_5"] + total["votes_4"]), sum(total[f"votes_{stars}"] for stars in range(1, 6))
    )
    assert figures.counts["sessions"].value == 400
    assert figures.counts["sessions"].grain is Grain.AGENT_DAYS
    assert figures.counts["received_users"].approximate


def test_a_figure_without_columns_is_no_zero() -> None:
    of = layout(columns=("conversation", "agent", "started_at"), shifts=())
    tally = tally_of(io.BytesIO(b"a,b,c\n1,Ann,2026-11-03 09:00:00\n"), of)
    (row,) = rows_of(tally, of)
    assert row.shift is None
    assert set(row.values) == {"sessions", "sessions_eligible", "consult_users", "received_users"}


@pytest.mark.parametrize(
    ("cell", "column", "heading"),
    [
        (BadCell(7, "rating", "9", Fault.NOT_RATING), "L", "评分"),
        (BadCell(8, "", "15", Fault.WRONG_CELLS), "", ""),
    ],
)
def test_a_bad_cell_is_named_at_its_place(cell: BadCell, column: str, heading: str) -> None:
    error = error_of(cell, list(WRITTEN.values()), layout())
    assert (error.row, error.column, error.heading, error.value) == (cell.row, column, heading, cell.value)
    assert (error.reason, error.remedy) == REASONS[cell.fault]


def test_a_result_names_the_conversations_it_was_counted_from() -> None:
    tally = tally_of(io.BytesIO(file_of(rows(60, seed=3))), layout())
    figures = slot_figures(rows_of(tally, layout()), MONTH)
    assert figures.parts["frt_avg"].rows == tally.accepted == 60
