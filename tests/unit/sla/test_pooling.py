"""Claims about pooling: sums over sums, one grain at a time, and never the mean of means."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sla.rules.imported import FigureRow
from portal.sla.rules.measurements import Measurement, Unit, measured, quantity, rounded, unit_of
from portal.sla.rules.parts import Part, parts_of, pooled
from portal.sla.rules.pooling import (
    FIRST_RESPONSES,
    Figures,
    Grain,
    PooledPart,
    grain_of,
    month_figures,
    slot_figures,
    with_percentiles,
)
from portal.sla.rules.values.dates import Days

NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))


def row(agent: str | None = "小美", day: int | None = 1, *, total: bool = False, **values: int) -> FigureRow:
    days = None if day is None else Days(date(2026, 11, day), date(2026, 11, day))
    return FigureRow(sheet="a", number=2, values=values, days=days, agent=agent, is_total=total)


def value(figures: Figures, metric: str) -> Fraction | None:
    found = measured(figures).get(metric)
    return None if found is None else found.value


def test_two_agents_are_pooled_and_not_averaged() -> None:
    rows = [row("a", inquiry_users=200, paid_users=90), row("b", inquiry_users=50, paid_users=45)]
    assert value(slot_figures(rows, NOVEMBER), "inquiry_conversion") == Fraction(54)


def test_satisfaction_is_weighted_by_votes() -> None:
    rows = [row("a", csat=800_000, evaluations=10), row("b", csat=1_000_000, evaluations=1)]
    figures = slot_figures(rows, NOVEMBER)
    assert value(figures, "csat") == Fraction(900, 11)
    assert figures.parts["csat"].approximate


def test_exact_and_weighted_contributions_go_together() -> None:
    rows = [row("a", votes_good=8, evaluations=10), row("b", csat=1_000_000, evaluations=1)]
    assert value(slot_figures(rows, NOVEMBER), "csat") == Fraction(900, 11)


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"consult_users": 100, "unreplied_users": 3, "reply_rate": 970_000}, Part(97, 100)),
        ({"consult_users": 100, "unreplied_users": 103}, Part(0, 100)),
        ({"consult_users": 100, "replied_users": 96}, Part(96, 100)),
        ({"consult_users": 0, "replied_users": 0}, Part(0, 0)),
        ({"reply_rate": 970_000, "received_users": 10}, Part(9_700_000, 10, 1_000_000, exact=False)),
        ({"reply_rate": 970_000}, Part(970_000, 1, 1_000_000, exact=False, weighted=False)),
        ({"consult_users": 100}, None),
    ],
)
def test_a_rate_is_made_of_what_was_delivered_best_first(values: dict[str, int], part: Part | None) -> None:
    assert parts_of(values).get("reply_rate") == part


def test_the_files_own_total_stands_for_the_shop() -> None:
    rows = [
        row("a", consult_users=60, unreplied_users=1),
        row("b", consult_users=45, unreplied_users=1),
        row(None, None, total=True, consult_users=100, unreplied_users=2),
    ]
    figures = slot_figures(rows, NOVEMBER)
    assert figures.counts["consult_users"].value == 100
    assert not figures.counts["consult_users"].approximate
    assert value(figures, "reply_rate") == Fraction(98)
    assert figures.parts["reply_rate"].grain is Grain.TOTAL


def test_without_a_total_buyers_are_added_up_and_called_approximate() -> None:
    rows = [row("a", consult_users=60, sessions=3), row("b", consult_users=45, sessions=4)]
    counts = slot_figures(rows, NOVEMBER).counts
    assert (counts["consult_users"].value, counts["consult_users"].approximate) == (105, True)
    assert (counts["sessions"].value, counts["sessions"].approximate) == (7, False)


def test_a_figure_the_total_lacks_comes_from_the_rows() -> None:
    rows = [row("a", complaints=1), row("b", complaints=2), row(None, None, total=True, sessions=9)]
    counts = slot_figures(rows, NOVEMBER).counts
    assert (counts["complaints"].value, counts["sessions"].value) == (3, 9)


def test_averages_without_counts_cannot_be_pooled() -> None:
    alone = slot_figures([row("a", frt_avg=30_000)], NOVEMBER)
    assert value(alone, "frt_avg") == 30
    several = slot_figures([row("a", frt_avg=30_000), row("b", frt_avg=60_000)], NOVEMBER)
    assert several.unpoolable == {"frt_avg"}
    assert month_figures([alone, several]).unpoolable == {"frt_avg"}
    assert month_figures([alone, alone]).unpoolable == {"frt_avg"}
    assert pooled([]) is None


def test_a_coarser_grain_that_cannot_be_pooled_is_not_replaced_by_a_finer_one() -> None:
    rows = [row(None, 1, art=5000), row(None, 2, art=6000), row("a", art=5000, rt_count=3)]
    assert slot_figures(rows, NOVEMBER).unpoolable == {"art"}


def test_the_largest_of_a_maximum_counts() -> None:
    rows = [row("a", concurrency=5), row("b", concurrency=8)]
    slot = slot_figures(rows, NOVEMBER)
    assert month_figures([slot, slot]).counts["concurrency"].value == 8


def test_shops_are_added() -> None:
    slot = slot_figures([row("a", consult_users=60, unreplied_users=6, sessions=5)], NOVEMBER)
    month = month_figures([slot, slot])
    assert month.counts["sessions"].value == 10
    assert month.parts["reply_rate"] == PooledPart(
        Part(108, 120), Grain.AGENT_DAYS, approximate=False, rows=2
    )


@pytest.mark.parametrize(
    ("given_row", "grain"),
    [
        (row(total=True), Grain.TOTAL),
        (row(None, None), Grain.SHOP_MONTH),
        (row(None, 1), Grain.SHOP_DAYS),
        (row("a", None), Grain.AGENT_MONTH),
        (row("a", 1), Grain.AGENT_DAYS),
        (FigureRow(sheet="a", number=1, values={}, days=NOVEMBER), Grain.SHOP_MONTH),
    ],
)
def test_what_a_row_stands_for_follows_from_whom_and_when_it_names(
    given_row: FigureRow, grain: Grain
) -> None:
    assert grain_of(given_row, NOVEMBER) is grain


day_rows = st.lists(
    st.tuples(
        st.sampled_from(["小美", "小林", "阿强"]),
        st.integers(1, 30),
        st.integers(0, 500),
        st.integers(0, 500),
        st.integers(0, 90_000),
    ),
    min_size=1,
    max_size=12,
)


def figure_rows(raw: list[tuple[str, int, int, int, int]]) -> list[FigureRow]:
    return [
        row(agent, day, consult_users=more + less, replied_users=more, rt_sum_ms=spent, rt_count=more)
        for agent, day, more, less, spent in raw
    ]


def results(figures: Figures) -> dict[str, tuple[int, int]]:
    return {key: (one.numerator, one.denominator) for key, one in measured(figures).items()}


@given(day_rows, st.integers(0, 12))
def test_splitting_and_shuffling_rows_never_changes_the_result(
    raw: list[tuple[str, int, int, int, int]], cut: int
) -> None:
    rows = figure_rows(raw)
    whole = results(month_figures([slot_figures(rows, NOVEMBER)]))
    shuffled = sorted(rows, key=lambda one: (one.values["rt_sum_ms"], one.agent or ""))
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    assert results(month_figures([slot_figures(part, NOVEMBER) for part in parts])) == whole


@given(
    st.lists(
        st.builds(Part, st.integers(0, 9), st.integers(0, 9), st.sampled_from([1, 1_000_000])), min_size=1
    )
)
def test_adding_parts_in_any_order_gives_the_same(parts: list[Part]) -> None:
    assert pooled(parts) == pooled(reversed(parts))


@pytest.mark.parametrize(
    ("metric", "unit", "raw", "shown"),
    [
        ("reply_rate", Unit.PERCENT, Measurement("x", Unit.PERCENT, 59, 60, factor=Fraction(100)), "98.33 %"),
        (
            "frt_avg",
            Unit.SECONDS,
            Measurement("x", Unit.SECONDS, 91_000, 3, factor=Fraction(1, 1000)),
            "30.33 s",
        ),
        (
            "resolution_time",
            Unit.HOURS,
            Measurement("x", Unit.HOURS, 7_200_000, 1, factor=Fraction(1, 3_600_000)),
            "2 h",
        ),
        ("aov", Unit.AMOUNT, Measurement("x", Unit.AMOUNT, 10_000, 1, factor=Fraction(1, 100)), "100"),
        ("dsr_service", Unit.SCORE, Measurement("x", Unit.SCORE, 4_830, 1, factor=Fraction(1, 1000)), "4.83"),
        ("missed_conversations", Unit.COUNT, Measurement("x", Unit.COUNT, 5, 1), "5"),
        ("qa_ratio", Unit.PERCENT, Measurement("x", Unit.PERCENT, 6, 5, factor=Fraction(100)), "120 %"),
    ],
)
def test_a_result_is_shown_in_the_unit_of_its_target(
    metric: str, unit: Unit, raw: Measurement, shown: str
) -> None:
    assert unit_of(metric) == (unit, raw.factor)
    assert raw.value is not None
    assert str(quantity(raw.value, unit)) == shown


def test_nothing_counted_is_no_data() -> None:
    assert Measurement("x", Unit.PERCENT, 0, 0).value is None
    assert str(rounded(Fraction(100))) == "100"
    assert not Measurement("x", Unit.PERCENT, 6, 5).share


def test_sums_are_results_as_well() -> None:
    figures = slot_figures([row("a", unreplied_users=3, sales_amount=12_345, online_ms=5_400_000)], NOVEMBER)
    found = measured(figures)
    assert {key: found[key].value for key in ("missed_conversations", "sales_assisted", "online_hours")} == {
        "missed_conversations": 3,
        "sales_assisted": Fraction(12_345, 100),
        "online_hours": Fraction(3, 2),
    }


def test_percentiles_of_several_files_come_from_the_single_conversations_and_never_from_percentiles() -> None:
    first = with_percentiles(Figures({}, {}, spreads={FIRST_RESPONSES: ((5_000, 9), (90_000, 1))}))
    second = with_percentiles(Figures({}, {}, spreads={FIRST_RESPONSES: ((60_000, 10),)}))
    assert [value(one, "frt_p90") for one in (first, second)] == [5, 60]
    both = month_figures([first, second])
    assert (value(both, "frt_p90"), value(both, "frt_median")) == (60, 60)
    assert (both.parts["frt_p90"].rows, both.parts["frt_p90"].approximate, both.unpoolable) == (
        20,
        False,
        frozenset(),
    )


def test_a_percentile_without_its_conversations_is_never_added() -> None:
    known = with_percentiles(Figures({}, {}, spreads={FIRST_RESPONSES: ((5_000, 9),)}))
    printed = slot_figures([row(None, None, total=True, frt_p90=7_000)], NOVEMBER)
    assert "frt_p90" in month_figures([known, printed]).unpoolable
    assert value(month_figures([known, slot_figures([], NOVEMBER)]), "frt_p90") == 5
