"""The plain reader once more, passing over single conversations for which relief was agreed."""

from collections.abc import Collection
from typing import BinaryIO

from portal.kernel.conversations.cells import name_of
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import count_row, records
from portal.kernel.conversations.tally import Tally, first_faults


def tally_without(
    stream: BinaryIO, layout: Layout, conversations: Collection[str]
) -> tuple[Tally, frozenset[str]]:
    """The sums of a file without these conversations, and which of them it has."""
    named = frozenset(conversations)
    place = layout.columns.index("conversation")
    shop_place = layout.columns.index("shop") if layout.shop is not None else None
    tally, found = Tally(), set()
    for line, record in records(stream, layout):
        number = record[place].strip() if place < len(record) else ""
        if number in named:
            if shop_place is None or name_of(record[shop_place]) == layout.shop:
                found.add(number)
        else:
            count_row(tally, line, record, layout)
    tally.bad_cells = first_faults(tally.bad_cells)
    return tally, frozenset(found)
