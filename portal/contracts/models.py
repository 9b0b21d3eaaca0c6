"""Contracts, their versions, the signatures under them and the files that belong to them."""

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, Row, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.contracts.rules.lifecycle import ContractState, Standing
from portal.contracts.rules.plain import from_plain
from portal.contracts.rules.terms import ContractTerms
from portal.infra.db import Digest, Key, Model, Name, Plain, Prose, Word
from portal.infra.tenancy import Private, Shared, parties
from portal.kernel.permissions import Side


class Contract(Shared, Model):
    """What one merchant and one vendor agreed, or are about to; its terms stand in its versions."""

    __tablename__ = "contracts"
    __table_args__ = parties(UniqueConstraint("merchant_id", "number"), engagement_id="engagements")
    either_side_writes = frozenset(
        {
            "state",
            "version",
            "drafted_by",
            "first_signer",
            "is_confirmed",
            "starts_on",
            "ends_on",
            "visible_from",
        }
    )

    id: Mapped[Key]
    engagement_id: Mapped[int]
    number: Mapped[Word]
    state: Mapped[Word]
    version: Mapped[int]
    """The version that counts now: the draft, the one sent, or the one in force."""
    drafted_by: Mapped[Word]
    first_signer: Mapped[Word]
    is_existing: Mapped[bool] = mapped_column(default=False)
    """Concluded elsewhere and entered here; it counts at once, but the other side still confirms it."""
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    award_id: Mapped[int | None]
    created_at: Mapped[datetime]


class ContractVersion(Shared, Model):
    """One wording of a contract: terms as data and their fingerprint, frozen from the moment it is sent."""

    __tablename__ = "contract_versions"
    __table_args__ = parties(UniqueConstraint("contract_id", "number"), contract_id="contracts")
    either_side_writes = frozenset({"effective_from"})

    id: Mapped[Key]
    contract_id: Mapped[int]
    number: Mapped[int]
    terms: Mapped[Plain]
    fingerprint: Mapped[Digest]
    effective_from: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    @property
    def agreed(self) -> ContractTerms:
        """The terms as the rules know them."""
        return terms_spelt(self.spelling)

    @property
    def spelling(self) -> str:
        """The stored terms as one text: what is made of equal texts is equal, and may be kept under them."""
        return json.dumps(self.terms, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=512)
def terms_spelt(spelling: str) -> ContractTerms:
    """The terms that a version stores under this spelling; read once per process, for nobody can change them."""
    return from_plain(ContractTerms, json.loads(spelling))


class Signature(Shared, Model):
    """One side's signature under one version: who, with which authority, over which document, from where."""

    __tablename__ = "contract_signatures"
    __table_args__ = parties(
        UniqueConstraint("version_id", "side"),
        contract_id="contracts",
        version_id="contract_versions",
    )

    id: Mapped[Key]
    contract_id: Mapped[int]
    version_id: Mapped[int]
    side: Mapped[Word]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signer_name: Mapped[Name]
    authority: Mapped[Name]
    fingerprint: Mapped[Digest]
    document_sha256: Mapped[Digest]
    address: Mapped[Name]
    device: Mapped[Name]
    signed_at: Mapped[datetime]


class Attachment(Shared, Model):
    """A file kept with a contract, such as the scan of the stamped paper."""

    __tablename__ = "contract_attachments"
    __table_args__ = parties(UniqueConstraint("contract_id", "file_sha256"), contract_id="contracts")

    id: Mapped[Key]
    contract_id: Mapped[int]
    name: Mapped[Name]
    file_sha256: Mapped[Digest]
    size: Mapped[int]
    media_type: Mapped[Name]
    kept_at: Mapped[datetime]


class ReturnNote(Shared, Model):
    """Why the other side sent a version back."""

    __tablename__ = "contract_return_notes"
    __table_args__ = parties(contract_id="contracts", version_id="contract_versions")

    id: Mapped[Key]
    contract_id: Mapped[int]
    version_id: Mapped[int]
    reason: Mapped[Prose]
    written_at: Mapped[datetime]


class ContractCounter(Private, Model):
    """The last contract number of a merchant in a year; its row is the lock under which the next is given."""

    __tablename__ = "contract_counters"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)

    id: Mapped[Key]
    year: Mapped[int]
    last: Mapped[int]


def standing_of(contract: Contract | Row[Any], signed: frozenset[Side]) -> Standing:
    """The facts by which the lifecycle judges who may do what, from a contract or the columns of one."""
    return Standing(
        state=ContractState(contract.state),
        author=Side(contract.drafted_by),
        first_signer=Side(contract.first_signer),
        signed=signed,
        existing=contract.is_existing,
        confirmed=contract.is_confirmed,
    )
