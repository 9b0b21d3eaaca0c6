"""The distribution of first answers as the page about the days of a month shows it."""

from dataclasses import dataclass

from portal.infra.charts.bars import StackedBars, stacked_bars
from portal.infra.charts.lines import Series
from portal.infra.i18n import _, say, say_number
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.answer_times import AnswerTimes, Bar, answer_times, answer_words


@dataclass(frozen=True)
class Drawn:
    """The chart with its title (the finding) and the same figures as rows of a table."""

    title: str
    drawing: StackedBars
    rows: tuple[tuple[str, str, str], ...]


def answers_drawn(full: MonthInFull) -> Drawn | None:
    """How long first answers took over the month; None unless the files hold single conversations."""
    found = answer_times(full.judged.figures)
    if found is None:
        return None
    drawing = stacked_bars(
        [_short(bar) for bar in found.bars],
        [Series(_("First answers"), [bar.count for bar in found.bars])],
        height=200,
        say=say_number,
    )
    return Drawn(say(answer_words(found)), drawing, tuple(_row(bar, found) for bar in found.bars))


def _short(bar: Bar) -> str:
    return f"≥ {bar.low}" if bar.high is None else f"{bar.low}–{bar.high}"


def _row(bar: Bar, found: AnswerTimes) -> tuple[str, str, str]:
    name = (
        _("%(low)s s and longer", low=say_number(bar.low))
        if bar.high is None
        else _("%(low)s to under %(high)s s", low=say_number(bar.low), high=say_number(bar.high))
    )
    return name, say_number(bar.count), f"{say_number(100 * bar.count / found.answers, 1)} %"
