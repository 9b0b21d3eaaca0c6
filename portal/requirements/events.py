"""What happens to a requirement."""

import dataclasses
from typing import ClassVar

from portal.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class RequirementCreated(Event):
    """A merchant wrote down what it needs."""

    summary: ClassVar[str] = "Requirement “%(title)s” was created"

    requirement_id: int
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RequirementChanged(Event):
    """A requirement has a new version."""

    summary: ClassVar[str] = "Requirement “%(title)s” was changed to version %(version)s"

    requirement_id: int
    title: str
    version: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class RequirementWithdrawn(Event):
    """A requirement is no longer pursued."""

    summary: ClassVar[str] = "Requirement “%(title)s” was withdrawn"

    requirement_id: int
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RequirementReopened(Event):
    """A withdrawn requirement is pursued again."""

    summary: ClassVar[str] = "Requirement “%(title)s” was taken up again"

    requirement_id: int
    title: str
