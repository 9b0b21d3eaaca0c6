"""Turning a judged month into the plain content of its review, said in every language."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.infra.i18n import in_every_language, say_number
from portal.invoicing.actions.printing import figure
from portal.invoicing.rules.from_month import adjustments_of
from portal.invoicing.rules.statement import Statement, statement_of
from portal.kernel.messages import Message, message
from portal.kernel.metrics import field
from portal.kernel.money import Money
from portal.reviews.rules.summary import LineFacts, MonthFacts, asked, sentences
from portal.reviews.rules.volumes import Volumes, volumes_of
from portal.sla.queries.explaining import submissions_behind
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.keys import name_of_line
from portal.sla.rules.measurements import Measurement, Unit, quantity, rounded
from portal.sla.rules.provenance import source_words
from portal.sla.rules.shares import LineCredit

Results = Sequence[tuple[str, Mapping[str, Any]]]
"""Month and plain results, oldest first; the month itself comes last."""


def content_of(full: MonthInFull, history: Results, *, is_agreed: bool) -> dict[str, Any]:
    """Everything the report shows, as text, whole numbers, lists and maps."""
    statement = statement_of(
        full.judged.priced,
        adjustments_of(full.judged),
        tax_rate=full.terms.payment.tax_rate,
        carried_in=Money.zero(full.terms.currency),
        carries_over=full.terms.credits.carry == "carry",
    )
    charged = {line.key: line for line in (*full.judged.credits.lines, *full.judged.credits.bonuses)}
    facts = _facts(full, history, statement, is_agreed=is_agreed)
    volumes = volumes_of([results.get("counts", {}) for _, results in history])
    return {
        "is_agreed": is_agreed,
        "merchant": full.terms.merchant.name,
        "vendor": full.terms.vendor.name,
        "period": [full.service_month.first_day.isoformat(), full.service_month.last_day.isoformat()],
        "score": _score_words(facts.score),
        "sentences": [in_every_language(one) for one in sentences(facts)],
        "asked": [{"side": str(ask.side), "what": in_every_language(ask.what)} for ask in asked(facts)],
        "figures": [
            {"what": in_every_language(what), "value": in_every_language(value)}
            for what, value in _figures(full, facts, statement, volumes)
        ],
        "months": [month for month, _ in history],
        "scores": [results.get("score") for _, results in history],
        "lines": [
            _line(line, charged.get(line.promise.key), history, _source(full, line))
            for line in full.judged.evaluation.lines
        ],
        "volumes": [] if volumes is None else list(volumes.values),
        "volume_name": {} if volumes is None else in_every_language(field(volumes.field).name),
        "steps": _steps(statement),
        "currency": statement.currency,
        "terms_version": full.record.version,
    }


def _facts(full: MonthInFull, history: Results, statement: Statement, *, is_agreed: bool) -> MonthFacts:
    before = history[-2][1].get("score") if len(history) > 1 else None
    score = full.judged.evaluation.score
    return MonthFacts(
        lines=tuple(_line_facts(line, history) for line in full.judged.evaluation.lines),
        score=None if score is None else rounded(score, 1),
        score_before=None if before is None else rounded(Decimal(before), 1),
        fees=statement.fees,
        credit=full.judged.credits.credit,
        net=statement.net,
        is_agreed=is_agreed,
    )


def _line_facts(line: LineResult, history: Results) -> LineFacts:
    states = [one["state"] for one in _earlier(line, history[:-1]) if one is not None]
    return LineFacts(
        label=label_of(line),
        state=str(line.state),
        target=target_of(line),
        result=result_of(line),
        states_before=tuple(states),
    )


def label_of(line: LineResult) -> Message:
    """The name of a line, other than that of a second line of the same metric."""
    return name_of_line(line.promise.definition.name, line.promise.key)


def target_of(line: LineResult) -> Message:
    """The agreed value with its unit."""
    return quantity(line.promise.mark, line.promise.unit)


def result_of(line: LineResult) -> Message:
    """The result with its unit, or that there is none."""
    if line.value is None:
        return message("No data")
    return quantity(line.value, line.promise.unit)


def _earlier(line: LineResult, history: Results) -> list[Mapping[str, Any] | None]:
    key = line.promise.key
    return [
        next((one for one in results.get("lines", ()) if one["key"] == key), None) for _, results in history
    ]


def _source(full: MonthInFull, line: LineResult) -> tuple[Message, ...]:
    words = source_words(one.source for one in submissions_behind(full, line))
    return () if words is None else (words,)


def _line(
    line: LineResult, credit: LineCredit | None, history: Results, source: tuple[Message, ...]
) -> dict[str, Any]:
    past = _earlier(line, history[:-1])
    values = [_exact(one["value"]) if one else None for one in past]
    measured = line.measurement
    return {
        "key": line.promise.key,
        "metric": in_every_language(label_of(line)),
        "target": in_every_language(target_of(line)),
        "result": in_every_language(result_of(line)),
        "state": str(line.state),
        "points": None if line.points is None else str(rounded(line.points, 1)),
        "reasons": [in_every_language(reason) for reason in (*line.reasons, *source)],
        "credit": figure(credit.amount) if credit else "",
        "trend": [*(None if value is None else str(rounded(value)) for value in values), _value_words(line)],
        "states": [*(one["state"] if one else "no_data" for one in past), str(line.state)],
        "targets": [
            *(str(one["target"]) if one else str(line.promise.target) for one in past),
            str(line.promise.target),
        ],
        "numerator": {} if measured is None else in_every_language(counted(measured)),
        "denominator": "" if measured is None else say_number(measured.denominator),
        "rows": 0 if measured is None else measured.rows,
    }


def counted(measured: Measurement) -> Message:
    """What was divided: counts as they are, durations and amounts in the metric's unit.

    Where a tool prints shares only, the count behind them is what they come to, weighted by the cases.
    """
    if measured.unit is Unit.PERCENT and measured.scale != 1:
        return message("about %(count)s", count=rounded(Fraction(measured.numerator, measured.scale), 0))
    if measured.unit is Unit.PERCENT:
        return message("%(count)s", count=measured.numerator)
    return quantity(Fraction(measured.numerator, measured.scale) * measured.factor, measured.unit)


def _exact(words: str | None) -> Fraction | None:
    return None if words is None else Fraction(words)


def _value_words(line: LineResult) -> str | None:
    return None if line.value is None else str(rounded(line.value))


def _figures(
    full: MonthInFull, facts: MonthFacts, statement: Statement, volumes: Volumes | None
) -> list[tuple[Message, Message]]:
    judged = [line for line in facts.lines if line.state in {"met", "missed", "disputed"}]
    kept = sum(line.state == "met" for line in judged)
    counted = (
        (message("Volume"), message("No data"))
        if volumes is None
        else (
            message("%(name)s", name=field(volumes.field).name),
            message("%(count)s", count=volumes.last),
        )
    )
    return [
        (message("Score"), message("%(text)s", text=_score_words(facts.score))),
        (message("Promises kept"), message("%(kept)s of %(all)s", kept=kept, all=len(judged))),
        counted,
        (message("Service credits"), message("%(amount)s", amount=full.judged.credits.credit)),
        (message("Fee after credits, without VAT"), message("%(amount)s", amount=statement.net)),
    ]


def _score_words(score: Decimal | None) -> str:
    return "–" if score is None else str(score)


def _steps(statement: Statement) -> list[dict[str, Any]]:
    """From fees to gross, for the waterfall: amounts in minor units, a sum has none."""
    changed = statement.net - statement.fees
    steps = [
        (message("Fees"), statement.fees.minor),
        (message("Service credits and bonuses"), changed.minor),
        (message("Net"), None),
        (message("VAT"), statement.tax.minor),
        (message("Gross"), None),
    ]
    return [
        {"label": in_every_language(label), "minor": minor}
        for label, minor in steps
        if minor is None or minor or label.template == "Fees"
    ]
