"""What the pages of requirements share: the blueprint and the words for keys."""

from collections.abc import Iterable

from flask import Blueprint

from portal.infra.i18n import language, say_list
from portal.reference.rules.clauses import label

blueprint = Blueprint("requirements", __name__)


def word(group: str, key: str) -> str:
    """How a key of the library reads for this reader."""
    return label(group, key, language())


def words(group: str, keys: Iterable[str]) -> str:
    """Several keys in a row."""
    return say_list([word(group, key) for key in keys])


def clock(minutes: int) -> str:
    """A minute of the day as a clock shows it; midnight at the end of a day is 24:00."""
    hour, minute = divmod(minutes if minutes <= 24 * 60 else minutes - 24 * 60, 60)
    return f"{hour:02}:{minute:02}"
