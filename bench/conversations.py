"""I1 to I4 and I6: conversation rows from the bytes of a file to exact figures, against DuckDB's bare typed scan."""

import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.figures import Figure, at_most
from bench.peers import FOLDER
from portal.kernel.conversations.layout import Layout, Shift
from portal.sla.actions.row_readers import KEEPS_MEMORY

MILLION = 1_000_000
ROOT = Path(__file__).parents[1]
COLUMNS = (
    *("conversation", "shop", "channel", "agent", "started_at", "first_response", "response_sum"),
    *("response_turns", "ended_at", "buyer_messages", "agent_messages", "rating", "transferred", "resolved"),
    *("bot", "order_amount"),
)
HEADING = (
    "会话ID,店铺,渠道,客服,开始时间,首次响应(秒),响应总秒数,响应次数,结束时间,"
    "买家消息数,客服消息数,评分,是否转接,是否解决,是否机器人,支付金额(元)"
)
SCAN = "select {counts} from read_csv('{path}', columns={columns}, header=true, auto_detect=false, delim=',')"
DUCK_TYPES = (
    ["VARCHAR"] * 4
    + ["TIMESTAMP", "INTEGER", "INTEGER", "INTEGER", "TIMESTAMP"]
    + ["INTEGER"] * 3
    + ["VARCHAR"] * 3
    + ["DECIMAL(18,2)"]
)
PEER = """
import sys, time, duckdb
connection = duckdb.connect()
connection.execute("set threads = " + sys.argv[1])
connection.execute("set enable_progress_bar = false")
print(duckdb.__version__, flush=True)
for line in sys.stdin:
    began = time.perf_counter(), time.process_time()
    connection.execute(line).fetchall()
    print(time.perf_counter() - began[0], time.process_time() - began[1], flush=True)
"""
OURS = """
import json, resource, sys, time
from pathlib import Path
from portal.infra.conversations.fast import tally_quickly
from portal.kernel.conversations.layout import Layout
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    layout = Layout.from_plain(asked["layout"])
    evidence = Path(asked["evidence"]) if asked.get("evidence") else None
    began = time.perf_counter(), time.process_time()
    tally = tally_quickly(Path(asked["path"]), layout, evidence=evidence)
    spent = time.perf_counter() - began[0], time.process_time() - began[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*spent, peak, tally.accepted, tally.rejected, tally.fault_count, flush=True)
"""


@dataclass(frozen=True)
class Run:
    """One reading: seconds on the clock and of the processors, and for ours what was read."""

    wall: float
    cpu: float
    peak: float = 0.0
    accepted: int = 0
    rejected: int = 0
    faults: int = 0


class Asked:
    """A process that answers one line of numbers for each line it is sent."""

    def __init__(self, command: list[str], settings: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **(settings or {})},
        )
        self.greeting = self._line()

    def ask(self, line: str) -> Run:
        assert self.process.stdin is not None
        self.process.stdin.write(line.replace("\n", " ") + "\n")
        self.process.stdin.flush()
        wall, cpu, *rest = (float(part) for part in self._line().split())
        peak, accepted, rejected, faults = rest or (0.0, 0, 0, 0)
        return Run(wall, cpu, peak, int(accepted), int(rejected), int(faults))

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the measured process has ended"
        return line


def first_million(quick: bool) -> list[Figure]:
    """I1: one million rows against DuckDB reading the same file with its types given and nothing judged."""
    count = MILLION // 5 if quick else MILLION
    rounds = 5 if quick else 9
    path = conversation_file(count)
    peer, ours = _peer(), _ours()
    pairs = [(ours.ask(_order(path)), peer.ask(_scan(path))) for _ in range(rounds + 1)][1:]
    kept = ours.ask(_order(path, evidence=FOLDER / "evidence.parquet"))
    peer.close()
    ours.close()
    mine, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    ratio = statistics.median(a.wall / b.wall for a, b in pairs)
    processors = statistics.median(a.cpu / b.cpu for a, b in pairs)
    return [
        at_most(
            "I1",
            ratio,
            "× DuckDB bare scan",
            0.8,
            f"{count} rows: {_ms(mine)} against {_ms(theirs)} of DuckDB {peer.greeting.strip()}; processor time "
            f"× {processors:.2f}; with the evidence file {kept.wall * 1000:.0f} ms; median of {rounds}",
            enough=all(run.accepted == count for run in mine),
        )
    ]


def chinese_encoding(quick: bool) -> list[Figure]:
    """I2: the same rows in GB18030."""
    count = MILLION // 5 if quick else MILLION
    plain, other = conversation_file(count), conversation_file(count, encoding="gb18030")
    ratio, detail = _against(
        _order(other, encoding="gb18030"), _order(plain), count=count, rounds=5 if quick else 9
    )
    return [at_most("I2", ratio, "× the same file in UTF-8", 1.05, detail)]


def ten_million(quick: bool) -> list[Figure]:
    """I3: the peak memory of the process that reads ten million rows and keeps them as evidence."""
    times = 2 if quick else 10
    path = conversation_file(MILLION, times=times)
    ours = _ours()
    run = ours.ask(_order(path, evidence=FOLDER / "evidence.parquet"))
    ours.close()
    size = (FOLDER / "evidence.parquet").stat().st_size / 1e6
    return [
        at_most(
            "I3",
            run.peak,
            "MB peak",
            750,
            f"{run.accepted} rows in {run.wall:.1f} s ({run.cpu:.1f} s of processor), evidence {size:.0f} MB",
            enough=run.accepted == times * MILLION and not quick,
        )
    ]


