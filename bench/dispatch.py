"""Runs harnesses by the number of their goal and prints a JSON line per figure."""

import importlib
import sys
from collections.abc import Mapping
from typing import cast

from bench.figures import Figure, Harness


def measured(harnesses: Mapping[str, str], goal: str, *, quick: bool) -> list[Figure]:
    """The figures of one goal; the table says ``module:function`` for each."""
    module, name = harnesses[goal].split(":")
    harness = cast(Harness, getattr(importlib.import_module(module), name))
    return harness(quick)


def run(harnesses: Mapping[str, str], arguments: list[str]) -> int:
    """Prints the figures; the exit code is 1 when one is not reached and 2 for an unknown goal."""
    quick = "--quick" in arguments
    wanted = [argument for argument in arguments if not argument.startswith("--")] or list(harnesses)
    unknown = [goal for goal in wanted if goal not in harnesses]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(harnesses)}\n")
        return 2
    reached = True
    for goal in wanted:
        for figure in measured(harnesses, goal, quick=quick):
            sys.stdout.write(figure.line() + "\n")
            sys.stdout.flush()
            reached = reached and figure.ok
    return 0 if reached else 1
