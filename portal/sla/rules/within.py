"""The share of first answers within some seconds, from whatever the files say about it, or why they cannot say."""

from collections.abc import Mapping
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sla.rules.measurements import Measurement, Unit, measured
from portal.sla.rules.pooling import FIRST_RESPONSES, Figures, Spread

RATES: Mapping[int, tuple[str, ...]] = {
    20: ("service_level",),
    30: ("answer_30s_jd", "answer_30s_pdd"),
    180: (
        "reply_3min_sessions",
        "reply_3min_pdd",
        "reply_3min_kuaishou",
        "reply_3min_taobao",
        "reply_3min_douyin",
    ),
}
"""Seconds → rates of the catalogue that say the same, the exact ones first."""

PERCENTILES: Mapping[str, int] = {"frt_p90": 90, "frt_median": 50}
"""Percentiles of the first answer that tools print, the highest first."""


def share_within(figures: Figures, seconds: int, metric: str) -> tuple[Measurement | None, Message | None]:
    """The share of first answers within so many seconds, in per cent, and a remark on how it was found.

    Counted answers are exact. A printed percentile only bounds the share: where the 90th percentile lies within
    the limit, at least 90 % do; otherwise the file cannot give it.
    """
    spread = figures.spreads.get(FIRST_RESPONSES)
    if spread:
        asked = figures.counts.get("sessions_eligible")
        return _counted(metric, spread, seconds, 0 if asked is None else asked.value), None
    found = measured(figures)
    for rate in RATES.get(seconds, ()):
        if rate in found:
            return found[rate], None
    for key, percent in PERCENTILES.items():
        value = found[key].value if key in found else None
        if value is not None and value <= seconds:
            return _bound(metric, percent), message(
                "At least %(percent)s %%, because that many were answered within %(value)s s; the file does not"
                " give the exact share.",
                percent=percent,
                value=str(round(float(value), 2)),
            )
    return None, message(
        "The files do not say how many were answered within %(seconds)s s: that takes single conversations or a"
        " column that counts them.",
        seconds=seconds,
    )


def _counted(metric: str, spread: Spread, seconds: int, asked: int) -> Measurement:
    """Every first answer with its time: exact for any number of seconds; who got no answer was not in time."""
    rows = max(sum(count for _, count in spread), asked)
    return Measurement(
        metric=metric,
        unit=Unit.PERCENT,
        numerator=sum(count for value, count in spread if value <= seconds * 1000),
        denominator=rows,
        factor=Fraction(100),
        grain="row",
        rows=rows,
    )


def _bound(metric: str, percent: int) -> Measurement:
    return Measurement(
        metric=metric,
        unit=Unit.PERCENT,
        numerator=percent,
        denominator=100,
        factor=Fraction(100),
        approximate=True,
        counted=False,
    )
