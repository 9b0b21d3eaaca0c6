"""A document is archival, the same every time, says what was written, and can reach nothing outside itself."""

import functools
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pikepdf
import pikepdf.pdfa
import pypdf
import pytest
from fontTools.ttLib import TTFont

from portal.infra import pdf
from portal.infra.limited import frames
from portal.infra.limited.crew import environment
from portal.infra.pdf import press

PAGE = """<!doctype html><html lang="zh-Hans"><body data-number="ST-2026-0042" data-fingerprint="0a1b2c3d4e5f">
<h1>结算单 <span class="also" lang="en">Settlement invoice</span></h1>
<p>甲方赟喆与乙方堃祎：价税合计 −48,300.00 元，一二三人口手日月水火。</p>
<p lang="zh-Hant">請款單：臺灣體育用品電商客服</p></body></html>"""
SENTENCES = [
    "结算单",
    "Settlement invoice",
    "价税合计 −48,300.00 元，一二三人口手日月水火。",
    "請款單：臺灣體育用品電商客服",
]


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    pdf.close()


def made(html: str = PAGE, **options: Any) -> bytes:
    return pdf.render(html, title="ST-2026-0042", language="zh-Hans", **options)


def violations(document: bytes) -> list[str]:
    """What breaks the standard; the page mode for attachments is a known false alarm."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        found = pikepdf.pdfa.check(opened, "3b").violations
    return [str(finding) for finding in found if "PageMode" not in str(finding)]


def test_a_document_is_pdf_a_3b() -> None:
    assert violations(made()) == []


def test_a_document_with_a_file_inside_is_still_pdf_a_3b() -> None:
    file = pdf.Attachment(
        name="values.json", content=b'{"a":1}', description="The values", relationship="Data"
    )
    document = made(attachments=(file,), created=datetime(2026, 11, 22, 8, tzinfo=UTC))
    assert violations(document) == []
    assert pypdf.PdfReader(io.BytesIO(document)).attachments["values.json"] == [b'{"a":1}']


def test_the_same_page_gives_the_same_bytes_from_two_children() -> None:
    first = made()
    again = made()
    pdf.close()
    time.sleep(1.1)
    assert first == again == made()


def test_the_text_layer_says_what_was_written() -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made())).pages)
    for sentence in SENTENCES:
        assert sentence in text
    assert "ST-2026-0042 · 0a1b2c3d4e5f" in text
    assert "1 / 1" in text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<img src="http://127.0.0.1:9/x.png">', "bundled assets only"),
        ('<img src="file:///etc/hostname">', "bundled assets only"),
        ('<img src="data:image/png;base64,AAAA">', "bundled assets only"),
        ('<img src="asset:../../settings.py">', "bundled assets only"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "bundled assets only"),
        ('<link rel="attachment" href="file:///etc/hostname">', "bundled assets only"),
        ("<style>@import url(ftp://example.org/a.css);</style>", "bundled assets only"),
        ('<svg><image href="file:///etc/hostname" width="9" height="9"/></svg>', "Failed to render SVG"),
        ('<p style="colour: red">', "unknown property"),
        ("<table><tr><td colspan=99999999>x</td></tr></table>", "memory"),
    ],
)
def test_what_a_page_may_not_do_fails_with_a_reason(body: str, reason: str) -> None:
    with pytest.raises(pdf.RenderingFailed, match=reason):
        made(f"<html><body>{body}</body></html>")
    assert made().startswith(b"%PDF-1.7")


def test_a_document_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(pdf.RenderingFailed, match="not done after"):
        made("<html><body>" + "<p>字字字</p>" * 20000, seconds=0.2)
    assert made().startswith(b"%PDF-1.7")


def test_a_child_that_was_killed_between_two_documents_is_replaced() -> None:
    made()
    for child in press._press.idle:
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
    assert made().startswith(b"%PDF-1.7")


def test_a_child_is_replaced_after_its_share_of_documents() -> None:
    with patch.object(press._press, "tasks_per_child", 1):
        made()
        first = press._press.idle[-1].process.pid
        made()
        assert press._press.idle[-1].process.pid != first


def test_this_machine_can_print_chinese() -> None:
    assert pdf.fonts_ready()
    assert not pdf.fonts_missing()


def test_nobody_waits_for_the_answer_whether_fonts_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    answer = functools.cache(lambda: bool(asked.wait(5)) and False)
    monkeypatch.setattr(press, "fonts_ready", answer)
    monkeypatch.setattr(press, "_looking", threading.Semaphore(1))
    assert not press.fonts_missing()
    asked.set()
    answer()
    assert press.fonts_missing()


def test_the_worker_itself_never_loads_the_renderer() -> None:
    program = "import sys, portal.infra.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_child_knows_no_secret_of_its_worker() -> None:
    with patch.dict(os.environ, {"PORTAL_SECRET_KEY": "secret", "AWS_SECRET_ACCESS_KEY": "secret"}):
        assert "secret" not in environment(press._press.extra_environment).values()


def test_a_half_frame_is_silence_and_a_late_one_is_too_slow() -> None:
    reading, writing = os.pipe()
    with pytest.raises(frames.TooSlow):
        frames.receive(reading, 0.01)
    os.write(writing, b"\x00\x00\x00\x05ab")
    os.close(writing)
    with pytest.raises(frames.Silence):
        frames.receive(reading, 1)
    os.close(reading)


@pytest.mark.parametrize("face", sorted(press.FONTS.glob("NotoSans*.ttf")), ids=lambda face: face.stem)
def test_figures_stand_in_columns_of_equal_width(face: Path) -> None:
    with TTFont(face) as font:
        characters, advances = font.getBestCmap(), font["hmtx"]
        widths = {advances[characters[ord(digit)]][0] for digit in "0123456789"}
    assert len(widths) == 1
