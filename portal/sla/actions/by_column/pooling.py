"""The figures of all rows, and by day, agent, shift and shop, as sums over sorted rows; the same as row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from portal.infra.tables.columns import Mask, Whole
from portal.sla.actions.by_column.contradicting import product
from portal.sla.actions.by_column.gathering import Table
from portal.sla.actions.by_column.naming import Naming
from portal.sla.actions.by_column.row_parts import RowParts, Rows, parts_of_rows
from portal.sla.rules.breakdown import LONGEST_NAME, By
from portal.sla.rules.fields import ADDITIVE, Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.parts import MADE_OF_PARTS
from portal.sla.rules.pooling import Grain
from portal.sla.rules.roles import role_of
from portal.sla.rules.values.dates import Days

Plain = dict[str, Any]


@dataclass(frozen=True)
class Runs:
    """Rows sorted by owner and grain, the coarsest first: where each run of them begins, whose it is and its grain."""

    order: Whole
    starts: Whole
    owners: list[int]
    grains: Whole

    @cached_property
    def lengths(self) -> Whole:
        """The rows of each run."""
        return np.diff(self.starts, append=len(self.order)).astype(np.int64)

    @cached_property
    def is_in_order(self) -> bool:
        """Whether the runs follow each other as the rows do."""
        return bool((np.diff(self.order) == 1).all()) and int(self.order[0]) == 0

    def sums(self, values: Whole) -> Whole:
        """The sum of each run."""
        found: Whole = np.add.reduceat(self._sorted(values), self.starts, dtype=np.int64)
        return found

    def counts(self, rows: Rows) -> Whole:
        """How many rows of each run are among these."""
        if rows.are_all:
            return self.lengths
        return self.sums(rows.mask.astype(np.int64)) if rows.are_any else np.zeros_like(self.lengths)

    def largest(self, values: Whole) -> Whole:
        """The largest of each run."""
        found: Whole = np.maximum.reduceat(self._sorted(values), self.starts)
        return found

    def _sorted(self, values: Whole) -> Whole:
        return values[: len(self.order)] if self.is_in_order else values[self.order]


class Pooling:
    """Adds up one table in several ways."""

    def __init__(self, table: Table, naming: Naming, month: Days) -> None:
        self.table, self.naming, self.month = table, naming, month

    def whole(self, spread: frozenset[str]) -> Plain:
        """The figures of the slot; of the fields named in `spread` also the distribution over the finest rows."""
        everything = np.zeros(len(self.table), np.int64)
        found = dict(self._figures(everything))
        plain: Plain = found.get(0, {"parts": {}, "counts": {}, "unpoolable": []})
        spreads = {key: one for key in sorted(spread) if (one := self._spread(key))}
        return plain | ({"spreads": spreads} if spreads else {})

    def parts(self) -> dict[str, dict[str, Plain]]:
        """The figures by day, agent, shift and shop, without the file's own totals."""
        kinds = {
            By.DAY: self._by_day(),
            By.AGENT: self._by_name("agent"),
            By.SHIFT: self._by_name("shift"),
            By.SHOP: self._by_name("shop"),
        }
        found = {kind.value: dict(sorted(several.items())) for kind, several in kinds.items() if several}
        for agent, role in self._roles():
            found[By.AGENT.value][agent]["role"] = role
        return found

    def _by_day(self) -> dict[str, Plain]:
        days = self.naming.days
        single = [one.is_one_day and one.first in self.month for one in days]
        table = np.array([at if good else -1 for at, good in enumerate(single)] + [-1], np.int64)
        return {
            days[at].first.isoformat(): plain for at, plain in self._figures(table[self.table.names["day"]])
        }

    def _by_name(self, column: str) -> dict[str, Plain]:
        """Names cut to the length that is kept; two that are one then are added together."""
        cut: dict[str, int] = {}
        names = self.naming.names.get(column, [])
        table = [cut.setdefault(name[:LONGEST_NAME], len(cut)) if name else -1 for name in names]
        groups = np.array([*table, -1], np.int64)[self.table.names[column]]
        kept = list(cut)
        return {kept[at]: plain for at, plain in self._figures(groups)}

    def _roles(self) -> Iterator[tuple[str, str]]:
        groups, agents = self.table.names["group"], self.table.names["agent"]
        rows = (agents >= 0) & (groups >= 0) & ~self.table.is_total
        several: dict[str, list[str | None]] = {}
        for agent, group in zip(agents[rows].tolist(), groups[rows].tolist(), strict=True):
            name = (self.naming.name("agent", agent) or "")[:LONGEST_NAME]
            several.setdefault(name, []).append(self.naming.name("group", group))
        for name, found in several.items():
            if role := role_of(found):
                yield name, role

    @cached_property
    def grain(self) -> Whole:
        """What each row stands for."""
        month, days = self.month, self.naming.days
        whole = [one.first <= month.first and one.last >= month.last for one in days]
        is_whole = np.array([*whole, True], bool)[self.table.names["day"]]
        nobody = self.table.names["agent"] < 0
        shop = np.where(is_whole, Grain.SHOP_MONTH, Grain.SHOP_DAYS)
        agent = np.where(is_whole, Grain.AGENT_MONTH, Grain.AGENT_DAYS)
        found = np.where(nobody, shop, agent)
        return np.where(self.table.is_total, np.int64(Grain.TOTAL), found).astype(np.int64)

    def _figures(self, owners: Whole) -> Iterator[tuple[int, Plain]]:
        """The figures of each owner, numbered from 0 (less for none); each from its coarsest grain that has it."""
        runs = self._runs(owners)
        if not runs.owners:
            return
        parts = {key: self._pooled(key, part, runs) for key, part in self._row_parts.items()}
        counts = {key: self._counted(key, runs) for key in self._counts}
        places: dict[int, list[int]] = {}
        for place, owner in enumerate(runs.owners):
            places.setdefault(owner, []).append(place)
        for owner, several in places.items():
            yield owner, _chosen(several, parts, counts)

    def _runs(self, owners: Whole) -> Runs:
        rows = np.flatnonzero(owners >= 0)
        keys = owners[rows] * len(Grain) + self.grain[rows]
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        owner, grain = np.divmod(keys[starts], len(Grain))
        return Runs(rows[order], starts, owner.tolist(), grain)

    @cached_property
    def _row_parts(self) -> dict[str, RowParts]:
        found: dict[str, RowParts] = {}
        for field in MADE_OF_PARTS:
            part = parts_of_rows(field, self.table.values, self.table.there)
            if part is not None:
                found[field.key] = part
        return dict(sorted(found.items()))

    @cached_property
    def _there(self) -> dict[str, Rows]:
        return {key: Rows(there) for key, there in self.table.there.items()}

    @property
    def _counts(self) -> list[str]:
        kinds = ADDITIVE | {Kind.MAXIMUM}
        return sorted(key for key in self.table.values if FIELDS[key].kind in kinds)

    def _pooled(self, key: str, part: RowParts, runs: Runs) -> list[list[int] | None]:
        """For each run the plain part, an empty list where it cannot be pooled, None where there is none."""
        field = FIELDS[key]
        names = (field.numerator, field.denominator)
        people = any(FIELDS[name].kind is Kind.PEOPLE for name in names if name in FIELDS)
        rows, exact, weighted = runs.counts(part.there), runs.counts(part.exact), runs.counts(part.weighted)
        scale = np.where(exact == rows, 1, part.scale)
        numerator = np.zeros(len(rows), np.int64)
        if part.exact.are_any:
            numerator = product(runs.sums(part.numerator), scale)
        if part.printed.are_any:
            numerator = numerator + runs.sums(part.weighing)
        approximate = (exact < rows) | (people & (rows > 1))
        columns = [numerator, runs.sums(part.denominator), scale, exact == rows, weighted == rows]
        found = _lists([*columns, runs.grains, approximate, rows])
        for run in np.flatnonzero((rows > 1) & (weighted < rows)).tolist():
            found[run] = []
        return _but(found, rows == 0)

    def _counted(self, key: str, runs: Runs) -> list[list[int] | None]:
        kind = FIELDS[key].kind
        values = self.table.values[key]
        totals = runs.largest(values) if kind is Kind.MAXIMUM else runs.sums(values)
        rows = runs.counts(self._there[key])
        approximate = (rows > 1) & (kind is Kind.PEOPLE)
        return _but(_lists([totals, runs.grains, approximate, rows]), rows == 0)

    def _spread(self, key: str) -> list[list[int]]:
        if key not in self.table.values:
            return []
        there = self.table.there[key] & (self.grain != Grain.TOTAL)
        if not there.any():
            return []
        finest = there & (self.grain == self.grain[there].max())
        values, rows = np.unique(self.table.values[key][finest], return_counts=True)
        return [list(pair) for pair in zip(values.tolist(), rows.tolist(), strict=True)]


