"""E1: conversation rows from the browser's first byte to the judged month, and a large table of agents and days."""

import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from bench.conversations import MILLION, bare_scan, conversation_file
from bench.figures import Figure, at_most
from bench.reading import HEADS, WANTED, table, workbook_file
from bench.sending import Sender, sender
from portal.infra.tables.writing import write_csv
from portal.sla.actions import readers

AGENT_DAYS = 50_000
EVERY_SECONDS = 0.02


@dataclass
class Weighing:
    """The most memory that any process of an installation holds while it works (Linux), in megabytes."""

    sender: Sender
    peaks: dict[str, float] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Weighing":
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self.thread.join(10)

    @property
    def peak(self) -> float:
        """The largest process."""
        return max(self.peaks.values(), default=0.0)

    def detail(self) -> str:
        """Each kind of process with its peak."""
        return ", ".join(f"{name} {size:.0f} MB" for name, size in sorted(self.peaks.items()))

    def _watch(self) -> None:
        groups = {name: self.sender.place.group(name) for name in ("web", "worker")}
        while not self.stopping.wait(EVERY_SECONDS):
            for folder in Path("/proc").glob("[0-9]*"):
                self._weigh(folder, groups)

    def _weigh(self, folder: Path, groups: dict[str, int]) -> None:
        try:
            status = folder.joinpath("stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
            name = next((name for name, group in groups.items() if int(status[2]) == group), None)
            if name is None:
                return
            command = folder.joinpath("cmdline").read_bytes()
            name = "reader" if b"row_child" in command else name
            lines = folder.joinpath("status").read_text("ascii", errors="replace").splitlines()
        except (OSError, IndexError):
            return
        peak = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
        self.peaks[name] = max(self.peaks.get(name, 0.0), peak)


def upload_to_month(quick: bool) -> list[Figure]:
    """E1: seconds and peak memory from upload to judged month, against DuckDB's bare typed scan; 50,000 agent days."""
    counts = [MILLION // 10] if quick else [MILLION, 10 * MILLION]
    figures: list[Figure] = []
    for count in counts:
        path = conversation_file(min(count, MILLION), times=max(count // MILLION, 1))
        scan = statistics.median(bare_scan(path) for _ in range(3))
        with sender() as vendor, Weighing(vendor) as weighing:
            began = time.monotonic()
            vendor.work(path)
            wall = time.monotonic() - began
            kept = _rows_kept(vendor)
        phases = ", ".join(f"{name} after {seconds:.1f} s" for name, seconds in vendor.phases.items())
        detail = (
            f"{count} rows, {path.stat().st_size / 1e6:.0f} MB: {phases}; DuckDB's bare scan {scan:.2f} s"
        )
        figures += [
            at_most(
                "E1",
                vendor.phases["judged"],
                "s from upload to judged month",
                3 + 10 * count / MILLION,
                detail,
            ),
            at_most(
                "E1",
                vendor.phases["judged"] / scan,
                "× DuckDB bare scan",
                15 if count >= MILLION else 150,
                detail,
                enough=kept == count,
            ),
            at_most(
                "E1", weighing.peak, "MB in the largest process", 750, weighing.detail(), enough=wall > 0
            ),
        ]
    return [*figures, *agent_days(quick)]


def agent_days(quick: bool) -> list[Figure]:
    """A table of 50,000 rows of agents and days to figures, as text and as a workbook, and the memory of its reader."""
    rows = AGENT_DAYS // 10 if quick else AGENT_DAYS
    text = write_csv(HEADS, [[str(cell) for cell in row] for row in table(rows)])
    figures = []
    for kind, content in (("CSV", text), ("XLSX", workbook_file(rows))):
        with patch.object(readers, "READ_HERE_BYTES", 0):
            readers.read(content, WANTED)
            began = time.perf_counter()
            found = readers.read(content, WANTED)
            spent = time.perf_counter() - began
        detail = f"{rows} × {len(HEADS)} of {kind}, read and judged by the limited child"
        figures.append(at_most("E1", spent, "s for agent days", 10, detail, enough=found.row_count == rows))
    return [*figures, at_most("E1", readers.megabytes(), "MB in the reader of agent days", 400, "both kinds")]


def _rows_kept(vendor: Sender) -> int:
    with vendor.place.connection() as connection:
        query = (
            "SELECT row_count FROM submissions WHERE state = 'submitted' AND evidence_file_sha256 IS NOT NULL"
        )
        found = connection.execute(query).fetchone()
    return 0 if found is None else int(found[0])
