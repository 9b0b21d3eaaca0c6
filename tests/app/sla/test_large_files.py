"""Claims about files of very many conversations: kept at once, read in the background, then like any other."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask

from portal.contracts.rules.service import Shop
from portal.infra.access import actor
from portal.infra.files import file_store
from portal.infra.jobs import run_due_jobs
from portal.kernel.conversations.rows import RowFilter
from portal.kernel.errors import Conflict, Invalid
from portal.sla.actions import large_files, row_readers
from portal.sla.actions.receiving import receive, stage
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import discard, submit
from portal.sla.queries.months import month, month_in_full, submission, terms_of
from portal.sla.queries.steps import drafts
from portal.sla.rules.months import slots_of
from tests.factories.accounts import acting_as
from tests.factories.cooperations import MOMENT, Cooperation, make_cooperation, month_terms

HEADING = "会话ID,店铺,客服,开始时间,首次响应(秒)"
LINES = [
    f"C{number},甲店,客服{number % 3},2026-10-{number % 31 + 1:02} 09:30:00,{number % 50}"
    for number in range(200)
]
CONTENT = "\n".join([HEADING, *LINES]).encode("gb18030")


@pytest.fixture(autouse=True)
def _small_is_large() -> Iterator[None]:
    with patch.object(large_files, "LARGE_BYTES", 1000):
        yield
    row_readers.close()


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app, month_terms(shops=(Shop("pdd", "甲店", ("conversations",)),)))


def sent(app: Flask, pair: Cooperation, content: bytes = CONTENT) -> int:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0].key
        return stage(of, receive(of, io.BytesIO(content), slot_key=slot, name="a/会话.csv"), slot_key=slot).id


def run(app: Flask) -> None:
    with app.app_context():
        run_due_jobs(MOMENT)


def seen(app: Flask, pair: Cooperation, submission_id: int, look: Callable[[object], object]) -> object:
    with acting_as(app, pair.vendor, moment=MOMENT):
        return look(submission(submission_id))


def test_a_large_file_is_read_in_the_background_and_keeps_its_rows(app: Flask, pair: Cooperation) -> None:
    number = sent(app, pair)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert (found.state, found.file_name, found.row_count) == ("reading", "会话.csv", 0)
        assert large_files.reading_state(found).status == "queued"
        with pytest.raises(Conflict):
            submit(found)
        assert [one.id for one in drafts(pair.month_id)] == [number]
    run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert (found.state, found.row_count, found.errors) == ("staged", 200, [])
        assert found.evidence_file_sha256 in set(file_store().hashes())
        submit(found)
        assert month_in_full(month(pair.month_id)).judged.figures.counts["sessions"].value == 200


def test_it_gives_the_figures_that_the_plain_reader_gives(app: Flask, pair: Cooperation) -> None:
    number = sent(app, pair)
    run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        large = submission(number)
        of = month(pair.month_id)
        plain = stage_file(of, slot_key=large.slot, content=CONTENT, name="会话.csv")
        assert (large.figures, large.mapping, large.warnings) == (
            plain.figures,
            plain.mapping,
            plain.warnings,
        )
        assert (large.first_day, large.last_day) == (plain.first_day, plain.last_day)


def test_rows_that_only_the_plain_reader_can_tell_apart_are_kept_too(app: Flask, pair: Cooperation) -> None:
    number = sent(app, pair, CONTENT.replace(b"C7,", b'"C7\r",').replace("甲店".encode("gb18030"), b"", 1))
    run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert (found.row_count, found.errors) == (200, [])
        kept = Path(str(file_store().path_of(found.evidence_file_sha256 or "")))
        page = row_readers.rows_page([(kept, RowFilter(names={"agent": "客服1"}))], offset=2, limit=1)
        assert page["count"] == 67
        assert page["rows"][0]["line"] > 2


def test_a_file_that_cannot_be_read_says_why_and_counts_nothing(app: Flask, pair: Cooperation) -> None:
    number = sent(app, pair, CONTENT.replace(b"C7,", b'"C7,'))
    run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert (found.state, found.row_count, found.evidence_file_sha256) == ("staged", 0, None)
        assert "quotation mark" in str(found.errors[0]["reason"])
        with pytest.raises(Invalid):
            submit(found)


def test_a_reading_that_fails_for_want_of_memory_or_time_says_so(app: Flask, pair: Cooperation) -> None:
    number = sent(app, pair)
    with patch.object(row_readers, "SILENT_SECONDS", 0.0):
        run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert "time and memory" in str(submission(number).errors[0]["reason"])


def test_a_file_that_was_discarded_meanwhile_is_forgotten(app: Flask, pair: Cooperation) -> None:
    number = sent(app, pair)
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(number))
    run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        large_files.keep_reading({"reading": {}, "evidence": None}, number)
        assert large_files.read_rows(number) is None
        assert actor().party == pair.vendor.organisation_id


def test_the_rows_of_a_small_file_are_kept_once_it_counts(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        found = stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=CONTENT, name="会话.csv")
        number = found.id
        submit(found)
        assert found.evidence_file_sha256 is None
    run(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        kept = file_store().path_of(found.evidence_file_sha256 or "")
        assert row_readers.rows_page([(kept, RowFilter())] * 2, offset=199, limit=3)["count"] == 400
        assert large_files.make_evidence(number) is None
        large_files.keep_evidence(None, number)
        assert found.evidence_file_sha256
