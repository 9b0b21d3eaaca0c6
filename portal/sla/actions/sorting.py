"""Reading one file of many: where it belongs, and its figures when that is decided; here or in a limited child."""

import atexit
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.infra.limited.crew import Crew
from portal.infra.tables.reading import read_table
from portal.kernel.sheets.table import TableFile
from portal.sla.actions.guarding import guarded
from portal.sla.actions.judging import PLAINLY, Way
from portal.sla.actions.readers import asked, is_read_here
from portal.sla.actions.reading import figures_of_table, read_figures
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.rules.conversation_files import first_records, head_of
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.routing import Aliases, FileFacts, Offer, facts_of
from portal.sla.rules.routing_shops import ShopRoute, routes
from portal.sla.rules.tools.registry import known_heading

_sorters = Crew(
    program=("portal.infra.limited.program", "portal.sla.actions.table_child:answer_sorting"),
    tasks_per_child=60,
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
    """Where a file, or one shop of it, belongs: its place and figures when decided, else what remains and why.

    `offers` are positions in the places on offer; `alias` is what stands for the shop in such files; a large file
    that is read later has no `reading` although its place is decided.
    """

    offers: list[int]
    is_decided: bool
    reason: list[Any] | None
    tool: str
    alias: str
    reading: dict[str, Any] | None

    @property
    def figures(self) -> Reading | None:
        """What was read; None while the place is open."""
        return None if self.reading is None else Reading(**self.reading)


def sort_file(content: bytes, *, name: str, places: Places) -> list[Sorted]:
    """Find the places of a file, one per shop, and read it there. Raises Invalid in words when it cannot be opened."""
    about = _plain(name, places)
    found = (
        sorted_parts(about, content)
        if is_read_here(content, name=name)
        else asked(_sorters, content, about, name=name)
    )
    return [Sorted(**one) for one in found["parts"]]


def sort_by_head(head: bytes, *, name: str, places: Places) -> list[Sorted]:
    """Find the places of a large file by its first rows; it is read there later."""
    table = read_table(first_records(head), name=name, known=known_heading)
    return sort_facts(facts_of(table.sheets, name), name=name, places=places)


def sort_facts(facts: FileFacts, *, name: str, places: Places) -> list[Sorted]:
    """The places of a file by what is known about it."""
    found = routes(facts, name, places.offers, places.aliases)
    return [_part(one, facts, places.offers, None) for one in found]


def sorted_parts(about: dict[str, Any], content: bytes, *, way: Way = PLAINLY) -> dict[str, Any]:
    """The same in plain values."""
    name, offers = about["name"], [_offer(one) for one in about["offers"]]
    table = way.open(content, name=name, known=known_heading)
    above = [cell for sheet in table.sheets for row in sheet.preamble for cell in row.cells]
    facts = facts_of(table.sheets, name, above)
    aliases = {alias: (contract, shop) for alias, (contract, shop) in about["aliases"].items()}
    known = {"name": name, "mappings": about["mappings"]}
    parts = []
    for one in routes(facts, name, offers, aliases):
        reading = None
        if one.route.is_decided:
            wanted = about["wanted"][offers.index(one.route.offers[0])]
            reading = asdict(_figures(table, content, Wanted(**wanted | known), way))
        parts.append(asdict(_part(one, facts, offers, reading)))
    return {"parts": parts}


def _part(of: ShopRoute, facts: FileFacts, offers: Sequence[Offer], reading: dict[str, Any] | None) -> Sorted:
    reason = of.route.reason or of.note
    return Sorted(
        offers=[offers.index(one) for one in of.route.offers],
        is_decided=of.route.is_decided,
        reason=None if reason is None else message_to_plain(reason),
        tool=facts.tools[0][0] if facts.tools else "",
        alias=of.alias,
        reading=reading,
    )


def _figures(table: TableFile, content: bytes, wanted: Wanted, way: Way) -> Reading:
    """The figures of the table that was opened; text with one row per conversation is read from its bytes."""
    if table.kind == "csv" and head_of(content) is not None:
        return read_figures(content, wanted, way=way)
    return guarded(figures_of_table(table, wanted, way=way), content, wanted)


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
