"""What a claim is about: its reason, the part of the month it covers, and the figure somebody considers right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message

MOST_CONVERSATIONS = 500


class Scope(StrEnum):
    """Which part of a line's month a claim covers."""

    LINE = "line"
    DAYS = "days"
    CONVERSATIONS = "conversations"


class Outcome(StrEnum):
    """What follows for the line once a matter is decided."""

    STANDS = "stands"
    RELIEVED = "relieved"
    FIGURE = "figure"


@dataclass(frozen=True)
class ReliefReason:
    """Why a vendor may ask for relief, and what shows it."""

    key: str
    label: Message
    evidence: Message


REASONS: tuple[ReliefReason, ...] = (
    ReliefReason(
        "platform_outage",
        message("The platform was down"),
        message("The platform's notice, or screenshots with the time."),
    ),
    ReliefReason(
        "merchant_stock_or_price",
        message("Wrong stock or price in the shop"),
        message("The item, the wrong value, and when the merchant was told."),
    ),
    ReliefReason(
        "merchant_system",
        message("The merchant's system was down"),
        message("The error message, and when the merchant was told."),
    ),
    ReliefReason(
        "volume_above_forecast",
        message("More volume than forecast"),
        message("The volume of these days against the forecast of the contract."),
    ),
    ReliefReason(
        "force_majeure",
        message("Force majeure"),
        message("What happened, where, and an official notice if there is one."),
    ),
    ReliefReason(
        "portal_down",
        message("This system was not available"),
        message("When it could not be reached, and what it showed."),
    ),
    ReliefReason(
        "export_down",
        message("The platform's export was not available"),
        message("The platform's notice, or screenshots of the attempts with the time."),
    ),
    ReliefReason("other", message("Another reason"), message("Say what happened and what shows it.")),
)
"""The reasons of relief in the order in which a form offers them."""


@dataclass(frozen=True)
class Details:
    """What was said besides the words.

    ``reason`` is a key of ``REASONS``, ``platform`` limits days to the shops of the platform that was down,
    ``event`` joins the claims of one month that were made in one act; it tells nothing about other contracts.
    ``values`` are the fields of the figure considered right (as typed figures have them), ``outcome`` says what a
    proposed decision is, ``by_expert`` whether somebody outside both sides decided. ``left`` is what the files of
    a slot give without the claimed conversations (``submission``, ``figures`` and ``days`` as plain values).
    """

    reason: str = ""
    scope: Scope = Scope.LINE
    first_day: date | None = None
    last_day: date | None = None
    conversations: tuple[str, ...] = ()
    platform: str = ""
    event: str = ""
    outcome: Outcome | None = None
    values: tuple[tuple[str, int], ...] = ()
    by_expert: bool = False
    left: Mapping[str, Any] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        """Whether a day lies in the claimed days."""
        first, last = self.first_day, self.last_day
        return first is not None and last is not None and first <= day <= last


@dataclass(frozen=True)
class Outage:
    """One event that touches many contracts: what happened, on which platform, from which day to which."""

    reason: str
    platform: str
    first_day: date
    last_day: date


NOTHING_MORE = Details()
"""Words alone."""


def reason_of(key: str) -> ReliefReason | None:
    """The reason with this key."""
    return next((one for one in REASONS if one.key == key), None)


def need_sound(details: Details, *, first_day: date, last_day: date) -> None:
    """Refuse days outside the month, in the wrong order or missing, and an unknown reason."""
    if details.reason and reason_of(details.reason) is None:
        raise Invalid(fields={"reason": message("Choose one of the reasons.")})
    if details.scope is Scope.DAYS:
        _need_days(details, first_day, last_day)
    if details.scope is Scope.CONVERSATIONS:
        _need_conversations(details.conversations)


def _need_days(details: Details, first_day: date, last_day: date) -> None:
    first, last = details.first_day, details.last_day
    if first is None or last is None:
        raise Invalid(fields={"first_day": message("Say from which day to which day.")})
    if last < first:
        raise Invalid(fields={"last_day": message("The last day lies before the first.")})
    if first < first_day or last > last_day:
        raise Invalid(
            fields={
                "first_day": message(
                    "The days must lie in the service month (%(first)s to %(last)s).",
                    first=first_day,
                    last=last_day,
                )
            }
        )


def _need_conversations(named: Sequence[str]) -> None:
    if not named:
        raise Invalid(fields={"conversations": message("Enter the numbers of the conversations.")})
    if len(named) > MOST_CONVERSATIONS:
        raise Invalid(
            fields={"conversations": message("At most %(count)s conversations.", count=MOST_CONVERSATIONS)}
        )


def conversations_in(text: str) -> tuple[str, ...]:
    """The conversation numbers in a text, one per line or separated by commas or spaces, each once."""
    for separator in ",，;；、\t":
        text = text.replace(separator, " ")
    return tuple(dict.fromkeys(text.split()))


def details_to_plain(details: Details) -> dict[str, Any]:
    """What was said besides the words as plain values, without what was not said."""
    plain: dict[str, Any] = {
        "reason": details.reason,
        "scope": details.scope.value,
        "first_day": details.first_day.isoformat() if details.first_day else "",
        "last_day": details.last_day.isoformat() if details.last_day else "",
        "conversations": list(details.conversations),
        "platform": details.platform,
        "event": details.event,
        "outcome": details.outcome.value if details.outcome else "",
        "values": dict(details.values),
        "by_expert": details.by_expert,
        "left": dict(details.left),
    }
    return {name: value for name, value in plain.items() if value and (name, value) != ("scope", "line")}


def details_from_plain(plain: Mapping[str, Any] | None) -> Details:
    """The same from plain values; what an earlier version did not keep has its default."""
    known = plain or {}
    return Details(
        reason=known.get("reason", ""),
        scope=Scope(known.get("scope", Scope.LINE)),
        first_day=_day(known.get("first_day")),
        last_day=_day(known.get("last_day")),
        conversations=tuple(known.get("conversations", ())),
        platform=known.get("platform", ""),
        event=known.get("event", ""),
        outcome=Outcome(known["outcome"]) if known.get("outcome") else None,
        values=tuple(sorted((known.get("values") or {}).items())),
        by_expert=bool(known.get("by_expert", False)),
        left=dict(known.get("left") or {}),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
