"""Claims about the figures of a file by day, agent, shift and shop."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sla.rules.breakdown import Breakdown, breakdown_of, breakdown_to_plain, pooled_parts
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.measurements import measured
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures, month_figures, slot_figures
from portal.sla.rules.values.dates import Days

NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))
FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)


def row(
    day: int | None = 1,
    agent: str | None = "小美",
    *,
    until: int | None = None,
    shop: str | None = None,
    shift: str | None = None,
    total: bool = False,
    **values: int,
) -> FigureRow:
    days = None if day is None else Days(date(2026, 11, day), date(2026, 11, until or day))
    return FigureRow(
        sheet="a", number=2, values=values, days=days, agent=agent, shop=shop, shift=shift, is_total=total
    )


def count(figures: Figures, field: str = "received_users") -> int:
    return figures.counts[field].value


def test_days_and_agents_are_told_apart() -> None:
    rows = [row(1, "a", received_users=3), row(1, "b", received_users=4), row(2, "a", received_users=5)]
    found = breakdown_of(rows, NOVEMBER)
    assert {day: count(one) for day, one in found.by_day.items()} == {FIRST: 7, SECOND: 5}
    assert {name: count(one) for name, one in found.by_agent.items()} == {"a": 8, "b": 4}
    assert found.by_shift == found.by_shop == {}


def test_a_day_told_by_the_shop_is_not_replaced_by_the_sum_of_its_agents() -> None:
    rows = [row(1, None, received_users=6), row(1, "a", received_users=3), row(1, "b", received_users=4)]
    assert count(breakdown_of(rows, NOVEMBER).by_day[FIRST]) == 6


def test_rates_are_sums_over_sums() -> None:
    rows = [
        row(1, "a", inquiry_users=200, paid_users=90),
        row(2, "a", inquiry_users=50, paid_users=45),
    ]
    assert measured(breakdown_of(rows, NOVEMBER).by_agent["a"])["inquiry_conversion"].value == Fraction(54)


def test_month_rows_totals_and_runs_of_days_have_no_day() -> None:
    rows = [
        row(None, "a", received_users=1),
        row(1, "a", until=30, received_users=1),
        row(1, "b", until=2, received_users=1),
        row(1, None, total=True, received_users=9),
    ]
    found = breakdown_of(rows, NOVEMBER)
    assert found.by_day == {}
    assert set(found.by_agent) == {"a", "b"}


def test_days_of_another_month_are_not_told() -> None:
    outside = FigureRow("a", 2, {"received_users": 1}, Days(date(2026, 12, 1), date(2026, 12, 1)))
    assert breakdown_of([outside], NOVEMBER).by_day == {}


def test_shifts_and_shops_are_told_apart() -> None:
    rows = [
        row(1, "a", shop="甲店", shift="早班", received_users=1),
        row(1, "a", shop="乙店", shift="晚班", received_users=2),
    ]
    found = breakdown_of(rows, NOVEMBER)
    assert {name: count(one) for name, one in found.by_shop.items()} == {"甲店": 1, "乙店": 2}
    assert {name: count(one) for name, one in found.by_shift.items()} == {"早班": 1, "晚班": 2}


def test_a_name_longer_than_can_be_kept_is_cut() -> None:
    assert list(breakdown_of([row(1, "长" * 300, received_users=1)], NOVEMBER).by_agent) == ["长" * 200]


def test_stored_parts_come_back_and_files_are_added() -> None:
    plain = breakdown_to_plain(breakdown_of([row(1, "a", received_users=3)], NOVEMBER))
    assert set(plain) == {"day", "agent"}
    day = plain["day"]["2026-11-01"]
    assert pooled_parts([("2026-11-01", day)])["2026-11-01"] == figures_from_plain(day)
    both = pooled_parts([("2026-11-01", day), ("2026-11-01", day)])
    assert count(both["2026-11-01"]) == 6
    assert breakdown_to_plain(Breakdown()) == {}


@given(
    st.lists(
        st.tuples(
            st.integers(1, 30), st.sampled_from("abc"), st.sampled_from(["早", "晚"]), st.integers(0, 50)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_the_parts_add_up_to_the_whole(cells: list[tuple[int, str, str, int]]) -> None:
    rows = [
        row(day, agent, shift=shift, shop="甲店", sessions=number + 1, sessions_le_180s=number)
        for day, agent, shift, number in cells
    ]
    whole = slot_figures(rows, NOVEMBER)
    found = breakdown_of(rows, NOVEMBER)
    for several in (found.by_day, found.by_agent, found.by_shift, found.by_shop):
        pooled = month_figures(several.values())
        assert pooled.parts == whole.parts
        assert pooled.counts == whole.counts


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["售前组"], "pre_sales"),
        (["售後一組", None], "after_sales"),
        (["售前", "售后"], "combined"),
        (["Pre-sales A"], "pre_sales"),
        (["夜班组"], ""),
        ([None], ""),
    ],
)
def test_the_group_of_an_agent_may_name_its_role(groups: list[str | None], role: str) -> None:
    rows = [replace(row(1, "小美", sessions=1), group=group) for group in groups]
    plain = breakdown_to_plain(breakdown_of([*rows, row(2, None, sessions=1)], NOVEMBER))["agent"]
    assert plain["小美"].get("role", "") == role
