"""The rows of a file gathered by column: plain rows at once, every other row by the plain rules, in the same order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from portal.infra.tables.columns import Cells, ColumnRows, Mask, Whole, rows_by_column
from portal.sla.actions.by_column.contradicting import contradicted
from portal.sla.actions.by_column.figures import Figures, figures_of
from portal.sla.actions.by_column.naming import FAULTY, NONE, Naming
from portal.sla.rules.cells import reader_of
from portal.sla.rules.columns import ColumnPlan
from portal.sla.rules.imported import ColumnMapping, Expected, FigureRow, SheetLike
from portal.sla.rules.row_figures import Findings, take_row
from portal.sla.rules.rows import is_collective
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.texts import Cell, plain

NAMES = ("agent", "shop", "platform", "group", "shift")
VOTES = ("votes_5", "votes_4", "votes_3", "votes_2", "votes_1")


@dataclass
class Table:
    """Rows with figures: where each stands, whom and which days it names, and its figures by column.

    Names and days are numbers of `Naming`, -1 for none; a figure that is not there is zero.
    """

    sheets: list[str]
    sheet: Whole
    number: Whole
    is_total: Mask
    names: dict[str, Whole]
    values: dict[str, Whole] = field(default_factory=dict)
    there: dict[str, Mask] = field(default_factory=dict)
    totals: list[FigureRow] = field(default_factory=list)
    """The file's own totals as they were read."""

    def __len__(self) -> int:
        return len(self.number)

    def only(self, rows: Mask) -> "Table":
        """Some of the rows."""
        if rows.all():
            return self
        return Table(
            self.sheets,
            self.sheet[rows],
            self.number[rows],
            self.is_total[rows],
            {name: codes[rows] for name, codes in self.names.items()},
            {key: values[rows] for key, values in self.values.items()},
            {key: there[rows] for key, there in self.there.items()},
            self.totals if (self.is_total & rows).any() else [],
        )

    def row(self, place: int, naming: Naming) -> FigureRow:
        """One row as the plain rules hold it."""
        agent, shop, platform, group, shift = (
            naming.name(name, int(self.names[name][place])) for name in NAMES
        )
        return FigureRow(
            sheet=self.sheets[int(self.sheet[place])],
            number=int(self.number[place]),
            values={key: int(values[place]) for key, values in self.values.items() if self.there[key][place]},
            days=naming.days_numbered(int(self.names["day"][place])),
            is_total=bool(self.is_total[place]),
            agent=agent,
            shop=shop,
            platform=platform,
            group=group,
            shift=shift,
        )


def gathered(
    sheet: SheetLike,
    plan: ColumnPlan,
    mapping: ColumnMapping,
    expected: Expected,
    found: Findings,
    naming: Naming,
) -> Table:
    """All rows of a sheet that hold figures; what is wrong with others goes to `found`."""
    rows = rows_by_column(sheet.rows, len(sheet.header))
    columns, count = rows.columns, len(rows)
    figures: dict[str, Figures] = {}
    readers = [(column, reader_of(column, mapping, expected)) for column in plan.figures]
    for column, read in readers:
        figures[column.field.key] = figures_of(columns[column.index], column, expected, read)
    table = Table(
        [sheet.name],
        np.zeros(count, np.int64),
        rows.numbers.copy(),
        np.zeros(count, bool),
        _names(columns, plan, count, naming, expected),
        {key: one.values for key, one in figures.items()},
        {key: one.there for key, one in figures.items()},
    )
    odd = _odd(rows, len(sheet.header), plan, figures, table)
    add_votes(table)
    odd |= contradicted(table.values, table.there)
    kept = ~odd
    for place in np.flatnonzero(odd).tolist():
        before = len(found.rows)
        take_row(sheet, sheet.rows[place], plan, readers, expected, found)
        if len(found.rows) > before:
            _put(table, place, found.rows.pop(), naming)
            kept[place] = True
    return table.only(kept)


def _names(
    columns: Sequence[Cells], plan: ColumnPlan, count: int, naming: Naming, expected: Expected
) -> dict[str, Whole]:
    found: dict[str, Whole] = {}
    for key in NAMES:
        found[key] = _named(columns, plan, key, count, partial(naming.number, key))
    found["day"] = _named(columns, plan, "day", count, partial(naming.day, expected))
    return found


def _named(
    columns: Sequence[Cells], plan: ColumnPlan, key: str, count: int, judge: Callable[[Cell], int]
) -> Whole:
    column = plan.named(key)
    return np.full(count, NONE, np.int64) if column is None else columns[column.index].judged(judge)


