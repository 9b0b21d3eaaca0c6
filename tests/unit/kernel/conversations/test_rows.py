"""Which rows are meant can be sent to the process that reads them."""

import pytest

from portal.kernel.conversations.rows import Condition, Operator, RowFilter


@pytest.mark.parametrize(
    "wanted",
    [
        RowFilter(),
        RowFilter(day=20_000, minutes=(1, 2), names={"agent": "小美"}, open=((1, 5), (7, 9))),
        RowFilter(
            conditions=(Condition("bot", Operator.UNLIKE, 1),),
            unlike=(Condition("first_response", Operator.AT_MOST, 30_000),),
        ),
    ],
)
def test_a_filter_comes_back_as_it_was_sent(wanted: RowFilter) -> None:
    assert RowFilter.from_plain(wanted.to_plain()) == wanted
