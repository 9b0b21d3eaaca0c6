"""Two lines of one metric have two names, on reports and invoices as on the board."""

import pytest

from portal.infra.i18n import say
from portal.kernel.metrics import Words
from portal.sla.rules.keys import name_of_line

RATE = Words("Reply rate", "回复率", "回覆率")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("reply_rate", "Reply rate"),
        ("reply_rate~team_average", "Reply rate (against the team's average)"),
        ("reply_rate@One@Two", "Reply rate (One / Two)"),
        ("reply_rate~within30@One", "Reply rate (within 30 s, One)"),
    ],
)
def test_a_line_is_named_by_what_tells_it_from_the_others(key: str, name: str) -> None:
    assert say(name_of_line(RATE, key)) == name
