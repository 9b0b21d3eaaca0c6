"""What a measurement says: a figure, its limit, and whether enough was tried to believe it."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the report; ``ok`` is false also when too little was tried."""

    goal: str
    value: float
    unit: str
    limit: float
    ok: bool
    detail: str

    def line(self) -> str:
        """The figure as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


Harness = Callable[[bool], list[Figure]]
"""Measures its figures; the argument asks for a short form."""


def at_least(goal: str, value: float, unit: str, limit: float, detail: str, *, enough: bool = True) -> Figure:
    """A figure that should be as large as possible."""
    return Figure(goal, round(value, 3), unit, limit, enough and value >= limit, detail)


def at_most(goal: str, value: float, unit: str, limit: float, detail: str, *, enough: bool = True) -> Figure:
    """A figure that should be as small as possible."""
    return Figure(goal, round(value, 3), unit, limit, enough and value <= limit, detail)


def milliseconds(seconds: Sequence[float]) -> str:
    """The median of some durations for reading, with how many there were."""
    return f"{statistics.median(seconds) * 1000:.0f} ms (median of {len(seconds)})"


def process_seconds(pid: int) -> float:
    """CPU seconds another process has used so far, to the nanosecond (Linux)."""
    return time.clock_gettime((~pid << 3) | 2)
