"""Five answers make terms that are complete enough for the first month."""

from dataclasses import replace
from datetime import date

import pytest

from portal.contracts.rules.existing import EXPORT_TOOLS, ExistingContract, terms_of_existing
from portal.contracts.rules.readiness import problems
from portal.kernel.money import Money
from portal.kernel.rate_cards import LineType
from portal.sla.rules.tools.registry import TOOLS
from tests.unit.contracts.examples import MERCHANT, VENDOR

KNOWN = ExistingContract(
    merchant=MERCHANT,
    vendor=VENDOR,
    platform="pinduoduo",
    shop="阿花零食铺",
    seats=2,
    price=Money(4500_00, "CNY"),
    line_type=LineType.SEAT_MONTH,
    start=date(2026, 8, 1),
    start_day=1,
    language="zh-Hans",
    time_zone="Asia/Shanghai",
    is_small=True,
)


@pytest.mark.parametrize("is_small", [True, False])
def test_the_terms_need_nothing_more_to_count(is_small: bool) -> None:
    assert problems(terms_of_existing(replace(KNOWN, is_small=is_small))) == ()


def test_a_small_shop_starts_with_gentler_targets() -> None:
    tmall = replace(KNOWN, platform="tmall")
    small, medium = terms_of_existing(tmall), terms_of_existing(replace(tmall, is_small=False))
    assert [(line.metric, str(line.target)) for line in small.sla] == [
        ("reply_rate", "95"),
        ("frt_avg", "60"),
        ("art", "60"),
        ("csat", "85"),
    ]
    assert medium.sla[0].target > small.sla[0].target


@pytest.mark.parametrize("platform", [*EXPORT_TOOLS, "shopee"])
def test_every_promise_to_start_from_can_be_read_from_the_export_of_the_platform(platform: str) -> None:
    terms = terms_of_existing(replace(KNOWN, platform=platform))
    (tool,) = terms.shops[0].export_tools
    delivered = set(TOOLS[tool].columns)
    missing = [
        line.metric
        for line in terms.sla
        if line.metric not in delivered and not set(line.definition.fields) <= delivered
    ]
    assert not missing


@pytest.mark.parametrize(
    ("platform", "tools"), [("jd", ("jd",)), ("tmall", ("chitu",)), ("shopee", ("own",))]
)
def test_the_shop_gets_the_tool_that_its_platform_usually_has(platform: str, tools: tuple[str, ...]) -> None:
    assert terms_of_existing(replace(KNOWN, platform=platform)).shops[0].export_tools == tools


def test_seats_are_those_of_the_day_with_the_most() -> None:
    assert terms_of_existing(KNOWN).seats == 2
