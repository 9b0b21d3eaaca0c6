"""Which column of a sheet is which figure, which is unknown, and which may not be kept at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from portal.kernel.messages import Message, message
from portal.kernel.metrics import FieldKind, is_column
from portal.kernel.metrics.own import column_of
from portal.sla.rules.corrections import is_reason_heading
from portal.sla.rules.fields import Field, Kind
from portal.sla.rules.headers import Heading, heading_of
from portal.sla.rules.imported import CellError, ColumnMapping, IgnoredColumn, SheetLike
from portal.sla.rules.means import FIELDS
from portal.sla.rules.tools.definition import Tool
from portal.sla.rules.tools.registry import suggestion_for
from portal.sla.rules.values.durations import UNITS as DURATION_UNITS
from portal.sla.rules.values.percentages import Scale, scale_of
from portal.sla.rules.values.texts import Cell

PERSONAL = re.compile(
    r"手机|电话|联系方式|买家(昵称|账号|id|姓名|旺旺|信息)|客户(姓名|昵称|账号|id|邮箱)$|收货|收件|地址|邮箱|身份证|微信号|支付宝"
    r"|^(contact|customer|buyer|requester|visitor)(name|email|phone|id|emailaddress|phonenumber|account|nickname)?$"
    r"|contact(name|email|phone)|emailaddress|^email$|phone|feedbackcomment|聊天(内容|记录)|评价内容|linktotheconversation"
)


@dataclass(frozen=True)
class Column:
    """One column that is read: where it stands, what it means, and how its bare numbers are meant."""

    index: int
    text: str
    heading: Heading
    field: Field
    duration_unit: str | None
    percent: Scale | None = None

    @property
    def letter(self) -> str:
        """The name a spreadsheet shows above the column."""
        return letter_of(self.index)


@dataclass(frozen=True)
class ColumnPlan:
    """How one sheet will be read."""

    columns: tuple[Column, ...]
    ignored: tuple[IgnoredColumn, ...]
    personal: tuple[IgnoredColumn, ...]
    errors: tuple[CellError, ...]
    warnings: tuple[Message, ...]

    @cached_property
    def figures(self) -> tuple[Column, ...]:
        """The columns that hold figures, without those that name the row."""
        return tuple(column for column in self.columns if column.field.kind not in (Kind.DAY, Kind.NAME))

    def named(self, key: str) -> Column | None:
        """The column of one field."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        return {column.field.key: column for column in reversed(self.columns)}

    @cached_property
    def figure_places(self) -> frozenset[int]:
        """Where the figures stand."""
        return frozenset(column.index for column in self.figures)

    @cached_property
    def naming_places(self) -> frozenset[int]:
        """Where the row is named and no figure stands."""
        named = {column.index for column in self.columns if column.field.kind in (Kind.DAY, Kind.NAME)}
        return frozenset(named - self.figure_places)


@runtime_checkable
class KnowsColumns(Protocol):
    """Rows that are kept by column."""

    def different(self, index: int) -> Sequence[Cell]:
        """What stands in a column, each cell once."""


def letter_of(index: int) -> str:
    """The spreadsheet's name of a column counted from 0."""
    letters, number = "", index + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def plan_columns(sheet: SheetLike, tool: Tool, mapping: ColumnMapping) -> ColumnPlan:
    """Give every heading its field by the saved mapping first and the tool's table second.

    Personal data is dropped and named; unknown columns are named with a suggestion; the same heading twice is an
    error, two headings for one figure take the first and say so.
    """
    columns: dict[str, Column] = {}
    ignored: list[IgnoredColumn] = []
    personal: list[IgnoredColumn] = []
    errors: list[CellError] = []
    warnings: list[Message] = []
    for index, text in enumerate(sheet.header):
        if not text.strip() or is_reason_heading(text):
            continue
        heading = heading_of(text)
        key = mapping.columns.get(heading.name, tool.field_of(heading))
        if _is_personal(heading, key):
            personal.append(IgnoredColumn(sheet.name, letter_of(index), text))
        elif key not in FIELDS or key is None:
            meant = suggestion_for(text, tool) if key is None else None
            ignored.append(IgnoredColumn(sheet.name, letter_of(index), text, meant))
        elif key not in columns:
            columns[key] = _column(sheet, index, text, heading, key, tool, mapping)
        elif columns[key].heading == heading:
            errors.append(_twice(sheet, index, text, columns[key]))
        else:
            ignored.append(IgnoredColumn(sheet.name, letter_of(index), text))
            warnings.append(_both(text, columns[key]))
    return ColumnPlan(
        tuple(columns.values()), tuple(ignored), tuple(personal), tuple(errors), tuple(warnings)
    )


def _is_personal(heading: Heading, key: str | None) -> bool:
    is_ours = key in FIELDS and not is_column(key or "")
    return not is_ours and PERSONAL.search(heading.name) is not None


def _column(
    sheet: SheetLike, index: int, text: str, heading: Heading, key: str, tool: Tool, mapping: ColumnMapping
) -> Column:
    field = FIELDS[key]
    percent: Scale | None = None
    if field.kind in (Kind.RATE, Kind.RATIO):
        percent = scale_of(_different(sheet, index, heading.unit), unit=heading.unit) or mapping.percent
    unit = heading.unit if heading.unit in DURATION_UNITS else tool.units.get(key, _own_unit(key))
    return Column(index, text, heading, field, unit, percent)


def _different(sheet: SheetLike, index: int, unit: str | None) -> list[Cell]:
    """What stands in a column, each cell once; nothing where the heading says all."""
    if unit == "%":
        return []
    if isinstance(sheet.rows, KnowsColumns):
        return list(sheet.rows.different(index))
    cells = [row.cells[index] for row in sheet.rows if index < len(row.cells)]
    return [cell for _, cell in dict.fromkeys(zip(map(type, cells), cells, strict=True))]


def _own_unit(key: str) -> str | None:
    own = column_of(key)
    return "h" if own is not None and own.kind is FieldKind.HOURS else None


def _twice(sheet: SheetLike, index: int, text: str, first: Column) -> CellError:
    return CellError(
        sheet=sheet.name,
        row=sheet.header_row,
        column=letter_of(index),
        heading=text,
        value=text,
        reason=message(
            "The heading “%(heading)s” stands in columns %(first)s and %(second)s.",
            heading=text,
            first=first.letter,
            second=letter_of(index),
        ),
        remedy=message("Delete the column that does not count, or rename it."),
    )


def _both(text: str, first: Column) -> Message:
    return message(
        "“%(first)s” and “%(second)s” mean the same figure; “%(first)s” was taken.",
        first=first.text,
        second=text,
    )


def missing_figures(plans: Sequence[ColumnPlan]) -> bool:
    """Whether no sheet holds a single known figure."""
    return not any(plan.figures for plan in plans)
