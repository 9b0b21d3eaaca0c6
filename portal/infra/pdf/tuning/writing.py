"""Writing the file: numbers and words turned into bytes, thousands of them in a page."""

import zlib
from types import SimpleNamespace
from typing import Any

import pydyf

COMPRESSION = 5
"""Of nine levels; the files grow by a hundredth and are written in half the time."""


def write_faster() -> None:
    """Compress less and tell bytes from numbers at once."""
    compress_less()
    writer: Any = pydyf
    whole: Any = writer._to_bytes

    def to_bytes(item: Any) -> Any:
        kind = item.__class__
        if kind is bytes:
            return item
        if kind is float:
            return b"%d" % item if item.is_integer() else (f"{item:f}".rstrip("0")).encode()
        if kind is int:
            return b"%d" % item
        return whole(item)

    writer._to_bytes = to_bytes


def compress_less() -> None:
    """pydyf asks for the slowest compression."""
    writer: Any = pydyf
    writer.zlib = SimpleNamespace(
        compress=zlib.compress, compressobj=lambda level=9: zlib.compressobj(min(level, COMPRESSION))
    )
