"""How the worker and a limited child speak: length-prefixed frames over two pipes."""

import os
import select
import struct
import time

HEADER = struct.Struct(">I")
LARGEST = 256 * 1024 * 1024
NEWS = b"~"
"""The first letter of a frame that is no answer yet."""


class Silence(Exception):
    """The other side closed the pipe in the middle of the conversation."""


class TooSlow(Exception):
    """The other side did not answer in the time it was given."""


def send(channel: int, payload: bytes) -> None:
    """Writes one frame; raises ``Silence`` when nobody reads any more."""
    rest = memoryview(HEADER.pack(len(payload)) + payload)
    try:
        while rest:
            rest = rest[os.write(channel, rest) :]
    except BrokenPipeError as gone:
        raise Silence from gone


def receive(channel: int, seconds: float | None = None) -> bytes:
    """Reads one frame; raises ``Silence`` at the end of the pipe and ``TooSlow`` after ``seconds``."""
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = HEADER.unpack(_exactly(channel, HEADER.size, deadline))
    if length > LARGEST:
        raise Silence
    return _exactly(channel, length, deadline)


def _exactly(channel: int, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is not None:
            _wait(channel, deadline)
        part = os.read(channel, min(count - len(parts), 1 << 20))
        if not part:
            raise Silence
        parts += part
    return bytes(parts)


def _wait(channel: int, deadline: float) -> None:
    watch = select.poll()
    watch.register(channel, select.POLLIN)
    if not watch.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TooSlow
