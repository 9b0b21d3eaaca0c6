"""A document is made once from decided values, in the contract's languages, and both sides hold the same file."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.infra import documents, pdf
from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.files import file_store
from portal.infra.jobs import run_due_jobs
from portal.infra.progress import Engagement, engagement, start_engagement
from portal.infra.transactions import transaction
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Side

MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    pdf.close()


@contextmanager
def as_party(app: Flask, organisation_id: int, side: Side) -> Iterator[None]:
    with app.app_context():
        act_as(system_actor(organisation_id=organisation_id, side=side, moment=MOMENT, label="test"))
        with transaction():
            yield


@pytest.fixture
def cooperation(app: Flask) -> dict[str, int]:
    """A merchant, a vendor, a stranger and the cooperation of the first two, as ids."""
    with app.app_context():
        with transaction():
            rows = [
                Organisation(side=side, name=name, created_at=MOMENT)
                for side, name in ((Side.MERCHANT, "商家"), (Side.VENDOR, "服务商"), (Side.VENDOR, "旁人"))
            ]
            db.session.add_all(rows)
            db.session.flush()
            merchant, vendor, stranger = (row.id for row in rows)
        act_as(system_actor(organisation_id=merchant, side=Side.MERCHANT, moment=MOMENT, label="test"))
        with transaction():
            started = start_engagement(
                merchant_id=merchant,
                vendor_id=vendor,
                author_id=merchant,
                name="合作",
                moment=MOMENT,
                visible_from=MOMENT,
            )
            return {"merchant": merchant, "vendor": vendor, "stranger": stranger, "id": started.id}


def ordered(on: Engagement, **changes: object) -> documents.Document:
    values: dict[str, object] = {"paragraphs": ["双方确认 2026年11月 的考核结果。"]} | changes
    return documents.order_document(
        kind="slip",
        engagement=on,
        number="CF-2026-0001",
        title="确认单 CF-2026-0001",
        template="documents/slip.html",
        values=values,
        languages=["zh-Hans", "en"],
        key="slip:1",
    )


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_an_ordered_document_becomes_a_file_that_both_sides_hold(
    app: Flask, cooperation: dict[str, int]
) -> None:
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        document_id = ordered(engagement(cooperation["id"])).id
    with app.app_context():
        run_due_jobs(MOMENT)
    for side in (Side.MERCHANT, Side.VENDOR):
        with as_party(app, cooperation[side.value], side):
            made = documents.document(document_id)
            assert made.state == documents.READY
            with documents.open_file(made) as file:
                content = file.read()
            assert "双方确认 2026年11月 的考核结果。" in text_of(content)
            assert "Confirmation" in text_of(content)
            assert made.content_hash[:12] in text_of(content)
            assert made.file_size == len(content)
            assert made.file_sha256 in file_store().hashes()


def test_the_hash_of_the_file_stands_in_the_trail(app: Flask, cooperation: dict[str, int]) -> None:
    with as_party(app, cooperation["vendor"], Side.VENDOR):
        document_id = ordered(engagement(cooperation["id"])).id
    with app.app_context():
        run_due_jobs(MOMENT)
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "DocumentReady")).one()
        assert entry.payload["sha256"] == documents.document(document_id).file_sha256


def test_ordering_the_same_again_returns_the_same_document(app: Flask, cooperation: dict[str, int]) -> None:
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        on = engagement(cooperation["id"])
        first, again, other = ordered(on), ordered(on), ordered(on, paragraphs=["别的话"])
        assert first.id == again.id
        assert other.id != first.id
        assert [row.id for row in documents.documents_for("slip:1")] == [other.id, first.id]


def test_a_stranger_finds_no_document(app: Flask, cooperation: dict[str, int]) -> None:
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        document_id = ordered(engagement(cooperation["id"])).id
    with as_party(app, cooperation["stranger"], Side.VENDOR), pytest.raises(NotFound):
        documents.document(document_id)


def test_a_document_that_can_never_be_made_says_so_and_can_be_ordered_again(
    app: Flask, cooperation: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> bytes:
        raise pdf.RenderingFailed("no such picture")

    with monkeypatch.context() as patched:
        patched.setattr(documents, "render", refuse)
        with as_party(app, cooperation["merchant"], Side.MERCHANT):
            document_id = ordered(engagement(cooperation["id"])).id
        with app.app_context():
            run_due_jobs(MOMENT)
        with as_party(app, cooperation["merchant"], Side.MERCHANT):
            failed = documents.document(document_id)
            assert (failed.state, failed.reason) == (documents.FAILED, "no such picture")
            with pytest.raises(NotFound):
                documents.open_file(failed)
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        assert ordered(engagement(cooperation["id"])).state == documents.PENDING
    with app.app_context():
        run_due_jobs(MOMENT)
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        assert documents.document(document_id).state == documents.READY


def test_a_machine_that_was_too_busy_is_asked_again(
    app: Flask, cooperation: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_arguments: object, **_options: object) -> bytes:
        raise pdf.RenderingFailed("not done after 1 seconds", may_pass=True)

    monkeypatch.setattr(documents, "render", too_slow)
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        document_id = ordered(engagement(cooperation["id"])).id
    with app.app_context():
        run_due_jobs(MOMENT)
    with as_party(app, cooperation["merchant"], Side.MERCHANT):
        assert documents.document(document_id).state == documents.PENDING
