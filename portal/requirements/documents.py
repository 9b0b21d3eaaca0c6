"""A requirement in words and drawings, the same wherever it is shown."""

from collections.abc import Iterable
from typing import Any

from portal.infra.charts.bars import stacked_bars
from portal.infra.charts.lines import Series
from portal.infra.i18n import _, language, lazy, say_list, say_month, say_number
from portal.reference.rules.clauses import label
from portal.requirements.rules.answer import totals_by_month
from portal.requirements.rules.body import Body
from portal.requirements.rules.standards import standard

ROLE_WORDS = {
    "combined": lazy("Before and after the sale"),
    "pre_sales": lazy("Before the sale"),
    "after_sales": lazy("After the sale"),
}


def word(group: str, key: str) -> str:
    """How a key of the library reads for this reader."""
    return label(group, key, language())


def words(group: str, keys: Iterable[str]) -> str:
    """Several keys in a row."""
    return say_list([word(group, key) for key in keys])


def clock(minutes: int) -> str:
    """A minute of the day as a clock shows it; midnight at the end of a day is 24:00."""
    hour, minute = divmod(minutes if minutes <= 24 * 60 else minutes - 24 * 60, 60)
    return f"{hour:02}:{minute:02}"


def body_words(body: Body) -> dict[str, Any]:
    """What a page needs to show a requirement: the volumes as a chart, and the words for its keys."""
    return {
        "volumes": volume_chart(body),
        "shops_words": shops_in_words(body),
        "hours_words": hours_in_words(body),
        "role_words": ROLE_WORDS,
        "standard": standard,
        "word": word,
        "words": words,
    }


def volume_chart(body: Body) -> dict[str, Any] | None:
    """Conversations by month with the shifts stacked and the sales events marked."""
    totals = totals_by_month(body.volumes)
    if not totals:
        return None
    months = list(totals)
    shifts = list(dict.fromkeys(line.shift for line in body.volumes))
    counts = {(line.month, line.shift): line.conversations for line in body.volumes}
    series = [
        Series(word("shift", shift), [counts.get((month, shift), 0) for month in months]) for shift in shifts
    ]
    peaks = [place for place, month in enumerate(months) if month.month in (6, 11, 12)]
    return {
        "drawing": stacked_bars(
            [f"{month.month:02}" for month in months], series, marked=peaks, say=say_number
        ),
        "head": [_("Month"), *(one.name for one in series), _("Total")],
        "rows": [
            [
                say_month(month),
                *(say_number(counts.get((month, shift), 0)) for shift in shifts),
                say_number(totals[month]),
            ]
            for month in months
        ],
        "is_estimated": all(line.estimated for line in body.volumes),
    }


def shops_in_words(body: Body) -> str:
    """The shops with their platforms."""
    return say_list([f"{word('platform', shop.platform)} {shop.name}".strip() for shop in body.shops])


def hours_in_words(body: Body) -> str:
    """When buyers are answered."""
    if body.hours.around_the_clock:
        return _("around the clock")
    return f"{clock(body.hours.opens)}–{clock(body.hours.closes)}"
