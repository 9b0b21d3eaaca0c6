"""Metrics and columns that parties define: what their keys say, when a definition can be used, what it gives."""

from dataclasses import replace
from typing import Any

import pytest

from portal.contracts.rules.plain import from_plain, to_plain
from portal.kernel.errors import NotFound
from portal.kernel.metrics import (
    Aggregation,
    FieldKind,
    Group,
    OwnKind,
    OwnMetric,
    Unit,
    Words,
    compute,
    field,
    is_column,
    is_own,
)
from portal.kernel.metrics.own import (
    SPREAD_ONLY,
    column_key,
    column_of,
    own_from_plain,
    own_to_plain,
    problems_of,
)

SIGNED = column_key(FieldKind.COUNT, " 签收单数 ")
KINDS = {
    "consult_users": FieldKind.COUNT,
    "paid_users": FieldKind.COUNT,
    "rt_sum_ms": FieldKind.DURATION_SECONDS,
    "sales_amount": FieldKind.MONEY,
    SIGNED: FieldKind.COUNT,
    SPREAD_ONLY: FieldKind.DURATION_SECONDS,
}
SHARE = OwnMetric(
    key="own:signed_share",
    version=1,
    name=Words("Signed share", "签收占比", "簽收佔比"),
    counts=Words("All orders.", "全部订单。", "全部訂單。"),
    kind=OwnKind.RATIO,
    numerator=(SIGNED, "-paid_users"),
    denominator=("consult_users",),
)
NO_NAME = Words("", "", "")


def test_the_key_of_an_own_column_says_how_it_is_written_and_what_stands_above_it() -> None:
    assert SIGNED == "column:count:签收单数"
    assert is_column(SIGNED)
    assert not is_column("consult_users")
    found = field(SIGNED)
    assert (found.kind, str(found.name), found.people) == (FieldKind.COUNT, "签收单数", False)


@pytest.mark.parametrize("key", ["column:count:", "column:people:a", "column:", "consult_users"])
def test_other_keys_are_no_columns(key: str) -> None:
    assert column_of(key) is None


def test_an_unknown_field_is_not_found() -> None:
    with pytest.raises(NotFound):
        field("column:colour:red")


def test_the_first_response_of_single_conversations_is_a_field() -> None:
    assert field(SPREAD_ONLY).kind is FieldKind.DURATION_SECONDS


def test_an_own_metric_is_defined_and_computed_like_any_other() -> None:
    definition = SHARE.definition
    assert is_own(definition.key)
    assert definition.group is Group.OWN
    assert definition.aggregation is Aggregation.RATIO
    assert definition.percentile is None
    assert SHARE.columns == (SIGNED,)
    ratio = compute(definition, {SIGNED: 90, "paid_users": 30, "consult_users": 120})
    assert ratio is not None
    assert (ratio.numerator, ratio.denominator) == (60, 120)


def test_a_percentile_keeps_its_rank() -> None:
    p75 = replace(SHARE, kind=OwnKind.PERCENTILE, numerator=("rt_sum_ms",), denominator=(), percentile=75)
    assert p75.definition.percentile == 75
    assert p75.definition.aggregation is Aggregation.PCTL


def test_a_definition_travels_as_plain_values() -> None:
    assert from_plain(OwnMetric, to_plain(SHARE)) == SHARE
    assert own_to_plain(SHARE) == to_plain(SHARE)
    assert own_from_plain(own_to_plain(SHARE)) == SHARE


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"numerator": ()}, ["Choose the fields"]),
        ({"numerator": ("buyers_names",)}, ["Choose the fields"]),
        ({"name": NO_NAME}, ["a name"]),
        ({"numerator": ("rt_sum_ms", "paid_users")}, ["of one kind"]),
        ({"denominator": ()}, ["divided by"]),
        ({"kind": OwnKind.SUM}, ["not divided"]),
        ({"kind": OwnKind.SUM, "denominator": (), "unit": Unit.COUNT}, []),
        ({"kind": OwnKind.SUM, "denominator": ()}, ["unit does not fit"]),
        ({"numerator": ("rt_sum_ms",)}, ["unit does not fit"]),
        ({"numerator": ("rt_sum_ms",), "unit": Unit.SECONDS, "kind": OwnKind.MEAN}, []),
        ({"numerator": ("sales_amount",), "unit": Unit.MONEY, "kind": OwnKind.MEAN}, []),
        ({"numerator": ("sales_amount",), "denominator": ("rt_sum_ms",), "unit": Unit.MONEY}, ["unit"]),
        ({"kind": OwnKind.PERCENTILE, "denominator": ()}, ["one field alone"]),
        (
            {"kind": OwnKind.PERCENTILE, "numerator": ("-rt_sum_ms",), "denominator": ()},
            ["one field alone"],
        ),
        (
            {
                "kind": OwnKind.PERCENTILE,
                "numerator": (SPREAD_ONLY,),
                "denominator": (),
                "unit": Unit.SECONDS,
            },
            [],
        ),
        (
            {
                "kind": OwnKind.PERCENTILE,
                "numerator": (SPREAD_ONLY,),
                "denominator": (),
                "unit": Unit.SECONDS,
                "percentile": 100,
            },
            ["between 1 and 99"],
        ),
        ({"numerator": (SPREAD_ONLY,), "unit": Unit.SECONDS}, ["only be used in a percentile"]),
    ],
)
def test_a_definition_is_only_used_when_it_makes_sense(change: dict[str, Any], words: list[str]) -> None:
    problems = [str(one) for one in problems_of(replace(SHARE, **change), KINDS)]
    assert len(problems) == len(words), problems
    assert all(part in problem for part, problem in zip(words, problems, strict=True)), problems
