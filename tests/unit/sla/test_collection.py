"""Claims about figures that are awaited, late or missing, and about the days of reminders."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.sla.rules.collection import (
    Counted,
    Reminder,
    count_late,
    days_late,
    is_complete,
    last_day_in_time,
    owed_from,
    reminder_due,
    standing,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 11, 5, 16, tzinfo=UTC)
"""The end of 5 November in Shanghai."""


def noon(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def test_what_is_due_at_midnight_is_in_time_on_the_day_before() -> None:
    assert last_day_in_time(DUE, SHANGHAI) == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("moment", "days"),
    [(noon(1), 0), (datetime(2026, 11, 5, 15, 59, tzinfo=UTC), 0), (DUE, 1), (noon(6), 1), (noon(15), 10)],
)
def test_days_late_are_whole_days_on_the_clock_of_the_contract(moment: datetime, days: int) -> None:
    assert days_late(DUE, moment, SHANGHAI) == days


def test_what_has_no_due_date_is_never_late() -> None:
    assert days_late(None, noon(15), SHANGHAI) == 0


@pytest.mark.parametrize(
    ("state", "moment", "word"),
    [
        ("open", noon(31, 10), "running_month"),
        ("open", noon(2), "open"),
        ("open", noon(6), "late"),
        ("open", noon(12), "late"),
        ("open", noon(13), "figures_missing"),
        ("returned", noon(2), "returned"),
        ("returned", noon(31, 10), "returned"),
        ("returned", noon(7), "late"),
        ("submitted", noon(20), "submitted"),
        ("locked", noon(20), "locked"),
    ],
)
def test_a_month_that_waits_for_figures_says_how_long(state: str, moment: datetime, word: str) -> None:
    assert standing(state, DUE, moment, SHANGHAI, date(2026, 10, 31)) == word


@pytest.mark.parametrize(
    ("moment", "sent", "reminder"),
    [
        (noon(2), None, None),
        (noon(3), None, Reminder.BEFORE),
        (noon(4), "before", None),
        (noon(5), "before", Reminder.DUE),
        (noon(6), "due", Reminder.LATE_1),
        (noon(7), "late_1", None),
        (noon(8), "late_1", Reminder.LATE_3),
        (noon(9), None, Reminder.LATE_3),
        (noon(12), "late_3", Reminder.LATE_7),
        (noon(30), "late_7", None),
    ],
)
def test_a_reminder_goes_out_once_on_its_day(
    moment: datetime, sent: str | None, reminder: Reminder | None
) -> None:
    assert reminder_due(DUE, moment, SHANGHAI, sent) == reminder


def test_nothing_reminds_of_what_has_no_due_date() -> None:
    assert reminder_due(None, noon(30), SHANGHAI, None) is None


MIDNIGHT = datetime(2026, 11, 6, tzinfo=SHANGHAI)
"""The moment from which figures due on 5 November are late."""


@pytest.mark.parametrize(
    ("before", "day", "days", "since_day"),
    [
        (Counted(0, None), 4, 0, 6),
        (Counted(0, None), 5, 0, 6),
        (Counted(0, None), 8, 3, 9),
        (Counted(3, datetime(2026, 11, 9, tzinfo=SHANGHAI)), 8, 3, 9),
        (Counted(3, datetime(2026, 11, 9, tzinfo=SHANGHAI)), 10, 5, 11),
        (Counted(3, datetime(2026, 11, 13, tzinfo=SHANGHAI)), 12, 3, 13),
    ],
)
def test_each_day_on_which_figures_are_owed_counts_once(
    before: Counted, day: int, days: int, since_day: int
) -> None:
    found = count_late(before, MIDNIGHT, noon(day), SHANGHAI)
    assert (found.days, found.since) == (days, datetime(2026, 11, since_day, tzinfo=SHANGHAI))


def test_without_a_day_nothing_is_counted() -> None:
    assert count_late(Counted(2, None), None, noon(30), SHANGHAI) == Counted(2, None)
    assert owed_from(None, noon(8), SHANGHAI) == datetime(2026, 11, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("missing", "typed", "metrics", "complete"),
    [
        ([], [], ["csat"], True),
        (["pdd|a|pdd"], [], ["csat"], False),
        (["pdd|a|pdd"], ["csat"], ["csat", "art"], False),
        (["pdd|a|pdd"], ["csat", "art"], ["csat", "art"], True),
        (["pdd|a|pdd"], [], [], False),
    ],
)
def test_figures_are_complete_when_every_place_has_a_file_or_everything_was_typed(
    missing: list[str], typed: list[str], metrics: list[str], complete: bool
) -> None:
    assert is_complete(missing, typed=typed, metrics=metrics) is complete
