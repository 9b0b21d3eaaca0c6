"""The results of a judged month as plain values: stored with the month, drawn in trends, hashed at acceptance."""

import hashlib
import json
from fractions import Fraction
from typing import Any

from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.measurements import rounded
from portal.sla.rules.months import JudgedMonth


def results_to_plain(judged: JudgedMonth) -> dict[str, Any]:
    """Whole numbers and words only; exact values as "numerator/denominator"."""
    found = judged.credits
    score = judged.evaluation.score
    return {
        "score": None if score is None else str(rounded(score)),
        "grade": judged.evaluation.grade,
        "lines": [_line(line) for line in judged.evaluation.lines],
        "credit_minor": found.credit.minor,
        "held_minor": found.held.minor,
        "bonus_minor": found.bonus.minor,
        "fee_minor": found.base.minor,
        "net_minor": judged.priced.net.minor,
        "quantities": dict(sorted(judged.quantities.items())),
        "counts": {name: count.value for name, count in sorted(judged.figures.counts.items())},
        "missing": list(judged.priced.missing),
    }


def _line(line: LineResult) -> dict[str, Any]:
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
    }


def exact_words(value: Fraction) -> str:
    """An exact number as "numerator/denominator"."""
    return f"{value.numerator}/{value.denominator}"


def digest_of(results: dict[str, Any]) -> str:
    """SHA-256 of the results in their one canonical spelling; acceptance cites it."""
    canonical = json.dumps(results, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
