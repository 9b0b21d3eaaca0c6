"""The figures of a file by day, agent, shift and shop, each judged like the whole: one grain at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from portal.sla.rules.imported import FigureRow
from portal.sla.rules.plain_figures import figures_from_plain, figures_to_plain
from portal.sla.rules.pooling import Figures, month_figures, slot_figures
from portal.sla.rules.roles import role_of
from portal.sla.rules.values.dates import Days

Key = TypeVar("Key", date, str)
LONGEST_NAME = 200


class By(StrEnum):
    """What figures are told apart by."""

    DAY = "day"
    AGENT = "agent"
    SHIFT = "shift"
    SHOP = "shop"


@dataclass(frozen=True)
class Breakdown:
    """The figures of a file by day, agent, shift and shop.

    A file of month totals has no days and one without agents no agents. The file's own totals row stands for the
    whole alone and is no part of anything here; buyers counted on two days or by two agents count twice in sums.
    """

    by_day: Mapping[date, Figures] = field(default_factory=dict)
    by_agent: Mapping[str, Figures] = field(default_factory=dict)
    by_shift: Mapping[str, Figures] = field(default_factory=dict)
    by_shop: Mapping[str, Figures] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    """The role of each agent whose group names one."""


def breakdown_of(rows: Sequence[FigureRow], month: Days) -> Breakdown:
    """Tell the rows of one file apart; only rows of a single day tell anything about that day."""
    single = [row for row in rows if not row.is_total]
    return Breakdown(
        by_day=_figures_by(single, month, lambda row: _day_of(row, month)),
        by_agent=_figures_by(single, month, lambda row: _named(row.agent)),
        by_shift=_figures_by(single, month, lambda row: _named(row.shift)),
        by_shop=_figures_by(single, month, lambda row: _named(row.shop)),
        roles=_roles(single),
    )


def breakdown_to_plain(breakdown: Breakdown) -> dict[str, dict[str, Any]]:
    """The breakdown as values that can be stored: kind → key → figures, days as 2026-11-01."""
    days = {day.isoformat(): figures for day, figures in breakdown.by_day.items()}
    kinds: Mapping[By, Mapping[str, Figures]] = {
        By.DAY: days,
        By.AGENT: breakdown.by_agent,
        By.SHIFT: breakdown.by_shift,
        By.SHOP: breakdown.by_shop,
    }
    plain = {
        kind.value: {key: figures_to_plain(figures) for key, figures in sorted(several.items())}
        for kind, several in kinds.items()
        if several
    }
    for agent, role in breakdown.roles.items():
        plain[By.AGENT.value][agent]["role"] = role
    return plain


def pooled_parts(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Figures]:
    """Stored parts of several files by key; what has the same key in two files is added like slots of a month."""
    several: dict[str, list[Figures]] = {}
    for key, plain in parts:
        several.setdefault(key, []).append(figures_from_plain(plain))
    return {
        key: found[0] if len(found) == 1 else month_figures(found) for key, found in sorted(several.items())
    }


def _roles(rows: Iterable[FigureRow]) -> dict[str, str]:
    groups: dict[str, list[str | None]] = {}
    for row in rows:
        agent = _named(row.agent)
        if agent is not None:
            groups.setdefault(agent, []).append(row.group)
    return {agent: role for agent, several in groups.items() if (role := role_of(several))}


def _day_of(row: FigureRow, month: Days) -> date | None:
    return (
        row.days.first if row.days is not None and row.days.is_one_day and row.days.first in month else None
    )


def _named(name: str | None) -> str | None:
    return name[:LONGEST_NAME] if name else None


def _figures_by(
    rows: Iterable[FigureRow], month: Days, key_of: Callable[[FigureRow], Key | None]
) -> dict[Key, Figures]:
    several: dict[Key, list[FigureRow]] = {}
    for row in rows:
        key = key_of(row)
        if key is not None:
            several.setdefault(key, []).append(row)
    return {key: slot_figures(found, month) for key, found in several.items()}