def _lists(columns: list[Whole | Mask]) -> list[list[int] | None]:
    found: list[list[int] | None] = np.stack([column.astype(np.int64) for column in columns], axis=1).tolist()
    return found


def _but(found: list[list[int] | None], nothing: Mask) -> list[list[int] | None]:
    """None where a run says nothing."""
    for run in np.flatnonzero(nothing).tolist():
        found[run] = None
    return found


def _chosen(
    runs: list[int], parts: Mapping[str, list[list[int] | None]], counts: Mapping[str, list[list[int] | None]]
) -> Plain:
    """What one owner is said to have: each figure from the first run that knows it."""
    if len(runs) == 1:
        run = runs[0]
        return {
            "parts": {key: one for key, several in parts.items() if (one := several[run])},
            "counts": {key: one for key, several in counts.items() if (one := several[run])},
            "unpoolable": [key for key, several in parts.items() if several[run] == []],
        }
    first = {
        key: next((several[run] for run in runs if several[run] is not None), None)
        for key, several in parts.items()
    }
    return {
        "parts": {key: one for key, one in first.items() if one},
        "counts": {key: one for key, several in counts.items() if (one := _first(several, runs))},
        "unpoolable": [key for key, one in first.items() if one == []],
    }


def _first(several: list[list[int] | None], runs: list[int]) -> list[int] | None:
    return next((several[run] for run in runs if several[run] is not None), None)
