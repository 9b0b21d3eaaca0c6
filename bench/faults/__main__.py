"""Runs the harnesses by the number of their goal: `python -m bench.faults R3 --quick`; no number means all."""

import sys

from bench.dispatch import run

HARNESSES = {
    "R3": "bench.faults.killing:killed_at_random",
    "R3U": "bench.faults.uploading:killed_while_uploading",
    "R5": "bench.faults.rendering:killed_while_rendering",
    "R7": "bench.faults.access:every_route_as_everybody",
    "R8": "bench.faults.files:hostile_files",
}

if __name__ == "__main__":
    sys.exit(run(HARNESSES, sys.argv[1:]))
