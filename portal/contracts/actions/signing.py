"""Signing in order, and confirming a contract that the other side entered."""

from dataclasses import dataclass

from portal.contracts import queries
from portal.contracts.actions.documents import print_signed, printed_sha256
from portal.contracts.actions.steps import acting_side, move, tell_other_side
from portal.contracts.events import ContractConfirmed, ContractSigned, ContractTookEffect
from portal.contracts.models import Contract, ContractVersion, Signature
from portal.contracts.rules.lifecycle import Act, ContractState
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.transactions import savepoint
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission

CHANGED = message("The contract has changed since you opened it. Please read it again.")


@dataclass(frozen=True)
class Intent:
    """What a signer declares, and what they had before their eyes."""

    name: str
    authority: str
    has_authority: bool
    consents: bool
    fingerprint: str
    address: str
    device: str


def sign(contract_id: int, intent: Intent) -> Contract:
    """Sign the version that was read; the second signature brings the contract into force."""
    contract = queries.contract(contract_id)
    version = queries.current_version(contract)
    _check(intent, version)
    document = printed_sha256(contract, version)
    side = acting_side()
    moved = move(contract, Act.SIGN)
    with savepoint(message("Your side has signed already.")):
        db.session.add(
            Signature(
                merchant_id=contract.merchant_id,
                vendor_id=contract.vendor_id,
                author_id=actor().party,
                visible_from=now(),
                contract_id=contract.id,
                version_id=version.id,
                side=side,
                signer_id=actor().user_id,
                signer_name=intent.name.strip(),
                authority=intent.authority.strip(),
                fingerprint=version.fingerprint,
                document_sha256=document,
                address=intent.address[:200],
                device=intent.device[:200],
                signed_at=now(),
            )
        )
    record(
        ContractSigned(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=version.number,
            side=side,
            signer=intent.name.strip(),
            fingerprint=version.fingerprint,
            document=document or "–",
        )
    )
    in_force = moved.state is ContractState.IN_FORCE
    tell_other_side(
        contract,
        message("Contract %(number)s is in force.", number=contract.number)
        if in_force
        else message("Contract %(number)s was signed. It is your turn to sign.", number=contract.number),
        Permission.CONTRACTS_VIEW,
    )
    if in_force:
        take_effect(contract, version)
        print_signed(contract, version)
    return contract


def take_effect(contract: Contract, version: ContractVersion) -> None:
    """From now on the version's terms hold, from the day they name."""
    terms = version.agreed
    version.effective_from = terms.term.start
    contract.starts_on, contract.ends_on = terms.term.start, terms.term.last_day
    db.session.flush()
    record(
        ContractTookEffect(
            engagement_id=contract.engagement_id, contract_id=contract.id, number=contract.number
        )
    )


def confirm(contract_id: int, *, seen: str | None = None) -> Contract:
    """Confirm an existing contract that the other side entered.

    ``seen`` is the fingerprint of the terms that the page showed; a conflict when they were corrected since.
    """
    contract = queries.contract(contract_id)
    if seen is not None and seen != queries.current_version(contract).fingerprint:
        raise Conflict(CHANGED)
    move(contract, Act.CONFIRM)
    record(
        ContractConfirmed(
            engagement_id=contract.engagement_id, contract_id=contract.id, number=contract.number
        )
    )
    tell_other_side(
        contract,
        message("Contract %(number)s was confirmed by the other side.", number=contract.number),
        Permission.CONTRACTS_VIEW,
    )
    return contract


def _check(intent: Intent, version: ContractVersion) -> None:
    missing: dict[str, Message] = {}
    if not intent.name.strip():
        missing["name"] = message("Type your name as you sign.")
    if not intent.has_authority:
        missing["has_authority"] = message("Declare that you may sign for your organisation.")
    if not intent.consents:
        missing["consents"] = message("Tick that you agree to be bound.")
    if missing:
        raise Invalid(fields=missing)
    if intent.fingerprint != version.fingerprint:
        raise Conflict(CHANGED)
