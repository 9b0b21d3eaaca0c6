"""Claims about volumes by day: the usual day is the middle one, peaks stand far above it."""

from datetime import date
from decimal import Decimal

from portal.kernel.messages import message
from portal.sla.rules.day_volumes import day_volumes, volume_words
from portal.sla.rules.line_parts import SlotPart
from portal.sla.rules.pooling import Figures, Grain, PooledCount

DAYS = [date(2026, 11, day) for day in range(9, 14)]


def part(day: int, volume: int, slot: str = "a") -> SlotPart:
    count = PooledCount(volume, Grain.SHOP_DAYS, approximate=False, rows=1)
    return SlotPart(slot, f"2026-11-{day:02}", Figures({}, {"sessions": count}))


def test_the_busiest_day_is_told_in_usual_days() -> None:
    found = day_volumes([part(9, 100), part(10, 60), part(10, 60, "b"), part(11, 300), part(12, 110)], DAYS)
    assert found is not None
    assert (found.field, found.usual, found.total) == ("sessions", 115, 630)
    assert found.days[-1] == (date(2026, 11, 13), None)
    assert found.peaks == (2,)
    assert found.busiest == (date(2026, 11, 11), 300, Decimal("2.6"))
    assert dict(volume_words(found).values)["most"] == 300


def test_days_without_any_work_have_no_peak() -> None:
    found = day_volumes([part(9, 0)], DAYS)
    assert found is not None
    assert (found.peaks, found.busiest[2]) == ((), 0)


def test_without_counts_there_are_no_volumes() -> None:
    assert day_volumes([], DAYS) is None
    assert day_volumes([SlotPart("a", "2026-11-09", Figures({}, {}))], DAYS) is None
    assert day_volumes([part(1, 5)], DAYS) is None


def test_of_equal_days_none_is_called_the_busiest() -> None:
    found = day_volumes([part(9, 100), part(10, 100), part(11, 104)], DAYS)
    assert found is not None
    assert volume_words(found) == message("%(total)s in all; no day stands out.", total=304)
