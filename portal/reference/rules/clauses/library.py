"""Reading the clause library: one file per clause, parts in order, conditions and places for values by name."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from portal.reference.rules.clauses.words import Words

LIBRARY_VERSION = "2026-1"
"""Raised whenever a published text changes; a contract remembers the version it was written with."""

BLOCKS = ("service_content", "service_quality", "fees", "confidentiality")
"""The four blocks without which no contract is sent for signature."""

PLACE = re.compile(r"\{([a-z_]+)\}")

_HERE = files("portal.reference.rules.clauses")


@dataclass(frozen=True)
class Part:
    """A paragraph or a table of a clause.

    ``when`` names the fact of the terms on which it is printed (``not x`` for its absence, empty for always);
    ``table`` names the schedule printed here instead of a paragraph.
    """

    when: str = ""
    table: str = ""
    words: Words | None = None

    @property
    def places(self) -> frozenset[str]:
        """Names of the values that the paragraph needs, the same in every language."""
        return frozenset(PLACE.findall(self.words.en)) if self.words else frozenset()


@dataclass(frozen=True)
class Clause:
    """One clause: its place in the order, its heading and what it says."""

    key: str
    number: int
    mandatory: bool
    heading: Words
    parts: tuple[Part, ...]
    block: str = ""


@cache
def clauses() -> tuple[Clause, ...]:
    """All clauses of the library in the order of the contract."""
    tables = (table for table in (_HERE / "library").iterdir() if table.name.endswith(".toml"))
    found = (_clause(tomllib.loads(table.read_text("utf-8"))) for table in tables)
    return tuple(sorted(found, key=lambda one: one.number))


def clause(key: str) -> Clause:
    """One clause by its key; ``KeyError`` if the library has none."""
    return _by_key()[key]


@cache
def labels(group: str) -> dict[str, Words]:
    """The words for the values of one kind, for instance all handlings of confidential information, in order."""
    read = tomllib.loads((_HERE / "labels.toml").read_text("utf-8"))
    return {key: _words(texts) for key, texts in read[group].items()}


def label(group: str, value: str, language: str) -> str:
    """How a value reads in a contract; words that people typed themselves stay as they are."""
    known = labels(group).get(value)
    return known.within(language) if known else value


@cache
def _by_key() -> dict[str, Clause]:
    return {one.key: one for one in clauses()}


def _clause(read: dict[str, Any]) -> Clause:
    return Clause(
        key=read["key"],
        number=read["number"],
        mandatory=read["mandatory"],
        heading=_words(read["heading"]),
        parts=tuple(_part(part) for part in read["part"]),
        block=read.get("block", ""),
    )


def _part(read: dict[str, Any]) -> Part:
    return Part(
        when=read.get("when", ""),
        table=read.get("table", ""),
        words=None if "table" in read else _words(read),
    )


def _words(read: dict[str, Any]) -> Words:
    return Words(en=read["en"], zh_hans=read["zh_hans"], zh_hant=read["zh_hant"])
