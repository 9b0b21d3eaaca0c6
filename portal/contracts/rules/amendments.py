"""Terms change on a day: which version holds when, so that a month can be judged in slices."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.contracts.rules.terms import ContractTerms


@dataclass(frozen=True)
class EffectiveTerms:
    """A signed version and the day from which it holds; a later version holds over an earlier one."""

    version: int
    effective_from: date
    terms: ContractTerms


@dataclass(frozen=True)
class Slice:
    """A stretch of days, ``start`` included and ``end`` not, in which one version holds."""

    start: date
    end: date
    terms: EffectiveTerms


def terms_on(versions: Iterable[EffectiveTerms], day: date) -> EffectiveTerms | None:
    """The terms that hold on a day; ``None`` before the first version takes effect."""
    begun = [one for one in versions if one.effective_from <= day]
    return max(begun, key=lambda one: (one.effective_from, one.version), default=None)


def slices(versions: Iterable[EffectiveTerms], *, start: date, end: date) -> tuple[Slice, ...]:
    """The period from ``start`` to ``end`` (not included) cut where the terms change; days without terms fall out."""
    known = tuple(versions)
    cuts = sorted({start, end, *(one.effective_from for one in known if start < one.effective_from < end)})
    pairs = itertools.pairwise(cuts)
    found = ((first, last, terms_on(known, first)) for first, last in pairs)
    return tuple(Slice(first, last, terms) for first, last, terms in found if terms is not None)
