"""Shops under other contracts of the sender: their names must not travel to somebody they are no business of."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from portal.kernel.messages import message
from portal.sla.rules.imported import CellError
from portal.sla.rules.shops import folded_shop
from portal.sla.rules.values.texts import plain

SHORTEST_SOUGHT = 4
"""Shorter names stand in other words too and are only told where a shop or an account is named."""

MENTIONED = message(
    "The file names shops of your other contracts beside the rows that count: in a note, a hidden sheet or a column "
    "that is not read. The other side gets this file; take them out first if it must not see them."
)


def named_elsewhere(names: Iterable[str], others: Collection[str]) -> str | None:
    """The first of these shops and accounts that belongs to another contract; an account may begin with its shop."""
    known = {folded_shop(one): one for one in others}
    for name in sorted(names):
        found = known.get(folded_shop(name)) or known.get(folded_shop(plain(name).partition(":")[0]))
        if found is not None:
            return found
    return None


def names_in(mapping: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The shops and accounts that the figures of a file are told apart by."""
    return {*mapping.get("shops", ()), *parts.get("shop", ()), *parts.get("agent", ())}


def sought(others: Iterable[str], own: str) -> tuple[str, ...]:
    """The names worth looking for in everything a file holds: long enough, and no part of the contract's own shop."""
    return tuple(sorted(one for one in others if len(one) >= SHORTEST_SOUGHT and one not in own))


def error_about(shop: str) -> CellError:
    """Why a file with another contract's shop cannot be submitted here."""
    return CellError(
        sheet="",
        row=0,
        column="",
        heading="",
        value=shop[:80],
        reason=message("“%(shop)s” is a shop of another contract of yours.", shop=shop),
        remedy=message("Upload the file for that contract, or export the shop of this one alone."),
    )
