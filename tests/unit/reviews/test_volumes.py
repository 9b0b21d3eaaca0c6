"""Volumes compare months by the same count, the best that the reviewed month has."""

import pytest

from portal.reviews.rules.volumes import Volumes, volumes_of


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([{"sessions": 5}, {"sessions": 7, "received_users": 6}], Volumes("sessions", (5, 7))),
        ([{"received_users": 5}, {"sessions": 7}], Volumes("sessions", (None, 7))),
        ([{"consult_users": 3}], Volumes("consult_users", (3,))),
        ([{"sessions": 4}, {"sessions": 0, "received_users": 9}], Volumes("received_users", (None, 9))),
        ([{"sessions": 4}, {}], None),
        ([], None),
    ],
)
def test_one_count_is_shown_over_all_months(counts: list[dict[str, int]], shown: Volumes | None) -> None:
    assert volumes_of(counts) == shown


def test_the_last_value_is_the_reviewed_month() -> None:
    assert Volumes("sessions", (5, 7)).last == 7
    assert Volumes("sessions", ()).last is None
