"""Runs the harnesses by the number of their goal: `python -m bench.faults R3 --quick`; no number means all."""

import importlib
import sys
from typing import cast

from bench.figures import Figure, Harness

HARNESSES = {
    "R3": "bench.faults.killing:killed_at_random",
    "R5": "bench.faults.rendering:killed_while_rendering",
    "R7": "bench.faults.access:every_route_as_everybody",
    "R8": "bench.faults.files:hostile_files",
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
