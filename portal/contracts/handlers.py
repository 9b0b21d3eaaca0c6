"""What follows for contracts when something happens below."""

from portal.contracts.actions.awarding import draft_from_award, drop_draft_of_award
from portal.sourcing.events import AwardWithdrawn, VendorAwarded


def draft_contract_of_award(event: VendorAwarded) -> None:
    """A vendor was chosen: its contract is drafted at once."""
    if event.engagement_id is not None:
        draft_from_award(
            award_id=event.award_id,
            requirement_id=event.requirement_id,
            quote_id=event.quote_id,
            engagement_id=event.engagement_id,
        )


def drop_contract_of_award(event: AwardWithdrawn) -> None:
    """The choice was taken back: so is the draft."""
    drop_draft_of_award(event.award_id)
