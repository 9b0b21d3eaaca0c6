"""Company numbers, checked for form and check digit; whether the company exists only its register can say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.messages import Message, message
from portal.kernel.numerals import normalise


class Scheme(StrEnum):
    """Which register a number belongs to."""

    USCC = "uscc"  # 统一社会信用代码, GB 32100-2015
    TAIWAN_UBN = "taiwan_ubn"  # 統一編號
    OTHER = "other"  # old tax numbers, personal numbers of sole traders, foreign registers


@dataclass(frozen=True, slots=True)
class IdentifierCheck:
    """The number in its written form, why it cannot be right, and what is unusual about it."""

    scheme: Scheme
    value: str
    faults: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether form and check digit are right."""
        return not self.faults


# Characters of a USCC by value; I, O, S, V and Z are left out because they look like digits.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(USCC_LENGTH - 1))
USCC_FORM = re.compile(rf"[1-9ANY][1-59][0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
COMPANIES = ("91", "92", "93")  # enterprises, sole traders, farmers' cooperatives

UBN_LENGTH = 8
UBN_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
UBN_DIVISOR = 5  # since 1 April 2023; the older rule asked for 10, which every older number still satisfies

LONGEST_OTHER = 40


def check_identifier(scheme: Scheme, text: str) -> IdentifierCheck:
    """The number judged by the rules of its register."""
    return CHECKS[scheme](text)


def check_uscc(text: str) -> IdentifierCheck:
    """A unified social credit code: 18 characters, the last one making Σ value × 3^place ≡ 0 (mod 31)."""
    value = _written(text)
    faults: tuple[Message, ...] = ()
    if len(value) != USCC_LENGTH:
        faults = (
            message(
                "A unified social credit code has %(length)s characters, not %(found)s.",
                length=USCC_LENGTH,
                found=len(value),
            ),
        )
    elif strange := sorted(set(value) - set(USCC_ALPHABET)):
        faults = (
            message(
                "A unified social credit code never contains %(characters)s.", characters=", ".join(strange)
            ),
        )
    elif not USCC_FORM.fullmatch(value):
        faults = (message("The first eight characters are not those of a unified social credit code."),)
    elif value[-1] != _uscc_check_character(value):
        faults = (message("The check character is wrong; please compare with the business licence."),)
    unusual = (message("This is not the code of a company or sole trader; please compare it once more."),)
    return IdentifierCheck(
        Scheme.USCC, value, faults, () if faults or value.startswith(COMPANIES) else unusual
    )


def _uscc_check_character(value: str) -> str:
    weighted = sum(
        USCC_ALPHABET.index(character) * weight
        for character, weight in zip(value, USCC_WEIGHTS, strict=False)
    )
    return USCC_ALPHABET[-weighted % len(USCC_ALPHABET)]


def check_taiwan_ubn(text: str) -> IdentifierCheck:
    """A Taiwan business number: 8 digits whose weighted digit sum is divisible by 5.

    A seventh digit 7 gives the product 28, whose digits make 10: it may count as 1 or as 0.
    """
    value = _written(text)
    if not re.fullmatch(rf"[0-9]{{{UBN_LENGTH}}}", value) or not value.strip("0"):
        fault = message("A Taiwan business number has 8 digits.")
        return IdentifierCheck(Scheme.TAIWAN_UBN, value, (fault,))
    products = (int(digit) * weight for digit, weight in zip(value, UBN_WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    possible = (total - 9, total - 10) if value[6] == "7" else (total,)
    if any(each % UBN_DIVISOR == 0 for each in possible):
        return IdentifierCheck(Scheme.TAIWAN_UBN, value)
    return IdentifierCheck(
        Scheme.TAIWAN_UBN, value, (message("The check digit is wrong; please compare with the register."),)
    )


def check_other(text: str) -> IdentifierCheck:
    """A number of another register, taken as it is within the length that documents can print."""
    value = normalise(text)
    if 0 < len(value) <= LONGEST_OTHER:
        return IdentifierCheck(
            Scheme.OTHER, value, warnings=(message("This kind of number cannot be checked."),)
        )
    fault = message("Enter a number of at most %(length)s characters.", length=LONGEST_OTHER)
    return IdentifierCheck(Scheme.OTHER, value, (fault,))


CHECKS: dict[Scheme, Callable[[str], IdentifierCheck]] = {
    Scheme.USCC: check_uscc,
    Scheme.TAIWAN_UBN: check_taiwan_ubn,
    Scheme.OTHER: check_other,
}


def _written(text: str) -> str:
    """Capitals without the spaces and hyphens that people put in to read a number aloud."""
    return re.sub(r"[ \t-]", "", normalise(text)).upper()
