"""How much there was to do: one count, the same over all months, said by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COUNTED = ("valid_sessions", "sessions", "received_users", "consult_users")
"""Counts that stand for the volume of a month, best first."""


@dataclass(frozen=True)
class Volumes:
    """The count that is shown, its values by month (None where nobody counted), and the last one."""

    field: str
    values: tuple[int | None, ...]

    @property
    def last(self) -> int | None:
        """The month that is reviewed."""
        return self.values[-1] if self.values else None


def volumes_of(counts: Sequence[Mapping[str, Any]]) -> Volumes | None:
    """The volumes of some months, the reviewed one last; None when it counted nothing that stands for volume."""
    latest = counts[-1] if counts else {}
    field = next((name for name in COUNTED if latest.get(name)), None)
    if field is None:
        return None
    return Volumes(field, tuple(None if one.get(field) is None else int(one[field]) for one in counts))
