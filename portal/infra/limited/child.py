"""The child's side: sets its own limits, then answers one frame after the other until the pipe closes."""

import gc
import os
import resource
import sys
from collections.abc import Callable

from portal.infra.limited import frames

FORBIDDEN_EVENTS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.")

Answer = Callable[[bytes], bytes]

_listeners: list[int] = []
"""Where whoever asked listens; filled once the child serves."""


def serve(prepare: Callable[[], Answer], *, memory_bytes: int, cpu_seconds: int, file_bytes: int = 0) -> None:
    """Load everything by `prepare`, give up every freedom, and answer until the worker closes the pipe.

    Each request has its own CPU seconds; the kernel ends the process when they are used up. Memory is address
    space in bytes: what would need more fails inside this process and nowhere else. `file_bytes` is the largest
    file it may write.
    """
    ears, mouth = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    answer = prepare()
    _limit(memory_bytes, file_bytes)
    _listeners.append(mouth)
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        frames.send(mouth, b"ready")
        while True:
            request = frames.receive(ears)
            _grant_time(cpu_seconds)
            frames.send(mouth, answer(request))
    except frames.Silence:
        return


def tell(news: bytes) -> None:
    """Say something before the answer is ready, such as how far it has come; nobody listens outside a child."""
    for mouth in _listeners:
        frames.send(mouth, frames.NEWS + news)


def _limit(memory_bytes: int, file_bytes: int) -> None:
    """From here on: bounded memory and files, no core files, no network, no further programs."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    sys.addaudithook(_forbid)


def _forbid(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(FORBIDDEN_EVENTS):
        raise PermissionError(f"a limited process may not do this: {event}")


def _grant_time(cpu_seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds, hard))
