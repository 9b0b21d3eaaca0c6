"""The operator sees what takes space: each stored file once, under what refers to it."""

import io

import pytest
from flask import Flask

from portal.infra.files import file_store, keep_large
from portal.overview.queries.storage import kept_bytes, size_in_words
from portal.sla.actions.staging import stage_file
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.months import slots_of
from tests.factories.accounts import acting_as
from tests.factories.cooperations import GOOD, MOMENT, POOR, hand_in_file, make_cooperation


def test_each_stored_file_is_counted_once(app: Flask) -> None:
    with app.app_context():
        for sha256 in list(file_store().hashes()):
            file_store().path_of(sha256).unlink()
    pair = make_cooperation(app)
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0].key
        for content in (POOR, POOR):
            stage_file(of, slot_key=slot, content=content.encode(), name="a.csv")
    with app.app_context():
        keep_large(io.BytesIO(b"a,b\n1,2\n"), "upload.csv", frozenset({".csv"}))
        counted = {str(line.name): line.files for line in kept_bytes()}
    assert {name: count for name, count in counted.items() if count} == {
        "Figures as they were submitted": 1,
        "Uploaded and not submitted": 1,
        "Nothing refers to them": 1,
    }


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (10 * 1024**3, "10.0 GB"), (1024**5, "1024.0 TB")],
)
def test_a_size_is_said_in_the_largest_unit(size: int, words: str) -> None:
    assert str(size_in_words(size)) == words
