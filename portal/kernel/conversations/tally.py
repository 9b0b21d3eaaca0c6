"""What a file of conversation rows adds up to: integers per day, shift and agent, and every cell that was wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.conversations.cells import Fault
from portal.kernel.conversations.columns import COLUMNS, FIGURES

MOST_KEPT = 10_000
MOST_AGENTS = 5_000
MOST_DISTINCT = 200_000
SHARES = (50, 90)
ORDER = {key: place for place, key in enumerate(COLUMNS)}

Group = tuple[int, int, str]
"""Day (0 is the first of the month), place of the shift, agent."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that kept its row from being counted: line of the file, column, what stands there and why not."""

    row: int
    column: str
    value: str
    fault: Fault


@dataclass
class Tally:
    """The sums of one file or of several; adding files in any order gives the same.

    `groups` holds the figures of FIGURES per day, shift and agent; `first_responses` how often each first response
    time (in milliseconds) occurred, so that percentiles are exact; where there are too many different ones only
    `percentiles` are kept and files cannot be pooled for them. `bad_cells` are the first by line.
    """

    groups: dict[Group, list[int]] = field(default_factory=dict)
    first_responses: dict[int, int] = field(default_factory=dict)
    percentiles: dict[int, int] = field(default_factory=dict)
    shops: dict[str, int] = field(default_factory=dict)
    accepted: int = 0
    rejected: int = 0
    fault_count: int = 0
    bad_cells: list[BadCell] = field(default_factory=list)
    agents: set[str] = field(default_factory=set, compare=False, repr=False)

    def group(self, group: Group) -> list[int]:
        """The sums of a day, shift and agent, to be added to."""
        values = self.groups.get(group)
        if values is None:
            values = self.groups[group] = [0] * len(FIGURES)
            self.agents.add(group[2])
        return values

    def add(self, other: "Tally") -> None:
        """Take another file's sums in."""
        for group, values in other.groups.items():
            mine = self.groups.get(group)
            self.groups[group] = (
                list(values) if mine is None else [a + b for a, b in zip(mine, values, strict=True)]
            )
        for counts, more in (
            (self.first_responses, other.first_responses),
            (self.shops, other.shops),
        ):
            _add_counts(counts, more)
        self.accepted += other.accepted
        self.rejected += other.rejected
        self.fault_count += other.fault_count
        self.bad_cells = first_faults([*self.bad_cells, *other.bad_cells])

    @property
    def total(self) -> dict[str, int]:
        """All days, shifts and agents together."""
        sums = [sum(column) for column in zip(*self.groups.values(), strict=True)] or [0] * len(FIGURES)
        return dict(zip(FIGURES, sums, strict=True))

    def percentile(self, share: int) -> int | None:
        """The first response time at that per cent by nearest rank, in milliseconds; None without any.

        The value at place ceil(share × n ÷ 100) of all n in order, never interpolated.
        """
        if share in self.percentiles:
            return self.percentiles[share]
        count = sum(self.first_responses.values())
        place = -(-share * count // 100)
        for value in sorted(self.first_responses):
            place -= self.first_responses[value]
            if place <= 0:
                return value
        return None

    def to_plain(self) -> dict[str, Any]:
        """The tally as values that can be stored and sent."""
        return {
            "groups": [[*group, values] for group, values in sorted(self.groups.items())],
            "first_responses": sorted(self.first_responses.items()),
            "percentiles": sorted(self.percentiles.items()),
            "shops": self.shops,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "fault_count": self.fault_count,
            "bad_cells": [[one.row, one.column, one.value, one.fault.value] for one in self.bad_cells],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Tally":
        """The tally that was stored."""
        return cls(
            groups={(day, shift, agent): values for day, shift, agent, values in plain["groups"]},
            first_responses=dict(plain["first_responses"]),
            percentiles=dict(plain["percentiles"]),
            shops=dict(plain["shops"]),
            accepted=plain["accepted"],
            rejected=plain["rejected"],
            fault_count=plain["fault_count"],
            bad_cells=[
                BadCell(row, column, value, Fault(fault)) for row, column, value, fault in plain["bad_cells"]
            ],
        )


def first_faults(cells: Iterable[BadCell], most: int = MOST_KEPT) -> list[BadCell]:
    """Bad cells by line and column, as many as are kept."""
    return sorted(cells, key=lambda cell: (cell.row, ORDER.get(cell.column, -1)))[:most]


def _add_counts(counts: dict[Any, int], more: Mapping[Any, int]) -> None:
    for key, count in more.items():
        counts[key] = counts.get(key, 0) + count
