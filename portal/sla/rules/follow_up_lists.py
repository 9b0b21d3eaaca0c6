"""Lists of items and of questions as people keep them: headings in any order, rows with what is wrong in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.numerals import normalise, parse_decimal
from portal.sla.rules.follow_ups import Item, Question

T = TypeVar("T")

NAME, SCORE, LINK, ASKED, ANSWERED, DUE = "name", "score", "link", "asked", "answered", "due"
HEADINGS: Mapping[str, str] = {
    NAME: "款式 商品 商品名称 商品標題 宝贝 宝贝名称 商品名稱 货号 問題 问题 会话 對話 订单号"
    " item product name question conversation subject",
    SCORE: "评分 得分 分数 商品评分 評分 score rating",
    LINK: "链接 商品链接 网址 連結 網址 link url",
    ASKED: "提问时间 咨询时间 登记时间 提問時間 asked askedat",
    ANSWERED: "答复时间 回复时间 回覆時間 答覆時間 answered answeredat",
    DUE: "应答复时间 截止时间 截止時間 due dueat",
}
"""What the columns are called, without spaces and brackets, in small letters."""

_KEYS = {name: key for key, names in HEADINGS.items() for name in names.split()}
_TIME = re.compile(
    r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?[ T]*"
    r"(\d{1,2})[:时時点點](\d{1,2})分?(?::\d{1,2}(?:\.\d+)?)?秒?",
    re.ASCII,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']{1,500}", re.ASCII)
LONGEST_NAME = 120


@dataclass(frozen=True)
class RowFault:
    """A row that could not be taken, with its number in the list and the reason."""

    row: int
    reason: Message


@dataclass(frozen=True)
class ListRow:
    """One row of a list: its number and its cells as text."""

    number: int
    cells: tuple[str, ...]


def is_heading(text: str) -> bool:
    """Whether a text heads one of the columns that are read."""
    return _heading(text) is not None


def items_of(header: Sequence[str], rows: Iterable[ListRow]) -> tuple[list[Item], list[RowFault]]:
    """The items of a list with the columns item, score and, if there is one, link."""
    places = _places(header, NAME, SCORE)
    return _read(
        rows,
        lambda cell: Item(_name(cell(NAME)), parse_decimal(cell(SCORE)), _link(cell(LINK))),
        places,
    )


def questions_of(
    header: Sequence[str], rows: Iterable[ListRow], zone: tzinfo
) -> tuple[list[Question], list[RowFault]]:
    """The questions of a list with the columns question, asked and, if there are any, answered, due and link."""
    places = _places(header, NAME, ASKED)
    return _read(
        rows,
        lambda cell: Question(
            _name(cell(NAME)),
            moment_of(cell(ASKED), zone),
            moment_of(cell(ANSWERED), zone) if cell(ANSWERED) else None,
            moment_of(cell(DUE), zone) if cell(DUE) else None,
            _link(cell(LINK)),
        ),
        places,
    )


def moment_of(text: str, zone: tzinfo) -> datetime:
    """A time with its day, such as 2026-11-03 14:05 or 2026/11/3 9:05; raises Invalid for anything else."""
    match = _TIME.fullmatch(normalise(text))
    try:
        if match is not None:
            year, month, day, hour, minute = (int(part) for part in match.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone)
    except ValueError:
        pass
    raise Invalid(message("“%(text)s” is not a time such as 2026-11-03 14:05.", text=text[:40]))


def _heading(text: str) -> str | None:
    bare = re.sub(r"[\s_()（）*]+", "", normalise(text)).lower()
    return _KEYS.get(bare)


def _places(header: Sequence[str], *needed: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(header):
        key = _heading(text)
        if key is not None:
            places.setdefault(key, place)
    if not places.keys() >= set(needed):
        wanted = message("item, score") if SCORE in needed else message("question, asked")
        raise Invalid(message("The list needs the columns: %(columns)s.", columns=wanted))
    return places


def _read(
    rows: Iterable[ListRow], make: Callable[[Callable[[str], str]], T], places: Mapping[str, int]
) -> tuple[list[T], list[RowFault]]:
    found: list[T] = []
    faults: list[RowFault] = []
    for row in rows:

        def cell(key: str, cells: Sequence[str] = row.cells) -> str:
            place = places.get(key, len(cells))
            return cells[place].strip() if place < len(cells) else ""

        try:
            found.append(make(cell))
        except Invalid as fault:
            faults.append(RowFault(row.number, fault.reason))
    return found, faults


def _name(text: str) -> str:
    if not text:
        raise Invalid(message("The name is missing."))
    return text[:LONGEST_NAME]


def _link(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise Invalid(message("“%(text)s” is not a link that begins with https://.", text=text[:40]))
    return text
