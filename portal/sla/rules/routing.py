"""Where a file of many belongs: which shop, tool and month, from its headings, rows and name, or what is undecided."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from portal.kernel.messages import Message, message
from portal.sla.rules.conversations import CONVERSATIONS, is_of_conversations, plan_rows
from portal.sla.rules.folding import simplified
from portal.sla.rules.headers import heading_of
from portal.sla.rules.imported import SheetLike
from portal.sla.rules.rows import is_collective
from portal.sla.rules.tools.definition import Tool
from portal.sla.rules.tools.registry import TOOLS, likely_tools
from portal.sla.rules.values.dates import Days, days_of
from portal.sla.rules.values.texts import Cell, is_missing, name_of, plain

SAME_TOOLS = {"tmall": "taobao", "pinduoduo": "pdd"}
"""Platforms whose figures come from the tools of another."""
MOST_DAYS = 400
MOST_SHOPS = 200
SHORTEST_NAME = 2
NOISE = re.compile(r"[\W_]+")
YEAR_AND_MONTH = re.compile(
    r"(?<![0-9])(20[0-9]{2})\s*[-_./年]?\s*(1[0-2]|0?[1-9])(?:[0-2][0-9]|3[01])?(?![0-9])"
)
MONTH_ALONE = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])\s*月")
TIMES = re.compile(r"20[0-9]{2}|1[0-2]月份?|0?[1-9]月份?|[0-9]+|[年月日]")

Aliases = Mapping[str, tuple[int, str]]
"""Contract and shop by what stands for them in an organisation's files."""


@dataclass(frozen=True)
class Offer:
    """A place a file may belong to: a slot of a month that takes figures.

    `contract` tells cooperations apart, `month` is the key of the service month, `waits` says that it has ended
    and nothing counts for the slot yet.
    """

    contract: int
    month_id: int
    month: str
    first_day: date
    last_day: date
    slot: str
    platform: str
    shop: str
    tool: str
    partner: str
    waits: bool
    zone: str = "UTC"

    @property
    def days(self) -> Days:
        """The days of the month."""
        return Days(self.first_day, self.last_day)


@dataclass(frozen=True)
class FileFacts:
    """What a file says about itself: likely tools with the figures each knows, shops, day cells, words around."""

    tools: tuple[tuple[str, int], ...]
    shops: tuple[str, ...]
    days: tuple[Cell, ...]
    words: str


@dataclass(frozen=True)
class Route:
    """Where a file belongs: one offer when it is decided; otherwise those that remain and what is undecided."""

    offers: tuple[Offer, ...]
    reason: Message | None = None

    @property
    def is_decided(self) -> bool:
        """Whether the file has one place."""
        return len(self.offers) == 1 and self.reason is None


def folded(text: str) -> str:
    """A name made comparable: one script, one width, no spaces or signs."""
    return NOISE.sub("", simplified(plain(text).lower()))


def alias_of(facts: FileFacts, file_name: str) -> str:
    """What stands for the shop in such files: the shop its rows name, else the file's name without its dates."""
    if len(facts.shops) == 1:
        return folded(facts.shops[0])[:100]
    stem = file_name.rpartition(".")[0] or file_name
    return folded(TIMES.sub("", plain(stem)))[:100]


def facts_of(sheets: Sequence[SheetLike], file_name: str, above: Iterable[Cell] = ()) -> FileFacts:
    """Look at headings and naming columns only; figures are read once the place is known."""
    words = " ".join([file_name, *(sheet.name for sheet in sheets), *map(str, above)])
    conversations = next((sheet for sheet in sheets if is_of_conversations(sheet.header)), None)
    if conversations is not None:
        return _of_conversations(conversations, words[:2000])
    likely = [
        like for like in likely_tools([text for sheet in sheets for text in sheet.header]) if like.figures
    ]
    tool = likely[0].tool if likely else TOOLS["own"]
    return FileFacts(
        tools=tuple((like.tool.key, like.figures) for like in likely),
        shops=tuple(
            dict.fromkeys(
                name
                for cell in _column(sheets, tool, "shop", MOST_SHOPS)
                if (name := name_of(cell)) is not None
            )
        ),
        days=tuple(_column(sheets, tool, "day", MOST_DAYS)),
        words=words[:2000],
    )


def _of_conversations(sheet: SheetLike, words: str) -> FileFacts:
    """A file with one row per conversation: its shops, and the days on which its conversations began."""
    keys = plan_rows(sheet.header).columns
    return FileFacts(
        tools=((CONVERSATIONS, sum(key is not None for key in keys)),),
        shops=tuple(
            name for cell in _cells(sheet, keys, "shop", MOST_SHOPS) if (name := name_of(cell)) is not None
        ),
        days=tuple(_cells(sheet, keys, "started_at", MOST_DAYS)),
        words=words,
    )


def _cells(sheet: SheetLike, keys: Sequence[str | None], key: str, most: int) -> list[Cell]:
    """The different cells of a column of conversations, of moments the day alone; at most so many."""
    if key not in keys:
        return []
    index = keys.index(key)
    found: dict[Cell, None] = {}
    for row in sheet.rows:
        cell = row.cells[index] if index < len(row.cells) else ""
        if key == "started_at" and isinstance(cell, str):
            cell = cell.upper().replace("T", " ").partition(" ")[0]
        if not is_missing(cell) and len(found) < most:
            found[cell] = None
    return list(found)


