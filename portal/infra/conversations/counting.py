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

SPEEDS = 4
"""No first response; one later than three minutes, within three minutes, within half a minute."""
STARS = 6
"""No rating, or one to five stars."""


@dataclass
class Counter:
    """Adds blocks of rows up; one per file."""

    layout: Layout
    agents: Names
    shops: Names | None
    tally: Tally = field(default_factory=Tally)
    sums: dict[str, Numbers] = field(default_factory=dict)
    places: int = 0
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
        figures = self._figures()
        for place in np.flatnonzero(figures[0]).tolist():
            agent, rest = divmod(place, self.cells_per_agent)
            day, shift = divmod(rest, shifts)
            self.tally.groups[day, shift, names.get(agent - 1, "")] = figures[:, place].tolist()
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
        """Every group has two places, one for the rows that are judged and one for the others."""
        minute = (numbers["started_at"] - self.layout.first_ms) // MINUTE
        place = (numbers["agent"] + 1) * self.cells_per_agent + self.cell_of_minute.take(minute)
        place *= 2
        self.places = (len(self.agents.names) + 1) * self.cells_per_agent * 2
        bots = numbers["bot"] > 0 if "bot" in numbers else None
        passed = bots
        if self.layout.open:
            closed = np.frombuffer(self.layout.open_minutes, np.uint8).take(minute) == 0
            passed = closed if bots is None else bots | closed
            if bots is not None:
                self._add("bot_sessions", place, bots)
        if passed is not None:
            place += passed
        self._count_speed(numbers, place, passed)
        self._count_rest(numbers, place)

    def _count_speed(self, numbers: dict[str, Numbers], place: Numbers, passed: Mask | None) -> None:
        if {"response_sum", "response_turns"} <= numbers.keys():
            total, turns = numbers["response_sum"], numbers["response_turns"]
            both = (total | turns) >= 0
            self._add("rt_count", place, turns * both)
            self._add("rt_sum_ms", place, total * both)
        first = _first_response(numbers)
        if first is None:
            self._add("sessions", place)
            return
        has = first >= 0
        kind = has * ((first <= THREE_MINUTES).view(np.uint8) + (first <= HALF_MINUTE) + np.uint8(1))
        self._add("sessions", place * SPEEDS + kind, kinds=SPEEDS)
        self._add("frt_sum_ms", place, np.maximum(first, 0))
        self.first_responses.add(first[has if passed is None else has & ~passed])

    def _count_rest(self, numbers: dict[str, Numbers], place: Numbers) -> None:
        for column, figure in (("buyer_messages", "buyer_msgs"), ("agent_messages", "agent_msgs")):
            if column in numbers:
                self._add(figure, place, np.maximum(numbers[column], 0))
        if "rating" in numbers:
            self._add("votes", place * STARS + np.maximum(numbers["rating"], 0), kinds=STARS)
        if "transferred" in numbers:
            self._add("transfer_out", place, numbers["transferred"] > 0)
        if {"resolved", "ended_at"} <= numbers.keys():
            has = (numbers["resolved"] > 0) & (numbers["ended_at"] >= 0)
            self._add("resolved", place, has)
            self._add("resolution_sum_ms", place, (numbers["ended_at"] - numbers["started_at"]) * has)
        if "order_amount" in numbers:
            self._add("paid_orders", place, numbers["order_amount"] > 0)
            self._add("sales_amount", place, np.maximum(numbers["order_amount"], 0))

    def _add(
        self, what: str, places: Numbers, values: npt.NDArray[Any] | None = None, *, kinds: int = 1
    ) -> None:
        """Sums of a block stay far below 2^53, so that the floats of bincount are exact."""
        found = np.bincount(places, values, minlength=self.places * kinds).astype(np.int64, copy=False)
        before = self.sums.get(what)
        if before is not None:
            found[: len(before)] += before
        self.sums[what] = found

    def _figures(self) -> Numbers:
        """The figures of each group in their order."""
        if not self.sums:
            return np.zeros((len(FIGURES), 0), np.int64)
        speeds = SPEEDS if "frt_sum_ms" in self.sums else 1
        sessions = self.sums["sessions"].reshape(-1, 2, speeds)
        found = np.zeros((len(FIGURES), len(sessions)), np.int64)
        found[POSITION["sessions"]] = sessions.sum(axis=(1, 2))
        found[POSITION["sessions_eligible"]] = sessions[:, 0].sum(axis=1)
        if not self.layout.open:
            found[POSITION["bot_sessions"]] = sessions[:, 1].sum(axis=1)
        if speeds > 1:
            for figure, slowest in (("frt_count", 1), ("sessions_le_180s", 2), ("sessions_le_30s", 3)):
                found[POSITION[figure]] = sessions[:, 0, slowest:].sum(axis=1)
        if "votes" in self.sums:
            votes = self.sums["votes"].reshape(-1, 2, STARS)
            for star in range(1, STARS):
                found[POSITION[f"votes_{star}"]] = votes[:, 0, star]
        for figure in self.sums.keys() & POSITION.keys() - {"sessions"}:
            found[POSITION[figure]] = self.sums[figure][::2]
        return found

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
