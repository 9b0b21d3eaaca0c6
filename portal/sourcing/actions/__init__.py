"""What can be done between asking for quotes and choosing a vendor."""

from portal.sourcing.actions.asking import (
    ask_vendor,
    decline_request,
    follow_requirement,
    renew_invitation,
    withdraw_request,
    withdraw_requests,
)
from portal.sourcing.actions.awarding import award_quote, hold_award, release_award, withdraw_award
from portal.sourcing.actions.quoting import save_quote, submit_quote, withdraw_quote
from portal.sourcing.actions.weighing import set_weights

__all__ = [
    "ask_vendor",
    "award_quote",
    "decline_request",
    "follow_requirement",
    "hold_award",
    "release_award",
    "renew_invitation",
    "save_quote",
    "set_weights",
    "submit_quote",
    "withdraw_award",
    "withdraw_quote",
    "withdraw_request",
    "withdraw_requests",
]
