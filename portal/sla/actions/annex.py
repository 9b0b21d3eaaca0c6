"""The annex that says why the numbers of a month are what they are: one file in the contract's languages for both."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.contracts.queries import contract, party_names
from portal.infra.documents import Document, order_document
from portal.infra.i18n import say, speaking
from portal.infra.progress import engagement
from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.sla.models import MonthRecord
from portal.sla.queries.explaining import way_to
from portal.sla.queries.months import MonthInFull, month_in_full
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.explaining import Step
from portal.sla.rules.figure_names import STATE_NAMES
from portal.sla.rules.keys import named
from portal.sla.rules.results import digest_of

KIND = "figures_annex"
TEMPLATE = "sla/annex_document.html"


def annex_key(month_id: int) -> str:
    """The occasion under which the annex of a month is kept."""
    return f"{KIND}:{month_id}"


def order_annex(of: MonthRecord) -> Document:
    """Order the annex of an accepted month; the same content is made once, whoever orders it."""
    if of.agreed_at is None:
        raise Refused(message("The annex is made once the figures are accepted."))
    full = month_in_full(of)
    contracted = contract(of.contract_id)
    number = f"{contracted.number}-{of.month}"
    return order_document(
        kind=KIND,
        engagement=engagement(of.engagement_id),
        number=number,
        title=number,
        template=TEMPLATE,
        values={
            "contract": contracted.number,
            **annex_values(full, party_names(contracted), full.terms.languages),
        },
        languages=full.terms.languages,
        key=annex_key(of.id),
    )


def annex_values(full: MonthInFull, parties: tuple[str, str], languages: Sequence[str]) -> dict[str, Any]:
    """What the annex says, as words in the contract's languages."""
    return {
        "merchant": parties[0],
        "vendor": parties[1],
        "month": _said(full.service_month, languages),
        "period": f"{full.record.first_day.isoformat()} – {full.record.last_day.isoformat()}",
        "results_hash": digest_of(full.record.results),
        "lines": [_line(full, found, languages) for found in full.judged.evaluation.lines],
    }


def _line(full: MonthInFull, found: LineResult, languages: Sequence[str]) -> dict[str, Any]:
    _metric, how, shops = named(found.promise.key)
    marks = [] if how is None else [" / ".join(_said(how, languages))]
    return {
        "name": _said(found.promise.definition.name, languages),
        "marks": [*marks, *shops],
        "state": _said(STATE_NAMES[found.state], languages),
        "steps": [_step(step, languages, ZoneInfo(full.terms.time_zone)) for step in way_to(full, found)],
    }


def _step(step: Step, languages: Sequence[str], clock: ZoneInfo) -> dict[str, Any]:
    return {
        "title": _said(step.title, languages),
        "words": [_said(one, languages) for one in step.words],
        "facts": [
            [_said(what, languages), _said(_on(clock, value), languages)] for what, value in step.facts
        ],
    }


def _on(clock: ZoneInfo, value: Any) -> Any:
    """A moment as the contract's clock shows it, whoever orders the file; anything else as it is."""
    if not isinstance(value, datetime):
        return value
    return f"{value.astimezone(clock):%Y-%m-%d %H:%M} ({clock.key})"


def _said(value: Any, languages: Sequence[str]) -> list[str]:
    """A value in each language, without repeating an equal one."""
    said: list[str] = []
    for tag in languages:
        with speaking(tag):
            words = say(value)
        if words not in said:
            said.append(words)
    return said
