"""The catalogue as it stands in the tables beside this file, read once and checked while reading."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from portal.kernel.calendars import EVERY_DAY, ServiceWindow
from portal.kernel.errors import NotFound
from portal.kernel.messages import message
from portal.kernel.metrics.definitions import (
    CHAPTERS,
    Aggregation,
    Direction,
    FieldDefinition,
    FieldKind,
    Group,
    MetricDefinition,
    PlatformPreset,
    Scope,
    Term,
    Unit,
    Words,
)
from portal.kernel.metrics.own import column_of

DATA = files("portal.kernel.metrics") / "data"
"""Read through the package, so that it is found in a packed copy of it as well."""


@cache
def fields() -> Mapping[str, FieldDefinition]:
    """Every field by key, in the order of the table."""
    rows = _read("fields").items()
    return MappingProxyType(
        {
            key: FieldDefinition(key, FieldKind(row["kind"]), _words(row["name"]), row.get("people", False))
            for key, row in rows
        }
    )


def field(key: str) -> FieldDefinition:
    """The field or own column of that key; NotFound otherwise."""
    found = fields().get(key) or column_of(key)
    if found is None:
        raise NotFound(message("There is no field “%(key)s”.", key=key))
    return found


@cache
def versions() -> tuple[MetricDefinition, ...]:
    """Every version of every metric, chapter by chapter, old versions before new."""
    return tuple(definition for group in CHAPTERS for definition in _definitions(group))


def catalogue(at: date | None = None) -> tuple[MetricDefinition, ...]:
    """The metrics in force on that day, or the newest version of each metric still in force."""
    if at is None:
        return tuple(definition for definition in versions() if definition.valid_to is None)
    return tuple(definition for definition in versions() if definition.is_valid_on(at))


def metric(key: str, version: int | None = None) -> MetricDefinition:
    """The version of a metric that a contract has pinned, or the newest; NotFound otherwise."""
    for definition in reversed(versions()):
        if definition.key == key and version in {None, definition.version}:
            return definition
    raise NotFound(message("There is no metric “%(key)s” in this version.", key=key))


@cache
def all_presets() -> tuple[PlatformPreset, ...]:
    """Every dated way in which a platform counts one of its rates."""
    return tuple(_preset(row) for row in _read("presets")["preset"])


def presets(platform: str, at: date) -> tuple[PlatformPreset, ...]:
    """How that platform counts on that day; empty for a platform without own rates."""
    return tuple(row for row in all_presets() if row.platform == platform and row.is_valid_on(at))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _words(row: Mapping[str, str]) -> Words:
    return Words(row["en"], row["zh-Hans"], row["zh-Hant"])


def _terms(expression: str) -> tuple[Term, ...]:
    """``"a - b + c"`` as (("a", 1), ("b", -1), ("c", 1)); every name must be a field."""
    names = expression.replace("- ", "-").replace("+ ", "").split()
    terms = tuple((name.removeprefix("-"), -1 if name.startswith("-") else 1) for name in names)
    return tuple((field(name).key, sign) for name, sign in terms)


def _definitions(group: Group) -> Iterator[MetricDefinition]:
    for heading, row in _read(group).items():
        yield MetricDefinition(
            key=heading.partition("@")[0],
            version=row["version"],
            group=group,
            name=_words(row["name"]),
            counts=_words(row["counts"]),
            numerator=_terms(row["numerator"]),
            denominator=_terms(row.get("denominator", "")),
            printed=field(row["printed"]).key if "printed" in row else None,
            unit=Unit(row["unit"]),
            direction=Direction(row["direction"]),
            aggregation=Aggregation(row["aggregation"]),
            scope=Scope(row["scope"]),
            window=row["window"],
            source=row["source"],
            first_release=row.get("first_release", False),
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
        )


def _preset(row: Mapping[str, Any]) -> PlatformPreset:
    return PlatformPreset(
        platform=row["platform"],
        metric=row["metric"],
        window=ServiceWindow(EVERY_DAY, row["start"], row["end"]),
        rolling_days=row.get("rolling_days"),
        unit=_words(row["unit"]),
        bot_counted=row.get("bot_counted"),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        source=row["source"],
    )
