"""What agents are compared by is chosen in words and kept as metrics."""

import pytest

from portal.contracts.rules.watch import COMPARED, REPLIES, Watch, compared_by, metrics_of
from portal.kernel.metrics import metric


@pytest.mark.parametrize(
    ("choices", "metrics"),
    [
        ((), ()),
        (("reply_rate",), REPLIES),
        (("csat",), ("csat",)),
        (("reception_volume", "reply_rate"), (*REPLIES, "reception_volume")),
    ],
)
def test_a_choice_stands_for_its_metrics(choices: tuple[str, ...], metrics: tuple[str, ...]) -> None:
    assert metrics_of(choices) == metrics
    assert set(compared_by(metrics)) == set(choices)


def test_the_usual_choice_is_the_reply_rate_and_every_choice_is_in_the_catalogue() -> None:
    assert compared_by(Watch().team_metrics) == ("reply_rate",)
    assert all(metric(key) for key in COMPARED)
