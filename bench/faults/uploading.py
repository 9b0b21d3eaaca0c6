"""R3U: everything is killed while a million conversations are uploaded: the month is as before or complete."""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.conversations import MILLION, conversation_file
from bench.faults.browser import NoAnswer
from bench.figures import Figure, at_most
from bench.sending import Sender, sender
from portal.infra.processes import this_process

SEED = 20
KILLS, QUICK_KILLS = 20, 3
PATIENCE = 120.0
LONGEST_WORK = 12.0
LONGEST_WAIT = 30.0
PLANTED_WAIT = 10.0


@dataclass(frozen=True)
class Complete:
    """What a month says once a file counts: rows, and every judged figure."""

    rows: int
    results: str


@dataclass
class Diary:
    """What was seen over all kills."""

    faults: list[str] = field(default_factory=list)
    broken: int = 0
    finished: int = 0
    starts: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds from the start after a kill until nothing that was acknowledged waits any more."""


def killed_while_uploading(quick: bool) -> list[Figure]:
    """Months that were neither as before nor complete, files that were lost or half read, and the slowest start."""
    kills = QUICK_KILLS if quick else KILLS
    size = MILLION // 10 if quick else MILLION
    paths = [conversation_file(size), conversation_file(size - 1)]
    chance = random.Random(SEED)
    diary = Diary()
    with sender() as vendor:
        known, longest = _calibrated(vendor, paths)
        catches = _planted_faults_are_caught(vendor, known)
        for number in range(kills):
            _one_kill(vendor, paths[number % 2], chance.uniform(0, longest), diary)
            diary.waits.append(_settle(vendor))
            diary.faults += _faults(_seen(vendor), known)
            diary.faults += vendor.place.faults()
        catches = (
            _planted_lease_is_caught(vendor, _file_that_does_not_count(vendor, paths, known)) and catches
        )
    detail = (
        f"{kills} kills within {longest:.1f} s of work, {diary.broken} uploads broken off, {diary.finished} finished; "
        f"{diary.faults[:3]}"
    )
    return [
        at_most("R3U", len(diary.faults), "months neither as before nor complete", 0, detail, enough=catches),
        at_most("R3U", max(diary.starts), "s slowest start", 5, detail, enough=diary.broken > 0),
        at_most("R3U", max(diary.waits), "s until read after a kill", LONGEST_WAIT, detail, enough=catches),
    ]


def _calibrated(vendor: Sender, paths: list[Path]) -> tuple[list[Complete], float]:
    """What each file gives when nobody is killed, and how long the work takes."""
    known: list[Complete] = []
    for path in paths:
        vendor.work(path)
        _settle(vendor)
        current = [row for row in _seen(vendor)["submissions"] if row["state"] == "submitted"]
        known.append(Complete(current[0]["row_count"], _seen(vendor)["results"]))
    assert known[0] != known[1]
    return known, min(vendor.phases["judged"] * 1.1, LONGEST_WORK)


def _one_kill(vendor: Sender, path: Path, after: float, diary: Diary) -> None:
    answers: list[str] = []
    thread = _at_work(vendor, path, answers)
    time.sleep(after)
    vendor.place.kill_without_warning()
    thread.join(PATIENCE)
    diary.starts.append(vendor.place.start())
    if answers == ["finished"]:
        diary.finished += 1
    else:
        diary.broken += 1


def _at_work(vendor: Sender, path: Path, answers: list[str]) -> threading.Thread:
    """The vendor sends and submits the file beside; how it ended is added to the answers."""

    def work() -> None:
        try:
            vendor.work(path)
            answers.append("finished")
        except (NoAnswer, AssertionError):
            answers.append("broken")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _settle(vendor: Sender, patience: float = PATIENCE) -> float:
    """Wait until nothing is being read any more: what was acknowledged is read after the restart; the seconds."""
    began = time.monotonic()
    while time.monotonic() < began + patience:
        with vendor.place.connection() as connection:
            reading = connection.execute(
                "SELECT count(*) FROM submissions WHERE state = 'reading'"
            ).fetchone()[0]
            waiting = connection.execute(
                "SELECT count(*) FROM jobs WHERE name IN ('read_rows', 'keep_rows') AND status IN ('queued', 'running')"
            ).fetchone()[0]
        if not reading and not waiting:
            break
        time.sleep(0.2)
    return time.monotonic() - began


def _seen(vendor: Sender) -> dict[str, Any]:
    """What the database holds about the month."""
    with vendor.place.connection() as connection:
        rows = connection.execute(
            "SELECT id, state, version, row_count, figures, evidence_file_sha256, file_sha256 FROM submissions"
        ).fetchall()
        names = ("id", "state", "version", "row_count", "figures", "evidence", "file")
        parts = dict(
            connection.execute("SELECT submission_id, count(*) FROM figure_parts GROUP BY 1").fetchall()
        )
        results = connection.execute(
            "SELECT results FROM service_months WHERE id = ?", (vendor.month_id,)
        ).fetchone()[0]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    files = {path.name for path in (vendor.place.folder / "files").glob("??/??/*")}
    return {"submissions": found, "parts": parts, "results": results, "files": files}


def _faults(seen: dict[str, Any], known: list[Complete]) -> list[str]:
    """Everything that is neither as before nor complete."""
    faults: list[str] = []
    current = [row for row in seen["submissions"] if row["state"] == "submitted"]
    if len(current) != 1:
        faults.append(f"{len(current)} files count")
    elif Complete(current[0]["row_count"], seen["results"]) not in known:
        faults.append(f"the month does not say what file {current[0]['id']} gives")
    for row in seen["submissions"]:
        faults += _faults_of_file(row, seen, known)
    return faults


def _faults_of_file(row: dict[str, Any], seen: dict[str, Any], known: list[Complete]) -> list[str]:
    name, faults = f"submission {row['id']} ({row['state']})", []
    if row["state"] == "reading":
        return [f"{name} is still being read"]
    if row["row_count"] not in {one.rows for one in known}:
        faults.append(f"{name} has {row['row_count']} rows")
    sessions = json.loads(row["figures"])["counts"].get("sessions", [0])[0]
    if sessions != row["row_count"] or not seen["parts"].get(row["id"]):
        faults.append(f"{name} is half read: {sessions} conversations")
    if not {row["evidence"], row["file"]} <= seen["files"]:
        faults.append(f"{name} lacks a file")
    return faults


def _planted_faults_are_caught(vendor: Sender, known: list[Complete]) -> bool:
    """A month between two files, a lost file, half a reading and a forgotten one must each be noticed."""
    seen = _seen(vendor)
    if _faults(seen, known):
        return False
    first, *others = seen["submissions"]
    doctored = [
        seen | {"results": "{}"},
        seen | {"files": set()},
        seen | {"submissions": [first | {"row_count": 7}, *others]},
        seen | {"submissions": [first | {"state": "reading"}, *others]},
        seen | {"parts": {}},
    ]
    return all(_faults(one, known) for one in doctored)


def _file_that_does_not_count(vendor: Sender, paths: list[Path], known: list[Complete]) -> Path:
    """The file that is read when it is sent: the one that counts already would be refused as the same."""
    current = next(row["row_count"] for row in _seen(vendor)["submissions"] if row["state"] == "submitted")
    return next(path for path, one in zip(paths, known, strict=True) if one.rows != current)


def _planted_lease_is_caught(vendor: Sender, path: Path) -> bool:
    """A job that a living process holds without working on it, such as this one, must be noticed as waiting."""
    thread = _at_work(vendor, path, [])
    deadline = time.monotonic() + PATIENCE
    while not _hold(vendor, this_process()) and time.monotonic() < deadline:
        time.sleep(0.005)
    vendor.place.kill_without_warning()
    thread.join(PATIENCE)
    is_held = _hold(vendor, this_process())
    vendor.place.start()
    waited = _settle(vendor, PLANTED_WAIT)
    _hold(vendor, None)
    return is_held and waited >= PLANTED_WAIT and _settle(vendor) < LONGEST_WAIT


def _hold(vendor: Sender, holder: str | None) -> bool:
    """Say who runs the reading of a file; whether there was one to hold."""
    with vendor.place.connection() as connection:
        changed = connection.execute(
            "UPDATE jobs SET holder = ?, lease_until = started_at WHERE name = 'read_rows' AND status = 'running'",
            (holder,),
        ).rowcount
        connection.commit()
    return bool(changed)
