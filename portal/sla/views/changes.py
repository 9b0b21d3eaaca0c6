"""What a new version changes against the one that counts now, figure by figure."""

from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import exponent_of
from portal.sla.rules.measurements import Measurement, Unit, distance, measured, quantity, rounded
from portal.sla.rules.pooling import Figures
from portal.sla.rules.routing import SAME_TOOLS
from portal.sla.rules.tools.registry import TOOLS

SMALLEST_SHOWN = Fraction(1, 100)


@dataclass(frozen=True)
class Change:
    """One figure before and after; None where it was or is not given."""

    metric: str
    before: object
    after: object
    is_changed: bool
    difference: Message | None = None
    """How far the figure moves, with its sign; None when it does not move or cannot be compared."""


PLATFORM_OF = {
    "reply_3min_pdd": "pdd",
    "answer_30s_pdd": "pdd",
    "reply_3min_kuaishou": "kuaishou",
    "reply_3min_douyin": "douyin",
    "reply_3min_taobao": "taobao",
    "answer_30s_jd": "jd",
}
"""Rates that only one platform defines; a file of another platform may have the same counts."""


def platform_of(tool: str, slot: str) -> str:
    """The platform whose rates a file can give: its tool's own, else that of the shop it was sent for."""
    of_shop = slot.partition("|")[0]
    of_tool = TOOLS[tool].platform if tool in TOOLS else ""
    return of_tool or SAME_TOOLS.get(of_shop, of_shop)


def changes_between(before: Figures | None, after: Figures, *, currency: str, platform: str) -> list[Change]:
    """Every metric the file gives, with its value in the version that counts now."""
    digits = exponent_of(currency)
    old = {} if before is None else measured(before, currency_digits=digits)
    new = {
        key: one
        for key, one in measured(after, currency_digits=digits).items()
        if not platform or PLATFORM_OF.get(key, platform) == platform
    }
    return [
        Change(
            key,
            _shown(old[key].value, old[key].unit, currency) if key in old else None,
            _shown(new[key].value, new[key].unit, currency) if key in new else None,
            before is not None and (key not in old or key not in new or old[key].value != new[key].value),
            _moved(old.get(key), new.get(key), currency),
        )
        for key in [*new, *(key for key in old if key not in new)]
    ]


def _shown(value: Fraction | None, unit: Unit, currency: str) -> object:
    return None if value is None else _in_currency(quantity(value, unit), unit, currency)


def _in_currency(words: Message, unit: Unit, currency: str) -> Message:
    if unit is not Unit.AMOUNT:
        return words
    return message("%(currency)s %(value)s", currency=currency, value=words)


def _moved(before: Measurement | None, after: Measurement | None, currency: str) -> Message | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    moved = after.value - before.value
    if not moved:
        return None
    by = _in_currency(distance(max(abs(moved), SMALLEST_SHOWN), after.unit), after.unit, currency)
    if not rounded(moved):
        return message("less than %(by)s", by=by)
    return message("+%(by)s", by=by) if moved > 0 else message("−%(by)s", by=by)
