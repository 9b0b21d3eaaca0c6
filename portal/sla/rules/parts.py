"""Every rate and average as numerator and denominator, so that pooling is a sum over a sum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.sla.rules.fields import Field, Kind
from portal.sla.rules.means import FIELDS

PER_MILLION = 1_000_000
SCALED = {Kind.RATE: PER_MILLION, Kind.RATIO: PER_MILLION}


@dataclass(frozen=True)
class Part:
    """One contribution to a rate or average: numerator ÷ (denominator × scale).

    `exact` says that both were delivered; otherwise the tool gave the rate and a count to weight it by, and the
    result is "approximate". `weighted` is false when there was no count at all: such a part stands alone and can
    never be added to another.
    """

    numerator: int
    denominator: int
    scale: int = 1
    exact: bool = True
    weighted: bool = True


MADE_OF_PARTS: tuple[Field, ...] = tuple(
    field for field in FIELDS.values() if field.numerator and field.denominator
)


def _by_trigger() -> dict[str, tuple[Field, ...]]:
    """The fields that a delivered figure can give: it is their denominator, or their value as printed."""
    found: dict[str, tuple[Field, ...]] = {}
    for field in MADE_OF_PARTS:
        for name in (field.denominator, field.key):
            found[name] = (*found.get(name, ()), field)
    return found


BY_TRIGGER = _by_trigger()


def parts_of(values: Mapping[str, int]) -> dict[str, Part]:
    """The rates and averages that one row's figures allow, by metric key."""
    found: dict[str, Part] = {}
    for field in (field for name in values for field in BY_TRIGGER.get(name, ())):
        part = _exact(field, values) or _weighted(field, values)
        if part is not None:
            found[field.key] = part
    return found


def _exact(field: Field, values: Mapping[str, int]) -> Part | None:
    denominator = values.get(field.denominator)
    numerator = values.get(field.numerator)
    if denominator is None:
        return None
    if numerator is None and field.complement in values:
        numerator = max(denominator - values[field.complement], 0)
    return None if numerator is None else Part(numerator, denominator)


def _weighted(field: Field, values: Mapping[str, int]) -> Part | None:
    value = values.get(field.key)
    if value is None:
        return None
    scale = SCALED.get(field.kind, 1)
    weight = next((values[name] for name in field.weights if name in values), None)
    if weight is None:
        return Part(value, 1, scale, exact=False, weighted=False)
    return Part(value * weight, weight, scale, exact=False)


def pooled(parts: Iterable[Part]) -> Part | None:
    """All contributions together, Σ numerator ÷ Σ denominator; None when nothing can be said.

    Contributions without any count cannot be pooled: one alone is taken as it is, several give no answer, because
    the mean of means is a different number.
    """
    several = list(parts)
    counted = [part for part in several if part.weighted]
    if not several or (len(several) > 1 and len(counted) < len(several)):
        return None
    scale = max(part.scale for part in several)
    return Part(
        numerator=sum(part.numerator * (scale // part.scale) for part in several),
        denominator=sum(part.denominator for part in several),
        scale=scale,
        exact=all(part.exact for part in several),
        weighted=len(counted) == len(several),
    )
