"""Contracts in every state, made by the same actions that the pages call."""

from portal.contracts.actions.drafting import draft_contract
from portal.contracts.actions.sending import send
from portal.contracts.actions.signing import Intent, sign
from portal.contracts.models import Contract
from portal.contracts.queries import contract, current_version
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.progress import start_engagement
from tests.unit.contracts.examples import terms as usual_terms


def a_draft(*, merchant_id: int, vendor_id: int, terms: ContractTerms | None = None) -> Contract:
    """A draft of whoever acts, in a new cooperation."""
    acting = actor()
    on = start_engagement(
        merchant_id=merchant_id,
        vendor_id=vendor_id,
        author_id=acting.party,
        name="客服外包",
        moment=acting.now,
        visible_from=None,
    )
    return draft_contract(on, terms or usual_terms())


def a_sent_contract(*, merchant_id: int, vendor_id: int, terms: ContractTerms | None = None) -> Contract:
    """A contract that waits for the first signature."""
    return send(a_draft(merchant_id=merchant_id, vendor_id=vendor_id, terms=terms).id)


def signed(contract_id: int, name: str = "李诚") -> Contract:
    """The contract after whoever acts has signed it."""
    version = current_version(contract(contract_id))
    return sign(
        contract_id,
        Intent(
            name=name,
            authority="总经理",
            has_authority=True,
            consents=True,
            fingerprint=version.fingerprint,
            address="127.0.0.1",
            device="test",
        ),
    )
