"""P1 to P4: how fast, how heavy and how true printed documents are, side by side with stock WeasyPrint."""

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdf

from bench import papers
from bench.figures import Figure, at_least, at_most, milliseconds, process_seconds
from bench.peers import debian_noto
from portal.infra import pdf
from portal.infra.pdf import press

ROOT = Path(__file__).parents[1]
STYLES = ROOT / "portal" / "static" / "print.css"
FEWEST_ROUNDS = 3
DOCUMENTS_PER_ROUND = 5
CHARACTERS = 6000


@dataclass
class Durations:
    """CPU seconds per document of one way of printing."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass
class Comparison:
    """Three ways of printing the same page, measured in turns."""

    cold: Durations = field(default_factory=Durations)
    warm: Durations = field(default_factory=Durations)
    ours: Durations = field(default_factory=Durations)
    stock_bytes: int = 0
    our_bytes: int = 0
    stock_memory: float = 0.0
    our_memory: float = 0.0
    fonts: str = ""


def invoice_speed(quick: bool) -> list[Figure]:
    """P1: a one-page settlement invoice."""
    return _speed("P1", papers.settlement(), pages=1, limits=(9.0, 2.5), quick=quick)


def report_speed(quick: bool) -> list[Figure]:
    """P2: a review report of six pages, with four charts as the goal says and with 24 as ours has them."""
    few, many = papers.review(contracts=5, charts=4), papers.review(contracts=3)
    return [
        *_speed("P2", few, pages=6, limits=(4.0, 2.2), quick=quick, what="4 charts, "),
        *_speed("P2", many, pages=6, limits=(4.0, 2.2), quick=quick, what="24 charts, "),
    ]


def weight(quick: bool) -> list[Figure]:
    """P3: size of the invoice and memory of the process that makes it."""
    seen = compare(papers.settlement(), rounds=1, documents=10 if quick else 40)
    enough = seen.stock_bytes > 0 and len(seen.ours.seconds) >= FEWEST_ROUNDS
    size, memory = seen.our_bytes / seen.stock_bytes, seen.our_memory / seen.stock_memory
    return [
        at_most(
            "P3",
            size,
            "× size of stock WeasyPrint's file",
            1 / 3,
            f"{seen.our_bytes // 1024} KB against {seen.stock_bytes // 1024} KB with {seen.fonts}",
            enough=enough,
        ),
        at_most(
            "P3",
            memory,
            "× peak memory of stock WeasyPrint",
            0.5,
            f"{seen.our_memory / 1024:.0f} MB against {seen.stock_memory / 1024:.0f} MB "
            f"after {len(seen.ours.seconds)} documents",
            enough=enough,
        ),
    ]


def text_layer(quick: bool) -> list[Figure]:
    """P4: every character that can be printed comes back from the text layer as itself."""
    step = 8 if quick else 1
    wrong = tried = 0
    for language, encoding in (("zh-Hans", "gb2312"), ("zh-Hant", "big5"), ("zh-Hans", "gbk")):
        characters = [character for character in _ideographs() if _encodable(character, encoding)][::step]
        read = _read_back(characters, language)
        tried += len(characters)
        wrong += sum(1 for written, found in zip(characters, read, strict=False) if written != found)
        wrong += abs(len(characters) - len(read))
    return [
        at_least(
            "P4",
            100.0 * (tried - wrong) / tried,
            "% of characters",
            100.0,
            f"{tried} ideographs of GB2312, Big5 and GBK, in regular and bold; {wrong} differ",
            enough=tried >= CHARACTERS // step,
        )
    ]


def compare(html: str, *, rounds: int, documents: int) -> Comparison:
    """Prints the page in turns, in fresh processes: one cold stock call, some warm stock calls, some of ours."""
    environment, fonts = debian_noto()
    pdf.close()
    seen = Comparison(fonts=fonts)
    with tempfile.TemporaryDirectory() as folder, _warm_stock(environment) as stock:
        page, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html)
        _ask(stock, page, target)
        seen.our_bytes = len(_ours(html))
        for _ in range(rounds):
            seen.cold.seconds.append(_cold(page, target, environment))
            for _ in range(documents):
                seconds, seen.stock_memory = _ask(stock, page, target)
                seen.warm.seconds.append(seconds)
            for _ in range(documents):
                seen.ours.seconds.append(_our_seconds(html))
        seen.stock_bytes = target.stat().st_size
        seen.our_memory = _peak_memory(press._press.idle[-1].process.pid)
    return seen


def _speed(
    goal: str, html: str, *, pages: int, limits: tuple[float, float], quick: bool, what: str = ""
) -> list[Figure]:
    made = len(pypdf.PdfReader(io.BytesIO(_ours(html))).pages)
    seen = compare(html, rounds=FEWEST_ROUNDS if quick else 9, documents=DOCUMENTS_PER_ROUND)
    enough = made == pages and len(seen.cold.seconds) >= FEWEST_ROUNDS and len(seen.ours.seconds) >= 15
    detail = (
        f"{what}{made} page(s), CPU: ours {milliseconds(seen.ours.seconds)}, stock command line "
        f"{milliseconds(seen.cold.seconds)}, stock API warm {milliseconds(seen.warm.seconds)}, with {seen.fonts}"
    )
    cold, warm = limits
    return [
        at_least(goal, seen.cold.median / seen.ours.median, "× a stock call", cold, detail, enough=enough),
        at_least(
            goal, seen.warm.median / seen.ours.median, "× stock's warm API", warm, detail, enough=enough
        ),
    ]


def _ours(html: str) -> bytes:
    return pdf.render(html, title="ST-2026-0042", language="zh-Hans")


def _our_seconds(html: str) -> float:
    """CPU of worker and child together for one document."""
    child = press._press.idle[-1].process.pid
    here, there = time.process_time(), process_seconds(child)
    _ours(html)
    return time.process_time() - here + process_seconds(child) - there


def _cold(page: Path, target: Path, environment: dict[str, str]) -> float:
    """CPU of one call of the command, as anybody would type it."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "weasyprint", "-s", STYLES, "--pdf-variant", "pdf/a-3b", page, target],
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


@contextmanager
def _warm_stock(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bench.stock"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdin=-1,
        stdout=-1,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as stock:
        yield stock
        stock.communicate()


def _ask(stock: subprocess.Popen[str], page: Path, target: Path) -> tuple[float, float]:
    """CPU seconds and peak KiB of the warm stock process for one document."""
    assert stock.stdin is not None
    assert stock.stdout is not None
    stock.stdin.write(f"{page} {STYLES} {target}\n")
    stock.stdin.flush()
    cpu, _wall, memory = stock.stdout.readline().split()
    return float(cpu), float(memory)


def _peak_memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return float(line.split()[1])
    raise LookupError("no peak memory of that process")


def _ideographs() -> list[str]:
    return [chr(point) for point in range(0x4E00, 0xA000)]


def _encodable(character: str, encoding: str) -> bool:
    return bool(character.encode(encoding, "ignore"))


def _read_back(characters: list[str], language: str) -> str:
    lines = ["".join(characters[start : start + 30]) for start in range(0, len(characters), 30)]
    body = "".join(
        f"<p>{'<b>' if number % 2 else ''}{line}{'</b>' if number % 2 else ''}</p>"
        for number, line in enumerate(lines)
    )
    document = pdf.render(f'<html lang="{language}"><body>{body}</body></html>', title="", language=language)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages)
    return "".join(character for character in text if "\u2e80" <= character <= "\U0003ffff")
