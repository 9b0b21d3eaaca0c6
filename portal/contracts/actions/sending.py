"""Sending a contract for signature, taking it back, and returning it unsigned."""

from portal.contracts import queries
from portal.contracts.actions.documents import print_version
from portal.contracts.actions.steps import move, tell_other_side
from portal.contracts.events import ContractRecalled, ContractReturned, ContractSent
from portal.contracts.models import Contract, ReturnNote
from portal.contracts.rules.lifecycle import Act
from portal.contracts.rules.readiness import problems
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import engagement
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission


def send(contract_id: int) -> Contract:
    """Freeze the draft, let the other side see it and have it printed; refused while something is missing."""
    contract = queries.contract(contract_id)
    version = queries.current_version(contract)
    missing = problems(version.agreed)
    if missing:
        raise Refused(missing[0].reason)
    move(contract, Act.SEND)
    version.sent_at = version.visible_from = now()
    on = engagement(contract.engagement_id)
    on.visible_from = on.visible_from or now()
    contract.visible_from = contract.visible_from or now()
    for attachment in queries.attachments_of(contract.id):
        attachment.visible_from = attachment.visible_from or now()
    db.session.flush()
    print_version(contract, version)
    record(
        ContractSent(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=version.number,
            fingerprint=version.fingerprint,
        )
    )
    tell_other_side(
        contract,
        message("Contract %(number)s is waiting for your signature.", number=contract.number),
        Permission.CONTRACTS_VIEW,
    )
    return contract


def recall(contract_id: int) -> Contract:
    """Take an unsigned contract back."""
    contract = queries.contract(contract_id)
    move(contract, Act.RECALL)
    record(
        ContractRecalled(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=contract.version,
        )
    )
    tell_other_side(
        contract,
        message("Contract %(number)s was recalled.", number=contract.number),
        Permission.CONTRACTS_VIEW,
    )
    return contract


def return_unsigned(contract_id: int, *, reason: str) -> Contract:
    """Send a contract back instead of signing it, saying why."""
    contract = queries.contract(contract_id)
    if not reason.strip():
        raise Invalid(fields={"reason": message("Say what should be changed.")})
    version = queries.current_version(contract)
    move(contract, Act.RETURN)
    db.session.add(
        ReturnNote(
            merchant_id=contract.merchant_id,
            vendor_id=contract.vendor_id,
            author_id=actor().party,
            visible_from=now(),
            contract_id=contract.id,
            version_id=version.id,
            reason=reason.strip(),
            written_at=now(),
        )
    )
    record(
        ContractReturned(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=version.number,
            reason=reason.strip(),
        )
    )
    tell_other_side(
        contract,
        message("Contract %(number)s was returned with a comment.", number=contract.number),
        Permission.CONTRACTS_VIEW,
    )
    return contract
