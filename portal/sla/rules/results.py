"""The results of a judged month as plain values: stored with the month, drawn in trends, hashed at acceptance."""

import hashlib
import json
from fractions import Fraction
from typing import Any

from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.measurements import rounded
from portal.sla.rules.months import JudgedMonth
from portal.sla.rules.shares import LineCredit
from portal.sla.rules.states import State


def results_to_plain(judged: JudgedMonth) -> dict[str, Any]:
    """Whole numbers and words only; exact values as "numerator/denominator"."""
    found = judged.credits
    costs = {line.key: line for line in found.lines}
    score = judged.evaluation.score
    return {
        "score": None if score is None else str(rounded(score)),
        "grade": judged.evaluation.grade,
        "lines": [_line(line, costs.get(line.promise.key)) for line in judged.evaluation.lines],
        "credit_minor": found.credit.minor,
        "held_minor": found.held.minor,
        "bonus_minor": found.bonus.minor,
        "returned_minor": found.returned.minor,
        "deductions": [_deduction(line) for line in found.lines],
        "bonuses": [_deduction(line) for line in found.bonuses],
        "returns": [_deduction(line) for line in found.returns],
        "fee_minor": found.base.minor,
        "net_minor": judged.priced.net.minor,
        "quantities": dict(sorted(judged.quantities.items())),
        "counts": {name: count.value for name, count in sorted(judged.figures.counts.items())},
        "missing": list(judged.priced.missing),
    }


def _line(line: LineResult, cost: LineCredit | None) -> dict[str, Any]:
    found = line.measurement
    return {
        "key": line.promise.key,
        "metric": line.promise.metric,
        "version": line.promise.version,
        "target": str(line.promise.target),
        "state": line.state.value,
        "value": None if line.value is None else exact_words(line.value),
        "numerator": None if found is None else found.numerator,
        "denominator": None if found is None else found.denominator,
        "scale": None if found is None else found.scale,
        "factor": None if found is None else str(found.factor),
        "approximate": found is not None and found.approximate,
        "points": None if line.points is None else exact_words(line.points),
        "mark": exact_words(line.promise.mark),
        "shortfall": exact_words(line.shortfall),
        "reached_stretch": line.reached_stretch and line.state is State.MET,
        "months_in_row": line.repetition.months,
        "may_terminate": line.repetition.may_terminate,
        "waived": line.waived,
        "credit_minor": 0 if cost is None else cost.amount.minor,
        "charged_minor": 0 if cost is None or cost.is_held else cost.charged_minor,
    }


def _deduction(line: LineCredit) -> dict[str, Any]:
    return {
        "key": line.key,
        "percent": str(line.percent),
        "amount_minor": line.amount.minor,
        "charged_minor": line.charged_minor,
        "is_held": line.is_held,
        "seats": line.seats,
        "seat_days": line.seat_days,
        "month": line.month,
    }


def exact_words(value: Fraction) -> str:
    """An exact number as "numerator/denominator"."""
    return f"{value.numerator}/{value.denominator}"


def digest_of(results: dict[str, Any]) -> str:
    """SHA-256 of the results in their one canonical spelling; acceptance cites it."""
    canonical = json.dumps(results, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
