"""How even the service was: spread over agents and days, and the days that chance does not explain."""

from collections.abc import Mapping
from typing import Any

from portal.infra.i18n import in_every_language
from portal.kernel.messages import Message
from portal.reviews.actions.content import label_of
from portal.sla.queries.months import MonthInFull
from portal.sla.queries.seeing import slot_parts
from portal.sla.rules.breakdown import By
from portal.sla.rules.comparing import compare, comparison_words, spread_of, spread_words
from portal.sla.rules.control import control_of, findings
from portal.sla.rules.line_parts import ByPart, measured_parts
from portal.sla.rules.promises import Judged, Promise


def consistency_of(full: MonthInFull) -> list[dict[str, Any]]:
    """What the report says about each promise beyond its mean; nothing where files hold totals only."""
    promises = [line.promise for line in full.judged.evaluation.lines]
    by_day, by_agent = (
        measured_parts(full.terms, promises, slot_parts(full.record.id, by)) for by in (By.DAY, By.AGENT)
    )
    found: list[dict[str, Any]] = []
    for line in full.judged.evaluation.lines:
        key = line.promise.key
        said = [*_agents(line.promise, by_agent[key]), *_days(full, line.promise, by_day[key])]
        if said:
            found.append(
                {
                    "metric": in_every_language(label_of(line)),
                    "said": [in_every_language(one) for one in said],
                }
            )
    return found


def _agents(promise: Promise, parts: ByPart) -> list[Message]:
    spread = spread_of((None if one is None else one.value for one in parts.values()), promise)
    if spread is None or spread.count < 2:
        return []
    compared = compare(parts, promise.unit, is_lower_better=promise.judged is Judged.AT_MOST)
    return [spread_words(spread, promise.unit), *([comparison_words(compared)] if compared.below else [])]


def _days(full: MonthInFull, promise: Promise, parts: Mapping[str, Any]) -> list[Message]:
    chart = control_of([(day, parts.get(day.isoformat())) for day in full.service_month.days()], promise.unit)
    return list(findings(chart, promise)) if chart.has_limits else []
