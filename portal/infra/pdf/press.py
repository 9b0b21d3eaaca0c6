"""The worker's side of rendering: keeps a few rendering children, feeds them and replaces those that fail."""

import atexit
import base64
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from portal.infra.pdf import frames

ROOT = Path(__file__).parents[3]
FONTS = ROOT / "portal" / "static" / "fonts"
DONE, BROKEN = b"P", b"B"
CHILD = "portal.infra.pdf.child"
INHERITED = ("PATH", "HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV")
CHILDREN_AT_ONCE = 2
DOCUMENTS_PER_CHILD = 200
START_SECONDS = 60.0
WALL_SECONDS = 120.0


class RenderingFailed(Exception):
    """A document could not be made; ``reason`` says why, for the job's log and the operator.

    ``may_pass`` tells a machine that was too busy from a page that will fail every time.
    """

    def __init__(self, reason: str, *, may_pass: bool = False) -> None:
        self.reason = reason
        self.may_pass = may_pass
        super().__init__(reason)


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF (PDF/A-3), e.g. the values behind the figures or an e-invoice."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


@dataclass
class Child:
    """One rendering process and how many documents it has made."""

    process: subprocess.Popen[bytes]
    made: int = 0
    greeted: bool = False

    @property
    def ears(self) -> int:
        return _channel(self.process.stdin)

    @property
    def mouth(self) -> int:
        return _channel(self.process.stdout)


@dataclass
class Press:
    """The children of this process: at most two at work, the idle ones kept warm."""

    idle: list[Child] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(CHILDREN_AT_ONCE)
    )

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Sends one document to an idle child and returns the answer frame."""
        with self.places:
            child = self._take()
            try:
                _greet(child)
                frames.send(child.ears, request)
                answer = frames.receive(child.mouth, seconds)
            except frames.TooSlow as slow:
                _end(child)
                raise RenderingFailed(f"not done after {seconds:g} seconds", may_pass=True) from slow
            except frames.Silence as silence:
                raise RenderingFailed(
                    f"the rendering process ended ({_end(child)})", may_pass=True
                ) from silence
            except BaseException:
                _end(child)
                raise
            if answer[:1] == BROKEN:
                _end(child)
            else:
                self._give_back(child)
            return answer

    def _take(self) -> Child:
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.process.poll() is None:
                    return child
                _end(child)
        return _start()

    def _give_back(self, child: Child) -> None:
        child.made += 1
        if child.made >= DOCUMENTS_PER_CHILD:
            fresh = _start()
            _end(child)
            child = fresh
        with self.lock:
            self.idle.append(child)

    def close(self) -> None:
        """Ends the idle children."""
        with self.lock:
            while self.idle:
                _end(self.idle.pop())

    def forget(self) -> None:
        """Leaves the children to the process that started them: two speakers on one pipe mix up documents."""
        self.idle, self.lock = [], threading.Lock()
        self.places = threading.BoundedSemaphore(CHILDREN_AT_ONCE)


_press = Press()


def render(
    html: str,
    *,
    title: str,
    language: str,
    created: datetime | None = None,
    attachments: tuple[Attachment, ...] = (),
    seconds: float = WALL_SECONDS,
) -> bytes:
    """The page as PDF/A-3b; the same arguments give the same bytes.

    ``language`` is a BCP 47 tag. ``created`` belongs to the document, not to the clock: leave it out or pass the
    instant that is stored with it. Raises ``RenderingFailed`` when anything was missing, refused or too large.
    """
    request = {
        "html": html,
        "title": title,
        "language": language,
        "created": created.isoformat(timespec="seconds") if created else None,
        "attachments": [
            {
                "name": attachment.name,
                "content": base64.b64encode(attachment.content).decode(),
                "description": attachment.description,
                "relationship": attachment.relationship,
            }
            for attachment in attachments
        ],
    }
    answer = _press.ask(json.dumps(request, ensure_ascii=False).encode(), seconds)
    if answer[:1] != DONE:
        raise RenderingFailed(answer[1:].decode())
    return answer[1:]


def warm() -> None:
    """Starts a child ahead of the first document, so that nobody waits for its imports."""
    with _press.lock:
        if not _press.idle:
            _press.idle.append(_start())


def close() -> None:
    """Ends this process's idle children."""
    _press.close()


@cache
def fonts_ready() -> bool:
    """Whether this machine can print Chinese: the libraries load and no sample character lacks a glyph.

    Tried once per process, by a child, because finding out takes a second and heavy imports.
    """
    check = subprocess.run(
        [sys.executable, "-m", CHILD, "--check"],
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=START_SECONDS,
        check=False,
    )
    return check.returncode == 0


def _environment() -> dict[str, str]:
    """What a child may know: no secrets, our fonts only, nothing that changes from run to run."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    fixed = {
        "FONTCONFIG_FILE": str(FONTS / "fonts.conf"),
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "UTC",
    }
    return inherited | fixed


def _start() -> Child:
    process = subprocess.Popen(
        [sys.executable, "-m", CHILD],
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    return Child(process)


def _greet(child: Child) -> None:
    """Waits for a new child's first word."""
    if not child.greeted:
        frames.receive(child.mouth, START_SECONDS)
        child.greeted = True


def _channel(pipe: object) -> int:
    fileno = getattr(pipe, "fileno", None)
    if fileno is None:
        raise RuntimeError("a rendering child is started with both pipes")
    number: int = fileno()
    return number


def _end(child: Child) -> int:
    """Stops a child for good and returns its exit code."""
    process = child.process
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        return process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


os.register_at_fork(after_in_child=_press.forget)
atexit.register(close)
