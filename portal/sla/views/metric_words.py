"""What the pages about metrics say of a definition: unit, direction, window, whose answers, how months are made."""

from datetime import date, timedelta
from typing import Any

from portal.infra.i18n import _, language, lazy, say, say_day
from portal.kernel.metrics import Aggregation, Direction, Group, MetricDefinition, PlatformPreset, Scope, Unit
from portal.kernel.metrics.definitions import Words
from portal.reference.rules.clauses import label
from portal.sla.rules.deliveries import deliveries_of

CHAPTERS = {
    Group.PRE_SALES: lazy("Pre-sales"),
    Group.SPEED: lazy("Speed and reachability"),
    Group.QUALITY: lazy("Quality and satisfaction"),
    Group.AFTER_SALES: lazy("After-sales"),
    Group.WORKFORCE: lazy("Workforce"),
    Group.OWN: lazy("Metrics of our own"),
}
UNITS = {
    Unit.PERCENT: lazy("per cent"),
    Unit.SECONDS: lazy("seconds"),
    Unit.HOURS: lazy("hours"),
    Unit.COUNT: lazy("number"),
    Unit.SCORE: lazy("score"),
    Unit.MONEY: lazy("money"),
    Unit.POINTS: lazy("points"),
    Unit.ITEMS: lazy("items"),
}
DIRECTIONS = {
    Direction.HIGHER: lazy("higher is better"),
    Direction.LOWER: lazy("lower is better"),
    Direction.BAND: lazy("best inside the agreed band"),
    Direction.INFORMATIONAL: lazy("shown only, not judged"),
}
SCOPES = {
    Scope.HUMAN: lazy("answers by people"),
    Scope.BOT: lazy("answers by bots"),
    Scope.ALL: lazy("answers by people and bots"),
}
AGGREGATIONS = {
    Aggregation.SUM: lazy("Days, agents and shops are added up."),
    Aggregation.RATIO: lazy(
        "Sum over sum: numerators and denominators are added first, rates are never averaged."
    ),
    Aggregation.WMEAN: lazy(
        "Sum over sum; where a tool prints only the average, it is weighted by counts and marked approximate."
    ),
    Aggregation.PCTL: lazy("From single rows by nearest rank, never from daily percentiles."),
    Aggregation.LAST: lazy("As it stands on the last day."),
    Aggregation.MAX: lazy("The highest value counts."),
    Aggregation.DISTINCT: lazy(
        "Buyers are counted once per agent and day; the tool's own total row counts, sums overcount."
    ),
}
WINDOWS = {
    "month": lazy("service month"),
    "08:00–23:00": lazy("08:00–23:00"),
    "08:00–23:00, per day": lazy("08:00–23:00, per day"),
    "08:00–24:00, rolling 30 days": lazy("08:00–24:00, rolling 30 days"),
    "09:00–21:00": lazy("09:00–21:00"),
    "09:00–23:00 by start of the conversation": lazy("09:00–23:00 by start of the conversation"),
    "20 seconds": lazy("20 seconds"),
    "24 hours from the question": lazy("24 hours from the question"),
    "30 days": lazy("30 days"),
    "active, on hold and after-work": lazy("active, on hold and after-work"),
    "as agreed, usually 90 days": lazy("as agreed, usually 90 days"),
    "as the platform rolls it, months of ratings": lazy("as the platform rolls it, months of ratings"),
    "completed within 30 days": lazy("completed within 30 days"),
    "creation to final resolution, on the clock of the contract": lazy(
        "creation to final resolution, on the clock of the contract"
    ),
    "every turn of the conversation": lazy("every turn of the conversation"),
    "final payment, complete from the day after": lazy("final payment, complete from the day after"),
    "first buyer message to first human reply": lazy("first buyer message to first human reply"),
    "from raw rows or a histogram, nearest rank": lazy("from raw rows or a histogram, nearest rank"),
    "inspections of the month": lazy("inspections of the month"),
    "last day of the month": lazy("last day of the month"),
    "no new contact within the days agreed": lazy("no new contact within the days agreed"),
    "queue entry to answer": lazy("queue entry to answer"),
    "same day or as the tool says": lazy("same day or as the tool says"),
    "the whole day, by start of the conversation": lazy("the whole day, by start of the conversation"),
    "until the order closes": lazy("until the order closes"),
    "until the request is closed": lazy("until the request is closed"),
}
"""The windows of the catalogue; a test keeps this table complete."""


def other_language() -> str:
    """The other language of the trade: Chinese for English readers and the other way round."""
    return "zh-Hans" if language() == "en" else "en"


def other_name(name: Words) -> str:
    """A name in the other language of the trade."""
    return name.read(other_language())


def facts_about(definition: MetricDefinition) -> list[tuple[Any, Any]]:
    """Unit, direction, window, scope and how a month comes from days, as pairs for a list of facts."""
    window = WINDOWS.get(definition.window, definition.window)
    return [
        (_("Unit"), UNITS[definition.unit]),
        (_("Direction"), DIRECTIONS[definition.direction]),
        (_("Time window"), window or WINDOWS["month"]),
        (_("Whose answers count"), SCOPES[definition.scope]),
        (_("How a month is made"), AGGREGATIONS[definition.aggregation]),
    ]


def delivery_rows(definition: MetricDefinition) -> list[tuple[str, str, str]]:
    """The tools that give a metric: name, headings, and what kind of figure they give."""
    return [
        (
            say(one.tool.label),
            "、".join(one.headings),
            _("printed result, weighted by counts") if one.printed else _("counts behind it"),
        )
        for one in deliveries_of(definition)
    ]


def preset_rows(rows: list[PlatformPreset]) -> list[dict[str, str]]:
    """How platforms count a rate: hours, days, unit, bots, and since when."""
    return [
        {
            "platform": label("platform", one.platform, language()),
            "hours": _hours(one),
            "days": _("rolling %(days)s days", days=one.rolling_days)
            if one.rolling_days
            else _("service month"),
            "unit": one.unit.read(language()),
            "bots": {True: _("counted"), False: _("not counted"), None: _("not stated")}[one.bot_counted],
            "valid": validity(one.valid_from, one.valid_to),
        }
        for one in rows
    ]


def validity(first: date, until: date | None) -> str:
    """Since when, and until when, something holds; `until` is the first day on which it does not."""
    if until is None:
        return _("since %(day)s", day=say_day(first))
    return _("%(first)s until %(last)s", first=say_day(first), last=say_day(until - timedelta(days=1)))


def _hours(one: PlatformPreset) -> str:
    if one.window.start == one.window.end:
        return _("all day")
    end = "24:00" if one.window.end.hour == one.window.end.minute == 0 else f"{one.window.end:%H:%M}"
    return f"{one.window.start:%H:%M}–{end}"
