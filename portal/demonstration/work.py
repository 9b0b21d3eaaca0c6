"""A seeded generator of agents' days: how many buyers wrote, how fast they were answered, how they voted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

SINGLES = ((11, 11), (6, 18), (12, 12))
"""Days of the great sales, on which buyers write most."""


@dataclass(frozen=True)
class Quality:
    """How well a shop is served in a month: means in seconds and shares in per mille of the buyers concerned."""

    first_response: int = 22
    response: int = 34
    unreplied: int = 8
    satisfied: int = 935
    evaluated: int = 260
    inquiring: int = 720
    converted: int = 505
    within_30_seconds: int = 938
    late_by_3_minutes: int = 24
    basket_minor: int = 218_00
    refunded: int = 90


@dataclass(frozen=True)
class AgentDay:
    """What one agent did on one day; money in minor units, times in whole seconds."""

    day: date
    agent: str
    wrote: int
    received: int
    unreplied: int
    inquiring: int
    ordered: int
    paid: int
    sales_minor: int
    net_sales_minor: int
    first_response: int
    response: int
    votes: tuple[int, int, int, int, int]
    within_30_seconds: int
    late_by_3_minutes: int

    @property
    def evaluations(self) -> int:
        """All votes of the day."""
        return sum(self.votes)

    @property
    def satisfied(self) -> int:
        """Votes of the two best classes."""
        return self.votes[0] + self.votes[1]


def shift_work(
    random: Random,
    days: Iterable[date],
    agents: Sequence[str],
    *,
    buyers_a_day: int,
    quality: Quality,
    days_off: int = 6,
) -> list[AgentDay]:
    """The days of a team: every agent rests about every `days_off`-th day, weekends and sales bring more buyers."""
    found = []
    for day in days:
        on_duty = [agent for place, agent in enumerate(agents) if (day.toordinal() + place) % days_off]
        on_duty = on_duty or list(agents[:1])
        pace = 1.12 if day.weekday() >= 5 else 1.0
        pace *= 2.4 if (day.month, day.day) in SINGLES else random.uniform(0.9, 1.1)
        for agent in on_duty:
            buyers = max(6, round(buyers_a_day * pace * random.uniform(0.85, 1.15) / len(on_duty)))
            found.append(_agent_day(random, day, agent, buyers, quality))
    return found


def _agent_day(random: Random, day: date, agent: str, buyers: int, quality: Quality) -> AgentDay:
    unreplied = _share(random, buyers, quality.unreplied)
    received = buyers - unreplied
    inquiring = _share(random, received, quality.inquiring)
    paid = _share(random, inquiring, quality.converted)
    ordered = min(inquiring, paid + _share(random, inquiring, 60))
    sales = paid * _around(random, quality.basket_minor)
    evaluations = _share(random, received, quality.evaluated)
    return AgentDay(
        day=day,
        agent=agent,
        wrote=buyers,
        received=received,
        unreplied=unreplied,
        inquiring=inquiring,
        ordered=ordered,
        paid=paid,
        sales_minor=sales,
        net_sales_minor=sales - sales * quality.refunded // 1000,
        first_response=_around(random, quality.first_response),
        response=_around(random, quality.response),
        votes=_votes(random, evaluations, quality.satisfied),
        within_30_seconds=received - _share(random, received, 1000 - quality.within_30_seconds),
        late_by_3_minutes=_share(random, buyers, quality.late_by_3_minutes),
    )


def _share(random: Random, whole: int, per_mille: int) -> int:
    """About so many per mille of the whole; small expectations fall on some days and not on others."""
    exact = whole * per_mille / 1000 * random.uniform(0.8, 1.2)
    return min(whole, int(exact) + (random.random() < exact - int(exact)))


def _around(random: Random, middle: int) -> int:
    return max(1, round(middle * random.uniform(0.85, 1.15)))


def _votes(random: Random, evaluations: int, satisfied: int) -> tuple[int, int, int, int, int]:
    unhappy = min(evaluations, _share(random, evaluations, 1000 - satisfied))
    good = evaluations - unhappy
    second = _share(random, good, 180)
    middle = _share(random, unhappy, 500)
    worst = _share(random, unhappy - middle, 350)
    return good - second, second, middle, unhappy - middle - worst, worst
