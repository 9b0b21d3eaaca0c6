"""What happened, once: ``record`` writes the audit entry and tells everybody whom the wiring lists.

The trail is a chain of SHA-256 per engagement, and one per organisation for what concerns it alone. Each new head
is signed with the installation's Ed25519 key, which lies outside the database: whoever holds a head, printed in a
sealed document, notices a cut or rewritten trail.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from portal.infra.access import Actor, actor
from portal.infra.db import Digest, Key, Model, Name, Plain, Prose, Word, db
from portal.infra.keys import audit_key
from portal.infra.progress import engagement
from portal.infra.tenancy import Installation, Shared, parties
from portal.kernel.chain import FIRST, Link
from portal.kernel.events import Event
from portal.kernel.messages import Message

Listener = Callable[[Any], None]


class AuditHead(Installation, Model):
    """The last link of each chain; its row is the lock under which the next link is forged."""

    __tablename__ = "audit_heads"

    __table_args__ = (UniqueConstraint("chain"),)

    id: Mapped[Key]
    chain: Mapped[Word]
    sequence: Mapped[int]
    digest: Mapped[Digest]
    signature: Mapped[Prose]


class AuditEntry(Shared, Model):
    """One thing that happened, never changed afterwards."""

    __tablename__ = "audit_entries"
    __table_args__ = parties(UniqueConstraint("chain", "sequence"), engagement_id="engagements")

    id: Mapped[Key]
    engagement_id: Mapped[int | None]
    chain: Mapped[Word]
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_label: Mapped[Name]
    event: Mapped[Word]
    template: Mapped[Prose]
    payload: Mapped[Plain]
    previous: Mapped[Digest]
    digest: Mapped[Digest]
    signature: Mapped[Prose]

    @property
    def sentence(self) -> Message:
        """What happened, for a reader."""
        return Message(self.template, tuple(sorted({**self.payload, "event": self.event}.items())))


def link_of(entry: AuditEntry) -> Link:
    """The covered values of a stored entry, for verification."""
    return Link(
        chain=entry.chain,
        sequence=entry.sequence,
        at=entry.at.isoformat(timespec="microseconds"),
        organisation_id=entry.author_id,
        actor_id=entry.actor_id,
        actor_label=entry.actor_label,
        event=entry.event,
        template=entry.template,
        payload=entry.payload,
        previous=entry.previous,
    )


def install_events(listeners: Mapping[type[Event], Sequence[Listener]], app: Any) -> None:
    """Give the app the table of who hears what."""
    app.extensions["listeners"] = listeners


def record(event: Event) -> None:
    """Write down what happened and let the listeners act, all in the transaction of the act itself."""
    _append(event, actor())
    db.session.flush()
    for listener in current_app.extensions.get("listeners", {}).get(type(event), ()):
        listener(event)


def _append(event: Event, acting: Actor) -> None:
    merchant_id, vendor_id, chain = _place(event, acting)
    head = db.session.scalars(
        select(AuditHead).where(AuditHead.chain == chain).with_for_update()
    ).one_or_none()
    if head is None:
        head = AuditHead(chain=chain, sequence=0, digest=FIRST, signature="")
        db.session.add(head)
    payload = event.payload()
    link = Link(
        chain=chain,
        sequence=head.sequence + 1,
        at=acting.now.astimezone(UTC).isoformat(timespec="microseconds"),
        organisation_id=acting.party,
        actor_id=acting.user_id,
        actor_label=acting.label,
        event=event.name,
        template=event.summary,
        payload=payload,
        previous=head.digest,
    )
    head.sequence, head.digest = link.sequence, link.digest()
    head.signature = audit_key(current_app.config["DATA_FOLDER"]).sign(bytes.fromhex(head.digest)).hex()
    db.session.add(
        AuditEntry(
            merchant_id=merchant_id,
            vendor_id=vendor_id,
            author_id=acting.party,
            visible_from=acting.now,
            engagement_id=event.engagement_id,
            chain=chain,
            sequence=link.sequence,
            at=acting.now,
            actor_id=acting.user_id,
            actor_label=acting.label,
            event=event.name,
            template=event.summary,
            payload=payload,
            previous=link.previous,
            digest=head.digest,
            signature=head.signature,
        )
    )


def _place(event: Event, acting: Actor) -> tuple[int, int, str]:
    if event.engagement_id is None:
        return acting.party, acting.party, f"organisation:{acting.party}"
    on = engagement(event.engagement_id)
    return on.merchant_id, on.vendor_id, f"engagement:{event.engagement_id}"


def head_of(engagement_id: int) -> str:
    """The last link of an engagement's chain as it is printed, number and SHA-256: “17:9f86…”; empty without any."""
    query = select(AuditHead.sequence, AuditHead.digest).where(
        AuditHead.chain == f"engagement:{engagement_id}"
    )
    head = db.session.execute(query).one_or_none()
    return "" if head is None else f"{head.sequence}:{head.digest}"


def trail(engagement_id: int) -> list[AuditEntry]:
    """What happened in an engagement, newest first."""
    query = select(AuditEntry).where(AuditEntry.engagement_id == engagement_id)
    return list(db.session.scalars(query.order_by(AuditEntry.sequence.desc())))


def organisation_trail(organisation_id: int, *, limit: int = 200) -> list[AuditEntry]:
    """What happened in an organisation's own chain, newest first."""
    query = select(AuditEntry).where(AuditEntry.chain == f"organisation:{organisation_id}")
    return list(db.session.scalars(query.order_by(AuditEntry.sequence.desc()).limit(limit)))
