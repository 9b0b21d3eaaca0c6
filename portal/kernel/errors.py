"""The four ways in which the portal says no, each in words that a user may read."""

from collections.abc import Mapping

from portal.kernel.messages import Message, message


class PortalError(Exception):
    """A refusal with a sentence for the person who asked."""

    def __init__(self, reason: Message | str) -> None:
        self.reason = reason if isinstance(reason, Message) else Message(reason)
        super().__init__(str(self.reason))


class NotFound(PortalError):
    """There is no such thing, or the asker may not know that there is."""

    def __init__(self, reason: Message | str | None = None) -> None:
        super().__init__(reason or message("This page does not exist, or it is not yours to see."))


class Refused(PortalError):
    """The thing exists and may be seen, but this person or this state does not allow the act."""


class Conflict(PortalError):
    """Somebody was faster, or the thing has moved on since the page was opened."""


class Invalid(PortalError):
    """What was entered cannot be taken; ``fields`` names the places to mend."""

    def __init__(
        self, reason: Message | str | None = None, fields: Mapping[str, Message] | None = None
    ) -> None:
        self.fields = dict(fields or {})
        first = next(iter(self.fields.values()), None)
        super().__init__(reason or first or message("Please check what you entered."))
