"""The result of every promise by day, agent, shift or shop, measured like the whole month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.money import exponent_of
from portal.sla.rules.keys import WITHIN, key_of, slots_of_line
from portal.sla.rules.measurements import Measurement, measurement_of
from portal.sla.rules.pooling import Figures, month_figures
from portal.sla.rules.promises import Promise
from portal.sla.rules.relief import Details
from portal.sla.rules.within import share_within

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
    terms: ContractTerms, promises: Sequence[Promise], parts: Sequence[SlotPart]
) -> dict[str, ByPart]:
    """For every promise by key: what each part gives, from the slots the promise covers; None without figures."""
    keys = sorted({part.key for part in parts})
    lines = {key_of(line): line for line in terms.sla}
    pooled: dict[frozenset[str], dict[str, Figures]] = {}
    found: dict[str, ByPart] = {}
    for promise in promises:
        wanted = frozenset(slots_of_line(terms, promise.key))
        if wanted not in pooled:
            pooled[wanted] = _pooled(parts, wanted)
        figures = pooled[wanted]
        found[promise.key] = {
            key: _measured(terms, promise, lines.get(promise.key), figures[key]) if key in figures else None
            for key in keys
        }
    return found


def _measured(
    terms: ContractTerms, promise: Promise, line: SlaLine | None, figures: Figures
) -> Measurement | None:
    """The same figure that the month is judged by: a metric, or the share within some seconds."""
    if line is not None and line.kind == WITHIN:
        return share_within(figures, line.within_seconds or 0, line.metric)[0]
    return measurement_of(promise.definition, figures, currency_digits=exponent_of(terms.currency))


def without_relieved(days: Sequence[SlotPart], relieved: Sequence[Details]) -> list[SlotPart]:
    """The days of a line that are judged: those that agreed relief takes out are left out, platform by platform."""
    return [
        part
        for part in days
        if not any(
            one.covers(date.fromisoformat(part.key))
            and (not one.platform or part.slot.startswith(f"{one.platform}|"))
            for one in relieved
        )
    ]


def volume_field(parts: Sequence[SlotPart]) -> str | None:
    """The field that says how much work there was, the best that any part holds."""
    held = {name for part in parts for name in VOLUMES if name in part.figures.counts}
    return next((name for name in VOLUMES if name in held), None)


def volumes_of_parts(parts: Sequence[SlotPart]) -> dict[str, int]:
    """How much work each part had, by the first volume that any part holds."""
    field = volume_field(parts)
    pooled = _pooled(parts, frozenset(part.slot for part in parts))
    return {
        key: figures.counts[field].value
        for key, figures in pooled.items()
        if field is not None and field in figures.counts
    }


def _pooled(parts: Sequence[SlotPart], wanted: frozenset[str]) -> dict[str, Figures]:
    several: dict[str, list[Figures]] = {}
    for part in parts:
        if part.slot in wanted:
            several.setdefault(part.key, []).append(part.figures)
    return {key: found[0] if len(found) == 1 else month_figures(found) for key, found in several.items()}
