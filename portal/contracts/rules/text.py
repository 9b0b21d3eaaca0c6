"""The text of a contract: clauses of the library, filled from the terms, in one or two languages side by side."""

import re
from dataclasses import dataclass

from portal.contracts.rules.cells import Table
from portal.contracts.rules.places import conditions, fillings, holds
from portal.contracts.rules.tables import schedule
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import chinese_numeral, clause_number
from portal.reference.rules.clauses import Clause, Part, Words, clauses, label

_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, once per contract language; ``special`` marks the parties' own words."""

    texts: tuple[str, ...]
    special: bool = False


@dataclass(frozen=True)
class Section:
    """One clause as printed: its number, its heading per language, its paragraphs and tables in order."""

    key: str
    number: int
    headings: tuple[str, ...]
    blocks: tuple[Paragraph | Table, ...]


@dataclass(frozen=True)
class ContractText:
    """A whole contract ready for a page or a PDF; ``titles`` and all texts come once per language."""

    languages: tuple[str, ...]
    titles: tuple[str, ...]
    sections: tuple[Section, ...]


def contract_text(terms: ContractTerms) -> ContractText:
    """The contract that these terms make; the same terms always give the same text.

    Optional clauses that the terms leave out are skipped and the numbers close up. What hasn't been agreed yet
    reads as a blank, so that a draft can be shown at any time.
    """
    printed = tuple(one for one in clauses() if one.mandatory or one.key not in terms.omitted)
    numbers = {one.key: place for place, one in enumerate(printed, start=1)}
    words = {language: _all_words(terms, numbers, language) for language in terms.languages}
    known = conditions(terms)
    return ContractText(
        languages=terms.languages,
        titles=tuple(terms.title or label("phrase", "contract_title", one) for one in terms.languages),
        sections=tuple(_section(one, numbers[one.key], terms, words, known) for one in printed),
    )


def _all_words(terms: ContractTerms, numbers: dict[str, int], language: str) -> dict[str, str]:
    references = {f"clause_{key}": clause_number(place, language) for key, place in numbers.items()}
    return {**references, **fillings(terms, language)}


def _section(
    clause: Clause,
    number: int,
    terms: ContractTerms,
    words: dict[str, dict[str, str]],
    known: dict[str, bool],
) -> Section:
    printed = (_block(part, terms, words) for part in clause.parts if holds(part.when, known))
    special = (Paragraph((one.text,), special=True) for one in terms.special if one.clause == clause.key)
    return Section(
        key=clause.key,
        number=number,
        headings=tuple(_heading(clause.heading, number, language) for language in terms.languages),
        blocks=(*printed, *special),
    )


def _heading(heading: Words, number: int, language: str) -> str:
    numeral = str(number) if language == "en" else chinese_numeral(number)
    return label("phrase", "section", language).format(number=numeral, heading=heading.within(language))


def _block(part: Part, terms: ContractTerms, words: dict[str, dict[str, str]]) -> Paragraph | Table:
    if part.words is None:
        return schedule(part.table, terms)
    return Paragraph(tuple(_fill(part.words.within(one), words[one]) for one in terms.languages))


def _fill(text: str, words: dict[str, str]) -> str:
    """Values are put in once: braces that people typed stay what they are."""
    return _PLACE.sub(lambda place: words[place.group(1)], text)
