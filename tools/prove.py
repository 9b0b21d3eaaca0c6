"""`./run test` and `./run lint`: every check of the house in one go, with a table of what passed at the end."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools.chromium import find_chromium, install_chromium

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """One check: what it proves, and the command that proves it."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """A command-line tool of the environment."""
    return (str(BIN / name), *arguments)


def python(*arguments: str) -> tuple[str, ...]:
    """A module run by the environment's Python."""
    return (sys.executable, "-m", *arguments)


LINT = (
    Step("style", tool("ruff", "check", ".")),
    Step("format", tool("ruff", "format", "--check", "-q", ".")),
    Step("types", tool("mypy")),
    Step("imports", tool("lint-imports")),
    Step("catalogues", python("portal.translations", "check")),
    Step("templates", tool("djlint", "--lint", "--quiet", "templates")),
)


def tests(chromium: str) -> tuple[Step, ...]:
    """The test runs: everything without a browser on SQLite, what touches data on PostgreSQL, then the browser."""
    parallel = ("-n", "2", "--dist", "loadfile")
    covered = ("--cov", "--cov-report=", "--cov-branch")
    report = "portal/kernel/*,portal/*/rules.py,portal/*/rules/*"
    return (
        Step(
            "tests (SQLite)",
            python("pytest", "-q", *parallel, *covered, "--ignore=tests/browser", "tests"),
            {"PORTAL_TEST_ENGINE": "sqlite"},
        ),
        Step(
            "coverage of rules",
            python("coverage", "report", f"--include={report}", "--fail-under=100", "--skip-covered", "-m"),
        ),
        Step(
            "tests (PostgreSQL)",
            python(
                "pytest",
                "-q",
                *parallel,
                "--ignore=tests/app/access",  # it asks pages, not tables; the wall itself is tested on both
                *existing("tests/app", "tests/migrations"),
            ),
            {"PORTAL_TEST_ENGINE": "postgresql"},
        ),
        Step(
            "browser",
            python("pytest", "-q", *parallel, *existing("tests/browser")),
            {"PORTAL_TEST_ENGINE": "sqlite", "PORTAL_TEST_CHROMIUM": chromium},
        ),
    )


def existing(*folders: str) -> tuple[str, ...]:
    """Those of the folders that exist."""
    return tuple(folder for folder in folders if (ROOT / folder).is_dir())


def run(steps: tuple[Step, ...]) -> int:
    """Run all steps, also after a failure, and print what passed; 0 when everything did."""
    results: list[tuple[str, bool, float]] = []
    for step in steps:
        print(f"\n── {step.name}: {' '.join(step.command[-4:])}", flush=True)
        began = time.monotonic()
        code = subprocess.run(
            step.command, cwd=ROOT, env=os.environ | step.environment, check=False
        ).returncode
        results.append((step.name, code == 0, time.monotonic() - began))
    print()
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED':8}{seconds:7.1f} s  {name}")
    return 0 if all(passed for _name, passed, _seconds in results) else 1


def main(arguments: list[str]) -> int:
    """`lint`, `test`, or `test` with arguments for pytest alone."""
    what, *rest = arguments or ["test"]
    if what == "lint":
        return run(LINT)
    subprocess.run(python("portal.translations", "compile"), cwd=ROOT, check=True)
    chromium = find_chromium() or install_chromium()
    if not chromium:
        return 1
    if rest:
        os.environ["PORTAL_TEST_CHROMIUM"] = chromium
        return subprocess.run(python("pytest", *rest), cwd=ROOT, check=False).returncode
    return run(LINT + tests(chromium))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
