"""One way of writing values down as bytes, so that two parties who hash them get the same answer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

NOT_CANONICAL = (
    "text, whole numbers, decimals, dates, true, false and nothing can be written canonically, not {}"
)


def canonical_json(value: object) -> bytes:
    """The value as JSON in UTF-8: keys sorted, no blanks, decimals and dates as text, never a float.

    Raises ``TypeError`` for anything whose written form could differ between machines.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def content_hash(value: object) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits: the number at the foot of every document."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        return [_plain(item) for item in value]
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(NOT_CANONICAL.format(type(value).__name__))


def _instant(value: datetime) -> str:
    if value.utcoffset() is None:
        raise TypeError("an instant without a time zone means different moments in different places")
    return value.astimezone(UTC).isoformat()


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(NOT_CANONICAL.format(type(key).__name__) + " (as a key)")
    return key
