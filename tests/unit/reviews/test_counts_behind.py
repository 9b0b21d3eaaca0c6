"""What a report says was divided is what a reader could count, whatever a tool prints."""

import pytest

from portal.infra.i18n import say
from portal.reviews.actions.content import counted
from portal.sla.rules.measurements import Measurement, Unit


@pytest.mark.parametrize(
    ("numerator", "scale", "said"),
    [(27_369, 1, "27,369"), (9_557_999_000, 1_000_000, "about 9,558"), (1_500, 1_000, "about 2")],
)
def test_shares_that_a_tool_printed_come_to_about_so_many_cases(
    numerator: int, scale: int, said: str
) -> None:
    measured = Measurement("first_reply_30", Unit.PERCENT, numerator, 10_758, scale=scale)
    assert say(counted(measured)) == said
