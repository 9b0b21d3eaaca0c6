"""How often each duration occurred, in memory that grows with the different ones only."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from portal.kernel.conversations.cells import SECOND

Numbers = npt.NDArray[np.int64]

SHORT = 1 << 16
"""Whole seconds below this are counted by their place, any other duration by its value."""
WAITING = 1 << 20


@dataclass
class Spread:
    """Durations in milliseconds, each with how often it occurred."""

    seconds: Numbers = field(default_factory=lambda: np.zeros(SHORT, np.int64))
    values: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    counts: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    waiting: list[Numbers] = field(default_factory=list)

    def add(self, durations: Numbers) -> None:
        """Count more of them; none is negative."""
        seconds = durations // SECOND
        plain = (seconds * SECOND == durations) & (seconds < SHORT)
        if not plain.all():
            self.waiting.append(durations[~plain])
            seconds = seconds[plain]
            if sum(len(waiting) for waiting in self.waiting) > WAITING:
                self._merge()
        self.seconds += np.bincount(seconds, minlength=SHORT)

    def counted(self) -> tuple[Numbers, Numbers]:
        """The different durations in order, and how often each occurred."""
        self._merge()
        places = np.flatnonzero(self.seconds)
        return _summed(
            np.concatenate([self.values, places * SECOND]),
            np.concatenate([self.counts, self.seconds[places]]),
        )

    def _merge(self) -> None:
        for durations in self.waiting:
            values, counts = np.unique(durations, return_counts=True)
            self.values, self.counts = _summed(
                np.concatenate([self.values, values]), np.concatenate([self.counts, counts])
            )
        self.waiting = []


def at_share(values: Numbers, counts: Numbers, share: int) -> int:
    """The value at place ceil(share × n ÷ 100) of all n in order."""
    reached = np.cumsum(counts)
    place = -(-share * int(reached[-1]) // 100)
    return int(values[np.searchsorted(reached, place)])


def _summed(values: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Each value once, with all its counts."""
    different, places = np.unique(values, return_inverse=True)
    sums = np.zeros(len(different), np.int64)
    np.add.at(sums, places, counts)
    return different, sums
