"""Every rate and average as numerator and denominator, so that pooling is a sum over a sum."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from portal.sla.rules.fields import Field, Kind
from portal.sla.rules.means import FIELDS

PER_MILLION = 1_000_000
SCALED = {Kind.RATE: PER_MILLION, Kind.RATIO: PER_MILLION}


class Part(NamedTuple):
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
    for field in _triggered(tuple(values)):
        part = _exact(field, values) or _weighted(field, values)
        if part is not None:
            found[field.key] = part
    return found


@lru_cache(maxsize=1_000)
def _triggered(names: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields that figures of these names may give; the rows of a file mostly share them."""
    found = {field.key: field for name in names for field in BY_TRIGGER.get(name, ())}
    return tuple(found.values())


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
    if not several:
        return None
    numerators, denominators, scales, exact, weighted = zip(*several, strict=True)
    if len(several) > 1 and not all(weighted):
        return None
    scale = max(scales)
    if min(scales) < scale:
        numerators = tuple(part.numerator * (scale // part.scale) for part in several)
    return Part(sum(numerators), sum(denominators), scale, all(exact), all(weighted))
