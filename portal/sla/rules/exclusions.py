"""What a line is judged by once relief for days is agreed, or both sides found another figure to be right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.sla.rules.imported import FigureRow
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures, month_figures, slot_figures
from portal.sla.rules.relief import Details, Scope
from portal.sla.rules.values.dates import Days

SlotDays = Mapping[str, Mapping[date, Figures]]
"""The figures of each slot by day; a slot whose file has month totals only is missing or empty."""


def figures_without(
    excluded: Sequence[Details],
    *,
    files: Mapping[str, Figures],
    days: SlotDays,
    wanted: Iterable[str],
    submissions: Mapping[str, int] | None = None,
) -> Figures:
    """The figures of the wanted slots without the excluded conversations and days, each from the days that remain.

    A slot that tells nothing about single days, or is on another platform than the one that was down, stays whole.
    `submissions` are those that count: what was left of a file that has been replaced since stands for nothing.
    """
    left = _left(excluded, submissions or {})
    return month_figures(
        _slot_without(
            key,
            excluded,
            left[key].whole if key in left else files[key],
            left[key].days if key in left else days.get(key, {}),
        )
        for key in wanted
        if key in files
    )


@dataclass(frozen=True)
class _Left:
    whole: Figures
    days: Mapping[date, Figures]


def _left(excluded: Sequence[Details], submissions: Mapping[str, int]) -> dict[str, _Left]:
    """What the latest claim about conversations left of each file that still counts."""
    found: dict[str, _Left] = {}
    for one in excluded:
        for slot, plain in one.left.items():
            if submissions.get(slot) == plain["submission"]:
                found[slot] = _Left(
                    figures_from_plain(plain["figures"]),
                    {
                        date.fromisoformat(day): figures_from_plain(figures)
                        for day, figures in plain["days"].items()
                    },
                )
    return found


def _slot_without(
    key: str, excluded: Sequence[Details], whole: Figures, days: Mapping[date, Figures]
) -> Figures:
    meant = [
        one
        for one in excluded
        if one.scope is Scope.DAYS and (not one.platform or key.startswith(f"{one.platform}|"))
    ]
    if not meant or not days:
        return whole
    return month_figures(
        figures for day, figures in sorted(days.items()) if not any(one.covers(day) for one in meant)
    )


def slots_without_days(
    details: Details, *, files: Iterable[str], days: SlotDays, wanted: Iterable[str]
) -> list[str]:
    """The slots meant by a claim whose files say nothing about single days; for them days cannot be taken out."""
    have = set(files)
    return sorted(
        key
        for key in wanted
        if key in have
        and (not details.platform or key.startswith(f"{details.platform}|"))
        and not days.get(key)
    )


def decided_figure(values: Mapping[str, int], month: Days) -> Figures:
    """One figure that both sides found to be right, as if it had been typed."""
    return slot_figures([FigureRow(sheet="", number=1, values=values, days=month)], month)