def bad_cells(quick: bool) -> list[Figure]:
    """I4: every thousandth row has a cell that cannot be read."""
    count = MILLION // 5 if quick else MILLION
    plain, other = conversation_file(count), conversation_file(count, bad_every=1000)
    ratio, detail = _against(
        _order(other), _order(plain), count=count, rounds=5 if quick else 9, bad=count // 1000
    )
    return [at_most("I4", ratio, "× the clean file", 1.3, detail)]


def small_files(_quick: bool) -> list[Figure]:
    """I6: the web process reads small files with the standard library and loads no column reader."""
    code = "import sys, portal.app; print(sum(name.split('.')[0] in {'pyarrow', 'numpy'} for name in sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    heavy = int(answer.stdout)
    return [
        at_most(
            "I6", heavy, "heavy modules in the web process", 0, "pyarrow and numpy after importing portal.app"
        )
    ]


def conversation_file(count: int, *, encoding: str = "utf-8", bad_every: int = 0, times: int = 1) -> Path:
    """A file of so many plain conversations, made once; `times` repeats them below one heading."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"conversations-{count}-{encoding}-{bad_every}-{times}.csv"
    if path.exists():
        return path
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(f"{HEADING}\n".encode(encoding))
        chance = random.Random(count)
        body = "".join(_line(chance, number, bad_every) for number in range(count)).encode(encoding)
        for _ in range(times):
            file.write(body)
    os.replace(draft, path)
    return path


def _line(chance: random.Random, number: int, bad_every: int) -> str:
    start = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(30 * 86_400))
    end = start + timedelta(seconds=chance.randrange(60, 3_600))
    turns, first = chance.randrange(1, 12), 1 + int(chance.expovariate(1 / 30))
    silent = chance.random() < 0.02
    cells = [
        f"C{number:09}",
        ("旗舰店", "专卖店")[number & 1],
        ("旺旺", "电话", "邮件")[number % 3],
        f"客服{'甲乙丙丁'[number % 4]}{chance.randrange(16)}",
        f"{start:%Y-%m-%d %H:%M:%S}",
        "" if silent else str(first),
        "" if silent else str(first * turns),
        "0" if silent else str(turns),
        f"{end:%Y-%m-%d %H:%M:%S}",
        str(chance.randrange(1, 20)),
        "0" if silent else str(chance.randrange(1, 25)),
        "" if chance.random() < 0.6 else str(chance.randrange(1, 6)),
        "是" if chance.random() < 0.08 else "否",
        "是" if chance.random() < 0.8 else "否",
        "是" if chance.random() < 0.15 else "否",
        "" if chance.random() < 0.7 else f"{chance.random() * 500:.2f}",
    ]
    if bad_every and number % bad_every == 0:
        cells[(5, 9, 11, 15)[number // bad_every % 4]] = "abc"
    return ",".join(cells) + "\n"


def _layout(encoding: str) -> Layout:
    return Layout(
        tuple(COLUMNS),
        date(2026, 11, 1),
        date(2026, 12, 1),
        encoding=encoding,
        shifts=(Shift("day", 8 * 60, 18 * 60), Shift("night", 18 * 60, 60)),
    )


def _order(path: Path, *, encoding: str = "utf-8", evidence: Path | None = None) -> str:
    return json.dumps(
        {
            "path": str(path),
            "layout": _layout(encoding).to_plain(),
            "evidence": None if evidence is None else str(evidence),
        }
    )


def _scan(path: Path) -> str:
    names = dict(zip(COLUMNS, DUCK_TYPES, strict=True))
    return SCAN.format(counts=", ".join(f"count({name})" for name in COLUMNS), path=path, columns=names)


def bare_scan(path: Path) -> float:
    """Seconds DuckDB takes to read the file with its types given, warm."""
    peer = _peer()
    runs = [peer.ask(_scan(path)) for _ in range(2)]
    peer.close()
    return runs[-1].wall


def _against(order: str, base: str, *, count: int, rounds: int, bad: int = 0) -> tuple[float, str]:
    ours = _ours()
    pairs = [(ours.ask(order), ours.ask(base)) for _ in range(rounds + 1)][1:]
    ours.close()
    assert all(run.accepted + run.rejected == count and run.faults == bad for run, _ in pairs)
    ratio = statistics.median(a.cpu / b.cpu for a, b in pairs)
    clock = statistics.median(a.wall / b.wall for a, b in pairs)
    mine, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    return ratio, (
        f"processor time; on the clock × {clock:.2f}; {count} rows, {bad} bad: {_ms(mine)} against {_ms(theirs)}; "
        f"median of {rounds}"
    )


def _ms(runs: list[Run]) -> str:
    return (
        f"{statistics.median(run.wall for run in runs) * 1000:.0f} ms "
        f"({statistics.median(run.cpu for run in runs) * 1000:.0f} ms of processor)"
    )


def _ours() -> Asked:
    """The reader with the settings of the product's limited process."""
    return Asked([sys.executable, "-c", OURS], KEEPS_MEMORY)


def _peer() -> Asked:
    """DuckDB in an environment of its own beside the measurement."""
    home = FOLDER / "duckdb"
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
    if subprocess.run([python, "-c", "import duckdb"], capture_output=True, check=False).returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", "duckdb"], check=True)
    return Asked([str(python), "-c", PEER, str(os.cpu_count() or 1)])
