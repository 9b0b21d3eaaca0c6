"""What happens between asking for a quote and choosing a vendor."""

import dataclasses
from typing import ClassVar

from portal.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuoteRequested(Event):
    """A merchant asked a vendor for a quote."""

    summary: ClassVar[str] = "%(vendor)s was asked for a quote: %(title)s"

    requirement_id: int
    request_id: int
    vendor: str
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuoteRequestWithdrawn(Event):
    """A merchant no longer wants the quote."""

    summary: ClassVar[str] = "The request for a quote was withdrawn: %(title)s"

    request_id: int
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuoteRequestDeclined(Event):
    """A vendor will not quote."""

    summary: ClassVar[str] = "The vendor will not quote: %(title)s"

    request_id: int
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuoteSubmitted(Event):
    """A vendor sent its quote."""

    summary: ClassVar[str] = "Quote version %(version)s was sent: %(title)s"

    request_id: int
    quote_id: int
    version: int
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QuoteWithdrawn(Event):
    """A vendor took its quote back."""

    summary: ClassVar[str] = "Quote version %(version)s was withdrawn: %(title)s"

    request_id: int
    quote_id: int
    version: int
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class VendorAwarded(Event):
    """A merchant chose a vendor; the contract follows."""

    summary: ClassVar[str] = "The vendor was chosen for “%(title)s”: %(reason)s"

    requirement_id: int
    request_id: int
    quote_id: int
    award_id: int
    title: str
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwardWithdrawn(Event):
    """A merchant took its choice back."""

    summary: ClassVar[str] = "The choice of the vendor was withdrawn for “%(title)s”: %(reason)s"

    requirement_id: int
    request_id: int
    award_id: int
    title: str
    reason: str
