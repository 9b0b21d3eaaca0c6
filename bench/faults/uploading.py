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

SEED = 20
KILLS, QUICK_KILLS = 20, 3
PATIENCE = 120.0
LONGEST_WORK = 12.0


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
            _settle(vendor)
            diary.faults += _faults(_seen(vendor), known)
            diary.faults += vendor.place.faults()
    detail = (
        f"{kills} kills within {longest:.1f} s of work, {diary.broken} uploads broken off, {diary.finished} finished; "
        f"{diary.faults[:3]}"
    )
    return [
        at_most("R3U", len(diary.faults), "months neither as before nor complete", 0, detail, enough=catches),
        at_most("R3U", max(diary.starts), "s slowest start", 5, detail, enough=diary.broken > 0),
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

    def work() -> None:
        try:
            vendor.work(path)
            answers.append("finished")
        except (NoAnswer, AssertionError):
            answers.append("broken")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    time.sleep(after)
    vendor.place.kill_without_warning()
    thread.join(PATIENCE)
    diary.starts.append(vendor.place.start())
    if answers == ["finished"]:
        diary.finished += 1
    else:
        diary.broken += 1


def _settle(vendor: Sender) -> None:
    """Wait until nothing is being read any more: what was acknowledged is read after the restart."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with vendor.place.connection() as connection:
            reading = connection.execute(
                "SELECT count(*) FROM submissions WHERE state = 'reading'"
            ).fetchone()[0]
            waiting = connection.execute(
                "SELECT count(*) FROM jobs WHERE name IN ('read_rows', 'keep_rows') AND status IN ('queued', 'running')"
            ).fetchone()[0]
        if not reading and not waiting:
            return
        time.sleep(0.2)


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
