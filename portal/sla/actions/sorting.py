"""Reading one file of many: where it belongs, and its figures when that is decided; here or in a limited child."""

import atexit
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.infra.limited.crew import Crew
from portal.infra.tables.reading import read_table
from portal.kernel.sheets.table import TableFile
from portal.sla.actions.readers import asked, is_read_here
from portal.sla.actions.reading import answered, figures_of_table, read_figures
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.rules.conversation_files import head_of
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.routing import Aliases, Offer, alias_of, facts_of, route
from portal.sla.rules.tools.registry import known_heading

_sorters = Crew(
    program=("portal.infra.limited.program", "portal.sla.actions.sorting:answer"), tasks_per_child=60
)


@dataclass(frozen=True)
class Places:
    """What is known before files are looked at: the places on offer, what a file is read for at each, saved answers."""

    offers: tuple[Offer, ...]
    wanted: tuple[Wanted, ...]
    aliases: Aliases
    mappings: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Sorted:
    """Where a file belongs: its place and figures when decided, else the places that remain and why.

    `offers` are positions in the places on offer; `alias` is what stands for the shop in such files.
    """

    offers: list[int]
    reason: list[Any] | None
    tool: str
    alias: str
    reading: dict[str, Any] | None

    @property
    def figures(self) -> Reading | None:
        """What was read; None while the place is open."""
        return None if self.reading is None else Reading(**self.reading)


def sort_file(content: bytes, *, name: str, places: Places) -> Sorted:
    """Find the place of a file and read it there. Raises Invalid in words when it cannot be opened."""
    about = _plain(name, places)
    if is_read_here(content, name=name):
        return Sorted(**_sorted(about, content))
    return Sorted(**asked(_sorters, content, about, name=name))


def answer(request: bytes) -> bytes:
    """The same for a child process: a line of JSON and the file in, a letter and JSON out."""
    return answered(request, _sorted)


def _sorted(about: dict[str, Any], content: bytes) -> dict[str, Any]:
    name, offers = about["name"], [_offer(one) for one in about["offers"]]
    table = read_table(content, name=name, known=known_heading)
    above = [cell for sheet in table.sheets for row in sheet.preamble for cell in row.cells]
    facts = facts_of(table.sheets, name, above)
    aliases = {alias: (contract, shop) for alias, (contract, shop) in about["aliases"].items()}
    found = route(facts, name, offers, aliases)
    reading = None
    if found.is_decided:
        wanted = about["wanted"][offers.index(found.offers[0])]
        known = {"name": name, "mappings": about["mappings"]}
        reading = asdict(_figures(table, content, Wanted(**wanted | known)))
    return asdict(
        Sorted(
            offers=[offers.index(one) for one in found.offers],
            reason=None if found.reason is None else message_to_plain(found.reason),
            tool=facts.tools[0][0] if facts.tools else "",
            alias=alias_of(facts, name),
            reading=reading,
        )
    )


def _figures(table: TableFile, content: bytes, wanted: Wanted) -> Reading:
    """The figures of the table that was opened; text with one row per conversation is read from its bytes."""
    if table.kind == "csv" and head_of(content) is not None:
        return read_figures(content, wanted)
    return figures_of_table(table, wanted)


def _plain(name: str, places: Places) -> dict[str, Any]:
    return {
        "name": name,
        "offers": [_plain_offer(one) for one in places.offers],
        "aliases": {alias: list(shop) for alias, shop in places.aliases.items()},
        "mappings": places.mappings,
        "wanted": [asdict(one) for one in places.wanted],
    }


def _plain_offer(one: Offer) -> dict[str, Any]:
    return asdict(one) | {"first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat()}


def _offer(plain: dict[str, Any]) -> Offer:
    days = {name: date.fromisoformat(plain[name]) for name in ("first_day", "last_day")}
    return Offer(**plain | days)


atexit.register(_sorters.close)
