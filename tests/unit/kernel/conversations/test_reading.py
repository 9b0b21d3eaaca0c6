"""The plain reader: what a file of conversation rows adds up to."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest

from portal.kernel.conversations.cells import Fault
from portal.kernel.conversations.columns import delivered
from portal.kernel.conversations.layout import Layout, Shift
from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.repeats import Repeat, Repeats, repeats_in
from portal.kernel.conversations.tally import BadCell, Tally
from portal.kernel.errors import Invalid
from tests.factories.conversations import file_of, layout, rows

NIGHT = Shift("night", 18 * 60, 60)
SMALL = Layout(
    ("conversation", "agent", "started_at", "first_reply_at", "ended_at", "bot", None),
    date(2026, 11, 1),
    date(2026, 12, 1),
    shifts=(NIGHT,),
)
HEAD = "id,agent,start,reply,end,bot,phone\n"


def read(text: str, of: Layout = SMALL) -> Tally:
    return tally_of(io.BytesIO(text.encode()), of)


def test_a_row_adds_to_its_day_shift_and_agent() -> None:
    tally = read(HEAD + "1,Ann,2026-11-02 00:30:00,2026-11-02 00:30:20,,0,139\n")
    assert list(tally.groups) == [(1, 0, "Ann")]
    assert tally.total["frt_sum_ms"] == 20_000
    assert tally.total["sessions_le_30s"] == 1
    assert (tally.accepted, tally.percentile(50), tally.percentile(90)) == (1, 20_000, 20_000)


def test_what_a_bot_did_is_no_figure_of_humans() -> None:
    tally = read(HEAD + "1,,2026-11-02 12:00:00,2026-11-02 12:00:01,,1,\n")
    assert list(tally.groups) == [(1, 1, "")]
    assert {key for key, value in tally.total.items() if value} == {"sessions", "bot_sessions"}
    assert tally.percentile(90) is None


SERVED = replace(SMALL, open=((0, 120), (1980, 2000)))
"""From midnight to two on the first, and from 09:00 to 09:20 on the second of November."""


@pytest.mark.parametrize(
    ("start", "is_judged"),
    [
        ("2026-11-01 01:59:59", True),
        ("2026-11-01 02:00:00", False),
        ("2026-11-02 09:00:00", True),
        ("2026-11-02 09:20:00", False),
    ],
)
def test_only_conversations_that_start_in_the_hours_of_service_are_judged(
    start: str, is_judged: bool
) -> None:
    tally = read(HEAD + f"1,Ann,{start},{start},,0,\n", SERVED)
    assert (tally.total["sessions"], tally.total["sessions_eligible"]) == (1, int(is_judged))
    assert tally.total["frt_count"] == sum(tally.first_responses.values()) == int(is_judged)
    assert Layout.from_plain(json.loads(json.dumps(SERVED.to_plain()))) == SERVED


def test_a_layout_from_before_service_hours_judges_all_times() -> None:
    plain = SMALL.to_plain()
    del plain["open"]
    assert Layout.from_plain(plain) == SMALL
    assert all(SMALL.open_minutes)


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        (",Ann,2026-11-02 12:00:00,,,,", "conversation", Fault.MISSING),
        ("1,,2026-11-02 12:00:00,,,,", "agent", Fault.MISSING),
        ("1,Ann,,,,,", "started_at", Fault.MISSING),
        ("1,Ann,soon,,,,", "started_at", Fault.NOT_TIME),
        ("1,Ann,2026-12-01 00:00:00,,,,", "started_at", Fault.OUTSIDE_MONTH),
        ("1,Ann,2026-11-02 12:00:00,2026-11-02 11:00:00,,,", "first_reply_at", Fault.BEFORE_START),
        ("1,Ann,2026-11-02 12:00:00,,2027-11-02 11:00:00,,", "ended_at", Fault.TOO_LONG),
        ("1,Ann,2026-11-02 12:00:00,,,perhaps,", "bot", Fault.NOT_FLAG),
        ("1,Ann", "", Fault.WRONG_CELLS),
    ],
)
def test_a_row_with_a_bad_cell_is_named_and_not_counted(row: str, column: str, fault: Fault) -> None:
    tally = read(HEAD + row + "\n")
    assert (tally.accepted, tally.rejected, tally.fault_count) == (0, 1, 1)
    (cell,) = tally.bad_cells
    assert (cell.row, cell.column, cell.fault) == (2, column, fault)


def test_lines_count_breaks_inside_quotation_marks_and_empty_lines() -> None:
    tally = read(HEAD + '\n1,"Ann\nLee",2026-11-02 12:00:00,,,,\n2,Bo,no,,,,\n')
    assert tally.bad_cells == [BadCell(5, "started_at", "no", Fault.NOT_TIME)]
    assert [agent for _, _, agent in tally.groups] == ["Ann Lee"]


def test_an_open_quotation_mark_is_named_with_its_line() -> None:
    with pytest.raises(Invalid) as refusal:
        read(HEAD + '1,Ann,2026-11-02 12:00:00,,,,\n2,"Bo')
    assert "line 3 " in str(refusal.value)


def test_a_column_of_agents_with_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.conversations.reading.MOST_AGENTS", 1)
    with pytest.raises(Invalid):
        read(HEAD + "1,Ann,2026-11-02 12:00:00,,,,\n2,Bo,2026-11-02 12:00:00,,,,\n")


def test_bad_cells_are_kept_up_to_a_limit_and_counted_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.conversations.reading.MOST_KEPT", 2)
    tally = read(HEAD + "1,Ann,no,,,,\n" * 6)
    assert tally.fault_count == 6
    assert [cell.row for cell in tally.bad_cells] == [2, 3, 4, 5, 6, 7]


def test_files_added_up_in_any_order_are_the_same() -> None:
    first, second = (tally_of(io.BytesIO(file_of(rows(50, seed=seed))), layout()) for seed in (1, 2))
    one, other = Tally(), Tally()
    for tally in (first, second):
        one.add(tally)
    for tally in (second, first):
        other.add(tally)
    assert one == other
    assert one.accepted == 100
    assert Tally.from_plain(one.to_plain()) == one


def test_percentiles_of_a_file_with_too_many_different_times_are_kept_as_they_are() -> None:
    assert Tally(percentiles={90: 7}).percentile(90) == 7
    assert Tally().total["sessions"] == 0


def test_a_layout_can_be_stored() -> None:
    assert Layout.from_plain(SMALL.to_plain()) == SMALL


@pytest.mark.parametrize(
    ("minute", "belongs"), [(17 * 60 + 59, False), (18 * 60, True), (59, True), (60, False)]
)
def test_a_shift_may_end_on_the_next_day(minute: int, belongs: bool) -> None:
    assert NIGHT.covers(minute) is belongs


def test_a_figure_without_its_columns_is_not_delivered() -> None:
    assert delivered(frozenset({"agent", "started_at"})) == ("sessions", "sessions_eligible")
    assert "frt_count" in delivered(frozenset({"first_reply_at"}))
    assert "resolved" not in delivered(frozenset({"resolved"}))


def test_rows_of_other_shops_are_passed_over_right_or_wrong() -> None:
    of = Layout(
        ("conversation", "shop", "agent", "started_at"), SMALL.first_day, SMALL.day_after, shop="甲店"
    )
    tally = read(
        "id,shop,agent,start\n"
        "1,甲店,Ann,2026-11-02 12:00:00\n"
        "2, 甲店 ,Ann,soon\n"
        "3,乙店,Ann,soon\n"
        "4,,Ann,2026-11-02 12:00:00\n"
        "5,甲店\n",
        of,
    )
    assert (tally.accepted, tally.rejected, tally.shops) == (1, 2, {"甲店": 1})
    assert [(cell.row, cell.column) for cell in tally.bad_cells] == [(3, "started_at"), (6, "")]


def test_a_file_without_a_column_of_shops_has_no_row_of_any() -> None:
    text = HEAD + "1,Ann,2026-11-02 12:00:00,,,0,\n"
    assert read(text, replace(SMALL, shop="甲店")).accepted == 0


def test_numbers_that_stand_twice_are_named_with_both_lines() -> None:
    text = HEAD + "a,,,,,,\nb,,,,,,\na,,,,,,\n,,,,,,\n,,,,,,\nshort\nshort\na,,,,,,\n"
    found = repeats_in(io.BytesIO(text.encode()), SMALL)
    assert found == Repeats(2, (Repeat("a", 2, 4), Repeat("a", 4, 9)))
    assert repeats_in(io.BytesIO((HEAD + "a,,,,,,\n").encode()), SMALL) == Repeats()


def test_only_the_first_repeats_are_named() -> None:
    text = HEAD + "a,,,,,,\n" * 9
    found = repeats_in(io.BytesIO(text.encode()), SMALL)
    assert (found.count, len(found.examples)) == (8, 5)


def test_a_cell_of_many_pages_is_named_with_its_line() -> None:
    with pytest.raises(Invalid, match="too long"):
        read(HEAD + "1,Ann,,,,,\n2," + "x" * 140_000 + ",,,,,\n")
