"""What can be asked about quotes and awards."""

from portal.sourcing.queries.awards import AwardedTerms, award_of, awarded_terms, standing_award
from portal.sourcing.queries.comparing import RequirementComparison, comparison_of, settings_of
from portal.sourcing.queries.quotes import (
    RequestLine,
    TenderLine,
    latest_quote,
    party_names,
    quote,
    quote_request,
    rate_lines,
    requests_for,
    tenders_of,
)

__all__ = [
    "AwardedTerms",
    "RequestLine",
    "RequirementComparison",
    "TenderLine",
    "award_of",
    "awarded_terms",
    "comparison_of",
    "latest_quote",
    "party_names",
    "quote",
    "quote_request",
    "rate_lines",
    "requests_for",
    "settings_of",
    "standing_award",
    "tenders_of",
]
