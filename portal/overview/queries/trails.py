"""What happened, as pages tell it: the audit entries with the words a reader uses."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.rules.people import words_of_roles
from portal.infra.documents import DocumentReady
from portal.infra.events import AuditEntry, organisation_trail, trail
from portal.infra.i18n import language
from portal.kernel.messages import Message
from portal.kernel.metrics import catalogue, is_own, metric
from portal.kernel.metrics.own import OWN
from portal.kernel.permissions import Role
from portal.kernel.rate_cards import QUANTITIES
from portal.reference.rules.clauses.library import label
from portal.sla.queries.months import TYPED
from portal.sla.rules.keys import LATE, LATENESS, named, quantity_in
from portal.sla.rules.tools.registry import TOOLS

LONG_HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
"""A SHA-256 in full; a short list shows its first twelve characters, the trail all of it."""


@dataclass(frozen=True)
class ToldEntry:
    """One audit entry in the words of a reader, with what proves it."""

    sequence: int
    at: datetime
    actor_label: str
    sentence: Message
    digest: str


def engagement_entries(engagement_id: int) -> list[ToldEntry]:
    """Everything that happened in an engagement, newest first."""
    return [_told(entry) for entry in trail(engagement_id)]


def organisation_entries(organisation_id: int) -> list[ToldEntry]:
    """What happened in the organisation itself, newest first."""
    return [_told(entry) for entry in organisation_trail(organisation_id)]


def latest(engagement_id: int, *, number: int) -> list[ToldEntry]:
    """The last things somebody did in an engagement; files the portal made of them are left to the trail."""
    acts = [entry for entry in trail(engagement_id) if entry.event != DocumentReady.__name__]
    return [_told(entry, is_short=True) for entry in acts[:number]]


def _told(entry: AuditEntry, *, is_short: bool = False) -> ToldEntry:
    said = entry.sentence
    values = {name: _word(name, value) for name, value in said.values}
    if is_short:
        values = {
            name: LONG_HASH.sub(r"\1…", value) if isinstance(value, str) else value
            for name, value in values.items()
        }
    sentence = Message(said.template, tuple(values.items()))
    return ToldEntry(entry.sequence, entry.at, entry.actor_label, sentence, entry.digest)


def _word(name: str, value: Any) -> Any:
    """Roles, shops with their tools and typed metrics are kept under keys; a reader sees their names."""
    if name == "roles":
        known = {role.value: role for role in Role}
        return words_of_roles(known[key] for key in str(value).split(", ") if key in known)
    if name == "line":
        return _line(str(value))
    return _slot(str(value)) if name == "slot" else value


def _line(key: str) -> Any:
    """A line of the schedule: its metric, how it is judged where not plainly, and its shops."""
    if key == LATE:
        return LATENESS
    if (counted := quantity_in(key)) is not None:
        return _quantity(counted)
    name, how, shops = named(key)
    known = next((one.name for one in catalogue() if one.key == name), name.removeprefix(OWN))
    marks = [*([] if how is None else [how]), *shops]
    return [known, *marks]


WORDED = frozenset({"role", "shift", "platform"})
"""Qualifiers of the rate card whose values have words of their own."""


def _quantity(key: str) -> Any:
    """A quantity of the rate card, with what narrows it down."""
    name, *narrowed = key.split("|")
    found = QUANTITIES.get(name)
    marks = [one.partition("=") for one in narrowed]
    words = [label(group, value, language()) if group in WORDED else value for group, _is, value in marks]
    return [found.meaning if found else name, *words]


def _slot(key: str) -> Any:
    """Where figures belong: the shop and its tool, or the metric that was typed."""
    if key.startswith(TYPED):
        typed = key.removeprefix(TYPED)
        return typed.removeprefix(OWN) if is_own(typed) else metric(typed).name
    _platform, *places = key.split("|")
    return [TOOLS[place].label if place in TOOLS else place for place in places if place] or key
