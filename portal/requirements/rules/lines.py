"""The lines of a requirement: volumes, sales events, people and standards, each entered or estimated."""

from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.periods import ServiceMonth
from portal.reference.rules.promotions import Promotion
from portal.reference.rules.size_templates import StaffRole
from portal.requirements.rules.hours import Shift


@dataclass(frozen=True)
class MonthVolume:
    """Conversations of one shift in one calendar month."""

    month: ServiceMonth
    shift: Shift
    conversations: int
    estimated: bool = True


@dataclass(frozen=True)
class PromotionPeak:
    """By how much a sales event lifts its month against a normal one."""

    promotion: Promotion
    month: ServiceMonth
    factor: Decimal
    estimated: bool = True


@dataclass(frozen=True)
class RoleNeed:
    """People of one role to schedule in one shift."""

    role: StaffRole
    shift: Shift
    people: int
    estimated: bool = True


@dataclass(frozen=True)
class Standard:
    """One service standard: a metric and its target, in the unit of the metric (percent or seconds)."""

    metric: str
    target: Decimal
    estimated: bool = True
