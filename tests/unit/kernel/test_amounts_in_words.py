"""Amounts in words follow the rules for writing bills, always in one form."""

from decimal import Decimal

import pytest

from portal.kernel.amounts_in_words import (
    FAPIAO_YUAN,
    TRADITIONAL,
    amount_in_chinese,
    amount_in_english,
    amount_in_words,
)
from portal.kernel.errors import Invalid
from portal.kernel.money import Money


def money(text: str, currency: str = "CNY") -> Money:
    return Money.from_decimal(Decimal(text), currency)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("29800", "贰万玖仟捌佰元整"),
        ("54300", "伍万肆仟叁佰元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.55", "伍角伍分"),
        ("0", "零元整"),
        ("-495.05", "负肆佰玖拾伍元零伍分"),
        ("100000001", "壹亿零壹元整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.50", "壹拾元零伍角"),
        ("10.05", "壹拾元零伍分"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1100.10", "壹仟壹佰元零壹角"),
        ("10001", "壹万零壹元整"),
        ("1000500", "壹佰万零伍佰元整"),
        ("1005000", "壹佰万伍仟元整"),
        ("100010000", "壹亿零壹万元整"),
        ("105000000", "壹亿零伍佰万元整"),
        ("150000000", "壹亿伍仟万元整"),
        ("100000000", "壹亿元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("9999999999999999", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
    ],
)
def test_renminbi_in_words(amount: str, words: str) -> None:
    assert amount_in_chinese(money(amount)) == f"人民币{words}"


def test_no_amount_repeats_or_ends_a_number_with_zero() -> None:
    for number in (
        *range(1, 30_000, 7),
        *(10**power + 10**other for power in range(16) for other in range(16)),
    ):
        words = amount_in_chinese(Money(number * 100, "CNY"))
        assert "零零" not in words
        assert "零元" not in words
        assert "零万" not in words
        assert "零亿" not in words


def test_tax_documents_write_another_yuan() -> None:
    assert amount_in_chinese(money("500"), yuan=FAPIAO_YUAN) == "人民币伍佰圆整"


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("10500", "TWD", "新臺幣壹萬零伍佰圓整"),
        ("326000000", "TWD", "新臺幣參億貳仟陸佰萬圓整"),
        ("-12.30", "HKD", "港幣負壹拾貳圓參角"),
        ("7", "MYR", "MYR柒圓整"),
    ],
)
def test_traditional_characters(amount: str, currency: str, words: str) -> None:
    assert amount_in_chinese(money(amount, currency), TRADITIONAL) == words


@pytest.mark.parametrize("write", [amount_in_chinese, amount_in_english])
def test_amounts_nobody_reads_alike_are_refused(write: object) -> None:
    assert callable(write)
    with pytest.raises(Invalid, match="too large to be written in words"):
        write(Money(10**18, "CNY"))


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1409.50", "USD", "One thousand four hundred and nine US dollars and 50/100 only"),
        ("1", "USD", "One US dollar only"),
        ("0", "CNY", "Zero renminbi yuan only"),
        ("0.05", "CNY", "Zero renminbi yuan and 05/100 only"),
        ("-21.00", "EUR", "Minus twenty-one euros only"),
        ("19", "GBP", "Nineteen pounds sterling only"),
        ("300", "SGD", "Three hundred Singapore dollars only"),
        ("10500", "TWD", "Ten thousand five hundred New Taiwan dollars only"),
        ("1000001", "JPY", "One million and one Japanese yen only"),
        ("2000000", "JPY", "Two million Japanese yen only"),
        ("1040", "MYR", "One thousand and forty MYR only"),
        (
            "1234567890.12",
            "CNY",
            "One billion two hundred and thirty-four million five hundred and sixty-seven thousand "
            "eight hundred and ninety renminbi yuan and 12/100 only",
        ),
    ],
)
def test_amounts_in_english(amount: str, currency: str, words: str) -> None:
    assert amount_in_english(money(amount, currency)) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh_Hans_CN", "人民币壹拾元整"),
        ("zh_Hant_TW", "人民幣壹拾圓整"),
        ("zh-TW", "人民幣壹拾圓整"),
        ("en", "Ten renminbi yuan only"),
    ],
)
def test_words_follow_the_documents_language(locale: str, words: str) -> None:
    assert amount_in_words(money("10"), locale) == words
