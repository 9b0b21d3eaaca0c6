"""What a new version changes against the one that counts now, figure by figure."""

from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sla.rules.measurements import Measurement, Unit, distance, measured, quantity
from portal.sla.rules.pooling import Figures


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


def changes_between(before: Figures | None, after: Figures, *, digits: int, platform: str) -> list[Change]:
    """Every metric the file gives, with its value in the version that counts now."""
    old = {} if before is None else measured(before, currency_digits=digits)
    new = {
        key: one
        for key, one in measured(after, currency_digits=digits).items()
        if not platform or PLATFORM_OF.get(key, platform) == platform
    }
    return [
        Change(
            key,
            _shown(old[key].value, old[key].unit) if key in old else None,
            _shown(new[key].value, new[key].unit) if key in new else None,
            before is not None and (key not in old or key not in new or old[key].value != new[key].value),
            _moved(old.get(key), new.get(key)),
        )
        for key in [*new, *(key for key in old if key not in new)]
    ]


def _shown(value: Fraction | None, unit: Unit) -> object:
    return None if value is None else quantity(value, unit)


def _moved(before: Measurement | None, after: Measurement | None) -> Message | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    moved = after.value - before.value
    if not moved:
        return None
    by = distance(abs(moved), after.unit)
    return message("+%(by)s", by=by) if moved > 0 else message("−%(by)s", by=by)
