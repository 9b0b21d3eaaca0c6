"""Files that hold several shops: which rows count for the shop a file is uploaded for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.kernel.messages import Message, message
from portal.sla.rules.folding import simplified
from portal.sla.rules.imported import CellError, FigureRow
from portal.sla.rules.values.texts import plain

MOST_SHOPS_NAMED = 8


@dataclass(frozen=True)
class ShopRows:
    """The rows of a file that count for one shop, the rows of each shop in it, and what to tell the sender."""

    rows: tuple[FigureRow, ...]
    shops: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[CellError, ...] = ()
    warnings: tuple[Message, ...] = ()


def rows_of_shop(rows: Sequence[FigureRow], wanted: str | None) -> ShopRows:
    """All rows of a file of one shop; of a file of several only those of the wanted one.

    The file's own totals row stands for all its shops together and then counts for none.
    """
    shops = Counter(row.shop for row in rows if row.shop)
    if wanted is None or len(folded_shops(shops)) < 2:
        return ShopRows(tuple(rows), shops)
    mine = tuple(row for row in rows if row.shop and same_shop(row.shop, wanted))
    if not mine:
        return ShopRows((), shops, errors=(_no_such_shop(shops, wanted),))
    left_out = len(rows) - len(mine)
    return ShopRows(mine, shops, warnings=tuple(about_shops(shops, mine[0].shop, left_out)))


def same_shop(one: str, other: str) -> bool:
    """Whether two spellings name one shop: width, case, blanks and 繁體 make no difference."""
    return folded_shop(one) == folded_shop(other)


def folded_shops(shops: Iterable[str]) -> frozenset[str]:
    """The different shops among these names, however each is spelt."""
    return frozenset(folded_shop(shop) for shop in shops)


def shop_of(shops: Mapping[str, int], wanted: str | None) -> tuple[str | None, CellError | None]:
    """The shop of the file to read for: none when it holds only one, or when the contract names no shop."""
    if len(shops) < 2 or wanted is None:
        return None, None
    found = next((shop for shop in sorted(shops) if same_shop(shop, wanted)), None)
    return found, None if found is not None else _no_such_shop(shops, wanted)


def about_shops(shops: Mapping[str, int], shop: str | None, left_out: int) -> list[Message]:
    """What to tell the sender when rows of other shops are left out."""
    if shop is None or not left_out:
        return []
    return [
        message(
            "The file holds the shops %(shops)s. Only the rows of “%(shop)s” count here; %(rows)s rows are left out.",
            shops=_named(shops),
            shop=shop,
            rows=left_out,
        )
    ]


def folded_shop(name: str) -> str:
    """A shop's name without what makes no difference."""
    return simplified(plain(name).lower()).replace(" ", "")


def _named(shops: Mapping[str, int]) -> str:
    names = sorted(shops, key=lambda shop: (-shops[shop], shop))
    return ", ".join(names[:MOST_SHOPS_NAMED]) + (" …" if len(names) > MOST_SHOPS_NAMED else "")


def _no_such_shop(shops: Mapping[str, int], wanted: str) -> CellError:
    return CellError(
        sheet="",
        row=0,
        column="",
        heading="",
        value="",
        reason=message(
            "The file holds the shops %(shops)s and none of them is “%(shop)s”.",
            shops=_named(shops),
            shop=wanted,
        ),
        remedy=message("Upload it for one of its shops, or export the file of this shop alone."),
    )
