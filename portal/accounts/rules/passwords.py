"""Which password will do, and how often one may be tried."""

from datetime import timedelta

from portal.kernel.messages import Message, message

SHORTEST = 8
LONGEST = 200

MOST_FAILURES = 10
MOST_FAILURES_PER_ADDRESS = 100
FAILURES_COUNT_FOR = timedelta(minutes=5)

RESET_LIFE = timedelta(hours=24)
SET_UP_LIFE = timedelta(days=7)
INVITATION_LIFE = timedelta(days=14)
MOST_RESETS = 3
RESETS_COUNT_FOR = timedelta(hours=1)

COMMON_WORDS = """
    12345678 123456789 1234567890 11111111 00000000 88888888 66666666 87654321 password password1 passw0rd
    qwertyui qwerty123 qwertyuiop 1qaz2wsx abcd1234 abc12345 a1234567 a12345678 aa123456 iloveyou 5201314520
    woaini1314 woaini520 admin123 admin888 administrator letmein1 welcome1 steelyard taobao123 asdfghjkl
    zxcvbnm123 12341234 123123123 11223344 147258369 987654321 q1w2e3r4
"""
COMMON = frozenset(COMMON_WORDS.split())


def faults_of_password(password: str, *, names: tuple[str, ...] = ()) -> Message | None:
    """Why a password will not do; None when it will. Length counts, not a mixture of signs."""
    if len(password) < SHORTEST:
        return message("A password has at least %(count)s characters.", count=SHORTEST)
    if len(password) > LONGEST:
        return message("A password has at most %(count)s characters.", count=LONGEST)
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 3:
        return message("This password is among the first that anybody would try.")
    if plain in {name.casefold() for name in names if name}:
        return message("The password must not be your name or account.")
    return None


def may_try(*, failures: int, failures_from_address: int) -> bool:
    """Whether another password is even looked at, given the failures that still count."""
    return failures < MOST_FAILURES and failures_from_address < MOST_FAILURES_PER_ADDRESS
