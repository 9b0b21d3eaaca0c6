"""What tells the lines of a schedule from each other: metric, way of judging, shops; and the files of each."""

from collections.abc import Mapping

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.messages import Message, message
from portal.kernel.metrics import Words
from portal.sla.rules.slots import slots_of

WITHIN = "within"
TEAM = "team_average"
HISTORY = "history"
FORECAST = "forecast"
LATE = "late"
"""What concerns figures that came late; it belongs to no metric, but is claimed, decided and waived like a line."""

QUANTITY = "quantity:"
"""Before the name of a quantity of the rate card, which is objected to and decided like a line."""


def quantity_in(key: str) -> str | None:
    """The quantity of the rate card that a matter is about; None for a line of the schedule."""
    return key.removeprefix(QUANTITY) if key.startswith(QUANTITY) else None


def is_of_schedule(key: str) -> bool:
    """Whether a matter is about a line of the schedule, not about lateness or a quantity."""
    return key != LATE and quantity_in(key) is None


LATENESS = message("Figures delivered late")

KINDS: Mapping[str, Message] = {
    TEAM: message("against the team's average"),
    HISTORY: message("against earlier months"),
    FORECAST: message("against the forecast"),
}


def key_of(line: SlaLine) -> str:
    """What tells a line of the schedule from the others: metric, how it is judged where not plainly, and shops."""
    how = f"~{WITHIN}{line.within_seconds}" if line.kind == WITHIN else ""
    if line.kind in KINDS:
        how = f"~{line.kind}"
    return "@".join((line.metric + how, *sorted(line.shops)))


def named(key: str) -> tuple[str, Message | None, list[str]]:
    """Metric, way of judging where not plainly, and shops of a line, from its key."""
    first, *shops = key.split("@")
    name, _tilde, how = first.partition("~")
    if how.startswith(WITHIN):
        return name, message("within %(seconds)s s", seconds=how.removeprefix(WITHIN)), shops
    return name, KINDS.get(how), shops


def name_of_line(metric: Words, key: str) -> Message:
    """The name by which two lines of one metric are told apart: how it is judged and for which shops, in brackets."""
    _metric, how, shops = named(key)
    listed = " / ".join(shops)
    if how is not None and shops:
        return message("%(metric)s (%(how)s, %(shops)s)", metric=metric, how=how, shops=listed)
    if how is None and not shops:
        return message("%(metric)s", metric=metric)
    return message("%(metric)s (%(mark)s)", metric=metric, mark=listed if how is None else how)


def line_of(terms: ContractTerms, key: str) -> SlaLine | None:
    """The line of the schedule with this key."""
    return next((one for one in terms.sla if key_of(one) == key), None)


def slots_of_line(terms: ContractTerms, key: str) -> tuple[str, ...]:
    """The slots whose figures a line of the schedule is judged by, by its key."""
    line = next((one for one in terms.sla if key_of(one) == key), None)
    return tuple(slot.key for slot in slots_of(terms)) if line is None else slots_for(terms, line)


def slots_for(terms: ContractTerms, line: SlaLine) -> tuple[str, ...]:
    """The slots of the shops a line is meant for, or all."""
    return tuple(slot.key for slot in slots_of(terms) if not line.shops or slot.shop in line.shops)
