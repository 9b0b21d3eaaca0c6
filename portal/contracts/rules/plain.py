"""Terms as plain values and back: what is stored, hashed and handed to a document, without a single float."""

import dataclasses
import hashlib
import json
import re
import types
import typing
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

LATER = "later"

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def later(default: T) -> T:
    """A field that came after the first contracts were signed; while it has its default it isn't written.

    So the plain form, and with it the fingerprint, of terms that do not use it never changes.
    """
    return dataclasses.field(default=default, metadata={LATER: True})


def to_plain(value: Any) -> Any:
    """The value as dictionaries, lists, words, whole numbers and yes or no.

    Decimals and days become words (``"0.05"``, ``"2026-11-01"``), so that nothing is rounded on the way.
    """
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if not (LATER in field.metadata and getattr(value, field.name) == field.default)
        }
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return decimal_words(value)
    return value.isoformat() if isinstance(value, date) else _whole(value)


def from_plain(kind: type[T], plain: Any) -> T:
    """The dataclass that ``to_plain`` made these values from.

    Fields that are missing take their default, so that older contracts can be read after a new field is added;
    anything unknown or of the wrong kind is a ``ValueError``.
    """
    return typing.cast(T, _read(kind, plain))


def canonical_bytes(value: Any) -> bytes:
    """The one spelling that is hashed: JSON in UTF-8, keys sorted, no spaces."""
    text = json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal: equal terms, equal fingerprint."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def decimal_words(value: Decimal) -> str:
    """A decimal in the shortest spelling without exponent: ``0.050`` is ``"0.05"``, ``1E+2`` is ``"100"``."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _whole(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    raise ValueError(f"{type(value).__name__} has no plain form")


def _read(kind: Any, plain: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin is types.UnionType:
        return _read_optional(kind, plain)
    if origin is tuple:
        return _read_tuple(kind, plain)
    if dataclasses.is_dataclass(kind):
        return _read_fields(kind, plain)
    return _read_word(kind, plain)


def _read_optional(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    (inner,) = (one for one in typing.get_args(kind) if one is not type(None))
    return _read(inner, plain)


def _read_tuple(kind: Any, plain: Any) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise ValueError(f"a list is expected, not {plain!r}")
    return tuple(_read(typing.get_args(kind)[0], one) for one in plain)


def _read_fields(kind: Any, plain: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(plain, dict) or not plain.keys() <= hints.keys():
        raise ValueError(f"{kind.__name__} cannot be read from {plain!r}")
    return kind(**{name: _read(hints[name], value) for name, value in plain.items()})


def _read_word(kind: Any, plain: Any) -> Any:
    if kind is Decimal and isinstance(plain, str) and _NUMBER.fullmatch(plain):
        return Decimal(plain)
    if kind is date and isinstance(plain, str) and _DAY.fullmatch(plain):
        return date.fromisoformat(plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if type(plain) is kind:
        return plain
    raise ValueError(f"{plain!r} is no {kind.__name__}")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
