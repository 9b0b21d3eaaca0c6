"""Runs one function of the product in a limited child: ``python -m portal.infra.limited.program module:function``."""

import importlib
import sys
from typing import cast

from portal.infra.limited.child import Answer, serve

MEMORY_BYTES = 512 * 1024**2
CPU_SECONDS = 40


def prepare() -> Answer:
    """The function named on the command line; it takes a request and returns the answer."""
    module, name = sys.argv[1].split(":")
    return cast(Answer, getattr(importlib.import_module(module), name))


if __name__ == "__main__":
    serve(prepare, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
