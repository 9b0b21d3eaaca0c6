"""The clause library: what a contract on outsourced customer service has to say, in three languages side by side."""

from portal.reference.rules.clauses.library import (
    BLOCKS,
    LIBRARY_VERSION,
    Clause,
    Part,
    clause,
    clauses,
    label,
    labels,
)
from portal.reference.rules.clauses.words import LANGUAGES, Words

__all__ = [
    "BLOCKS",
    "LANGUAGES",
    "LIBRARY_VERSION",
    "Clause",
    "Part",
    "Words",
    "clause",
    "clauses",
    "label",
    "labels",
]
