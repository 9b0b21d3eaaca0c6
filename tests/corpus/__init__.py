"""Files as the world sends them: malformed, hostile and odd, made from a seed and sharing nothing with the importer."""

import random

from tests.corpus.broken import broken_files
from tests.corpus.odd import Odd
from tests.corpus.texts import text_files
from tests.corpus.workbooks import workbooks


def corpus(seed: int = 8) -> list[Odd]:
    """More than two hundred files, the same for the same seed; each has a name of its own."""
    chance = random.Random(seed)
    return [*text_files(chance), *workbooks(chance), *broken_files(chance)]


__all__ = ["Odd", "corpus"]
