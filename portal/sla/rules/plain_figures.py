"""Figures as plain values for a JSON column, and back: whole numbers and words only."""

from collections.abc import Mapping
from typing import Any

from portal.sla.rules.parts import Part
from portal.sla.rules.pooling import Figures, Grain, PooledCount, PooledPart


def figures_to_plain(figures: Figures) -> dict[str, Any]:
    """The figures as lists of whole numbers by key; distributions only where there are any."""
    spreads = {key: [list(one) for one in spread] for key, spread in sorted(figures.spreads.items())}
    return {
        "parts": {
            key: [
                one.part.numerator,
                one.part.denominator,
                one.part.scale,
                int(one.part.exact),
                int(one.part.weighted),
                int(one.grain),
                int(one.approximate),
                one.rows,
            ]
            for key, one in sorted(figures.parts.items())
        },
        "counts": {
            key: [one.value, int(one.grain), int(one.approximate), one.rows]
            for key, one in sorted(figures.counts.items())
        },
        "unpoolable": sorted(figures.unpoolable),
    } | ({"spreads": spreads} if spreads else {})


def figures_from_plain(plain: Mapping[str, Any]) -> Figures:
    """The figures behind `figures_to_plain`."""
    return Figures(
        parts={key: _part(values) for key, values in plain["parts"].items()},
        counts={
            key: PooledCount(value, Grain(grain), bool(approximate), rows)
            for key, (value, grain, approximate, rows) in plain["counts"].items()
        },
        unpoolable=frozenset(plain["unpoolable"]),
        spreads={
            key: tuple((value, rows) for value, rows in spread)
            for key, spread in plain.get("spreads", {}).items()
        },
    )


def _part(values: list[int]) -> PooledPart:
    numerator, denominator, scale, exact, weighted, grain, approximate, rows = values
    part = Part(numerator, denominator, scale, bool(exact), bool(weighted))
    return PooledPart(part, Grain(grain), bool(approximate), rows)
