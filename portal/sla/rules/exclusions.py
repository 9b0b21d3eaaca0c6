"""What a line is judged by once relief for days is agreed, or both sides found another figure to be right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal.sla.rules.imported import FigureRow
from portal.sla.rules.pooling import Figures, month_figures, slot_figures
from portal.sla.rules.relief import Details
from portal.sla.rules.values.dates import Days

SlotDays = Mapping[str, Mapping[date, Figures]]
"""The figures of each slot by day; a slot whose file has month totals only is missing or empty."""


def figures_without(
    excluded: Sequence[Details], *, files: Mapping[str, Figures], days: SlotDays, wanted: Iterable[str]
) -> Figures:
    """The figures of the wanted slots without the excluded days, each slot pooled from the days that remain.

    A slot that tells nothing about single days, or is on another platform than the one that was down, stays whole.
    """
    return month_figures(
        _slot_without(key, excluded, files[key], days.get(key, {})) for key in wanted if key in files
    )


def _slot_without(
    key: str, excluded: Sequence[Details], whole: Figures, days: Mapping[date, Figures]
) -> Figures:
    meant = [one for one in excluded if not one.platform or key.startswith(f"{one.platform}|")]
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
