"""What vendors are compared on, and what is known about each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from portal.kernel.messages import Message, message

FULL_WEIGHT = 100


class Direction(StrEnum):
    """Whether more is better (capability) or less is (price)."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True)
class Criterion:
    """One criterion: its weight in percent, and what a vendor has to reach before it is ranked at all.

    ``gate`` is the worst value that still passes. ``scale`` names the worst and best value there can be, so that
    a vendor without data is placed between them. Without a value in a ``required`` criterion nobody is ranked.
    """

    key: str
    name: Message
    weight: int
    direction: Direction = Direction.MORE
    gate: Decimal | None = None
    scale: tuple[Decimal, Decimal] | None = None
    required: bool = False

    def is_reached_by(self, value: Decimal) -> bool:
        """Whether the value passes the gate."""
        if self.gate is None:
            return True
        return value >= self.gate if self.direction is Direction.MORE else value <= self.gate


@dataclass(frozen=True)
class Figure:
    """One fact behind an assessed value: what it is, what it says, and where it comes from.

    ``points`` (0 to 100) tell what it was worth, ``asked`` what the requirement wants, where that applies.
    """

    label: Message
    value: Any
    source: Message
    points: Decimal | None = None
    asked: Any = None


@dataclass(frozen=True)
class Assessment:
    """What is known about a vendor in one criterion; no value means no data, never zero."""

    value: Decimal | None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A vendor with a quote: the currency it is quoted in and its assessment by criterion."""

    key: str
    name: str
    currency: str
    assessments: Mapping[str, Assessment] = field(default_factory=dict)

    def value_of(self, criterion: Criterion) -> Decimal | None:
        known = self.assessments.get(criterion.key)
        return known.value if known else None

    def figures_of(self, criterion: Criterion) -> tuple[Figure, ...]:
        known = self.assessments.get(criterion.key)
        return known.figures if known else ()


@dataclass(frozen=True)
class Interval:
    """A figure that lies between two exact values; both are equal when it is known."""

    low: Fraction
    high: Fraction

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    @property
    def is_certain(self) -> bool:
        return self.low == self.high

    def times(self, factor: Fraction) -> "Interval":
        return Interval(self.low * factor, self.high * factor)


def weights_problem(criteria: Iterable[Criterion]) -> Message | None:
    """What is wrong with the weights: they are whole percentages, none negative, and add up to 100."""
    weights = [criterion.weight for criterion in criteria]
    if any(weight < 0 for weight in weights):
        return message("A weight cannot be negative.")
    if sum(weights) != FULL_WEIGHT:
        return message("The weights add up to %(sum)s; they must add up to 100.", sum=sum(weights))
    return None
