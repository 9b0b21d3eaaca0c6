"""R7: every route as every role, as the other party, as strangers and as nobody; the same below the pages."""

import re
import subprocess
import sys
from pathlib import Path

from bench.figures import Figure, at_most

ROOT = Path(__file__).resolve().parents[2]
TESTS = {
    "wrong answers, leaks or changes by the refused": ("tests/app/access",),
    "rows seen or changed below the pages": ("tests/app/infra/test_tenancy.py",),
}


def every_route_as_everybody(quick: bool) -> list[Figure]:
    """Faults found by the matrix (it has its own planted one: the wall taken down) and by the tests of the wall."""
    engines = ("sqlite",) if quick else ("sqlite", "postgresql")
    return [_faults(unit, tests, engine) for engine in engines for unit, tests in TESTS.items()]


def _faults(unit: str, tests: tuple[str, ...], engine: str) -> Figure:
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=ROOT,
        env={"PORTAL_TEST_ENGINE": engine, "PATH": "/usr/bin:/bin", "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = answer.stdout.strip().splitlines()[-1] if answer.stdout.strip() else answer.stderr[-200:]
    passed, failed = (_number(word, summary) for word in ("passed", "failed|error"))
    sound = answer.returncode == 0 and passed > 0
    return at_most("R7", failed or int(not sound), unit, 0, f"{engine}: {summary}", enough=sound)


def _number(word: str, summary: str) -> int:
    found = re.search(rf"([0-9]+) (?:{word})", summary)
    return int(found[1]) if found else 0
