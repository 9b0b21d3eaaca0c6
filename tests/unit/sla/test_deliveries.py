"""Which tools give a metric, under which headings, and what a search for metrics finds."""

from dataclasses import replace

import pytest

from portal.kernel.metrics import FieldKind, MetricDefinition, OwnKind, OwnMetric, Words, metric
from portal.kernel.metrics.own import column_key
from portal.sla.rules.deliveries import deliveries_of, is_about, is_called

OWN = OwnMetric(
    key="own:x",
    version=1,
    name=Words("Asked", "邀评", "邀評"),
    counts=Words("", "", ""),
    kind=OwnKind.RATIO,
    numerator=("paid_users",),
    denominator=("inquiry_users",),
).definition


def tools(definition: MetricDefinition) -> dict[str, bool]:
    return {one.tool.key: one.printed for one in deliveries_of(definition)}


def test_a_tool_with_counts_comes_before_one_with_the_printed_result() -> None:
    found = deliveries_of(metric("reply_3min_pdd"))
    assert [one.printed for one in found] == sorted(one.printed for one in found)
    assert "pdd" in tools(metric("reply_3min_pdd"))


def test_sums_are_counts_and_averages_are_printed() -> None:
    assert not any(tools(metric("reception_volume")).values())
    assert any(tools(metric("frt_avg")).values())


def test_an_own_metric_is_delivered_where_all_its_fields_are() -> None:
    assert "chitu" in tools(OWN)
    assert tools(replace(OWN, numerator=((column_key(FieldKind.COUNT, "自定义"), 1),))) == {}


def test_a_metric_that_no_tool_knows_has_no_delivery() -> None:
    assert tools(metric("adherence")) == {}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("首响", True),
        ("平均 首次", True),
        ("frt_avg", True),
        ("回應時間", True),
        ("refund", False),
    ],
)
def test_a_search_finds_names_and_meanings_in_either_script(words: str, *, found: bool) -> None:
    assert is_about(metric("frt_avg"), words) is found


def test_what_a_metric_is_called_is_less_than_what_it_is_about() -> None:
    assert is_called(metric("frt_avg"), "首响")
    assert not is_called(metric("frt_avg"), "自动欢迎语")
    assert is_about(metric("frt_avg"), "自动欢迎语")
