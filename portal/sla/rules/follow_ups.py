"""Who or what has to be looked into: agents below the team, items rated badly, questions put off too long."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.contracts.rules.watch import Watch
from portal.kernel.messages import Message, message
from portal.kernel.metrics import Direction, metric
from portal.kernel.ratios import Ratio
from portal.sla.rules.comparing import Peer, Standing, compare
from portal.sla.rules.measurements import Measurement, Unit, measured, quantity
from portal.sla.rules.pooling import Figures

LONGEST_KEY = 200


class Kind(StrEnum):
    """What a follow-up is about."""

    AGENT = "agent"
    ITEM = "item"
    QUESTION = "question"


@dataclass(frozen=True)
class Listed:
    """One matter for the list: what it is about, why, and since when or until when, where that is known.

    ``key`` names it within its contract, so that the same matter is listed once.
    """

    kind: Kind
    key: str
    subject: str
    why: Message
    metric: str = ""
    link: str = ""
    asked_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Item:
    """An item of the shop with its rating."""

    name: str
    score: Decimal
    link: str = ""


@dataclass(frozen=True)
class Question:
    """A question that was put off ("I'll find out"), when it was asked and when it was answered."""

    name: str
    asked_at: datetime
    answered_at: datetime | None = None
    due_at: datetime | None = None
    link: str = ""


def agents_below(
    agents: Mapping[str, Figures], month: str, watch: Watch, promised: Collection[str] = ()
) -> tuple[Listed, ...]:
    """Agents below the team's average, Σ ÷ Σ over all of them, themselves included.

    Half of every team is below its average: listed are those who lie below it by more than chance, or else the
    weakest alone. A figure that is a sum (such as conversations received) is compared with the mean per agent.
    Where one file gives several metrics from the same counts, it is named as the contract promises it, and listed
    once.
    """
    found: dict[tuple[str, int, int], Listed] = {}
    for key in sorted(watch.team_metrics, key=lambda metric_key: metric_key not in promised):
        for one, listed in _below(agents, month, key, watch):
            found.setdefault((listed.subject, one.numerator, one.denominator), listed)
    return tuple(found.values())


def _below(
    agents: Mapping[str, Figures], month: str, key: str, watch: Watch
) -> Iterator[tuple[Measurement, Listed]]:
    single = {name: found for name in sorted(agents) if (found := measured(agents[name]).get(key))}
    if len(single) < 2:
        return
    unit, is_lower = next(iter(single.values())).unit, metric(key).direction is Direction.LOWER
    compared = compare(single, unit, is_lower_better=is_lower)
    for peer in _chosen(compared.peers, watch):
        why = message(
            "%(value)s, the team's average is %(average)s.",
            value=quantity(peer.value or Decimal(0), unit),
            average=quantity(compared.average or Decimal(0), unit),
        )
        matter = f"agent|{month}|{key}|{peer.name}"[:LONGEST_KEY]
        yield single[peer.name], Listed(Kind.AGENT, matter, peer.name, why, metric=key)


def _chosen(peers: Sequence[Peer], watch: Watch) -> list[Peer]:
    """Those below the average by more than chance, or else the weakest; nobody with too few cases."""
    enough = [one for one in peers if one.measurement is not None and _enough(one.measurement, watch)]
    clear = [one for one in enough if one.standing is Standing.CLEARLY_WORSE]
    return clear or [one for one in enough if one.standing is Standing.WORSE][:1]


def _enough(found: Measurement, watch: Watch) -> bool:
    return not found.counted or found.denominator >= watch.team_cases


def items_below(items: Iterable[Item], watch: Watch) -> tuple[Listed, ...]:
    """Items that are rated below the limit."""
    return tuple(
        Listed(
            Kind.ITEM,
            f"item|{one.name}"[:LONGEST_KEY],
            one.name,
            message(
                "Rated %(score)s, below %(limit)s.",
                score=quantity(one.score, Unit.SCORE),
                limit=quantity(watch.item_score, Unit.SCORE),
            ),
            link=one.link,
        )
        for one in items
        if one.score < watch.item_score
    )


def questions_waiting(questions: Iterable[Question], watch: Watch) -> tuple[Listed, ...]:
    """Questions that wait for an answer, and those that got it too late; what was answered in time is done."""
    return tuple(listed for one in questions if (listed := _waiting(one, watch)) is not None)


def answered_in_time(questions: Iterable[Question], watch: Watch, now: datetime) -> Ratio:
    """Questions answered in time over those that were due or answered by now."""
    on_time = due = 0
    for one in questions:
        limit = _due_at(one, watch)
        if one.answered_at is None and limit > now:
            continue
        due += 1
        on_time += one.answered_at is not None and one.answered_at <= limit
    return Ratio(on_time, due)


def _due_at(one: Question, watch: Watch) -> datetime:
    return one.due_at or one.asked_at + timedelta(hours=watch.pending_hours)


def _waiting(one: Question, watch: Watch) -> Listed | None:
    due_at = _due_at(one, watch)
    if one.answered_at is not None and one.answered_at <= due_at:
        return None
    why = (
        message("Waits for an answer.")
        if one.answered_at is None
        else message("Answered after the time agreed.")
    )
    return Listed(
        Kind.QUESTION,
        f"question|{one.asked_at:%Y-%m-%dT%H:%M}|{one.name}"[:LONGEST_KEY],
        one.name,
        why,
        link=one.link,
        asked_at=one.asked_at,
        due_at=due_at,
        answered_at=one.answered_at,
    )
