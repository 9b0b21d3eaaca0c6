"""Columns of whole numbers summed per day, shift and agent; all sums are exact integers."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.infra.conversations.cells import Names, Numbers
from portal.infra.conversations.columns import Rows
from portal.infra.conversations.spread import Spread, at_share
from portal.kernel.conversations.cells import MINUTE
from portal.kernel.conversations.columns import FIGURES, POSITION
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import HALF_MINUTE, THREE_MINUTES, too_many_agents
from portal.kernel.conversations.tally import (
    MOST_AGENTS,
    MOST_DISTINCT,
    MOST_KEPT,
    SHARES,
    Tally,
    first_faults,
)

Mask = npt.NDArray[np.bool_]


@dataclass
class Counter:
    """Adds blocks of rows up; one per file."""

    layout: Layout
    agents: Names
    shops: Names | None
    tally: Tally = field(default_factory=Tally)
    sums: Numbers = field(default_factory=lambda: np.zeros((len(FIGURES), 0), np.int64))
    shop_rows: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    first_responses: Spread = field(default_factory=Spread)

    @property
    def cells_per_agent(self) -> int:
        """Days × shifts of the month, the last shift being none."""
        return (self.layout.day_after - self.layout.first_day).days * (len(self.layout.shifts) + 1)

    @cached_property
    def cell_of_minute(self) -> npt.NDArray[np.int16]:
        """For each minute of the month its day and shift as one number."""
        shifts = len(self.layout.shifts) + 1
        days = np.arange((self.layout.day_after - self.layout.first_day).days)
        cells = days[:, None] * shifts + np.array(self.layout.shift_of_minute)
        found: npt.NDArray[np.int16] = cells.astype(np.int16).ravel()
        return found

    def add(self, rows: Rows) -> None:
        """Add the good rows of a block."""
        if len(self.agents.names) > MOST_AGENTS:
            raise too_many_agents()
        tally = self.tally
        good = ~rows.is_bad if rows.is_other is None else ~(rows.is_bad | rows.is_other)
        count = int(np.count_nonzero(good))
        others = 0 if rows.is_other is None else int(np.count_nonzero(rows.is_other))
        tally.accepted += count
        tally.rejected += len(good) - count - others + len(rows.lost)
        tally.fault_count += rows.fault_count
        tally.bad_cells += rows.bad_cells
        if len(tally.bad_cells) > 2 * MOST_KEPT:
            tally.bad_cells = first_faults(tally.bad_cells)
        numbers = rows.numbers
        if count < len(good):
            numbers = {column: values[good] for column, values in numbers.items()}
        self._count_shops(numbers)
        self._sum(numbers)

    def finished(self) -> Tally:
        """The tally of all blocks."""
        names = {number: name for name, number in self.agents.names.items()}
        shifts = len(self.layout.shifts) + 1
        for place in np.flatnonzero(self.sums[0]):
            agent, rest = divmod(int(place), self.cells_per_agent)
            day, shift = divmod(rest, shifts)
            self.tally.groups[day, shift, names.get(agent - 1, "")] = self.sums[:, place].tolist()
        self._note_first_responses()
        if self.shops is not None:
            self.tally.shops = {
                name: int(self.shop_rows[number])
                for name, number in self.shops.names.items()
                if number < len(self.shop_rows) and self.shop_rows[number]
            }
        self.tally.bad_cells = first_faults(self.tally.bad_cells)
        return self.tally

    def _count_shops(self, numbers: dict[str, Numbers]) -> None:
        if self.shops is None:
            return
        found = np.bincount(numbers["shop"] + 1, minlength=len(self.shops.names) + 1)[1:]
        if len(found) > len(self.shop_rows):
            self.shop_rows = np.concatenate(
                [self.shop_rows, np.zeros(len(found) - len(self.shop_rows), np.int64)]
            )
        self.shop_rows[: len(found)] += found

    def _sum(self, numbers: dict[str, Numbers]) -> None:
        """Rows that are not judged go to groups behind all others, of which only the conversations are read."""
        minute = (numbers["started_at"] - self.layout.first_ms) // MINUTE
        group = (numbers["agent"] + 1) * self.cells_per_agent + self.cell_of_minute.take(minute)
        size = (len(self.agents.names) + 1) * self.cells_per_agent
        if size > self.sums.shape[1]:
            more = np.zeros((len(FIGURES), size - self.sums.shape[1]), np.int64)
            self.sums = np.concatenate([self.sums, more], axis=1)
        bots = numbers["bot"] > 0 if "bot" in numbers else None
        passed = bots
        if self.layout.open:
            closed = np.frombuffer(self.layout.open_minutes, np.uint8).take(minute) == 0
            passed = closed if bots is None else bots | closed
            if bots is not None:
                self._add("bot_sessions", group, bots)
        if passed is not None:
            group += passed * np.int64(self.sums.shape[1])
        judged, others = self._count_speed(numbers, group, passed)
        self._note("sessions_eligible", judged)
        self._note("sessions", judged + others)
        if not self.layout.open:
            self._note("bot_sessions", others)
        self._count_rest(numbers, group)

    def _count_speed(
        self, numbers: dict[str, Numbers], group: Numbers, passed: Mask | None
    ) -> tuple[Numbers, Numbers]:
        """Sums of what is about time; answers the conversations of each group that are judged, and the others."""
        if {"response_sum", "response_turns"} <= numbers.keys():
            total, turns = numbers["response_sum"], numbers["response_turns"]
            both = (total | turns) >= 0
            self._add("rt_count", group, turns * both)
            self._add("rt_sum_ms", group, total * both)
        first = _first_response(numbers)
        if first is None:
            judged, others = self._by_kind(group, 1)
            return judged[0], others[0]
        has = first >= 0
        kind = has * ((first <= THREE_MINUTES).view(np.uint8) + (first <= HALF_MINUTE) + np.uint8(1))
        (none, slow, fair, quick), others = self._by_kind(group, 4, kind)
        self._note("frt_count", slow + fair + quick)
        self._note("sessions_le_180s", fair + quick)
        self._note("sessions_le_30s", quick)
        self._add("frt_sum_ms", group, np.maximum(first, 0))
        self.first_responses.add(first[has if passed is None else has & ~passed])
        return none + slow + fair + quick, others.sum(axis=0)

    def _count_rest(self, numbers: dict[str, Numbers], group: Numbers) -> None:
        for column, figure in (("buyer_messages", "buyer_msgs"), ("agent_messages", "agent_msgs")):
            if column in numbers:
                self._add(figure, group, np.maximum(numbers[column], 0))
        if "rating" in numbers:
            stars, _ = self._by_kind(group, 6, np.maximum(numbers["rating"], 0))
            for star in range(1, 6):
                self._note(f"votes_{star}", stars[star])
        if "transferred" in numbers:
            self._add("transfer_out", group, numbers["transferred"] > 0)
        if {"resolved", "ended_at"} <= numbers.keys():
            has = (numbers["resolved"] > 0) & (numbers["ended_at"] >= 0)
            self._add("resolved", group, has)
            self._add("resolution_sum_ms", group, (numbers["ended_at"] - numbers["started_at"]) * has)
        if "order_amount" in numbers:
            self._add("paid_orders", group, numbers["order_amount"] > 0)
            self._add("sales_amount", group, np.maximum(numbers["order_amount"], 0))

    def _by_kind(
        self, group: Numbers, kinds: int, kind: npt.NDArray[Any] | None = None
    ) -> tuple[Numbers, Numbers]:
        """How many rows of each kind every group has: those judged, and those that are not."""
        size = self.sums.shape[1]
        places = group if kind is None else group * kinds + kind
        found = np.bincount(places, minlength=2 * size * kinds).reshape(2, size, kinds)
        return found[0].T, found[1].T

    def _add(self, figure: str, group: Numbers, values: npt.NDArray[Any]) -> None:
        """Sums of a block stay far below 2^53, so that the floats of bincount are exact."""
        size = self.sums.shape[1]
        self._note(figure, np.bincount(group, values, minlength=size)[:size].astype(np.int64))

    def _note(self, figure: str, sums: Numbers) -> None:
        self.sums[POSITION[figure]] += sums

    def _note_first_responses(self) -> None:
        values, counts = self.first_responses.counted()
        if len(values) <= MOST_DISTINCT:
            self.tally.first_responses = dict(zip(values.tolist(), counts.tolist(), strict=True))
        else:
            self.tally.percentiles = {share: at_share(values, counts, share) for share in SHARES}


def _first_response(numbers: dict[str, Numbers]) -> Numbers | None:
    seconds, reply = numbers.get("first_response"), numbers.get("first_reply_at")
    if reply is None:
        return seconds
    since = np.where(reply >= 0, reply - numbers["started_at"], -1)
    return since if seconds is None else np.where(seconds >= 0, seconds, since)
