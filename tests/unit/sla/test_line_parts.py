"""Claims about results by part: pooled over the slots a promise covers, measured like the month."""

from decimal import Decimal

from portal.sla.rules.line_parts import SlotPart, measured_parts, volumes_of_parts
from portal.sla.rules.months import Slot
from portal.sla.rules.parts import Part
from portal.sla.rules.pooling import Figures, Grain, PooledCount, PooledPart
from portal.sla.rules.promises import Promise

SLOTS = (Slot("pdd|甲店|", "pdd", "甲店", ""), Slot("pdd|乙店|", "pdd", "乙店", ""))
EVERYWHERE = Promise("reply_rate", "reply_rate", 1, Decimal(95))
ONE_SHOP = Promise("reply_rate@乙店", "reply_rate", 1, Decimal(95))


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


def test_a_person_of_two_shops_is_pooled_unless_the_promise_names_a_shop() -> None:
    found = measured_parts((EVERYWHERE, ONE_SHOP), PARTS, SLOTS)
    values = {line: {name: one and one.value for name, one in parts.items()} for line, parts in found.items()}
    assert values == {"reply_rate": {"小美": 50, "小丽": 100}, "reply_rate@乙店": {"小美": 10, "小丽": None}}


def test_a_promise_without_figures_has_no_results() -> None:
    other = Promise("art", "art", 1, Decimal(30))
    assert measured_parts((other,), PARTS, SLOTS) == {"art": {"小丽": None, "小美": None}}


def test_volumes_are_added_over_shops() -> None:
    assert volumes_of_parts(PARTS) == {"小美": 200, "小丽": 50}
    assert volumes_of_parts([SlotPart("a", "b", Figures({}, {}))]) == {}
