"""The sales events of a year: when volumes jump and teams have to be ready."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.kernel.messages import Message, message


@dataclass(frozen=True)
class Promotion:
    """One event that comes back every year: the days on which most buyers write, as (month, day)."""

    key: str
    name: Message
    begins: tuple[int, int]
    ends: tuple[int, int]
    valid_from: date

    @property
    def peak_month(self) -> int:
        return self.ends[0]

    def days_in(self, year: int) -> tuple[date, date]:
        """First and last day in this year."""
        return date(year, *self.begins), date(year, *self.ends)


# The three that every shop plans for; the windows are those the platforms announced in recent years and may be
# edited per requirement.
PROMOTIONS: tuple[Promotion, ...] = (
    Promotion("618", message("618 mid-year sale"), (5, 20), (6, 20), date(2024, 1, 1)),
    Promotion("double_11", message("Double 11"), (10, 20), (11, 14), date(2024, 1, 1)),
    Promotion("double_12", message("Double 12"), (12, 9), (12, 14), date(2024, 1, 1)),
)


def promotion_of_month(month: int, promotions: Iterable[Promotion] = PROMOTIONS) -> Promotion | None:
    """The event whose peak falls into this month of the year (1 to 12)."""
    return next((promotion for promotion in promotions if promotion.peak_month == month), None)
