"""What the rest of a running month must bring, line by line, on its board."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.infra.i18n import _, say
from portal.sla.queries.months import TYPED, MonthInFull
from portal.sla.rules.evaluation import State
from portal.sla.rules.forecast import Forecast, Outlook, forecast_of, rest_of_month
from portal.sla.rules.hours import service_days
from portal.sla.rules.keys import FORECAST, TEAM
from portal.sla.rules.months import SOURCES
from portal.sla.views.board import line_name

LOOKS = {
    Outlook.SAFE: ("met", "shield-check"),
    Outlook.ON_COURSE: ("met", "circle-check"),
    Outlook.NEEDED: ("attention", "alert-triangle"),
    Outlook.IMPOSSIBLE: ("missed", "circle-x"),
}


DAY = timedelta(days=1)
MOVING = frozenset({TEAM, FORECAST})
"""Kinds whose target moves with the figures of the month itself."""


@dataclass(frozen=True)
class ForecastLine:
    """One promise: its outlook as word, tone and icon, what is needed, and on what that rests."""

    name: str
    word: str
    tone: str
    icon: str
    needed: str
    assumption: str


def forecasts(full: MonthInFull, today: date) -> list[ForecastLine]:
    """The outlook of every promise while the month runs; empty afterwards and while no file names its days."""
    until = figures_until(full)
    if until is None or today > full.record.last_day or until >= full.record.last_day:
        return []
    gone = _service_days(full, full.record.first_day, until)
    left = _service_days(full, until + DAY, full.record.last_day)
    is_all_days = gone + left == (full.record.last_day - full.record.first_day + DAY).days
    found: list[ForecastLine] = []
    for line in full.judged.evaluation.lines:
        if line.measurement is None or line.state is State.RELIEVED or line.promise.kind in MOVING:
            continue
        rest = rest_of_month(
            line.measurement.denominator,
            days_gone=gone,
            days_left=left,
            volume=_volume(full),
            forecast=full.terms.capacity.forecast,
            is_all_days=is_all_days,
        )
        forecast = forecast_of(line.promise, line.measurement, rest)
        if forecast is not None:
            found.append(_line(line_name(full.terms, line.promise.key), forecast))
    return found


def _service_days(full: MonthInFull, first: date, last: date) -> int:
    inputs = full.inputs
    return service_days(
        full.terms, first, last, legal_holidays=inputs.legal_holidays, make_up_days=inputs.make_up_days
    )


def figures_until(full: MonthInFull) -> date | None:
    """The day until which every file that counts has figures; None when a file does not name its days."""
    files = [one for key, one in full.submissions.items() if not key.startswith(TYPED)]
    days = [one.last_day for one in files]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def _volume(full: MonthInFull) -> int | None:
    counts = full.judged.figures.counts
    return next((counts[name].value for name in SOURCES["conversations"] if name in counts), None)


def _line(name: str, forecast: Forecast) -> ForecastLine:
    words = {
        Outlook.SAFE: _("Safe"),
        Outlook.ON_COURSE: _("On course"),
        Outlook.NEEDED: _("More is needed"),
        Outlook.IMPOSSIBLE: _("Out of reach"),
    }
    tone, icon = LOOKS[forecast.outlook]
    needed, *assumptions = (say(reason) for reason in forecast.reasons)
    return ForecastLine(name, words[forecast.outlook], tone, icon, needed, " ".join(assumptions))
