"""A claim about the words for what the portal does by itself."""

import pytest
from flask import Flask, render_template_string

from portal.wiring import JOBS

WORDS = '{% from "overview/work.html" import work_words %}{{ work_words(name) }}'


@pytest.mark.parametrize("name", sorted(JOBS))
def test_every_job_has_words_for_a_reader(app: Flask, name: str) -> None:
    with app.test_request_context():
        assert render_template_string(WORDS, name=name) != name
