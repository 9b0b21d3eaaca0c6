"""The shortcuts through WeasyPrint change its speed and nothing that can be seen."""

import os
import subprocess
import sys
from math import dist

import pytest

from bench import papers
from portal.infra.limited.crew import environment
from portal.infra.pdf import press
from tests.unit.infra.painted import painted

PROGRAM = """
import json, sys
from portal.infra.pdf import tuning
from portal.infra.pdf.tuning import writing
from portal.infra.pdf.child import Renderer
tuning.tune() if sys.argv[1] == "tuned" else writing.compress_less()
renderer = Renderer()
request = {"html": sys.stdin.read(), "title": "x", "language": "zh-Hans", "created": None, "attachments": []}
for _ in range(2):
    made = renderer.press(request)
sys.stdout.buffer.write(made)
"""
JUSTIFIED = (
    '<html lang="en"><body><p style="text-align: justify; width: 60mm">'
    + "Both sides read the same words in the same places. " * 12
    + '</p><p style="letter-spacing: 2px">结算单</p><select><option>a<option selected>b</select></body></html>'
)
COLUMNS = (
    '<html lang="en"><body><table class="list notices"><thead><tr>'
    + "".join(f"<th>{name}</th>" for name in ("Party", "Name", "E-mail", "Telephone", "Address"))
    + "</tr></thead><tbody><tr><td>One</td><td>Two</td><td>three@four.example</td><td>5</td><td>6</td></tr></tbody>"
    "</table></body></html>"
)
PAGES = {"settlement": papers.settlement(), "justified": JUSTIFIED, "columns": COLUMNS}
NEAR = 0.2
"""Points: a letter set with its word stands where it would stand alone, but for the rounding of its width."""


def made(html: str, how: str) -> bytes:
    """The file, with the same compression in both ways."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, how],
        input=html.encode(),
        env=os.environ | environment(press._press.extra_environment),
        capture_output=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("page", list(PAGES))
def test_a_tuned_document_is_the_same_file_as_an_untuned_one(page: str) -> None:
    plain = made(PAGES[page], "plain")
    assert plain.startswith(b"%PDF-1.7")
    assert made(PAGES[page], "tuned") == plain


def test_charts_drawn_directly_put_the_same_lines_and_letters_in_the_same_places() -> None:
    page = papers.review()
    plain, tuned = (painted(made(page, how)) for how in ("plain", "tuned"))
    assert len(plain) == len(tuned)
    for before, after in zip(plain, tuned, strict=True):
        assert [(one.what, one.looks) for one in after] == [(one.what, one.looks) for one in before]
        for was, now in zip(before, after, strict=True):
            assert max(map(dist, was.places, now.places), default=0) < NEAR, (was, now)
