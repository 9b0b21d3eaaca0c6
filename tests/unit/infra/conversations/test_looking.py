"""Claims about the evidence file: the rows behind a number are those the plain reader counted."""

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.infra.conversations.fast import tally_quickly
from portal.infra.conversations.looking import page_of, repeats_in_evidence
from portal.kernel.conversations.columns import POSITION
from portal.kernel.conversations.layout import EPOCH
from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.repeats import Repeats, repeats_in
from portal.kernel.conversations.rows import Condition, Operator, RowFilter
from portal.kernel.conversations.tally import Tally
from tests.factories.conversations import file_of, layout, rows

HUMAN = Condition("bot", Operator.UNLIKE, 1)


def evidence_of(content: bytes, where: Path, **changes: object) -> tuple[Path, Tally]:
    source, kept = where / "rows.csv", where / "rows.parquet"
    source.write_bytes(content)
    return kept, tally_quickly(source, layout(**changes), evidence=kept, size=5000)


def count(kept: Path, wanted: RowFilter) -> int:
    return page_of(kept, wanted, offset=0, limit=0).count


def test_rows_are_counted_like_the_figures(tmp_path: Path) -> None:
    kept, tally = evidence_of(file_of(rows(400, seed=2, odd_share=0.02)), tmp_path)
    total = tally.total
    answered = Condition("first_response", Operator.AT_LEAST, 0)
    quick = Condition("first_response", Operator.AT_MOST, 30_000)
    assert count(kept, RowFilter()) == tally.accepted == total["sessions"]
    assert count(kept, RowFilter(conditions=(HUMAN,))) == total["sessions_eligible"]
    assert count(kept, RowFilter(conditions=(HUMAN, answered))) == total["frt_count"]
    assert count(kept, RowFilter(conditions=(HUMAN, answered, quick))) == total["sessions_le_30s"]
    missed = RowFilter(conditions=(HUMAN, answered), unlike=(quick,))
    assert count(kept, missed) == total["frt_count"] - total["sessions_le_30s"]


def test_rows_of_a_day_a_shift_and_an_agent_are_those_of_the_group(tmp_path: Path) -> None:
    of = layout()
    kept, tally = evidence_of(file_of(rows(400, seed=3)), tmp_path)
    (day, shift, agent), sums = max(tally.groups.items(), key=lambda item: item[1][0])
    wanted = RowFilter(
        day=(of.first_day - EPOCH).days + day,
        minutes=tuple(minute for minute, place in enumerate(of.shift_of_minute) if place == shift),
        names={"agent": agent} if agent else {},
    )
    assert count(kept, wanted) == sums[POSITION["sessions"]]


def test_rows_outside_the_hours_of_service_are_not_among_the_judged(tmp_path: Path) -> None:
    hours = tuple((day * 1440 + 540, day * 1440 + 1080) for day in range(30))
    kept, tally = evidence_of(file_of(rows(400, seed=3)), tmp_path, open=hours)
    first = layout().first_ms // 60_000
    open_ = tuple((first + start, first + end) for start, end in hours)
    assert count(kept, RowFilter(conditions=(HUMAN,), open=open_)) == tally.total["sessions_eligible"] > 0
    assert count(kept, RowFilter()) == tally.total["sessions"]


def test_pages_follow_each_other_without_gap_or_overlap(tmp_path: Path) -> None:
    kept, _ = evidence_of(file_of(rows(300, seed=4)), tmp_path)
    lines = [
        row["line"]
        for offset in range(0, 300, 70)
        for row in page_of(kept, RowFilter(), offset=offset, limit=70).rows
    ]
    assert lines == list(range(2, 302))


def test_values_are_plain_numbers_and_names(tmp_path: Path) -> None:
    kept, _ = evidence_of(file_of(rows(20, seed=4)), tmp_path)
    row = page_of(kept, RowFilter(), offset=0, limit=1).rows[0]
    assert isinstance(row["started_at"], int)
    assert row["conversation"]
    assert set(row) >= {"line", "counted", "agent", "shop", "first_response"}


def test_a_column_the_file_does_not_have_fits_nothing(tmp_path: Path) -> None:
    of = {"columns": ("conversation", None, "agent", "started_at", "first_reply_at", "first_response")}
    content = "\n".join(
        ["a,b,c,d,e,f", "1,x,Ann,2026-11-02 10:00:00,2026-11-02 10:00:20,", "2,x,Bea,2026-11-02 10:00:00,,18"]
    ).encode()
    kept, _ = evidence_of(content, tmp_path, **of)
    assert count(kept, RowFilter(names={"shop": "甲店"})) == 0
    assert count(kept, RowFilter(conditions=(Condition("rating", Operator.AT_LEAST, 1),))) == 0
    slow = Condition("first_response", Operator.MORE_THAN, 18_000)
    assert [
        row["conversation"] for row in page_of(kept, RowFilter(conditions=(slow,)), offset=0, limit=9).rows
    ] == ["1"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), share=st.sampled_from((0.0, 0.05, 0.9)), wide=st.booleans())
def test_both_name_the_same_repeated_numbers(tmp_path: Path, seed: int, share: float, wide: bool) -> None:
    chance = random.Random(seed)
    table = rows(80, seed=seed, odd_share=0.02)
    for cells in table:
        if chance.random() < share:
            cells[0] = f"{'很长的编号' * 9 * wide}C{chance.randrange(30)}"
    content = file_of(table)
    kept, _ = evidence_of(content, tmp_path)
    assert repeats_in_evidence(kept) == repeats_in(io.BytesIO(content), layout())


@pytest.mark.parametrize("heading_only", [True, False])
def test_a_file_without_numbers_repeats_none(tmp_path: Path, heading_only: bool) -> None:
    table = [] if heading_only else [["", *cells[1:]] for cells in rows(3, seed=1)]
    kept, _ = evidence_of(file_of(table), tmp_path)
    assert repeats_in_evidence(kept) == Repeats()


@pytest.mark.parametrize("shop", ["旗舰店", "专卖店", "无此店"])
@pytest.mark.parametrize("size", [900, 1 << 20])
def test_both_readers_pass_over_the_rows_of_other_shops(tmp_path: Path, shop: str, size: int) -> None:
    content = file_of(rows(300, seed=11, odd_share=0.1))
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    of = layout(shop=shop)
    assert tally_quickly(path, of, size=size) == tally_of(io.BytesIO(content), of)


def test_without_a_column_of_shops_both_find_no_row_of_one(tmp_path: Path) -> None:
    table = [[*cells[:1], *cells[2:]] for cells in rows(20, seed=1)]
    of = layout(shop="旗舰店", columns=tuple(key for key in layout().columns if key != "shop"))
    path = tmp_path / "rows.csv"
    path.write_bytes(file_of(table))
    assert tally_quickly(path, of) == tally_of(io.BytesIO(path.read_bytes()), of)


def test_a_byte_order_mark_before_a_quoted_heading_is_read_quickly(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + file_of(rows(30, seed=1), quoting=csv.QUOTE_ALL)
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    assert tally_quickly(path, layout()) == tally_of(io.BytesIO(content), layout())
