"""Company numbers are judged by form and check digit, with a reason."""

import pytest

from portal.kernel.identifiers import (
    USCC_ALPHABET,
    USCC_WEIGHTS,
    Scheme,
    check_identifier,
    check_taiwan_ubn,
    check_uscc,
)


def test_the_weights_are_the_powers_of_three() -> None:
    assert USCC_WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize(
    "text",
    [
        "91110000600037341L",
        "91330100799655058B",
        "91330100MA2TE5T000",
        "91440300MA5DEMX01X",
        "92110105MA0ABC123J",
        " 9111 0000 6000 3734 1l ",
        "91110000-600037341L",
        "９１１１００００６０００３７３４１Ｌ",
    ],
)
def test_credit_codes_of_companies_are_taken_as_written(text: str) -> None:
    answer = check_uscc(text)
    assert answer.is_valid
    assert answer.warnings == ()
    assert answer.value == text.strip() or answer.value in {"91110000600037341L"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has 18 characters, not 0"),
        ("91110000600037341", "has 18 characters, not 17"),
        ("91110000600O3734IL", "never contains I, O"),
        ("91110000600037341公", "never contains 公"),
        ("96110000600037341L", "first eight characters"),
        ("9111000A600037341L", "first eight characters"),
        ("A1110000600037341L", "check character is wrong"),
        ("91110000600037341M", "check character is wrong"),
        ("91110000600073341L", "check character is wrong"),
    ],
)
def test_a_wrong_credit_code_says_why(text: str, words: str) -> None:
    answer = check_uscc(text)
    assert not answer.is_valid
    assert words in str(answer.faults[0])
    assert answer.warnings == ()


def test_every_single_slip_is_noticed() -> None:
    right = "91110000600037341L"
    for place in range(8, 18):
        for other in USCC_ALPHABET.replace(right[place], ""):
            assert not check_uscc(right[:place] + other + right[place + 1 :]).is_valid


@pytest.mark.parametrize("start", ["N2", "Y1", "51"])
def test_codes_of_other_bodies_are_taken_with_a_warning(start: str) -> None:
    body = f"{start}110000600037341"
    valid = [answer for last in USCC_ALPHABET if (answer := check_uscc(body + last)).is_valid]
    assert len(valid) == 1
    assert "not the code of a company" in str(valid[0].warnings[0])


@pytest.mark.parametrize(
    "text", ["00501503", "22099131", "12345675", "04595252", " 0459-5252 ", "０４５９５２５２"]
)
def test_taiwan_numbers_follow_the_rule_of_2023(text: str) -> None:
    assert check_taiwan_ubn(text).is_valid


def test_a_seventh_digit_seven_counts_as_one_or_zero() -> None:
    valid = {last for last in "0123456789" if check_taiwan_ubn(f"1234567{last}").is_valid}
    assert valid == {"0", "1", "5", "6"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("00501502", "check digit is wrong"),
        ("1234567", "has 8 digits"),
        ("123456789", "has 8 digits"),
        ("1234567A", "has 8 digits"),
        ("00000000", "has 8 digits"),
        ("٠٤٥٩٥٢٥٢", "has 8 digits"),
        ("", "has 8 digits"),
    ],
)
def test_a_wrong_taiwan_number_says_why(text: str, words: str) -> None:
    answer = check_taiwan_ubn(text)
    assert not answer.is_valid
    assert words in str(answer.faults[0])


def test_each_register_has_its_check() -> None:
    assert check_identifier(Scheme.USCC, "91110000600037341L").is_valid
    assert check_identifier(Scheme.TAIWAN_UBN, "04595252").is_valid
    other = check_identifier(Scheme.OTHER, " 110105197001011234 ")
    assert (other.is_valid, other.value) == (True, "110105197001011234")
    assert "cannot be checked" in str(other.warnings[0])


@pytest.mark.parametrize("text", ["", "  ", "9" * 41])
def test_other_numbers_have_some_length(text: str) -> None:
    assert "at most 40 characters" in str(check_identifier(Scheme.OTHER, text).faults[0])
