"""An account is an e-mail address, a phone number or a sign-in name, typed into one field."""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.numerals import normalise

REGIONS = ("CN", "TW", "HK")
"""Where a number without country code is looked for, in this order."""

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,20}")
SIGN_IN_NAME = re.compile(r"[\w][\w.-]{1,39}")


class AccountKind(StrEnum):
    """The column in which an account's name is kept."""

    EMAIL = "email"
    PHONE = "phone"
    SIGN_IN_NAME = "sign_in_name"


@dataclass(frozen=True)
class AccountName:
    """What a person types to say who they are, in the one form in which it is kept and compared."""

    kind: AccountKind
    value: str


def account_name(text: str) -> AccountName:
    """The account a text names; Invalid in words when it can name none."""
    typed = normalise(text)
    if "@" in typed:
        return AccountName(AccountKind.EMAIL, _email(typed))
    if PHONE.fullmatch(typed):
        return AccountName(AccountKind.PHONE, _phone(typed))
    if SIGN_IN_NAME.fullmatch(typed):
        return AccountName(AccountKind.SIGN_IN_NAME, typed.casefold())
    raise Invalid(message("Enter an e-mail address, a phone number or a sign-in name of 2 to 40 characters."))


def _email(typed: str) -> str:
    try:
        return validate_email(typed, check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        raise Invalid(message("“%(text)s” is not an e-mail address.", text=typed[:80])) from None


def _phone(typed: str) -> str:
    for region in REGIONS:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    raise Invalid(message("“%(text)s” is not a phone number.", text=typed[:40]))
