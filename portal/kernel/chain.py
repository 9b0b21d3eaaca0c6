"""The links of the audit trail: what the digest of an entry covers, and whether one link follows on another."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64
"""What the first link of a chain names as the one before it."""


@dataclass(frozen=True)
class Link:
    """What the digest of an entry covers, as plain values."""

    chain: str
    sequence: int
    at: str
    organisation_id: int
    actor_id: int | None
    actor_label: str
    event: str
    template: str
    payload: Mapping[str, Any]
    previous: str

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of all of it."""
        canonical = json.dumps(vars(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()
