"""Runs the measurements by the number of their goal: ``python -m bench P1 --quick``; no number means all."""

import sys

from bench.dispatch import run

HARNESSES = {
    "E1": "bench.uploading:upload_to_month",
    "B1": "bench.boards:boards",
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
    "W3": "bench.waiting:slowest_pages",
}

if __name__ == "__main__":
    sys.exit(run(HARNESSES, sys.argv[1:]))
