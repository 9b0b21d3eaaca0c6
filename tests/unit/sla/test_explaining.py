"""Claims about the way to a result: every step says what it follows from, and nothing is made up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.messages import Message
from portal.kernel.metrics import OwnKind, OwnMetric, Words, metric
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import LineType, RateLine
from portal.sla.rules.explaining import Agreed, Source, Step, inputs_of, steps_to, stored
from portal.sla.rules.figure_names import figure_words, formula_words, sum_words
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.months import judge
from portal.sla.rules.pooling import slot_figures
from portal.sla.rules.promises import Promise
from portal.sla.rules.relief import Details, Scope
from portal.sla.rules.values.dates import Days
from tests.unit.contracts.examples import terms as usual_terms

MONTH = ServiceMonth(2026, 10)
DAYS = Days(date(2026, 10, 1), date(2026, 10, 31))
SLOT = "pdd|甲店|pdd"
MISSED = SlaLine(
    "reply_3min_pdd", 1, Decimal(98), tiers=(CreditTier(Decimal(0), None, Decimal(5)),), min_volume=0
)
AGREED = Agreed("HT-1", 2, "a" * 64)
VALUES = {"need_human_users": 3000, "replied_3min_users": 2910, "rt_sum_ms": 54_000_500, "rt_count": 3000}


def terms_with(*lines: SlaLine, **more: Any) -> ContractTerms:
    return replace(
        usual_terms(),
        shops=(Shop("pdd", "甲店", ("pdd",)),),
        sla=lines,
        rate_card=(RateLine(line_type=LineType.FIXED_MONTH, unit_price=Money(20_000_00, "CNY")),),
        term=Term(start=date(2026, 10, 1), last_day=date(2027, 9, 30)),
        **more,
    )


def way(
    *lines: SlaLine,
    agreed: Agreed = AGREED,
    excluded: tuple[Details, ...] = (),
    is_decided: bool = False,
    **more: Any,
) -> dict[str, Step]:
    """The steps to the first line, by key."""
    row = FigureRow(sheet="", number=1, values=VALUES, days=DAYS)
    inputs = MonthInputs(terms_with(*lines), MONTH, files={SLOT: slot_figures([row], DAYS)}, **more)
    judged = judge(inputs)
    sources = [
        Source(1, "数据.csv", 2, 31, 3, 1, "b" * 64, "declared", "Ann"),
        Source(2, "", 1, 1, 0, 0, "", "typed", "Bo"),
    ]
    found = steps_to(
        judged.evaluation.lines[0],
        judged,
        sources=sources,
        agreed=agreed,
        excluded=excluded,
        is_decided=is_decided,
    )
    return {step.key: step for step in found}


def said(value: Any) -> str:
    return (
        value.read("en")
        if isinstance(value, Words)
        else plain(value)
        if isinstance(value, Message)
        else str(value)
    )


def plain(words: Message) -> str:
    return str(Message(words.template, tuple((name, said(one)) for name, one in words.values)))


def facts(step: Step) -> dict[str, str]:
    return {said(what): said(value) for what, value in step.facts}


def sentences(step: Step) -> list[str]:
    return [said(one) for one in step.words]


def test_a_missed_promise_is_followed_from_the_formula_to_the_deduction() -> None:
    steps = way(MISSED)
    assert list(steps) == [
        "formula",
        "inputs",
        "left_out",
        "result",
        "promise",
        "state",
        "deduction",
        "files",
        "agreement",
    ]
    assert sentences(steps["formula"])[0].startswith("Σ ")
    assert [*facts(steps["inputs"]).values()] == ["2910", "3000", "1"]
    assert facts(steps["result"]) == {"Exactly": "97", "Shown": "97 %"}
    assert facts(steps["promise"])["Target"] == "98 %"
    assert facts(steps["promise"])["Contract version"] == "2"
    assert facts(steps["state"])["State"] == "Missed"
    assert any("Wilson" in one for one in sentences(steps["state"]))
    assert facts(steps["deduction"]) == {
        "Service fee of the month": "CNY 20,000.00",
        "Service credit by the tier": "CNY 1,000.00",
        "Service credits of all lines": "CNY 1,000.00",
        "Cap on service credits": "CNY 2,000.00",
        "Deducted for this line": "CNY 1,000.00",
    }
    assert sentences(steps["agreement"]) == ["Not accepted yet: it may still change."]


def test_what_was_left_out_is_named() -> None:
    outage = Details(first_day=date(2026, 10, 3), last_day=date(2026, 10, 4))
    words = sentences(way(MISSED, excluded=(outage,))["left_out"])
    assert words == [
        "数据.csv: 3 rows are no data (totals, averages, notes).",
        "数据.csv: 1 columns with personal data were not kept.",
        "2026-10-03 to 2026-10-04: left out, because relief was agreed.",
    ]


def test_a_line_without_data_has_no_result_and_no_deduction() -> None:
    steps = way(SlaLine("csat", 1, Decimal(90)))
    assert {"inputs", "deduction"} & steps.keys() == set()
    assert sentences(steps["result"]) == ["There is no result without data."]


def test_exact_fractions_are_written_as_such() -> None:
    steps = way(SlaLine("art", 1, Decimal(20)))
    assert facts(steps["result"])["Exactly"] == "108001 ÷ 6000"
    assert "54000.5 s" in facts(steps["inputs"]).values()


def test_an_exact_share_is_the_two_counts_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VALUES, "replied_3min_users", 2909)
    assert facts(way(MISSED)["result"])["Exactly"] == "2909 ÷ 3000"


def test_acceptance_is_dated() -> None:
    accepted = replace(AGREED, accepted_by="Ann", accepted_at=datetime(2026, 11, 3, tzinfo=UTC))
    assert [*facts(way(MISSED, agreed=accepted)["agreement"])] == ["Accepted by", "Accepted on"]


def test_a_held_and_a_waived_deduction_say_so() -> None:
    held = way(MISSED, disputed=frozenset({"reply_3min_pdd"}))
    assert "Held until the objection is settled" in facts(held["deduction"])
    waived = way(MISSED, waived={"reply_3min_pdd": "goodwill"})
    assert "The service credit is waived: goodwill" in sentences(waived["deduction"])


def test_a_bonus_is_said_with_its_amount() -> None:
    line = replace(MISSED, target=Decimal(90), stretch=Decimal(95), bonus_percent=Decimal(1))
    terms = terms_with(line)
    terms = replace(terms, credits=replace(terms.credits, bonus_cap_percent=Decimal(5)))
    row = FigureRow(sheet="", number=1, values=VALUES, days=DAYS)
    judged = judge(MonthInputs(terms, MONTH, files={SLOT: slot_figures([row], DAYS)}))
    steps = steps_to(judged.evaluation.lines[0], judged, sources=(), agreed=AGREED)
    by_key = {step.key: step for step in steps}
    assert "Bonus or returned service credit" in facts(by_key["deduction"])
    assert sentences(by_key["files"]) == ["No submitted file gives this figure."]
    assert sentences(by_key["left_out"]) == ["Nothing was left out."]


def test_another_way_of_judging_and_its_basis_are_said() -> None:
    line = SlaLine("reply_3min_pdd", 1, Decimal(0), kind="history", history_months=3, min_volume=0)
    assert facts(way(line)["formula"]) == {"Way of judging": "against earlier months"}


def measurement(**changes: Any) -> Measurement:
    return replace(Measurement("art", Unit.SECONDS, 9_000, 3, rows=2), **changes)


def promise(key: str, **changes: Any) -> Promise:
    return Promise(key, key, 1, Decimal(1), **changes)


@pytest.mark.parametrize(
    ("of", "found", "expected"),
    [
        (promise("art"), measurement(), ["9 s", "3", "2"]),
        (promise("art"), measurement(scale=10), ["3", "2"]),
        (promise("art"), measurement(counted=False), ["3", "2"]),
        (promise("sales_assisted"), measurement(unit=Unit.AMOUNT), ["9000"]),
        (promise("frt_avg", kind="within"), measurement(unit=Unit.PERCENT), ["9000", "3", "2"]),
    ],
)
def test_the_numbers_that_went_in_are_those_of_the_formula(
    of: Promise, found: Measurement, expected: list[str]
) -> None:
    assert [said(value) for _what, value in inputs_of(of, found)] == expected


@pytest.mark.parametrize(
    ("kind", "below", "count"), [(OwnKind.RATIO, ("consult_users",), 3), (OwnKind.SUM, (), 2)]
)
def test_own_metrics_show_their_own_fields(kind: OwnKind, below: tuple[str, ...], count: int) -> None:
    name = Words("Asked", "邀评", "邀評")
    own = OwnMetric(
        key="own:x", version=1, name=name, counts=name, kind=kind, numerator=("invites",), denominator=below
    )
    of = promise("own:x", own=own.definition)
    assert len(inputs_of(of, measurement(unit=Unit.PERCENT))) == count
    assert said(formula_words(own.definition)).startswith("Σ ")


def test_formulas_and_names_are_said_in_every_language() -> None:
    assert said(formula_words(metric("sales_assisted"))).startswith("Sum of ")
    assert said(figure_words("weather")) == "weather"
    assert said(figure_words("frt_sum_ms"))
    assert isinstance(figure_words("reply_rate"), Words)
    assert said(stored(1_500, Unit.HOURS)) == "1.5 s"
    assert isinstance(sum_words(metric("csat").numerator), Words)


def test_left_out_conversations_are_named_and_another_figure_is_said() -> None:
    single = Details(scope=Scope.CONVERSATIONS, conversations=("c-1", "c-2"))
    words = sentences(way(MISSED, excluded=(single,), is_decided=True)["left_out"])
    assert any("2 conversations (c-1, c-2)" in one for one in words)
    assert any("another figure to be right" in one for one in words)
