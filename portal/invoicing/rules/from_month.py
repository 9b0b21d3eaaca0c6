"""What the judged month means for the statement: deductions and bonuses with target, result and reason."""

from dataclasses import replace
from fractions import Fraction

from portal.invoicing.rules.statement import Adjustment, Adjustments
from portal.kernel.messages import Message, message
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.keys import LATE, LATENESS, name_of_line
from portal.sla.rules.measurements import quantity
from portal.sla.rules.months import JudgedMonth
from portal.sla.rules.shares import LineCredit

NONE = Message("—")
"""Where neither target nor result can be named."""


def adjustments_of(judged: JudgedMonth) -> Adjustments:
    """The deductions due at once, bonuses and what comes back; what an open objection holds is not settled yet."""
    results = {line.promise.key: line for line in judged.evaluation.lines}
    due = judged.credits
    return Adjustments(
        credits=tuple(_adjustment(line, results) for line in due.lines if not line.is_held),
        bonuses=tuple(_adjustment(line, results) for line in due.bonuses),
        credit=due.credit,
        bonus=due.bonus,
        limits=due.reasons,
        returns=tuple(_returned(line, results) for line in due.returns),
    )


def _adjustment(line: LineCredit, results: dict[str, LineResult]) -> Adjustment:
    if line.key == LATE:
        return Adjustment(LATE, LATENESS, line.amount, NONE, NONE, line.reason)
    result = results[line.key]
    return Adjustment(
        metric=line.metric,
        label=name_of_line(result.promise.definition.name, line.key),
        amount=line.amount,
        target=_said(result.promise.mark, result),
        result=_said(result.value, result),
        reason=line.reason,
    )


def _returned(line: LineCredit, results: dict[str, LineResult]) -> Adjustment:
    found, result = _adjustment(line, results), results[line.key]
    reached = _said(Fraction(result.promise.stretch or result.promise.mark), result)
    label = message("Service credit of %(month)s returned: %(metric)s", month=line.month, metric=found.label)
    return replace(found, label=label, target=reached)


def _said(value: Fraction | None, result: LineResult) -> Message:
    if value is None or result.measurement is None:
        return message("No data")
    return quantity(value, result.measurement.unit)