def _column(sheets: Sequence[SheetLike], tool: Tool, key: str, most: int) -> list[Cell]:
    """The different cells of a naming column, at most so many."""
    found: dict[Cell, None] = {}
    for sheet in sheets:
        indexes = [index for index, text in enumerate(sheet.header) if tool.field_of(heading_of(text)) == key]
        for row in sheet.rows if indexes else ():
            cell = row.cells[indexes[0]] if indexes[0] < len(row.cells) else ""
            if not is_missing(cell) and not is_collective(cell) and len(found) < most:
                found[cell] = None
    return list(found)


def route(facts: FileFacts, file_name: str, offers: Sequence[Offer], aliases: Aliases) -> Route:
    """The place of a file among those on offer.

    Its tool must suit the slot's platform; the shop is the one its rows name, one remembered from an earlier file
    of this name, or one whose name stands in the file's name; the month is the one its dates lie in, else the one
    its name says, else the only one that waits. Nothing is guessed beyond that: what stays open is asked.
    """
    if not facts.tools:
        return Route(tuple(offers), message("None of its headings is a figure we know."))
    if len(facts.shops) > 1 and not _named_alike(facts.shops, offers):
        return Route(
            tuple(offers), message("It names several shops: %(shops)s.", shops=", ".join(facts.shops[:5]))
        )
    remaining: Sequence[Offer] = offers
    for narrow, reason in (
        (_by_platform, message("None of your contracts covers this platform.")),
        (
            _by_shop,
            message("None of your contracts names the shop %(shop)s.", shop=", ".join(facts.shops[:1])),
        ),
        (_by_month, message("Its dates lie in no month that takes figures.")),
    ):
        narrowed = narrow(facts, file_name, remaining, aliases)
        if not narrowed:
            return Route(tuple(remaining), reason)
        remaining = narrowed
    remaining = _by_tool(facts, remaining)
    return Route(tuple(remaining), None if len(remaining) == 1 else _undecided(remaining))


def _by_platform(facts: FileFacts, _name: str, offers: Sequence[Offer], _aliases: Aliases) -> Sequence[Offer]:
    suiting = {key for key, _ in facts.tools}
    platform = TOOLS[facts.tools[0][0]].platform
    return [
        one
        for one in offers
        if one.tool in suiting
        or not platform
        or SAME_TOOLS.get(one.platform, one.platform) in {"", SAME_TOOLS.get(platform, platform)}
    ]


def _by_shop(facts: FileFacts, name: str, offers: Sequence[Offer], aliases: Aliases) -> Sequence[Offer]:
    remembered = aliases.get(alias_of(facts, name))
    known = [one for one in offers if (one.contract, one.shop) == remembered]
    if known:
        return known
    if facts.shops:
        return _called(folded(facts.shops[0]), offers)
    words = folded(facts.words)
    for said in (_shop, _partner):
        longest = max((len(said(one)) for one in offers if _stands_in(said(one), words)), default=0)
        if longest:
            return [one for one in offers if len(said(one)) == longest and said(one) in words]
    return offers


def _called(shop: str, offers: Sequence[Offer]) -> Sequence[Offer]:
    """The offers of a shop by this name; a name that contains the other counts when none is equal."""
    equal = [one for one in offers if _shop(one) == shop]
    return equal or [
        one for one in offers if not one.shop or _stands_in(_shop(one), shop) or _stands_in(shop, _shop(one))
    ]


def _named_alike(shops: Sequence[str], offers: Sequence[Offer]) -> bool:
    """Whether all these names mean the same shop."""
    places = [{(one.contract, one.shop) for one in _called(folded(shop), offers)} for shop in shops]
    return all(len(place) == 1 and place == places[0] for place in places)


def _stands_in(part: str, whole: str) -> bool:
    return len(part) >= SHORTEST_NAME and part in whole


def _shop(one: Offer) -> str:
    return folded(one.shop)


def _partner(one: Offer) -> str:
    return folded(one.partner)


def _by_month(facts: FileFacts, name: str, offers: Sequence[Offer], _aliases: Aliases) -> Sequence[Offer]:
    if facts.days:
        return [one for one in offers if _all_within(facts.days, one)]
    written = YEAR_AND_MONTH.search(plain(name))
    if written is not None:
        key = f"{written[1]}-{int(written[2]):02d}"
        return [one for one in offers if one.month == key]
    alone = MONTH_ALONE.search(plain(name))
    if alone is not None:
        latest = max((one.month for one in offers if int(one.month[5:]) == int(alone[1])), default="")
        return [one for one in offers if one.month == latest]
    waiting = [one for one in offers if one.waits]
    return waiting if len({one.month for one in waiting}) == 1 else offers


def _all_within(cells: Iterable[Cell], one: Offer) -> bool:
    found = [days_of(cell, month=one.days, zone=ZoneInfo(one.zone)) for cell in cells]
    days = [days for days in found if isinstance(days, Days)]
    return bool(days) and all(one_day.first in one.days and one_day.last in one.days for one_day in days)


def _by_tool(facts: FileFacts, offers: Sequence[Offer]) -> Sequence[Offer]:
    """Of several tools of the same shop the one that knows most of the headings."""
    known = dict(facts.tools)
    most = max((known.get(one.tool, 0) for one in offers), default=0)
    return [one for one in offers if known.get(one.tool, 0) == most]


def _undecided(offers: Sequence[Offer]) -> Message:
    if len({(one.contract, one.shop) for one in offers}) > 1:
        return message("Which shop is it from? Neither its rows nor its name say so.")
    if len({one.month_id for one in offers}) > 1:
        return message("Which month is it for? It holds no dates.")
    return message("Which tool is it from? Its headings suit several.")
