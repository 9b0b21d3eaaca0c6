"""The work of each day as the page about the days of a month shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.charts.bars import StackedBars, stacked_bars
from portal.infra.charts.lines import Series
from portal.infra.i18n import say, say_day, say_number
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.day_volumes import day_volumes, volume_words
from portal.sla.rules.line_parts import SlotPart
from portal.sla.views.reasons import figure_name


@dataclass(frozen=True)
class Drawn:
    """The chart with what it counts, its title (the finding) and the same figures as rows of a table."""

    name: str
    title: str
    drawing: StackedBars
    rows: tuple[tuple[str, str], ...]


def volumes_drawn(full: MonthInFull, parts: Sequence[SlotPart]) -> Drawn | None:
    """The volume of every day with its peaks marked; None where no file counts by day."""
    found = day_volumes(parts, list(full.service_month.days()))
    if found is None:
        return None
    name = figure_name(found.field)
    drawing = stacked_bars(
        [str(day.day) for day, _volume in found.days],
        [Series(name, [volume for _day, volume in found.days])],
        marked=found.peaks,
        height=180,
        say=say_number,
    )
    rows = tuple((say_day(day), say_number(volume)) for day, volume in found.days if volume is not None)
    return Drawn(name, say(volume_words(found)), drawing, rows)
