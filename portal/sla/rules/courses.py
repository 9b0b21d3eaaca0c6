"""How every agent developed over the months of a contract, beside the average of each month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.messages import Message, message
from portal.sla.rules.comparing import Comparison, Peer, Standing, some

BEHIND = frozenset({Standing.WORSE, Standing.CLEARLY_WORSE})
LONG = 3
"""So many months behind in a row are no bad luck any more."""


@dataclass(frozen=True)
class Course:
    """One agent over the months, oldest first; None in months without figures of theirs."""

    name: str
    months: tuple[Peer | None, ...]

    @property
    def behind(self) -> int:
        """How many months running the agent has been behind the average, up to its latest figures."""
        count = 0
        for peer in reversed([one for one in self.months if one is not None]):
            if peer.standing not in BEHIND:
                break
            count += 1
        return count

    @property
    def latest(self) -> Peer | None:
        """The agent in the latest month; None when it has no figures there."""
        return self.months[-1] if self.months else None


def courses_of(months: Sequence[Comparison]) -> tuple[Course, ...]:
    """Everybody who has figures in any month, those longest behind the average first; months oldest first."""
    found: list[Mapping[str, Peer]] = [
        {peer.name: peer for peer in month.peers if peer.standing is not Standing.NO_DATA} for month in months
    ]
    names = sorted({name for month in found for name in month})
    courses = [Course(name, tuple(month.get(name) for month in found)) for name in names]
    return tuple(sorted(courses, key=lambda one: (one.latest is None, -one.behind, one.name)))


def course_words(courses: Sequence[Course]) -> Message:
    """The finding in one sentence."""
    long = [one.name for one in courses if one.latest is not None and one.behind >= LONG]
    if long:
        return message("Behind the average for three months or more: %(names)s.", names=some(long))
    return message("Nobody has been behind the average for three months running.")
