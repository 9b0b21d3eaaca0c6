"""Conversation numbers that stand in a file more than once: noticed and named, never silently dropped."""

from dataclasses import dataclass
from typing import BinaryIO

from portal.kernel.conversations.cells import shown
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import records

MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Repeat:
    """A row whose conversation number stood further up: the number, that line, and the line of the row."""

    conversation: str
    before: int
    line: int


@dataclass(frozen=True)
class Repeats:
    """How many rows repeat a number that stood further up, and the first of them."""

    count: int = 0
    examples: tuple[Repeat, ...] = ()


def repeats_in(stream: BinaryIO, layout: Layout) -> Repeats:
    """Look through a whole file, whatever its shop; rows with a wrong number of cells have no number."""
    place = layout.columns.index("conversation")
    last: dict[str, int] = {}
    count = 0
    examples: list[Repeat] = []
    for line, record in records(stream, layout):
        if len(record) != len(layout.columns) or not record[place]:
            continue
        key = record[place]
        if key in last:
            count += 1
            if len(examples) < MOST_EXAMPLES:
                examples.append(Repeat(shown(key), last[key], line))
        last[key] = line
    return Repeats(count, tuple(examples))
