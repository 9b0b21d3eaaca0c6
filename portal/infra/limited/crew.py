"""The worker's side: keeps a few limited children of one kind, feeds them and replaces those that fail."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.infra.limited import frames

ROOT = Path(__file__).parents[3]
BROKEN = b"B"
INHERITED = ("PATH", "HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV")
FIXED = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1", "TZ": "UTC"}
START_SECONDS = 60.0


class ChildEnded(Exception):
    """The child died over this request: `code` is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"the process ended ({code})")


class ChildTooSlow(Exception):
    """The child was ended because it did not answer in the time it was given."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child may know: no secrets, nothing that changes from run to run."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | FIXED | dict(extra or {})


@dataclass
class Child:
    """One process and how many requests it has answered."""

    process: subprocess.Popen[bytes]
    made: int = 0
    greeted: bool = False

    @property
    def ears(self) -> int:
        """Where it listens."""
        return _channel(self.process.stdin)

    @property
    def mouth(self) -> int:
        """Where it answers."""
        return _channel(self.process.stdout)

    @property
    def peak_megabytes(self) -> float:
        """The most memory it has held at once (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii", errors="replace")
        found = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
        return int(found.split()[1]) / 1024


@dataclass
class Crew:
    """The children of this process that run one module: at most `at_once` at work, the idle ones kept warm.

    `program` is the module with its arguments; it calls `portal.infra.limited.child.serve`. A child is replaced
    after `tasks_per_child` answers, after one that begins with `BROKEN`, and when it fails.
    """

    program: tuple[str, ...]
    extra_environment: Mapping[str, str] = field(default_factory=dict)
    at_once: int = 2
    tasks_per_child: int = 200
    idle: list[Child] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    places: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self.places = threading.BoundedSemaphore(self.at_once)
        os.register_at_fork(after_in_child=self.forget)

    def ask(self, request: bytes, seconds: float, hear: Callable[[bytes], None] = lambda news: None) -> bytes:
        """Send one request to an idle child and return its answer; raises `ChildEnded` or `ChildTooSlow`.

        `hear` is called with what the child tells before; it has so many seconds for each sign of life.
        """
        with self.places:
            child = self._take()
            answer = self._conversation(child, request, seconds, hear)
            if answer[:1] == BROKEN:
                end(child)
            else:
                self._give_back(child)
            return answer

    def _conversation(
        self, child: Child, request: bytes, seconds: float, hear: Callable[[bytes], None]
    ) -> bytes:
        try:
            if not child.greeted:
                frames.receive(child.mouth, START_SECONDS)
                child.greeted = True
            frames.send(child.ears, request)
            while (answer := frames.receive(child.mouth, seconds)).startswith(frames.NEWS):
                hear(answer[len(frames.NEWS) :])
            return answer
        except frames.TooSlow as slow:
            end(child)
            raise ChildTooSlow from slow
        except frames.Silence as silence:
            raise ChildEnded(end(child)) from silence
        except BaseException:
            end(child)
            raise

    def _take(self) -> Child:
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.process.poll() is None:
                    return child
                end(child)
        return self._start()

    def _start(self) -> Child:
        process = subprocess.Popen(
            [sys.executable, "-m", *self.program],
            cwd=ROOT,
            env=environment(self.extra_environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        return Child(process)

    def _give_back(self, child: Child) -> None:
        child.made += 1
        if child.made >= self.tasks_per_child:
            fresh = self._start()
            end(child)
            child = fresh
        with self.lock:
            self.idle.append(child)

    def warm(self) -> None:
        """Start a child ahead of the first request, so that nobody waits for its imports."""
        with self.lock:
            if not self.idle:
                self.idle.append(self._start())

    def close(self) -> None:
        """End the idle children."""
        with self.lock:
            while self.idle:
                end(self.idle.pop())

    def forget(self) -> None:
        """Leave the children to the process that started them: two speakers on one pipe mix up answers."""
        self.idle, self.lock = [], threading.Lock()
        self.places = threading.BoundedSemaphore(self.at_once)


def end(child: Child) -> int:
    """Stop a child for good and return its exit code."""
    process = child.process
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        return process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _channel(pipe: object) -> int:
    fileno: Callable[[], int] | None = getattr(pipe, "fileno", None)
    if fileno is None:
        raise RuntimeError("a limited child is started with both pipes")
    return fileno()
