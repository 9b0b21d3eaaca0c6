"""Which text names an account, which password will do, who stays owner, and what a number's form tells."""

import pytest

from portal.accounts.rules.naming import AccountKind, AccountName, account_name
from portal.accounts.rules.particulars import notes_on_identifier
from portal.accounts.rules.passwords import faults_of_password, may_try
from portal.accounts.rules.people import ROLE_NAMES, ROLE_NOTES, faults_of_roles, words_of_roles
from portal.kernel.errors import Invalid
from portal.kernel.permissions import Role


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Lin@Example.COM", AccountKind.EMAIL, "lin@example.com"),
        (" lin＠example.com ", AccountKind.EMAIL, "lin@example.com"),
        ("13800138000", AccountKind.PHONE, "+8613800138000"),
        ("138 0013 8000", AccountKind.PHONE, "+8613800138000"),
        ("+86 138-0013-8000", AccountKind.PHONE, "+8613800138000"),
        ("１３８００１３８０００", AccountKind.PHONE, "+8613800138000"),
        ("0912345678", AccountKind.PHONE, "+886912345678"),
        ("+442079460958", AccountKind.PHONE, "+442079460958"),
        ("LinXiao", AccountKind.SIGN_IN_NAME, "linxiao"),
        ("林晓", AccountKind.SIGN_IN_NAME, "林晓"),
        ("a.b-c_1", AccountKind.SIGN_IN_NAME, "a.b-c_1"),
    ],
)
def test_one_field_takes_mail_phone_or_name(text: str, kind: AccountKind, value: str) -> None:
    assert account_name(text) == AccountName(kind, value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lin@", "is not an e-mail address"),
        ("@example.com", "is not an e-mail address"),
        ("1234567", "is not a phone number"),
        ("+99912345678", "is not a phone number"),
        ("", "Enter an e-mail address"),
        ("x", "Enter an e-mail address"),
        ("two words", "Enter an e-mail address"),
        ("-dash", "Enter an e-mail address"),
        ("x" * 41, "Enter an e-mail address"),
    ],
)
def test_other_texts_name_no_account(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        account_name(text)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("1234567", "at least 8"),
        ("x" * 201, "at most 200"),
        ("Password1", "among the first"),
        ("88888888", "among the first"),
        ("abababab", "among the first"),
        ("lin@example.com", "must not be your name"),
        ("Lin@Example.com", "must not be your name"),
    ],
)
def test_a_password_that_will_not_do_says_why(password: str, words: str) -> None:
    assert words in str(faults_of_password(password, names=("林晓", "lin@example.com")))


@pytest.mark.parametrize("password", ["correct horse", "正确的马电池订书钉呀", "x7#kQ9!z"])
def test_a_long_password_will_do(password: str) -> None:
    assert faults_of_password(password, names=("", "lin")) is None


@pytest.mark.parametrize(
    ("failures", "from_address", "may"),
    [(0, 0, True), (9, 99, True), (10, 0, False), (0, 100, False)],
)
def test_wrong_passwords_are_counted_before_the_next_is_hashed(
    failures: int, from_address: int, may: bool
) -> None:
    assert may_try(failures=failures, failures_from_address=from_address) is may


OWNER, VIEWER = frozenset({Role.OWNER}), frozenset({Role.VIEWER})


@pytest.mark.parametrize(
    ("roles", "held", "is_fine"),
    [
        ([Role.VIEWER], {1: OWNER, 2: VIEWER}, False),
        ([], {1: OWNER, 2: VIEWER}, False),
        ([], {1: OWNER}, False),
        ([Role.VIEWER], {1: OWNER, 2: OWNER}, True),
        ([], {1: VIEWER, 2: OWNER}, True),
        ([Role.OWNER, Role.FINANCE], {1: OWNER}, True),
    ],
)
def test_an_organisation_never_loses_its_last_owner(
    roles: list[Role], held: dict[int, frozenset[Role]], is_fine: bool
) -> None:
    assert (faults_of_roles(1, roles, held=held) is None) is is_fine


def test_every_role_has_its_words() -> None:
    assert set(ROLE_NAMES) == set(ROLE_NOTES) == set(Role)


@pytest.mark.parametrize(
    ("country", "identifier", "words"),
    [
        ("CN", "91110000600037341M", ["check character"]),
        ("TW", "00501502", ["check digit"]),
    ],
)
def test_a_number_that_looks_wrong_is_remarked_upon(country: str, identifier: str, words: list[str]) -> None:
    notes = notes_on_identifier(country, identifier)
    assert len(notes) == len(words)
    assert all(word in str(note) for word, note in zip(words, notes, strict=True))


@pytest.mark.parametrize(
    ("country", "identifier"),
    [("CN", ""), ("CN", "91110000600037341L"), ("TW", "04595252"), ("DE", "DE123")],
)
def test_a_number_that_looks_right_or_cannot_be_judged_gets_no_remark(country: str, identifier: str) -> None:
    assert notes_on_identifier(country, identifier) == ()


def test_roles_are_named_in_their_usual_order() -> None:
    assert words_of_roles([Role.VIEWER, Role.OWNER]) == [ROLE_NAMES[Role.OWNER], ROLE_NAMES[Role.VIEWER]]
