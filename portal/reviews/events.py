"""What can happen to a review report, each in one sentence of the audit trail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(Event):
    """The review of an agreed month was made for both sides."""

    summary: ClassVar[str] = "Review report for %(month)s made (%(number)s)"

    review_id: int
    month: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ReviewCommented(Event):
    """One side commented on a review or said what it will do."""

    summary: ClassVar[str] = "Review report %(number)s commented"

    review_id: int
    number: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ReviewSuperseded(Event):
    """A review no longer counts, because its month was opened again."""

    summary: ClassVar[str] = "Review report %(number)s superseded"

    review_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class VendorRated(Event):
    """The merchant rated the vendor's service of a month."""

    summary: ClassVar[str] = "Service of %(month)s rated %(points)s of 5"

    review_id: int
    month: str
    points: int
