"""Remarks on the terms of a contract before it is sent."""

from dataclasses import dataclass

from portal.kernel.messages import Message


@dataclass(frozen=True)
class Finding:
    """One remark on the terms, with the part of the form (a clause key) where it is mended."""

    section: str
    reason: Message
