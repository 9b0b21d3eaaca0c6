"""Claims about files from outside: each is taken or refused in words, and a refusal stores nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.sla.actions import readers
from tests.corpus import corpus
from tests.corpus.trial import Trial
from tests.factories.cooperations import make_cooperation

SAMPLE = 1 if os.environ.get("PORTAL_WHOLE_CORPUS") else 4


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    readers.close()


def test_the_corpus_is_large_and_the_same_every_time() -> None:
    files = corpus()
    assert len(files) >= 200
    assert len({file.name for file in files}) == len(files)
    assert [file.content for file in files] == [file.content for file in corpus()]


def test_no_file_of_the_corpus_does_harm(app: Flask, data_folder: Path) -> None:
    trial = Trial.of(app, make_cooperation(app), data_folder)
    for file in corpus()[::SAMPLE]:
        assert trial.faults_of(file) == []
