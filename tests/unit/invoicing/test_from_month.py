"""What a judged month means for the statement: which promise, how far, and what it costs."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from portal.invoicing.rules.from_month import adjustments_of
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.sla.rules.keys import LATE
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.promises import Promise
from portal.sla.rules.shares import LineCredit


def cny(yuan: int) -> Money:
    return Money(yuan * 100, "CNY")


def credit(metric: str, yuan: int, *, is_held: bool = False) -> LineCredit:
    return LineCredit(metric, metric, Decimal(3), cny(yuan), is_held, message("3 points short"))


def result(metric: str, measurement: Measurement | None) -> Any:
    return SimpleNamespace(
        promise=Promise(key=metric, metric=metric, version=1, target=Decimal(98)),
        measurement=measurement,
        value=None if measurement is None else measurement.value,
    )


def judged(*lines: LineCredit, measurement: Measurement | None = None) -> Any:
    taken = tuple(line for line in lines if not line.is_held)
    return SimpleNamespace(
        evaluation=SimpleNamespace(lines=[result(line.metric, measurement) for line in lines]),
        credits=SimpleNamespace(
            lines=lines,
            bonuses=(),
            returns=(),
            credit=Money.total((line.amount for line in taken), "CNY"),
            bonus=cny(0),
            reasons=(message("limited"),),
        ),
    )


REPLIES = Measurement("reply_rate", Unit.PERCENT, 95, 100)


def with_factor(measurement: Measurement) -> Measurement:
    return Measurement(
        measurement.metric,
        measurement.unit,
        measurement.numerator,
        measurement.denominator,
        factor=Fraction(100),
    )


def test_a_deduction_names_metric_target_and_result() -> None:
    found = adjustments_of(judged(credit("reply_rate", 1650), measurement=with_factor(REPLIES)))
    (one,) = found.credits
    assert (one.metric, one.amount, str(one.reason)) == ("reply_rate", cny(1650), "3 points short")
    assert [str(one.target), str(one.result)] == ["98 %", "95 %"]
    assert (found.credit, found.bonus, found.bonuses) == (cny(1650), cny(0), ())
    assert [str(limit) for limit in found.limits] == ["limited"]


def test_what_an_open_objection_holds_back_is_not_settled_yet() -> None:
    found = adjustments_of(judged(credit("reply_rate", 1650, is_held=True), measurement=with_factor(REPLIES)))
    assert (found.credits, found.credit) == ((), cny(0))


@pytest.mark.parametrize("measurement", [None, Measurement("reply_rate", Unit.PERCENT, 0, 0)])
def test_a_line_without_figures_says_so(measurement: Measurement | None) -> None:
    (one,) = adjustments_of(judged(credit("reply_rate", 10), measurement=measurement)).credits
    assert str(one.result) == "No data"


def test_late_figures_are_a_deduction_of_no_metric() -> None:
    (one,) = adjustments_of(judged(credit(LATE, 200))).credits
    assert [str(one.label), str(one.target), one.amount] == ["Figures delivered late", "—", cny(200)]


def test_a_deduction_that_comes_back_stands_as_a_line_of_its_own() -> None:
    month = judged(credit("reply_rate", 0), measurement=with_factor(REPLIES))
    month.evaluation.lines[0].promise = Promise(
        "reply_rate", "reply_rate", 1, Decimal(90), stretch=Decimal(94)
    )
    month.credits.returns = (replace(credit("reply_rate", 500), month="2026-10"),)
    (one,) = adjustments_of(month).returns
    assert str(one.label).startswith("Service credit of 2026-10 returned: ")
    assert [str(one.target), str(one.result)] == ["94 %", "95 %"]
    assert one.amount == cny(500)
