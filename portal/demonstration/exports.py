"""Writes agents' days exactly as the tools of the platforms export them, with their headings, totals and quirks."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.demonstration.work import AgentDay
from portal.infra.tables.writing import write_xlsx

Cell = str | int
Maker = Callable[[Sequence[AgentDay]], Cell]
MISSING = "-"


@dataclass(frozen=True)
class Tool:
    """One export: its key in the importer, its columns in order, and where totals stand."""

    key: str
    columns: tuple[tuple[str, Maker], ...]
    total: str | None = None
    average: str | None = None
    totals_first: bool = False


def _sum(name: str) -> Maker:
    return lambda rows: int(sum(getattr(row, name) for row in rows))


def _each(vote: int) -> Maker:
    return lambda rows: sum(row.votes[vote] for row in rows)


def _percent(part: str, whole: str, *, less: bool = False) -> Maker:
    """A share with two decimals and its sign; without anything to divide by the tools print a dash."""

    def made(rows: Sequence[AgentDay]) -> str:
        numerator, denominator = (
            sum(getattr(row, part) for row in rows),
            sum(getattr(row, whole) for row in rows),
        )
        if not denominator:
            return MISSING
        return f"{(denominator - numerator if less else numerator) * 100 / denominator:.2f}%"

    return made


def _mean(name: str, weight: str = "received", decimals: int = 1) -> Maker:
    def made(rows: Sequence[AgentDay]) -> str:
        whole = sum(getattr(row, weight) for row in rows)
        total = sum(getattr(row, name) * getattr(row, weight) for row in rows)
        return f"{total / whole:.{decimals}f}" if whole else MISSING

    return made


def _clock(name: str) -> Maker:
    def made(rows: Sequence[AgentDay]) -> str:
        text = _mean(name, decimals=0)(rows)
        return MISSING if text == MISSING else f"{int(str(text))}秒"

    return made


def _yuan(name: str) -> Maker:
    return lambda rows: f"{sum(getattr(row, name) for row in rows) / 100:.2f}"


def _whole(name: str) -> Maker:
    """Amounts of a currency without small change."""
    return lambda rows: round(sum(getattr(row, name) for row in rows) / 100)


CHITU = Tool(
    key="chitu",
    columns=(
        ("咨询人数", _sum("wrote")),
        ("接待人数", _sum("received")),
        ("未回复人数", _sum("unreplied")),
        ("旺旺回复率", _percent("unreplied", "wrote", less=True)),
        ("首次响应(秒)", _mean("first_response")),
        ("平均响应(秒)", _mean("response")),
        ("询单人数", _sum("inquiring")),
        ("销售人数", _sum("paid")),
        ("询单->最终付款成功率", _percent("paid", "inquiring")),
        ("销售额", _yuan("sales_minor")),
        ("净销售额", _yuan("net_sales_minor")),
        ("很满意", _each(0)),
        ("满意", _each(1)),
        ("一般", _each(2)),
        ("不满意", _each(3)),
        ("很不满意", _each(4)),
        ("客户满意率", _percent("satisfied", "evaluations")),
    ),
    total="汇总",
)

JD = Tool(
    key="jd",
    columns=(
        ("接待量", _sum("received")),
        ("咨询量", _sum("wrote")),
        ("首次平均响应时间", _mean("first_response", decimals=0)),
        ("平均响应时间", _mean("response", decimals=0)),
        ("30s应答率", _percent("within_30_seconds", "received")),
        ("好评量", _sum("satisfied")),
        ("差评量", lambda rows: sum(row.evaluations - row.satisfied for row in rows)),
        ("售前接待人数", _sum("inquiring")),
        ("促成下单人数", _sum("paid")),
        ("促成下单商品金额", _yuan("sales_minor")),
    ),
)

PDD = Tool(
    key="pdd",
    columns=(
        ("咨询人数", _sum("wrote")),
        ("询单人数", _sum("inquiring")),
        ("最终成团人数", _sum("paid")),
        ("询单转化率", _percent("paid", "inquiring")),
        ("客服销售额(元)", _yuan("sales_minor")),
        ("去退销售额(元)", _yuan("net_sales_minor")),
        ("需要人工回复的咨询人数", _sum("wrote")),
        ("人工接待人数", _sum("received")),
        ("3分钟未回复人数", _sum("late_by_3_minutes")),
        ("3分钟人工回复率(8-23点)", _percent("late_by_3_minutes", "wrote", less=True)),
        ("30秒应答率(8-23点)", _percent("within_30_seconds", "received")),
        ("平均人工响应时长", _clock("response")),
        ("投诉数", lambda rows: MISSING if len(rows) == 1 else 0),
    ),
    total="总计",
    average="平均",
    totals_first=True,
)

OWN = Tool(
    key="own",
    columns=(
        ("諮詢人數", _sum("wrote")),
        ("接待人數", _sum("received")),
        ("首次回應時間(秒)", _mean("first_response", decimals=0)),
        ("詢單人數", _sum("inquiring")),
        ("付款人數", _sum("paid")),
        ("滿意評價數", _sum("satisfied")),
        ("評價數", _sum("evaluations")),
    ),
    total="合計",
)

TOOLS = {tool.key: tool for tool in (CHITU, JD, PDD, OWN)}
NAMING = {
    "chitu": ("日期", "旺旺"),
    "jd": ("日期", "客服"),
    "pdd": ("日期", "店铺", "客服账号"),
    "own": ("日期", "客服"),
}
"""The headings that name a row; where there is a shop column, it stands between day and agent."""


@dataclass(frozen=True)
class Table:
    """Headings and rows as they stand in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def exported(tool: Tool, days: Sequence[AgentDay], *, shop: str) -> Table:
    """One row per agent and day, with the tool's own totals where it prints them."""
    naming = NAMING[tool.key]
    if not days:
        return Table((*naming, *(heading for heading, _ in tool.columns)), ())
    rows = [(*_named(naming, row, shop), *(make((row,)) for _, make in tool.columns)) for row in days]
    extra = [
        (label, *(MISSING for _ in naming[1:]), *figures)
        for label, figures in ((tool.average, _average(tool, days)), (tool.total, _totals(tool, days)))
        if label is not None
    ]
    placed = [*extra, *rows] if tool.totals_first else [*rows, *extra]
    return Table((*naming, *(heading for heading, _ in tool.columns)), tuple(placed))


def _named(naming: tuple[str, ...], row: AgentDay, shop: str) -> tuple[str, ...]:
    account = f"{shop}:{row.agent}" if naming[-1] in ("旺旺", "客服账号") else row.agent
    middle = (shop,) if len(naming) == 3 else ()
    return (row.day.isoformat(), *middle, account)


def _totals(tool: Tool, days: Sequence[AgentDay]) -> list[Cell]:
    return [make(days) for _, make in tool.columns]


def _average(tool: Tool, days: Sequence[AgentDay]) -> list[Cell]:
    return [value if isinstance(value, str) else round(value / len(days)) for value in _totals(tool, days)]


def as_csv(table: Table, encoding: str) -> bytes:
    """The table as the tools write it, in ``gb18030``, ``utf-8-sig`` or ``utf-8``; nothing is made safe here."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows(table.rows)
    return out.getvalue().encode(encoding)


def as_xlsx(table: Table, sheet: str) -> bytes:
    """The table as a spreadsheet with one sheet; shares and times are texts, as the tools write them."""
    return write_xlsx([(sheet, table.headings, table.rows)])
