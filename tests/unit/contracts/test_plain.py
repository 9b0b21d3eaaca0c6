"""Terms survive the way into storage and back, and equal terms have one spelling."""

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from portal.contracts.rules.plain import (
    canonical_bytes,
    decimal_words,
    fingerprint,
    from_plain,
    later,
    to_plain,
)
from portal.contracts.rules.terms import ContractTerms
from tests.unit.contracts.examples import terms


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Sample:
    word: str = ""
    count: int = 0
    share: Decimal = Decimal(0)
    day: date | None = None
    colour: Colour = Colour.RED
    many: tuple[int, ...] = ()
    inner: "Sample | None" = None
    yes: bool = False


def only_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and only_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(only_plain(one) for one in value)
    return value is None or isinstance(value, str | int)


@pytest.mark.parametrize("whole", [terms(), ContractTerms()], ids=["complete", "empty"])
def test_terms_come_back_as_they_went_in(whole: ContractTerms) -> None:
    stored = json.loads(canonical_bytes(whole))
    assert from_plain(ContractTerms, stored) == whole


def test_the_plain_form_holds_words_and_whole_numbers_only() -> None:
    assert only_plain(to_plain(terms()))


def test_equal_terms_have_one_fingerprint_however_a_number_was_written() -> None:
    one, other = Sample(share=Decimal("0.050")), Sample(share=Decimal("5E-2"))
    assert fingerprint(one) == fingerprint(other)
    assert len(fingerprint(one)) == 64


def test_any_change_of_the_terms_changes_the_fingerprint() -> None:
    assert fingerprint(terms()) != fingerprint(replace(terms(), start_day=26))


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (Decimal("0.050"), "0.05"),
        (Decimal("1E+2"), "100"),
        (Decimal(-0), "0"),
        (Decimal("-0.0"), "0"),
        (Decimal("-1.50"), "-1.5"),
        (Decimal("95"), "95"),
    ],
)
def test_decimals_have_one_short_spelling(value: Decimal, spelling: str) -> None:
    assert decimal_words(value) == spelling


def test_what_an_older_version_did_not_know_takes_its_default() -> None:
    assert from_plain(Sample, {"word": "x"}) == Sample(word="x")
    assert from_plain(Sample, {"inner": {"day": "2026-11-01", "colour": "red"}}) == Sample(
        inner=Sample(day=date(2026, 11, 1))
    )


@pytest.mark.parametrize(
    "plain",
    [
        [],
        {"unknown": 1},
        {"word": 1},
        {"count": "1"},
        {"count": True},
        {"count": 1.0},
        {"yes": 1},
        {"share": 0.05},
        {"share": "NaN"},
        {"share": "１"},
        {"share": "1_0"},
        {"day": "2026-02-30"},
        {"day": "1 May"},
        {"colour": "blue"},
        {"many": 1},
        {"many": ["x"]},
    ],
)
def test_what_is_no_plain_form_is_refused(plain: Any) -> None:
    with pytest.raises(ValueError, match=r"is|cannot|out of range"):
        from_plain(Sample, plain)


def test_a_float_has_no_plain_form() -> None:
    with pytest.raises(ValueError, match="float has no plain form"):
        to_plain(0.1)


@dataclass(frozen=True)
class Grown:
    """A part of the terms to which a field was added after contracts had been signed."""

    old: int = 1
    new: Decimal | None = later(None)


def test_a_later_field_changes_no_fingerprint_until_it_is_used() -> None:
    assert to_plain(Grown()) == {"old": 1}
    assert to_plain(Grown(new=Decimal(2))) == {"old": 1, "new": "2"}
    assert from_plain(Grown, {"old": 1}) == Grown()
    signed_before = "6dc1cfaf33694cd99819e3f91ef925b3e2db1a6434f0b108cdb10372a202a9e9"
    assert fingerprint(terms()) == signed_before
