"""Claims about results by part: pooled over the slots a promise covers, measured like the month."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop
from portal.sla.rules.line_parts import ByPart, SlotPart, measured_parts, volumes_of_parts, without_relieved
from portal.sla.rules.parts import Part
from portal.sla.rules.pooling import Figures, Grain, PooledCount, PooledPart
from portal.sla.rules.relief import Details, Scope
from portal.sla.rules.slots import slots_of
from portal.sla.rules.targets import promise_of
from tests.unit.contracts.examples import terms as usual_terms

EVERYWHERE = SlaLine("reply_rate", 1, Decimal(95))
ONE_SHOP = SlaLine("reply_rate", 1, Decimal(95), shops=("乙店",))
QUICK = SlaLine("answer_30s_jd", 1, Decimal(95), kind="within", within_seconds=30)
SLOW = SlaLine("art", 1, Decimal(30))


def figures(replied: int, wrote: int) -> Figures:
    return Figures(
        {"reply_rate": PooledPart(Part(replied, wrote), Grain.AGENT_DAYS, approximate=False, rows=1)},
        {"consult_users": PooledCount(wrote, Grain.AGENT_DAYS, approximate=False, rows=1)},
    )


PARTS = (
    SlotPart("pdd|甲店|", "小美", figures(90, 100)),
    SlotPart("pdd|乙店|", "小美", figures(10, 100)),
    SlotPart("pdd|甲店|", "小丽", figures(50, 50)),
)


def found_by(*lines: SlaLine) -> dict[str, ByPart]:
    terms = replace(usual_terms(), shops=(Shop("pdd", "甲店"), Shop("pdd", "乙店")), sla=lines)
    return measured_parts(terms, [promise_of(terms, line) for line in lines], PARTS)


def test_a_person_of_two_shops_is_pooled_unless_the_promise_names_a_shop() -> None:
    found = found_by(EVERYWHERE, ONE_SHOP)
    values = {line: {name: one and one.value for name, one in parts.items()} for line, parts in found.items()}
    assert values == {"reply_rate": {"小美": 50, "小丽": 100}, "reply_rate@乙店": {"小美": 10, "小丽": None}}


def test_a_promise_without_figures_has_no_results() -> None:
    assert found_by(EVERYWHERE, SLOW)["art"] == {"小丽": None, "小美": None}
    assert found_by(SLOW) == {"art": {"小丽": None, "小美": None}}


def test_volumes_are_added_over_shops() -> None:
    assert volumes_of_parts(PARTS) == {"小美": 200, "小丽": 50}
    assert volumes_of_parts([SlotPart("a", "b", Figures({}, {}))]) == {}


def test_a_share_within_seconds_is_measured_by_part_as_well() -> None:
    quick = Figures(
        {"answer_30s_jd": PooledPart(Part(9, 10), Grain.AGENT_DAYS, approximate=False, rows=1)}, {}
    )
    terms = replace(usual_terms(), shops=(Shop("jd", "甲店"),), sla=(QUICK,))
    slot = slots_of(terms)[0].key
    found = measured_parts(terms, [promise_of(terms, QUICK)], [SlotPart(slot, "小美", quick)])
    assert [one and one.value for parts in found.values() for one in parts.values()] == [90]


def test_relieved_days_are_left_out_on_the_platform_that_was_down() -> None:
    days = [
        SlotPart(slot, f"2026-11-{day:02}", figures(9, 10))
        for slot in ("pdd|甲店|", "jd|乙店|")
        for day in (1, 2, 3)
    ]
    outage = Details(
        scope=Scope.DAYS, first_day=date(2026, 11, 2), last_day=date(2026, 11, 3), platform="pdd"
    )
    assert without_relieved(days, ()) == days
    assert [(part.slot, part.key) for part in without_relieved(days, (outage,))] == [
        ("pdd|甲店|", "2026-11-01"),
        ("jd|乙店|", "2026-11-01"),
        ("jd|乙店|", "2026-11-02"),
        ("jd|乙店|", "2026-11-03"),
    ]
