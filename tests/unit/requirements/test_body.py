"""A requirement as one value: kept, read again, changed, and answered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.kernel.metrics import Unit
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.reference.rules.size_templates import Size, StaffRole
from portal.requirements.rules.answer import answer, answer_for_a_normal_day, scenario_of, totals_by_month
from portal.requirements.rules.body import Body, body_of_estimate, facts_of, from_plain, to_plain
from portal.requirements.rules.changes import (
    with_calculated_people,
    with_counted_volumes,
    with_hours,
    with_volumes,
)
from portal.requirements.rules.estimates import Basics, estimate, template_for
from portal.requirements.rules.hours import ServiceHours, Shift
from portal.requirements.rules.standards import OFFERED, standard, standards_on_offer

TODAY = date(2026, 11, 22)


def a_body(conversations: int = 1200, closes: int = 24, budget: Money | None = None) -> Body:
    basics = Basics("tmall", conversations, ServiceHours(9 * 60, closes * 60), date(2027, 1, 1), budget)
    return body_of_estimate(estimate(basics, template_for(Size.MEDIUM)), currency="CNY")


@pytest.mark.parametrize(
    "body",
    [
        a_body(),
        a_body(budget=Money(8000000, "CNY")),
        replace(
            a_body(),
            expected_sales=Money(100, "CNY"),
            category="sports",
            kind="peak",
            notes="two\nlines",
            volumes=(),
            roles=(),
            estimated=frozenset(),
        ),
    ],
)
def test_a_body_is_read_as_it_was_kept(body: Body) -> None:
    assert from_plain(to_plain(body)) == body


def test_the_same_number_typed_differently_is_kept_alike() -> None:
    body = a_body()
    longer = replace(body, assumptions=replace(body.assumptions, shrinkage=Decimal("0.1500")))
    assert to_plain(longer) == to_plain(body)


def test_what_is_missing_is_told_from_the_body() -> None:
    facts = facts_of("Shop", a_body())
    assert (facts.months_with_volume, facts.months_estimated, facts.shifts, facts.shifts_with_volume) == (
        12,
        12,
        2,
        2,
    )
    assert facts.people == 15
    assert [gap.field for gap in answer("Shop", a_body(), today=TODAY).gaps] == ["volumes", "budget"]


def test_the_answer_stands_on_the_volumes_of_the_normal_and_the_peak_month() -> None:
    result = answer("Shop", a_body(), today=TODAY)
    assert result.normal_day is not None
    assert result.peak_day is not None
    assert (result.normal_day.answer, result.peak_day.answer) == (15, 30)
    assert result.cost is not None
    assert len(result.reasons) == 3 + 3 + 3
    assert str(result.evenness.reasons[0]).startswith("Demand is uneven")


def test_without_volumes_nothing_follows() -> None:
    empty = replace(a_body(), volumes=())
    result = answer("Shop", empty, today=TODAY)
    assert (result.normal_day, result.peak_day, result.cost, result.scenario) == (None, None, None, None)
    assert result.reasons == ()
    assert answer_for_a_normal_day(empty) is None
    assert with_calculated_people(empty) is empty


def test_hours_with_the_same_shifts_move_nothing_else() -> None:
    body = a_body()
    moved = with_hours(body, ServiceHours(8 * 60, 23 * 60))
    assert (moved.volumes, moved.roles) == (body.volumes, body.roles)
    assert moved.hours.closes == 23 * 60


def test_other_shifts_share_out_the_volumes_and_count_people_anew() -> None:
    body = a_body()
    moved = with_hours(body, ServiceHours(0, 0))
    assert {line.shift for line in moved.volumes} == set(Shift)
    assert totals_by_month(moved.volumes) == totals_by_month(body.volumes)
    assert {line.shift for line in moved.roles} == set(Shift)
    assert all(line.estimated for line in moved.volumes)


def test_an_entered_volume_is_no_longer_an_estimate_and_moves_the_day() -> None:
    body = a_body()
    entered = {(line.month, line.shift): line.conversations * 2 for line in body.volumes}
    january = ServiceMonth(2027, 1)
    entered[january, Shift.DAY] //= 2
    changed = with_volumes(body, entered)
    assert [line.estimated for line in changed.volumes if line.month == january] == [True, False]
    assert changed.conversations_a_day == 2400
    assert not any(line.estimated for line in with_counted_volumes(body).volumes)
    assert with_volumes(body, {}).conversations_a_day == 1200


def test_a_new_month_is_counted() -> None:
    changed = with_volumes(a_body(), {(ServiceMonth(2026, 10), Shift.DAY): 31000})
    assert [line.estimated for line in changed.volumes] == [False]
    assert changed.conversations_a_day == 1033


def test_the_scenario_needs_people() -> None:
    assert scenario_of(replace(a_body(), roles=())) is None


def test_people_are_calculated_by_role() -> None:
    roles = with_calculated_people(replace(a_body(), roles=())).roles
    assert {line.role for line in roles} == {StaffRole.PRE_SALES, StaffRole.AFTER_SALES}


def test_every_standard_on_offer_is_a_metric_of_the_catalogue() -> None:
    kinds = standards_on_offer()
    assert [kind.key for kind in kinds] == list(OFFERED)
    assert {kind.metric.unit for kind in kinds} <= {Unit.PERCENT, Unit.SECONDS, Unit.HOURS, Unit.POINTS}


@pytest.mark.parametrize(
    ("key", "typed", "measured", "is_ceiling"),
    [("reply_rate", "98", "0.98", False), ("frt_avg", "30", "30", True), ("qa_score", "90", "90", False)],
)
def test_a_target_is_typed_in_percent_and_measured_as_a_share(
    key: str, typed: str, measured: str, is_ceiling: bool
) -> None:
    kind = standard(key)
    assert kind.as_measured(Decimal(typed)) == Decimal(measured)
    assert kind.is_ceiling is is_ceiling