def _odd(
    rows: ColumnRows, width: int, plan: ColumnPlan, figures: Mapping[str, Figures], table: Table
) -> Mask:
    """Rows that may be more or less than plain data: the rules for single rows decide about them."""
    columns, odd = rows.columns[:width], rows.widths > width
    some = np.zeros(len(odd), bool)
    for one in figures.values():
        odd |= one.odd
        some |= one.there
    odd |= ~some | (table.names["day"] == FAULTY)
    for place in plan.naming_places:
        odd |= _stands_for_several(columns[place], np.ones(len(odd), bool))
    first = np.full(len(odd), -1, np.int64)
    for place, cells in enumerate(columns):
        first[(first < 0) & ~cells.blank] = place
    for place in set(np.unique(first).tolist()) - {-1} - plan.figure_places - plan.naming_places:
        odd |= _stands_for_several(columns[place], first == place)
    heading = plan.columns[0]
    odd |= columns[heading.index].judged(lambda cell: plain(cell) == plain(heading.text)) == 1
    return odd


def _stands_for_several(cells: Cells, within: Mask) -> Mask:
    found: Mask = cells.judged(lambda cell: isinstance(cell, str) and is_collective(cell), within=within) == 1
    return found


def _put(table: Table, place: int, row: FigureRow, naming: Naming) -> None:
    """Write a row that the plain rules have read among the others."""
    table.is_total[place] = row.is_total
    table.totals += [row] if row.is_total else []
    for name in NAMES:
        table.names[name][place] = naming.known(name, getattr(row, name))
    table.names["day"][place] = naming.known_days(row.days)
    for key in {*table.values, *row.values}:
        _column(table, key)
        table.values[key][place] = row.values.get(key, 0)
        table.there[key][place] = key in row.values


def _column(table: Table, key: str) -> None:
    table.values.setdefault(key, np.zeros(len(table), np.int64))
    table.there.setdefault(key, np.zeros(len(table), bool))


def add_votes(table: Table) -> None:
    """Five classes of votes become good, middle, bad and all, good and bad alone are all there were."""
    votes, there = table.values, table.there
    if set(VOTES) <= votes.keys():
        all_there = np.logical_and.reduce([there[key] for key in VOTES])
        very_good, good, middle, bad, very_bad = (votes[key] for key in VOTES)
        _fill(table, "votes_good", very_good + good, all_there)
        _fill(table, "votes_neutral", middle, all_there)
        _fill(table, "votes_bad", bad + very_bad, all_there)
        _fill(table, "evaluations", very_good + good + middle + bad + very_bad, all_there)
    else:
        all_there = np.zeros(len(table), bool)
    if {"votes_good", "votes_bad"} <= votes.keys():
        total = votes["votes_good"] + votes["votes_bad"]
        if "votes_neutral" in votes:
            total = total + votes["votes_neutral"]
        _fill(table, "evaluations", total, there["votes_good"] & there["votes_bad"] & ~all_there)


def _fill(table: Table, key: str, values: Whole, where: Mask) -> None:
    _column(table, key)
    empty = where & ~table.there[key]
    table.values[key] = np.where(empty, values, table.values[key])
    table.there[key] = table.there[key] | empty


def joined(tables: Iterable[Table]) -> Table:
    """The rows of several sheets, one sheet after the other."""
    several = list(tables)
    if len(several) == 1:
        return several[0]
    keys = list(dict.fromkeys(key for one in several for key in one.values))
    for one in several:
        for key in keys:
            _column(one, key)
    names = [name for one in several for name in one.sheets]
    return Table(
        names,
        np.concatenate([np.full(len(one), at, np.int64) for at, one in enumerate(several)]),
        np.concatenate([one.number for one in several]),
        np.concatenate([one.is_total for one in several]),
        {name: np.concatenate([one.names[name] for one in several]) for name in (*NAMES, "day")},
        {key: np.concatenate([one.values[key] for one in several]) for key in keys},
        {key: np.concatenate([one.there[key] for one in several]) for key in keys},
        [row for one in several for row in one.totals],
    )


def days_of_rows(table: Table, naming: Naming) -> list[Days]:
    """The different runs of days that rows name, the file's own totals left out."""
    codes = np.unique(table.names["day"][~table.is_total])
    return [days for code in codes.tolist() if (days := naming.days_numbered(code)) is not None]
