"""Typed numbers are read exactly or refused in words."""

from decimal import Decimal

import pytest

from portal.kernel.errors import Invalid
from portal.kernel.numerals import normalise, parse_decimal, parse_whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("12.50", "12.5"),
        ("+7", "7"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("－５", "-5"),
        ("０.９８５", "0.985"),
        ("１２．５", "12.5"),
        ("1,234", "1234"),
        ("1，234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567", "1234567"),
        ("1\u00a0234", "1234"),
        ("\ufeff 42 \u3000", "42"),
        ("999999999999999", "999999999999999"),
        ("999,999,999,999,999", "999999999999999"),
        ("0.123456789012", "0.123456789012"),
    ],
)
def test_numbers_as_people_write_them_are_read_exactly(text: str, number: str) -> None:
    assert parse_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "--",
        "—",
        "N/A",
        "NaN",
        "Infinity",
        "1_000",
        "1e309",
        "1E+15",
        "0x10",
        "٣",
        "१२",
        "壹",
        "½",
        "1,23",
        "1,234 567",
        "12,34,567",
        ".5",
        "5.",
        "1.2.3",
        "1.2万",
        "98%",
        "- 5",
        "12\n34",
        "²",
    ],
)
def test_whatever_is_not_plainly_a_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a number"):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["1" * 16, "1" * 4000, "0.1234567890123", "1,000,000,000,000,000"])
def test_numbers_beyond_what_the_system_keeps_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="too many digits"):
        parse_decimal(text)


@pytest.mark.parametrize(("text", "number"), [("１，２３４", 1234), ("12.0", 12), ("-3", -3), ("007", 7)])
def test_whole_numbers_may_be_written_with_zero_decimals(text: str, number: int) -> None:
    assert parse_whole(text) == number


def test_half_a_person_is_not_a_whole_number() -> None:
    with pytest.raises(Invalid, match=r"“12\.5” is not a whole number"):
        parse_whole("12.5")


def test_normalising_touches_only_width_signs_and_spaces() -> None:
    assert normalise(" ￥１，２３４（元）　") == "¥1,234(元)"
    assert normalise("㈱①") == "㈱①"
