"""Everything a requirement says, as one value that can be kept, changed and read again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.reference.rules.size_templates import Size, StaffRole
from portal.requirements.rules.completeness import RequirementFacts
from portal.requirements.rules.estimates import Estimate, assumptions_of, template_for
from portal.requirements.rules.hours import ServiceHours, Shift, shifts_of
from portal.requirements.rules.lines import MonthVolume, RoleNeed, Standard
from portal.requirements.rules.sizing import Assumptions
from portal.requirements.rules.standards import OFFERED


@dataclass(frozen=True)
class ShopEntry:
    """A shop to be served: its platform, and its name where the merchant tells it already."""

    platform: str
    name: str = ""


@dataclass(frozen=True)
class Body:
    """What is asked for. ``estimated`` names the single values that nobody has confirmed yet."""

    size: Size
    shops: tuple[ShopEntry, ...]
    hours: ServiceHours
    starts_on: date
    currency: str
    conversations_a_day: int
    volumes: tuple[MonthVolume, ...]
    roles: tuple[RoleNeed, ...]
    standards: tuple[Standard, ...]
    assumptions: Assumptions
    work_contents: tuple[str, ...]
    budget: Money | None = None
    expected_sales: Money | None = None
    category: str = ""
    kind: str = "permanent"
    notes: str = ""
    estimated: frozenset[str] = field(default_factory=frozenset)


KINDS = ("permanent", "temporary", "peak", "night")


def body_of_estimate(estimate: Estimate, *, currency: str) -> Body:
    """The first body of a requirement, grown from the five answers."""
    basics = estimate.basics
    return Body(
        size=estimate.size,
        shops=(ShopEntry(basics.platform),),
        hours=basics.hours,
        starts_on=basics.starts_on,
        currency=currency,
        conversations_a_day=basics.conversations_a_day,
        volumes=estimate.volumes,
        roles=estimate.roles,
        standards=tuple(sorted(estimate.standards, key=lambda line: OFFERED.index(line.metric))),
        assumptions=assumptions_of(template_for(estimate.size)),
        work_contents=estimate.work_contents,
        budget=basics.budget,
        estimated=frozenset({"work_contents", "assumptions"}),
    )


def facts_of(title: str, body: Body) -> RequirementFacts:
    """What the check-list of missing things looks at."""
    months = {line.month for line in body.volumes if line.conversations}
    return RequirementFacts(
        title=title,
        shops=len(body.shops),
        work_contents=len(body.work_contents),
        has_hours=True,
        months_with_volume=len(months),
        months_estimated=len({line.month for line in body.volumes if line.estimated and line.conversations}),
        shifts=len(shifts_of(body.hours)),
        shifts_with_volume=len({line.shift for line in body.volumes if line.conversations}),
        people=sum(line.people for line in body.roles),
        standards=len(body.standards),
        starts_on=body.starts_on,
        has_budget=body.budget is not None,
    )


def to_plain(body: Body) -> dict[str, Any]:
    """The body as words, whole numbers and lists of them, for keeping."""
    return {
        "size": str(body.size),
        "shops": [{"platform": shop.platform, "name": shop.name} for shop in body.shops],
        "opens": body.hours.opens,
        "closes": body.hours.closes,
        "starts_on": body.starts_on.isoformat(),
        "currency": body.currency,
        "conversations_a_day": body.conversations_a_day,
        "volumes": [
            {
                "month": line.month.key,
                "shift": str(line.shift),
                "conversations": line.conversations,
                "estimated": line.estimated,
            }
            for line in body.volumes
        ],
        "roles": [
            {
                "role": str(line.role),
                "shift": str(line.shift),
                "people": line.people,
                "estimated": line.estimated,
            }
            for line in body.roles
        ],
        "standards": [
            {"metric": line.metric, "target": _plain_number(line.target), "estimated": line.estimated}
            for line in body.standards
        ],
        "assumptions": {
            part.name: _plain_number(getattr(body.assumptions, part.name)) for part in fields(Assumptions)
        },
        "work_contents": list(body.work_contents),
        "budget_minor": None if body.budget is None else body.budget.minor,
        "expected_sales_minor": None if body.expected_sales is None else body.expected_sales.minor,
        "category": body.category,
        "kind": body.kind,
        "notes": body.notes,
        "estimated": sorted(body.estimated),
    }


def from_plain(data: Mapping[str, Any]) -> Body:
    """The body behind ``to_plain``."""
    return Body(
        size=Size(data["size"]),
        shops=tuple(ShopEntry(shop["platform"], shop["name"]) for shop in data["shops"]),
        hours=ServiceHours(data["opens"], data["closes"]),
        starts_on=date.fromisoformat(data["starts_on"]),
        currency=data["currency"],
        conversations_a_day=data["conversations_a_day"],
        volumes=tuple(
            MonthVolume(
                ServiceMonth.from_key(line["month"]),
                Shift(line["shift"]),
                line["conversations"],
                line["estimated"],
            )
            for line in data["volumes"]
        ),
        roles=tuple(
            RoleNeed(StaffRole(line["role"]), Shift(line["shift"]), line["people"], line["estimated"])
            for line in data["roles"]
        ),
        standards=tuple(
            Standard(line["metric"], Decimal(line["target"]), line["estimated"]) for line in data["standards"]
        ),
        assumptions=Assumptions(
            **{name: _number(name, value) for name, value in data["assumptions"].items()}
        ),
        work_contents=tuple(data["work_contents"]),
        budget=_money(data["budget_minor"], data["currency"]),
        expected_sales=_money(data["expected_sales_minor"], data["currency"]),
        category=data["category"],
        kind=data["kind"],
        notes=data["notes"],
        estimated=frozenset(data["estimated"]),
    )


_SHARES = frozenset({"answered_share", "max_occupancy", "shrinkage"})


def _plain_number(value: int | Decimal) -> int | str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _number(name: str, value: Any) -> Any:
    return Decimal(value) if name in _SHARES else value


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
