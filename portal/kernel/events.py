"""What an event is: one sentence about something that happened, with the plain values that belong to it."""

import dataclasses
from typing import Any, ClassVar


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in the past tense.

    ``engagement_id`` places it in the chain that both parties hold; without it the event stands in the chain of
    the organisation that acted. ``summary`` is the sentence of the audit trail, with the fields as values.
    """

    summary: ClassVar[str] = "%(event)s"

    engagement_id: int | None = None

    @property
    def name(self) -> str:
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """The plain values that go into the audit trail: numbers, words, and lists of them."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
