"""What the rows of a whole file show together, found by column; the sentences are those of the plain rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from portal.infra.tables.columns import Mask, Whole
from portal.kernel.messages import Message
from portal.sla.actions.by_column.gathering import NAMES, Table, days_of_rows, gathered, joined
from portal.sla.actions.by_column.naming import Naming
from portal.sla.rules import checks
from portal.sla.rules.columns import ColumnPlan
from portal.sla.rules.fields import Kind
from portal.sla.rules.imported import ColumnMapping, Expected, FigureRow, SheetLike
from portal.sla.rules.importing import MOST_WARNINGS, Gathering, days_due, no_rows
from portal.sla.rules.means import FIELDS
from portal.sla.rules.parts import PER_MILLION
from portal.sla.rules.rows import repeated
from portal.sla.rules.shops import about_shops, same_shop, shop_of

MOST_DIFFERENT = 2**62


@dataclass
class ByColumn(Gathering):
    """Gathers the rows of a file by column; finds what `Gathering` finds."""

    tables: list[Table] = field(default_factory=list)
    naming: Naming = field(default_factory=Naming)

    @property
    def table(self) -> Table:
        """The rows of all sheets."""
        self.tables = [joined(self.tables)]
        return self.tables[0]

    def read_sheet(
        self, sheet: SheetLike, plan: ColumnPlan, mapping: ColumnMapping, expected: Expected
    ) -> None:
        """Read all rows of a sheet."""
        self.tables.append(gathered(sheet, plan, mapping, expected, self, self.naming))

    def take_one_shop(self, shop: str | None) -> None:
        """Leave out the rows of other shops than the one the file is uploaded for."""
        table, names = self.table, self.naming.names.get("shop", [])
        codes = table.names["shop"]
        counts = np.bincount(codes[codes >= 0], minlength=len(names)).tolist()
        self.shops = {names[at]: counts[at] for at in _in_order(codes)}
        if shop is None or not _several(self.shops):
            return
        mine = [same_shop(name, shop) for name in names]
        rows = np.array([*mine, False], bool)[codes]
        first = next((name for name in self.shops if same_shop(name, shop)), None)
        self.tables = [table.only(rows)]
        left_out = len(table) - len(self.table)
        self.skipped += left_out
        if first is None:
            error = shop_of(self.shops, shop)[1]
            self.errors += [] if error is None else [error]
        self.warnings += about_shops(self.shops, first, left_out)

    def judge(self, expected: Expected) -> None:
        """Say what the rows show together."""
        table = self.table
        self.errors += repeated(self._alike(table))
        if not len(table) and not self.errors and not self.questions:
            self.errors.append(no_rows())
        self.warnings += self._totals(table)
        details = table.only(~table.is_total)
        for judge in (_unchanging, _round, _far_out):
            self.warnings += judge(details)
        days = days_due(expected)
        if days is not None:
            named = [FigureRow("", 0, {}, one) for one in days_of_rows(table, self.naming)]
            self.warnings += checks.missing_days(named, days)

    def _alike(self, table: Table) -> list[FigureRow]:
        """The rows that share whom and which days they name with another; rows with a broken day are left out."""
        broken = {(error.sheet, error.row) for error in self.errors}
        rows = np.arange(len(table))
        if broken:
            places = zip(table.sheet.tolist(), table.number.tolist(), strict=True)
            fine = [(table.sheets[sheet], number) not in broken for sheet, number in places]
            rows = rows[np.array(fine, bool) | (table.names["day"] >= 0)]
        keys = _together([table.is_total[rows], *(table.names[name][rows] + 1 for name in (*NAMES, "day"))])
        ordered = np.sort(keys)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        again = np.isin(keys, twice) if len(twice) else np.zeros(len(keys), bool)
        return [table.row(place, self.naming) for place in rows[again].tolist()]

    def _totals(self, table: Table) -> list[Message]:
        details = table.only(~table.is_total)
        if len(table.totals) != 1 or not len(details):
            return []
        sums = {key: int(values.sum()) for key, values in details.values.items()}
        return checks.totals_that_differ([*table.totals, FigureRow("", 0, sums)])


def _together(columns: Iterable[Mask | Whole]) -> Whole:
    """Columns of small numbers as one number each row."""
    keys, different = np.zeros(0, np.int64), 1
    for column in columns:
        most = int(column.max(initial=0)) + 1
        if different * most >= MOST_DIFFERENT:
            keys = np.unique(keys, return_inverse=True)[1]
            different = int(keys.max(initial=0)) + 1
        keys = column.astype(np.int64) if different == 1 else keys * most + column
        different *= most
    return keys


def _in_order(codes: Whole) -> Iterable[int]:
    """The numbers from 0 in the order in which they first stand."""
    different, first = np.unique(codes, return_index=True)
    return [code for code in different[np.argsort(first)].tolist() if code >= 0]


def _several(shops: Iterable[str]) -> bool:
    first = next(iter(shops), "")
    return any(not same_shop(first, other) for other in shops)


def _keys(details: Table) -> list[str]:
    return sorted(key for key, there in details.there.items() if there.any())


def _unchanging(details: Table) -> list[Message]:
    if len(details) < checks.MANY_ROWS:
        return []
    return [
        checks.alike(key)
        for key in _keys(details)
        if details.there[key].all()
        and int(details.values[key][0]) not in (0, PER_MILLION)
        and bool((details.values[key] == details.values[key][0]).all())
    ]


def _round(details: Table) -> list[Message]:
    found: list[Message] = []
    for key in _keys(details):
        values = details.values[key][details.values[key] != 0]
        if (
            FIELDS[key].kind in (Kind.COUNT, Kind.PEOPLE)
            and len(values) >= checks.MANY_ROWS
            and not (values % 10).any()
            and len(np.unique(values)) > checks.FEW_VALUES
        ):
            found.append(checks.always_round(key))
    return found


def _far_out(details: Table) -> list[Message]:
    found: list[Message] = []
    for key in _keys(details):
        there: Mask = details.there[key]
        values, numbers = details.values[key][there], details.number[there]
        if len(values) < checks.MANY_ROWS:
            continue
        distances = np.abs(values - _middle(values))
        spread = _middle(distances)
        if spread:
            far = numbers[distances > checks.FAR * spread][:MOST_WARNINGS]
            found += [checks.far_out(number, key) for number in far.tolist()]
    return found


def _middle(values: Whole) -> int:
    place = len(values) // 2
    return int(np.partition(values, place)[place])
