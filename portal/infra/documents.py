"""Documents: plain values that were decided once, rendered once in the contract's languages, the same file for both.

Whoever needs a document orders it inside the business transaction; a job makes the file. The foot of each page
shows the hash of the values, the row the SHA-256 of the file.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any, BinaryIO, ClassVar

from flask import current_app
from sqlalchemy import Select, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.access import actor, now
from portal.infra.canonical import content_hash
from portal.infra.charts.bars import Move, stacked_bars, waterfall
from portal.infra.charts.lines import Series, line_chart, sparkline
from portal.infra.charts.marks import bullet
from portal.infra.db import Digest, Key, Model, Name, Plain, PlainList, Prose, Word, db
from portal.infra.events import head_of, record
from portal.infra.files import keep, open_stored
from portal.infra.i18n import in_languages
from portal.infra.jobs import Slow, enqueue
from portal.infra.keys import audit_public_key
from portal.infra.pdf import RenderingFailed, render
from portal.infra.progress import Engagement
from portal.infra.tenancy import Shared, parties
from portal.kernel.errors import NotFound
from portal.kernel.events import Event
from portal.kernel.money import CURRENCY_EXPONENTS, Money

DRAW = SimpleNamespace(
    Series=Series,
    Move=Move,
    bullet=bullet,
    line_chart=line_chart,
    sparkline=sparkline,
    stacked_bars=stacked_bars,
    waterfall=waterfall,
    figure=lambda text: None if text is None else Decimal(text),
    money=lambda minor, currency: None if minor is None else Money(minor, currency).decimal,
    amounts=lambda currency: lambda figure: f"{figure:,.{CURRENCY_EXPONENTS[currency]}f}".replace("-", "−"),
)
"""What a document's page draws with: charts are computed while it is made, because values hold no fractions."""

PENDING, READY, FAILED = "pending", "ready", "failed"
RENDER = "render_document"


class Document(Shared, Model):
    """A printed document: what it says (``values``), how it looks (``template``), and the file once it is made."""

    __tablename__ = "documents"
    __table_args__ = parties(UniqueConstraint("key", "content_hash"), engagement_id="engagements")
    either_side_writes = frozenset({"visible_from"})

    id: Mapped[Key]
    engagement_id: Mapped[int]
    kind: Mapped[Word]
    key: Mapped[Name]
    number: Mapped[Name]
    title: Mapped[Name]
    template: Mapped[Name]
    values: Mapped[Plain]
    languages: Mapped[PlainList]
    content_hash: Mapped[Digest]
    state: Mapped[Word]
    reason: Mapped[Prose]
    ordered_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    file_sha256: Mapped[Digest | None]
    file_size: Mapped[int | None]
    trail_head: Mapped[str | None] = mapped_column(String(200))
    """The head of the audit trail when the document was ordered: whoever holds the paper notices a rewritten trail."""

    @property
    def filename(self) -> str:
        """What the file is called when somebody saves it."""
        return f"{self.number}.pdf"


@dataclass(frozen=True, kw_only=True)
class DocumentReady(Event):
    """The file of a document exists; its hash stands in the trail."""

    summary: ClassVar[str] = "Document %(number)s was made (SHA-256 %(sha256)s)"

    document_id: int
    number: str
    sha256: str


def order_document(
    *,
    kind: str,
    engagement: Engagement,
    number: str,
    title: str,
    template: str,
    values: Mapping[str, Any],
    languages: Sequence[str],
    key: str,
    visible_from: datetime | None = None,
    is_private: bool = False,
) -> Document:
    """Order a document over values that are final; a job makes its file after the commit.

    ``values`` holds text, whole numbers, lists and maps only. ``key`` names the occasion ("invoice:12"): ordering
    the same key with the same values again returns the document that exists, and tries again when it had failed.
    The other side sees it from ``visible_from`` on (now, unless said otherwise), or not yet when ``is_private``.
    """
    digest = content_hash({"number": number, "languages": list(languages), "values": values})
    found = db.session.scalars(
        select(Document).where(Document.key == key, Document.content_hash == digest)
    ).one_or_none()
    if found is None:
        found = Document(
            merchant_id=engagement.merchant_id,
            vendor_id=engagement.vendor_id,
            author_id=actor().party,
            visible_from=None if is_private else visible_from or now(),
            engagement_id=engagement.id,
            kind=kind,
            key=key,
            number=number,
            title=title,
            template=template,
            values=dict(values),
            languages=list(languages),
            content_hash=digest,
            state=FAILED,
            reason="",
            ordered_at=now(),
            trail_head=head_of(engagement.id),
        )
        db.session.add(found)
        db.session.flush()
    if found.state == FAILED and found.author_id == actor().party:
        found.state, found.reason = PENDING, ""
        enqueue(RENDER, {"document_id": found.id})
    return found


def document(document_id: int) -> Document:
    """A document that the viewer may see."""
    found: Document | None = db.session.get(Document, document_id)
    if found is None:
        raise NotFound
    return found


def documents_for(key: str) -> list[Document]:
    """The documents of one occasion, the newest first: a changed content is a further document."""
    query = select(Document).where(Document.key == key).order_by(Document.id.desc())
    return list(db.session.scalars(query))


def latest_documents(*keys: str) -> list[Document]:
    """The newest document of each of several occasions, in the order asked for; an occasion without one is left out."""
    latest = {one.key: one for one in db.session.scalars(_by_key(), {"keys": keys})}
    return [latest[key] for key in keys if key in latest]


@cache
def _by_key() -> Select[*tuple[Any, ...]]:
    wanted = Document.key.in_(bindparam("keys", expanding=True))
    return select(Document).where(wanted).order_by(Document.id)


def open_file(of: Document) -> BinaryIO:
    """The file of a document that is ready."""
    if of.file_sha256 is None:
        raise NotFound
    return open_stored(of.file_sha256)


def html_of(of: Document) -> str:
    """The page behind the file."""
    languages = list(of.languages)

    def both(phrase: str, **values: Any) -> list[str]:
        return in_languages(phrase, languages, **values)

    given = {
        "both": both,
        "draw": DRAW,
        "languages": languages,
        "number": of.number,
        "title": of.title,
        "content_hash": of.content_hash,
        "trail_head": of.trail_head,
        "public_key": audit_public_key(current_app.config["DATA_FOLDER"]),
    }
    return current_app.jinja_env.get_template(of.template).render(of.values | given)


def compute(document_id: int) -> dict[str, Any]:
    """The slow part of the job: the file, kept under its hash; or the reason why there will never be one."""
    of = document(document_id)
    if of.state == READY:
        return {"sha256": of.file_sha256, "size": of.file_size}
    try:
        content = render(html_of(of), title=of.title, language=of.languages[0], created=of.ordered_at)
    except RenderingFailed as failure:
        if failure.may_pass:
            raise
        return {"reason": failure.reason}
    file = keep(io.BytesIO(content), of.filename, frozenset({".pdf"}))
    return {"sha256": file.sha256, "size": file.size}


def save(result: dict[str, Any], document_id: int) -> None:
    """The short part of the job: write down what came of it."""
    of = document(document_id)
    if of.state == READY:
        return
    if "reason" in result:
        of.state, of.reason = FAILED, result["reason"]
        return
    of.state, of.file_sha256, of.file_size, of.ready_at = READY, result["sha256"], result["size"], now()
    record(
        DocumentReady(
            engagement_id=of.engagement_id, document_id=of.id, number=of.number, sha256=result["sha256"]
        )
    )


RENDER_DOCUMENT = Slow(compute, save)
"""The job behind every document."""
