"""Claims about reading conversations without some of them."""

import io

from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.without import tally_without
from tests.factories.conversations import layout, rows


def written(kept: list[list[str]]) -> io.BytesIO:
    return io.BytesIO("\n".join(["head", *(",".join(row) for row in kept)]).encode())


def test_it_is_as_if_the_rows_had_never_been_there() -> None:
    every = rows(60, seed=3)
    named = {every[4][0], every[17][0], "nobody"}
    of = layout()
    tally, found = tally_without(written(every), of, named)
    assert tally == tally_of(written([row for row in every if row[0] not in named]), of)
    assert found == named - {"nobody"}


def test_a_conversation_of_another_shop_is_not_found() -> None:
    every = rows(60, seed=3)
    shop = every[0][1]
    other = next(row for row in every if row[1] != shop)
    _tally, found = tally_without(written([*every, ["short"]]), layout(shop=shop), {other[0], every[0][0]})
    assert found == {every[0][0]}
