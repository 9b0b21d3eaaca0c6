"""Files that a request or job has taken up and no row refers to yet: until it ends they are not removed."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from portal.infra.processes import has_ended, this_process

FORGOTTEN_SECONDS = 24 * 3600
Hold = Callable[[], None]
"""Lets the file go."""


def hold(folder: Path, sha256: str) -> Hold:
    """Write down that this process has taken the file up."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / f"{sha256}.{secrets.token_hex(8)}"
    mark.write_text(this_process(), "utf-8")
    return lambda: mark.unlink(missing_ok=True)


def held_now(folder: Path) -> set[str]:
    """The files somebody has taken up; what a process that ended left behind is cleared away."""
    held: set[str] = set()
    for mark in folder.glob("*.*"):
        try:
            is_left = has_ended(mark.read_text("utf-8")) or _age(mark) > FORGOTTEN_SECONDS
        except FileNotFoundError:
            continue
        if is_left:
            mark.unlink(missing_ok=True)
        else:
            held.add(mark.name.partition(".")[0])
    return held


def _age(mark: Path) -> float:
    return time.time() - mark.stat().st_mtime
