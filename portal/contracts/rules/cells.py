"""Cells of a contract's tables: one text per language, or one alone where all languages read the same."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import BLANK, labelled, worded

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A schedule: column heads, rows of cells, and which columns hold figures (counted from 0)."""

    key: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: tuple[int, ...] = ()


def cell(terms: ContractTerms, write: Callable[[str], str]) -> Cell:
    """What ``write`` says in each contract language, shortened to one text when they agree."""
    texts = tuple(write(language) for language in terms.languages)
    return texts[:1] if len(set(texts)) == 1 else texts


def same(text: str) -> Cell:
    """A cell that reads the same in every language."""
    return (text or BLANK,)


def heads(terms: ContractTerms, *keys: str) -> tuple[Cell, ...]:
    """Column heads by their keys in the library."""
    return tuple(words(terms, "column", key) for key in keys)


def words(terms: ContractTerms, group: str, key: str) -> Cell:
    """A cell with the words for one key."""
    return cell(terms, lambda language: worded(group, key, language))


def in_a_row(terms: ContractTerms, group: str, keys: tuple[str, ...]) -> Cell:
    """A cell with the words for several keys."""
    return cell(terms, lambda language: labelled(group, keys, language) or BLANK)
