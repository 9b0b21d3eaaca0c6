"""The result of every promise by day, agent, shift or shop, measured like the whole month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.sla.rules.measurements import Measurement, measurement_of
from portal.sla.rules.months import Slot
from portal.sla.rules.pooling import Figures, month_figures
from portal.sla.rules.promises import Promise

VOLUMES = ("received_users", "consult_users", "valid_sessions", "sessions")
"""Fields that say how much work somebody or some day had, best first."""

ByPart = Mapping[str, Measurement | None]


@dataclass(frozen=True)
class SlotPart:
    """The figures of one day, agent, shift or shop in the file of one slot."""

    slot: str
    key: str
    figures: Figures


def measured_parts(
    promises: Sequence[Promise], parts: Sequence[SlotPart], slots: Sequence[Slot], *, currency_digits: int = 2
) -> dict[str, ByPart]:
    """For every promise by key: what each part gives, from the slots the promise covers; None without figures."""
    keys = sorted({part.key for part in parts})
    pooled: dict[frozenset[str], dict[str, Figures]] = {}
    found: dict[str, ByPart] = {}
    for promise in promises:
        wanted = _slots_of(promise, slots)
        if wanted not in pooled:
            pooled[wanted] = _pooled(parts, wanted)
        found[promise.key] = {
            key: measurement_of(promise.definition, pooled[wanted][key], currency_digits=currency_digits)
            if key in pooled[wanted]
            else None
            for key in keys
        }
    return found


def volumes_of_parts(parts: Sequence[SlotPart]) -> dict[str, int]:
    """How much work each part had, by the first volume that any part holds."""
    pooled = _pooled(parts, frozenset(part.slot for part in parts))
    field = next(
        (name for name in VOLUMES if any(name in figures.counts for figures in pooled.values())), None
    )
    return {
        key: figures.counts[field].value
        for key, figures in pooled.items()
        if field is not None and field in figures.counts
    }


def _slots_of(promise: Promise, slots: Sequence[Slot]) -> frozenset[str]:
    """The slots a promise covers; its key names the shops it is limited to."""
    _metric, *shops = promise.key.split("@")
    return frozenset(slot.key for slot in slots if not shops or slot.shop in shops)


def _pooled(parts: Sequence[SlotPart], wanted: frozenset[str]) -> dict[str, Figures]:
    several: dict[str, list[Figures]] = {}
    for part in parts:
        if part.slot in wanted:
            several.setdefault(part.key, []).append(part.figures)
    return {key: found[0] if len(found) == 1 else month_figures(found) for key, found in several.items()}
