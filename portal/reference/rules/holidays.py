"""Public holidays by place: days off and the weekend days worked in exchange, as the authority publishes them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

MAINLAND = "Asia/Shanghai"
"""The clock of the contracts that follow the holidays of mainland China."""

BREAKS: Mapping[str, tuple[tuple[date, date], ...]] = {
    # State Council, notices on the arrangement of holidays in 2025 (12 November 2024) and 2026 (4 November 2025)
    MAINLAND: (
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 28), date(2025, 2, 4)),
        (date(2025, 4, 4), date(2025, 4, 6)),
        (date(2025, 5, 1), date(2025, 5, 5)),
        (date(2025, 5, 31), date(2025, 6, 2)),
        (date(2025, 10, 1), date(2025, 10, 8)),
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ),
}
"""Breaks from the first to the last day, by time zone; a place or year that is not here has none."""

MADE_UP: Mapping[str, tuple[date, ...]] = {
    MAINLAND: (
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ),
}
"""Weekend days worked in exchange for a break (调休)."""


def days_off(zone: str, first: date, last: date) -> tuple[date, ...]:
    """The public days off from `first` to `last`, both included, in a place with this time zone."""
    return tuple(
        day for start, end in BREAKS.get(zone, ()) for day in _days(start, end) if first <= day <= last
    )


def make_up_days(zone: str, first: date, last: date) -> tuple[date, ...]:
    """The weekend days from `first` to `last` that are worked in exchange for a holiday."""
    return tuple(day for day in MADE_UP.get(zone, ()) if first <= day <= last)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range((end - start).days + 1))
