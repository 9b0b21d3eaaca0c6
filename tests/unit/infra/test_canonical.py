"""The foot of every document carries a hash of its values: both parties must arrive at the same one."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from portal.infra.canonical import canonical_json, content_hash


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": "结算单"}, '{"a":"结算单","b":1}'),
        ({"a": [True, None, -5]}, '{"a":[true,null,-5]}'),
        (("x", ("y",)), '["x",["y"]]'),
        (Decimal("48300.00"), '"48300.00"'),
        (Decimal("1E+3"), '"1000"'),
        (date(2026, 11, 30), '"2026-11-30"'),
        (datetime(2026, 11, 30, 8, tzinfo=UTC), '"2026-11-30T08:00:00+00:00"'),
        (datetime(2026, 11, 30, 16, tzinfo=timezone(timedelta(hours=8))), '"2026-11-30T08:00:00+00:00"'),
    ],
)
def test_a_value_has_one_written_form(value: object, written: str) -> None:
    assert canonical_json(value).decode() == written


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"a": 0.1},
        {1: "a"},
        b"bytes",
        {"a": {1, 2}},
        Decimal("NaN"),
        datetime.fromtimestamp(0, UTC).replace(tzinfo=None),
        object(),
    ],
)
def test_a_value_that_machines_might_write_differently_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})
    assert len(content_hash({})) == 64
