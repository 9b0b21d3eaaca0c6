"""Everything the page of one contract shows, loaded in a fixed number of statements."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.accounts.queries.invitations import invitation_link
from portal.contracts.models import Attachment, Contract, ContractVersion, ReturnNote, Signature
from portal.contracts.queries.contracts import (
    attachments_of,
    contract,
    return_notes,
    signatures_of,
    standing,
    versions_of,
)
from portal.contracts.rules.findings import Finding
from portal.contracts.rules.lifecycle import Act, Standing, possible_acts, whose_turn
from portal.contracts.rules.readiness import problems, warnings
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.text import ContractText, contract_text
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.documents import Document, documents_for
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


@dataclass(frozen=True)
class ContractPage:
    """One contract as its page shows it to one side."""

    contract: Contract
    version: ContractVersion
    terms: ContractTerms
    text: ContractText
    merchant: str
    vendor: str
    vendor_has_joined: bool
    invitation: str | None
    standing: Standing
    turn: Side | None
    acts: frozenset[Act]
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    versions: list[ContractVersion]
    signatures: list[Signature]
    documents: list[Document]
    attachments: list[Attachment]
    return_notes: list[ReturnNote]

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
    terms, stands = version.agreed, standing(found)
    names = {
        one.id: one
        for one in db.session.scalars(
            select(Organisation).where(Organisation.id.in_((found.merchant_id, found.vendor_id)))
        )
    }
    acts = _acts(stands)
    has_joined = names[found.vendor_id].joined_at is not None
    key = f"contract:{found.id}:{version.number}"
    return ContractPage(
        contract=found,
        version=version,
        terms=terms,
        text=contract_text(terms),
        merchant=names[found.merchant_id].name,
        vendor=names[found.vendor_id].name,
        vendor_has_joined=has_joined,
        invitation=None if has_joined else invitation_link(found.vendor_id),
        standing=stands,
        turn=whose_turn(stands),
        acts=acts,
        problems=problems(terms) if Act.SEND in acts or Act.EDIT in acts else (),
        warnings=warnings(terms) if Act.SEND in acts or Act.EDIT in acts else (),
        versions=versions,
        signatures=signatures_of(version.id),
        documents=[*documents_for(f"{key}:signed")[:1], *documents_for(key)[:1]],
        attachments=attachments_of(contract_id),
        return_notes=return_notes(contract_id),
    )


def _acts(stands: Standing) -> frozenset[Act]:
    acting = actor()
    if acting.side not in (Side.MERCHANT, Side.VENDOR):
        return frozenset()
    return frozenset(act for act in possible_acts(stands, acting.side) if acting.may(NEEDED[act]))
