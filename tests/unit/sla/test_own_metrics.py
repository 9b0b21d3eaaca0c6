"""Metrics of the parties' own in a month: read from own columns, summed, divided, ranked, judged and typed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.rules.definitions import (
    definition_in,
    definition_of,
    formula_words,
    known_in,
    only_used,
    own_metric,
    own_metrics_used,
    with_offered,
)
from portal.contracts.rules.figures import sla
from portal.contracts.rules.plain import fingerprint, to_plain
from portal.contracts.rules.promise_words import further_words
from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.metrics import Direction, FieldKind, OwnKind, OwnMetric, Unit, Words, metric
from portal.kernel.metrics.own import column_key
from portal.kernel.periods import ServiceMonth
from portal.sla.rules.columns import plan_columns
from portal.sla.rules.evaluation import State
from portal.sla.rules.imported import ColumnMapping, FigureRow
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import measurement_of
from portal.sla.rules.months import judge_month, slots_of
from portal.sla.rules.own_metrics import kinds_of, looks_personal, own_headings, spread_fields, usable_fields
from portal.sla.rules.plain_figures import figures_from_plain, figures_to_plain
from portal.sla.rules.pooling import Figures, added_spreads, month_figures, nearest_rank, slot_figures
from portal.sla.rules.tools.registry import TOOLS
from portal.sla.rules.typed import typed_values
from portal.sla.rules.values.dates import Days

MONTH = Days(date(2026, 11, 1), date(2026, 11, 30))
ASKED = column_key(FieldKind.COUNT, "邀评数")
HOURS = column_key(FieldKind.HOURS, "培训时长")
WAIT = column_key(FieldKind.DURATION_SECONDS, "排队时长")
NAME = Words("Asked share", "邀评占比", "邀評佔比")
SHARE = OwnMetric(
    key="own:asked_share",
    version=2,
    name=NAME,
    counts=NAME,
    kind=OwnKind.RATIO,
    numerator=(ASKED,),
    denominator=("sessions",),
)
TRAINED = replace(
    SHARE, key="own:trained", kind=OwnKind.SUM, numerator=(HOURS,), denominator=(), unit=Unit.HOURS
)
P90 = replace(
    SHARE,
    key="own:wait_p90",
    kind=OwnKind.PERCENTILE,
    numerator=(WAIT,),
    denominator=(),
    unit=Unit.SECONDS,
    direction=Direction.LOWER,
)
TERMS = ContractTerms(
    term=Term(start=date(2026, 11, 1)),
    shops=(Shop("tmall", "A"),),
    sla=(
        SlaLine("own:asked_share", 2, Decimal(60), tiers=(CreditTier(Decimal(0), None, Decimal(2)),)),
        SlaLine("own:wait_p90", 2, Decimal(40)),
        SlaLine("reply_rate", 1, Decimal(98)),
    ),
    own_metrics=(SHARE, TRAINED, P90),
)
VALUES = (5_000, 8_000, 9_000, 12_000, 15_000, 18_000, 22_000, 30_000, 45_000, 300_000)


def row(number: int, **values: int) -> FigureRow:
    return FigureRow(sheet="", number=number, values=values, days=MONTH, agent=f"agent {number}")


def waits() -> Figures:
    rows = [row(place, **{WAIT: value}) for place, value in enumerate(VALUES)]
    total = replace(row(99, **{WAIT: sum(VALUES)}), is_total=True)
    return slot_figures([*rows, total], MONTH, spread=frozenset({WAIT, "sessions"}))


def test_a_line_is_defined_by_the_contract_or_by_the_catalogue() -> None:
    assert definition_of(TERMS, TERMS.sla[0]).name == NAME
    assert definition_of(TERMS, TERMS.sla[2]) == metric("reply_rate", 1)
    assert definition_in(TERMS, "reply_rate") == metric("reply_rate")
    assert own_metrics_used(TERMS) == (SHARE, P90)
    known = [known_in(TERMS, key) for key in ("own:trained", "own:nothing", "csat")]
    assert known == [True, False, True]
    with pytest.raises(NotFound):
        own_metric(TERMS, "own:nothing")


def test_terms_are_edited_with_what_is_on_offer_and_kept_with_what_is_used() -> None:
    newer = replace(SHARE, version=3)
    extra = replace(SHARE, key="own:extra")
    edited = with_offered(TERMS, [newer, extra])
    assert edited.own_metrics == (*TERMS.own_metrics, extra)
    assert only_used(edited).own_metrics == (SHARE, P90)


def test_formulas_read_as_they_are_computed() -> None:
    both = replace(SHARE, numerator=(ASKED, "-sessions", "messages_total"))
    assert formula_words(SHARE.definition, "zh-Hans") == "Σ 邀评数 ÷ Σ 会话数"
    assert formula_words(TRAINED.definition, "en") == "Σ 培训时长"
    assert formula_words(P90.definition, "en") == "P90 (排队时长)"
    assert formula_words(both.definition, "zh-Hans").startswith("Σ (邀评数 − 会话数 + ")
    less = replace(SHARE, numerator=("-sessions", ASKED))
    assert formula_words(less.definition, "zh-Hans").startswith("Σ (− 会话数 + 邀评数)")


def test_the_contract_text_says_what_an_own_metric_counts() -> None:
    assert further_words(TERMS, TERMS.sla[0], "zh-Hans").startswith("Σ 邀评数 ÷ Σ 会话数. 邀评占比")


def test_the_contract_text_names_an_own_metric_with_its_unit() -> None:
    first = sla(replace(TERMS, languages=("zh-Hans",))).rows[0]
    assert "邀评占比" in str(first[0])
    assert any("60" in str(cell) for cell in first)


def test_terms_without_own_metrics_keep_their_fingerprint() -> None:
    assert "own_metrics" not in to_plain(ContractTerms())
    assert fingerprint(ContractTerms()) != fingerprint(TERMS)


def test_own_columns_are_read_by_their_headings() -> None:
    assert own_headings(TERMS.own_metrics) == {"邀评数": ASKED, "培训时长": HOURS, "排队时长": WAIT}
    assert spread_fields(TERMS.own_metrics) == (WAIT,)

    class Sheet:
        name, header_row, header, rows = "", 1, ("客服", "邀评数", "培训时长", "排队时长(分)"), ()

    plan = plan_columns(Sheet(), TOOLS["own"], ColumnMapping("own", own_headings(TERMS.own_metrics)))
    assert [(one.field.key, one.duration_unit) for one in plan.figures] == [
        (ASKED, None),
        (HOURS, "h"),
        (WAIT, "min"),
    ]
    assert str(FIELDS[ASKED].label) == "邀评数"


@pytest.mark.parametrize("heading", ["买家手机", "收货地址", "Customer email"])
def test_personal_data_never_becomes_an_own_column(heading: str) -> None:
    own = replace(SHARE, numerator=(column_key(FieldKind.COUNT, heading),))
    assert looks_personal(heading)
    assert own_headings([own]) == {}
    assert own.numerator[0] not in kinds_of(own)

    class Sheet:
        name, header_row, rows = "", 1, ()
        header = (heading,)

    plan = plan_columns(Sheet(), TOOLS["own"], ColumnMapping("own", {}))
    assert [one.heading for one in plan.personal] == [heading]


def test_unknown_keys_are_no_figures() -> None:
    with pytest.raises(KeyError):
        FIELDS["column:nothing"]
    assert "column:nothing" not in FIELDS
    assert 7 not in FIELDS
    assert ASKED in FIELDS
    assert own_headings([replace(SHARE, numerator=("column:colour:x",))]) == {}
    assert "consult_users" in usable_fields()
    assert "reply_rate" not in usable_fields()
    assert kinds_of(SHARE)[ASKED] is FieldKind.COUNT


def test_a_ratio_is_sum_over_sum_of_its_fields() -> None:
    figures = slot_figures(
        [row(1, **{ASKED: 30, "sessions": 50}), row(2, **{ASKED: 10, "sessions": 150})], MONTH
    )
    found = measurement_of(SHARE.definition, figures)
    assert found is not None
    assert found.value == 20
    assert found.counted
    assert found.share
    assert (found.rows, found.approximate, found.grain) == (2, False, "agent_month")


def test_fields_of_different_grains_are_approximate() -> None:
    total = replace(row(9, sessions=200), is_total=True)
    found = measurement_of(SHARE.definition, slot_figures([row(1, **{ASKED: 50}), total], MONTH))
    assert found is not None
    assert found.approximate
    assert found.value == 25


def test_a_missing_field_or_nothing_to_divide_by_gives_no_result() -> None:
    assert measurement_of(SHARE.definition, slot_figures([row(1, sessions=3)], MONTH)) is None
    empty = measurement_of(SHARE.definition, slot_figures([row(1, **{ASKED: 0, "sessions": 0})], MONTH))
    assert empty is not None
    assert empty.value is None


def test_a_sum_is_read_in_its_unit() -> None:
    found = measurement_of(TRAINED.definition, slot_figures([row(1, **{HOURS: 5_400_000})], MONTH))
    assert found is not None
    assert found.value == Fraction(3, 2)
    assert not found.counted


def test_a_percentile_is_the_nearest_rank_over_single_rows() -> None:
    found = measurement_of(P90.definition, waits())
    assert found is not None
    assert (found.value, found.rows) == (45, 10)
    assert measurement_of(P90.definition, slot_figures([row(1, sessions=1)], MONTH)) is None


def test_distributions_of_several_slots_are_added() -> None:
    both = month_figures([waits(), waits()])
    assert both.spreads[WAIT] == tuple((value, 2) for value in VALUES)
    assert added_spreads([((1, 2),), ((0, 1), (1, 1))]) == ((0, 1), (1, 3))
    assert [nearest_rank(((1, 1), (2, 1)), rank) for rank in (50, 51)] == [1, 2]
    with pytest.raises(ValueError, match="one row"):
        nearest_rank((), 50)


def test_distributions_are_stored_only_where_there_are_any() -> None:
    assert figures_from_plain(figures_to_plain(waits())) == waits()
    assert "spreads" not in figures_to_plain(slot_figures([row(1, sessions=1)], MONTH))


def test_a_line_about_an_own_metric_is_judged_and_charged() -> None:
    slot = slots_of(TERMS)[0].key
    figures = slot_figures([row(1, **{ASKED: 80, "sessions": 200})], MONTH)
    judged = judge_month(TERMS, ServiceMonth(2026, 11), files={slot: figures}, typed={}, stated={})
    asked, wait, _reply = judged.evaluation.lines
    assert (asked.state, asked.value, wait.state) == (State.MISSED, 40, State.NO_DATA)
    assert asked.promise.definition.name == NAME
    assert [line.percent for line in judged.credits.lines] == [2]


def test_an_own_figure_can_be_typed_with_its_cases() -> None:
    assert typed_values(SHARE.definition, Fraction(60), 200) == {ASKED: 120, "sessions": 200}
    assert typed_values(TRAINED.definition, Fraction(3, 2), None) == {HOURS: 5_400_000}
    with pytest.raises(Invalid):
        typed_values(SHARE.definition, Fraction(60), None)
    with pytest.raises(Invalid):
        typed_values(P90.definition, Fraction(60), 3)


ROWS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 900), st.integers(0, 3)), min_size=1, max_size=30
)


@given(ROWS, st.randoms(use_true_random=False))
def test_splitting_rows_over_files_in_any_order_gives_what_pooling_gives(
    values: list[tuple[int, int, int]], dice: Random
) -> None:
    spread = frozenset({WAIT})
    rows = [
        row(place, **{ASKED: asked, "sessions": asked + wait, WAIT: wait})
        for place, (asked, wait, _) in enumerate(values)
    ]
    whole = slot_figures(rows, MONTH, spread=spread)
    files: dict[int, list[FigureRow]] = {}
    for one, (_, _, file) in zip(rows, values, strict=True):
        files.setdefault(file, []).append(one)
    dice.shuffle(rows)
    split = month_figures(slot_figures(part, MONTH, spread=spread) for part in files.values())
    mixed = slot_figures(rows, MONTH, spread=spread)
    for own in (SHARE, P90):
        found = [measurement_of(own.definition, one) for one in (whole, split, mixed)]
        assert len({None if one is None else (one.value, one.rows) for one in found}) == 1
