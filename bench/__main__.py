"""Runs the measurements by the number of their goal: ``python -m bench P1 --quick``; no number means all."""

import importlib
import sys
from typing import cast

from bench.figures import Figure, Harness

HARNESSES = {
    "I1": "bench.conversations:first_million",
    "I2": "bench.conversations:chinese_encoding",
    "I3": "bench.conversations:ten_million",
    "I4": "bench.conversations:bad_cells",
    "I5": "bench.reading:workbook",
    "I6": "bench.conversations:small_files",
    "P1": "bench.printing:invoice_speed",
    "P2": "bench.printing:report_speed",
    "P3": "bench.printing:weight",
    "P4": "bench.printing:text_layer",
    "W1": "bench.pages:list_page",
    "W2": "bench.pages:other_pages",
}


def measured(goal: str, *, quick: bool) -> list[Figure]:
    """The figures of one goal."""
    module, name = HARNESSES[goal].split(":")
    harness = cast(Harness, getattr(importlib.import_module(module), name))
    return harness(quick)


def main(arguments: list[str]) -> int:
    """Prints the figures; the exit code is 1 when one is not reached and 2 for an unknown goal."""
    quick = "--quick" in arguments
    wanted = [argument for argument in arguments if not argument.startswith("--")] or list(HARNESSES)
    unknown = [goal for goal in wanted if goal not in HARNESSES]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(HARNESSES)}\n")
        return 2
    reached = True
    for goal in wanted:
        for figure in measured(goal, quick=quick):
            sys.stdout.write(figure.line() + "\n")
            sys.stdout.flush()
            reached = reached and figure.ok
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
