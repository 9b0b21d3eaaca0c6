"""Names processes so that nobody mistakes one for another, also after a restart, and knows which have ended."""

import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROCESSES = Path("/proc")
ENDED_STATES = frozenset("ZX")
STATE, STARTED = 0, 19
"""Places in /proc/PID/stat, counted after the program's name."""


@dataclass(frozen=True)
class Process:
    """One process: the boot of its machine, the space its number counts in, its number, and when it started.

    The time is in clock ticks since the boot: a number that is given again has another.
    """

    boot: str
    space: str
    number: int
    started: str

    def __str__(self) -> str:
        return f"{self.boot}/{self.space}/{self.number}/{self.started}"

    @classmethod
    def named(cls, name: str) -> "Process | None":
        """The process of that name; None for anything that is none."""
        parts = name.split("/")
        if len(parts) != 4 or not parts[2].isdecimal():
            return None
        return cls(parts[0], parts[1], int(parts[2]), parts[3])


def this_process() -> str:
    """The name of the process that asks."""
    return str(_process(os.getpid()))


def is_here(name: str) -> bool:
    """Whether a process is, or was, one of those this process can see: same machine, same boot, same container."""
    other, own = Process.named(name), _process(os.getpid())
    return other is not None and (other.boot, other.space) == (own.boot, own.space)


def has_ended(name: str) -> bool:
    """Whether a process has surely ended. One that cannot be seen from here, or told apart, counts as alive."""
    other = Process.named(name)
    if other is None or not is_here(name):
        return False
    try:
        os.kill(other.number, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    seen = _stat(other.number)
    return bool(seen) and (seen[STATE] in ENDED_STATES or seen[STARTED] != other.started)


@cache
def _process(number: int) -> Process:
    try:
        boot = (PROCESSES / "sys/kernel/random/boot_id").read_text("ascii").strip()
        space = os.readlink(PROCESSES / "self/ns/pid").strip("pid:[]")
        started = _stat(number)[STARTED]
    except (OSError, IndexError):
        return Process(secrets.token_hex(8), "", number, "")
    return Process(boot, space, number, started)


def _stat(number: int) -> list[str]:
    """What the system says about a process, after its name; nothing when it may not be asked."""
    try:
        text = (PROCESSES / str(number) / "stat").read_text("utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
