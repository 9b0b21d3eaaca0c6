"""Opening hours become shifts."""

import pytest

from portal.requirements.rules.hours import ServiceHours, Shift, shifts_of


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (9, 18, [(Shift.DAY, 9, 18)]),
        (18, 24, [(Shift.NIGHT, 18, 24)]),
        (20, 2, [(Shift.NIGHT, 20, 26)]),
        (9, 24, [(Shift.DAY, 9, 17), (Shift.NIGHT, 17, 24)]),
        (8, 23, [(Shift.DAY, 8, 17), (Shift.NIGHT, 17, 23)]),
        (12, 2, [(Shift.DAY, 12, 17), (Shift.NIGHT, 17, 26)]),
        (9, 19, [(Shift.DAY, 9, 14), (Shift.NIGHT, 14, 19)]),
        (15, 1, [(Shift.DAY, 15, 20), (Shift.NIGHT, 20, 25)]),
        (0, 24, [(Shift.DAY, 8, 16), (Shift.NIGHT, 16, 24), (Shift.OVERNIGHT, 24, 32)]),
        (9, 9, [(Shift.DAY, 8, 16), (Shift.NIGHT, 16, 24), (Shift.OVERNIGHT, 24, 32)]),
        (6, 3, [(Shift.DAY, 6, 13), (Shift.NIGHT, 13, 20), (Shift.OVERNIGHT, 20, 27)]),
    ],
)
def test_no_shift_is_longer_than_nine_hours(
    opens: int, closes: int, expected: list[tuple[Shift, int, int]]
) -> None:
    hours = ServiceHours(opens * 60, closes * 60)
    shifts = shifts_of(hours)
    assert [(shift.shift, shift.starts / 60, shift.ends / 60) for shift in shifts] == expected
    assert sum(shift.minutes for shift in shifts) == hours.minutes
