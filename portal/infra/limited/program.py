"""Runs one function of the product in a limited child: ``python -m portal.infra.limited.program module:function``.

The megabytes of address space, the CPU seconds for each request and the megabytes of the largest file it may write
can follow.
"""

import importlib
import sys
from typing import cast

from portal.infra.limited.child import Answer, serve

MEGABYTE = 1024**2
USUAL = ("512", "40", "0")


def prepare() -> Answer:
    """The function named on the command line; it takes a request and returns the answer."""
    module, name = sys.argv[1].split(":")
    return cast(Answer, getattr(importlib.import_module(module), name))


if __name__ == "__main__":
    memory, seconds, file = (int(number) for number in (*sys.argv[2:], *USUAL[len(sys.argv) - 2 :]))
    serve(prepare, memory_bytes=memory * MEGABYTE, cpu_seconds=seconds, file_bytes=file * MEGABYTE)
