"""The worker's side of rendering: keeps a few rendering children, feeds them and replaces those that fail."""

import atexit
import base64
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from portal.infra.limited.crew import START_SECONDS, ChildEnded, ChildTooSlow, Crew, environment

ROOT = Path(__file__).parents[3]
FONTS = ROOT / "portal" / "static" / "fonts"
DONE = b"P"
CHILD = "portal.infra.pdf.child"
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


_press = Crew(
    program=(CHILD,),
    extra_environment={"FONTCONFIG_FILE": str(FONTS / "fonts.conf"), "SOURCE_DATE_EPOCH": "0"},
)


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
    answer = _pressed(json.dumps(request, ensure_ascii=False).encode(), seconds)
    if answer[:1] != DONE:
        raise RenderingFailed(answer[1:].decode())
    return answer[1:]


def _pressed(request: bytes, seconds: float) -> bytes:
    try:
        return _press.ask(request, seconds)
    except ChildTooSlow as slow:
        raise RenderingFailed(f"not done after {seconds:g} seconds", may_pass=True) from slow
    except ChildEnded as ended:
        raise RenderingFailed(f"the rendering process ended ({ended.code})", may_pass=True) from ended


def warm() -> None:
    """Starts a child ahead of the first document, so that nobody waits for its imports."""
    _press.warm()


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
        env=environment(_press.extra_environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=START_SECONDS,
        check=False,
    )
    return check.returncode == 0


def fonts_missing() -> bool:
    """Whether it is known that this machine can't print Chinese; finding out goes on beside, so nobody waits."""
    if fonts_ready.cache_info().currsize == 0:
        if _looking.acquire(blocking=False):
            threading.Thread(target=fonts_ready, name="fonts", daemon=True).start()
        return False
    return not fonts_ready()


_looking = threading.Semaphore(1)
atexit.register(close)
