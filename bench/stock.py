"""The measure to beat: WeasyPrint as its manual says, answering for each page how long it took.

Reads lines "page style target" from standard input; writes CPU seconds, wall seconds and peak memory in KiB.
"""

import resource
import sys
import time
from pathlib import Path

import weasyprint


def main() -> None:
    """Renders each named page with the plain API: nothing is kept between two documents but the process."""
    for line in sys.stdin:
        page, style, target = line.split()
        html = Path(page).read_text()
        cpu, wall = time.process_time(), time.perf_counter()
        weasyprint.HTML(string=html).write_pdf(target, stylesheets=[style], pdf_variant="pdf/a-3b")
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(f"{cpu} {wall} {memory}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
