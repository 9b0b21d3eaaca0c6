"""Everything the page of one contract shows, loaded in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import Row, Select, bindparam, select

from portal.accounts.models import Organisation
from portal.accounts.queries.invitations import invitation_link
from portal.contracts.models import (
    Attachment,
    Contract,
    ContractVersion,
    ReturnNote,
    Signature,
    standing_of,
    terms_spelt,
)
from portal.contracts.queries.contracts import (
    attachments_of,
    contract,
    return_notes,
    signatures_of,
    versions_of,
)
from portal.contracts.rules.findings import Finding
from portal.contracts.rules.lifecycle import Act, ContractState, Standing, possible_acts, whose_turn
from portal.contracts.rules.readiness import problems, warnings
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.text import ContractText, contract_text
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.documents import Document, latest_documents
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Permission, Side

NEEDED = {
    Act.EDIT: Permission.CONTRACTS_EDIT,
    Act.SEND: Permission.CONTRACTS_SEND,
    Act.DISCARD: Permission.CONTRACTS_EDIT,
    Act.RECALL: Permission.CONTRACTS_SEND,
    Act.RETURN: Permission.CONTRACTS_SEND,
    Act.REVISE: Permission.CONTRACTS_EDIT,
    Act.SIGN: Permission.CONTRACTS_SIGN,
    Act.CONFIRM: Permission.CONTRACTS_SIGN,
    Act.END: Permission.CONTRACTS_SIGN,
    Act.ENTER: Permission.CONTRACTS_EDIT,
}
"""Which permission an act needs, besides its turn."""


SAYS_WHY = (ContractState.RECALLED, ContractState.DRAFT)
"""States in which the page says why the last version came back."""


@dataclass(frozen=True)
class Reading:
    """What follows from the terms alone: the clauses, and what a draft still lacks."""

    spelling: str
    terms: ContractTerms
    text: ContractText
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


@lru_cache(maxsize=128)
def reading_of(spelling: str) -> Reading:
    """What the terms stored under this spelling say, worked out once per process."""
    terms = terms_spelt(spelling)
    return Reading(spelling, terms, contract_text(terms), problems(terms), warnings(terms))


@dataclass(frozen=True)
class ContractPage:
    """One contract as its page shows it to one side."""

    contract: Contract
    version: ContractVersion
    reading: Reading
    merchant: str
    vendor: str
    vendor_has_joined: bool
    invitation: str | None
    standing: Standing
    turn: Side | None
    acts: frozenset[Act]
    versions: list[ContractVersion]
    signatures: list[Signature]
    documents: list[Document]
    attachments: list[Attachment]
    return_notes: list[ReturnNote]

    @property
    def terms(self) -> ContractTerms:
        """What was agreed, as values."""
        return self.reading.terms

    @property
    def text(self) -> ContractText:
        """What was agreed, as clauses."""
        return self.reading.text

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is missing before it can be sent, for the side that can send it."""
        return self.reading.problems if self._is_drafting else ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What deserves a second look before it is sent, for the side that can send it."""
        return self.reading.warnings if self._is_drafting else ()

    @property
    def _is_drafting(self) -> bool:
        return Act.SEND in self.acts or Act.EDIT in self.acts

    def may(self, act: str) -> bool:
        """Whether the person who looks may do this now, by turn and by role."""
        return Act(act) in self.acts


def contract_page(contract_id: int) -> ContractPage:
    """The page of a contract for whoever looks."""
    found = contract(contract_id)
    versions = versions_of(contract_id)
    if not versions:
        raise NotFound
    version = next((one for one in versions if one.number == found.version), versions[0])
    signatures = signatures_of(version.id)
    stands = standing_of(found, _signed(found, version, signatures))
    parties = _parties(found)
    vendor = parties[found.vendor_id]
    has_joined = vendor.joined_at is not None
    key = f"contract:{found.id}:{version.number}"
    documents = latest_documents(f"{key}:signed", key)
    return ContractPage(
        contract=found,
        version=version,
        reading=reading_of(version.spelling),
        merchant=parties[found.merchant_id].name,
        vendor=vendor.name,
        vendor_has_joined=has_joined,
        invitation=None if has_joined else invitation_link(found.vendor_id),
        standing=stands,
        turn=whose_turn(stands),
        acts=_acts(stands),
        versions=versions,
        signatures=signatures,
        documents=documents,
        attachments=attachments_of(contract_id),
        return_notes=return_notes(contract_id) if stands.state in SAYS_WHY else [],
    )


def _signed(of: Contract, version: ContractVersion, signatures: Sequence[Signature]) -> frozenset[Side]:
    """Who has signed what counts now, which is not what is shown while the other side still drafts."""
    is_current = version.number == of.version
    return frozenset(Side(one.side) for one in signatures) if is_current else frozenset()


def _parties(of: Contract) -> dict[int, Row[int, str, datetime | None]]:
    rows = db.session.execute(_organisations(), {"ids": [of.merchant_id, of.vendor_id]})
    return {row.id: row for row in rows}


@cache
def _organisations() -> Select[int, str, datetime | None]:
    wanted = Organisation.id.in_(bindparam("ids", expanding=True))
    return select(Organisation.id, Organisation.name, Organisation.joined_at).where(wanted)


def _acts(stands: Standing) -> frozenset[Act]:
    acting = actor()
    if acting.side not in (Side.MERCHANT, Side.VENDOR):
        return frozenset()
    return frozenset(act for act in possible_acts(stands, acting.side) if acting.may(NEEDED[act]))
