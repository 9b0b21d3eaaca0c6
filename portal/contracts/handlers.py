"""What follows for contracts when something happens below."""

from portal.contracts import queries
from portal.contracts.actions.awarding import draft_from_award, drop_draft_of_award
from portal.contracts.events import ContractRecalled, ContractReturned, ContractSent
from portal.sourcing.actions import hold_award, release_award
from portal.sourcing.events import AwardWithdrawn, VendorAwarded


def draft_contract_of_award(event: VendorAwarded) -> None:
    """A vendor was chosen: its contract is drafted at once."""
    draft_from_award(event.award_id)


def drop_contract_of_award(event: AwardWithdrawn) -> None:
    """The choice was taken back: so is the draft."""
    drop_draft_of_award(event.award_id)


def hold_award_of_contract(event: ContractSent) -> None:
    """A contract was sent: the choice it stands on cannot be taken back meanwhile."""
    award_id = queries.contract(event.contract_id).award_id
    if award_id is not None:
        hold_award(award_id, by=event.number)


def release_award_of_contract(event: ContractRecalled | ContractReturned) -> None:
    """The contract came back unsigned: so may the choice."""
    award_id = queries.contract(event.contract_id).award_id
    if award_id is not None:
        release_award(award_id)
