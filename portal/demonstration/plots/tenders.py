"""How a vendor is chosen: profiles, the requirement, the requests, the quotes, the weights, the award."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from portal.demonstration.profiles import PROFILES
from portal.demonstration.stage import Act, Stage
from portal.demonstration.tendering import Answer, Asked, Tender
from portal.demonstration.world import MOUNTAIN, VENDORS, Cast
from portal.kernel.money import Money
from portal.kernel.permissions import Role
from portal.reference.rules.size_templates import Size, StaffRole
from portal.requirements.actions import create_requirement
from portal.requirements.rules.body import Body, ShopEntry, body_of_estimate
from portal.requirements.rules.estimates import Basics, estimate, template_for
from portal.requirements.rules.hours import ServiceHours, Shift
from portal.requirements.rules.lines import MonthVolume, RoleNeed, Standard
from portal.sourcing.actions import ask_vendor, award_quote, save_quote, set_weights, submit_quote
from portal.sourcing.rules.normalising import Method
from portal.vendors.actions import change_profile

HOUR = timedelta(hours=1)
Facts = Mapping[str, Any]
TAX = {"CNY": Decimal("0.06"), "TWD": Decimal("0.05")}


def profiles(
    moment: datetime, vendors: Iterable[Cast] = VENDORS, facts: Mapping[str, Facts] = PROFILES
) -> Iterator[Act]:
    """Every vendor publishes what it says about itself; `facts` by the vendor's key."""
    for place, vendor in enumerate(vendors):
        yield Act(
            moment + place * HOUR,
            vendor,
            Role.OWNER,
            partial(change_profile, facts=dict(facts[vendor.key]), is_published=True),
        )


def tender(
    stage: Stage,
    told: Tender,
    *,
    asked_at: datetime,
    start: date,
    merchant: Cast = MOUNTAIN,
    facts: Mapping[str, Facts] = PROFILES,
) -> Iterator[Act]:
    """From the requirement to the quotes, and to the award of a finished tender."""
    manager = (merchant, Role.MANAGER)
    body = body_of(told.asked, start)
    created = Act(asked_at, *manager, lambda: create_requirement(title=told.asked.title, body=body).id)
    yield created
    requests: list[tuple[Answer, Act]] = []
    for place, answer in enumerate(told.answers):
        vendor_id = stage.organisations[answer.vendor.key]
        asked = Act(
            asked_at + timedelta(days=1, minutes=10 * place),
            *manager,
            partial(_ask, created, vendor_id),
        )
        requests.append((answer, asked))
        yield asked
    yield Act(
        asked_at + timedelta(days=2),
        *manager,
        lambda: set_weights(created.result, weights=told.weights, gates={}, method=Method.LINEAR_MAX),
    )
    quotes: dict[str, Act] = {}
    for place, (answer, asked) in enumerate(requests):
        quotes[answer.vendor.key] = Act(
            asked_at + timedelta(days=3 + place, hours=2),
            answer.vendor,
            Role.MANAGER,
            partial(_quote, asked, answer, facts),
        )
        yield quotes[answer.vendor.key]
    if told.chosen is not None:
        chosen = quotes[told.chosen.key]
        yield Act(
            asked_at + timedelta(days=9),
            *manager,
            lambda: award_quote(chosen.result, reason=told.reason, comparison={}),
        )


def _ask(created: Act, vendor_id: int) -> int:
    return ask_vendor(created.result, vendor_id=vendor_id).id


def _quote(asked: Act, answer: Answer, known: Mapping[str, Facts]) -> int:
    """Write and send the vendor's quote; returns its id."""
    facts = {
        name: value
        for name, value in known.get(answer.vendor.key, {}).items()
        if name not in ("introduction", "references")
    }
    draft = save_quote(
        asked.result,
        currency=answer.currency,
        tax_rate=TAX[answer.currency],
        lines=answer.rate_card,
        promises=answer.promises,
        facts=facts,
        note=answer.note,
    )
    return submit_quote(draft.id).id


def body_of(asked: Asked, start: date) -> Body:
    """The requirement as a merchant fills it in who knows the figures of the past year."""
    basics = Basics(
        platform=asked.shops[0][0],
        conversations_a_day=asked.buyers_a_day,
        hours=ServiceHours(asked.opens * 60, asked.closes * 60),
        starts_on=start,
        budget=Money(asked.budget_minor, "CNY"),
    )
    grown = body_of_estimate(estimate(basics, template_for(Size.LARGE)), currency="CNY")
    volumes = tuple(
        MonthVolume(month, shift, count, estimated=False)
        for month, by_day, by_night in asked.volumes(start)
        for shift, count in ((Shift.DAY, by_day), (Shift.NIGHT, by_night))
    )
    return replace(
        grown,
        shops=tuple(ShopEntry(platform, name) for platform, name in asked.shops),
        volumes=volumes,
        roles=tuple(
            RoleNeed(StaffRole(role), Shift(shift), people, estimated=False)
            for role, shift, people in asked.people
        ),
        standards=tuple(
            Standard(metric, target, estimated=False) for metric, target in asked.standards.items()
        ),
        work_contents=asked.work_contents,
        expected_sales=Money(asked.expected_sales_minor, "CNY"),
        category=asked.category,
        notes=asked.notes,
        estimated=grown.estimated - {"work_contents"},
        assumptions=replace(grown.assumptions, shrinkage=Decimal("0.12")),
    )
