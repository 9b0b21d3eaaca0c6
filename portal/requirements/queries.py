"""What can be asked about requirements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.requirements.models import Requirement, RequirementVersion
from portal.requirements.rules.body import Body, from_plain


@dataclass(frozen=True)
class RequirementLine:
    """A requirement in a list."""

    id: int
    title: str
    state: str
    version: int
    changed_at: datetime
    platforms: tuple[str, ...]
    conversations_a_day: int
    people: int
    starts_on: date


def requirement(requirement_id: int) -> Requirement:
    """One requirement that the viewer owns or was asked to quote for."""
    found: Requirement | None = db.session.get(Requirement, requirement_id)
    if found is None:
        raise NotFound
    return found


def body_of(found: Requirement) -> Body:
    """What the requirement says now."""
    return from_plain(found.body)


def own_requirements(organisation_id: int) -> list[RequirementLine]:
    """The requirements of an organisation, the latest changed first."""
    rows = db.session.execute(
        select(
            Requirement.id,
            Requirement.title,
            Requirement.state,
            Requirement.version,
            Requirement.changed_at,
            Requirement.body,
        )
        .where(Requirement.organisation_id == organisation_id)
        .order_by(Requirement.changed_at.desc(), Requirement.id.desc())
    )
    return [_line(*row) for row in rows]


def open_requirements(organisation_id: int) -> list[RequirementLine]:
    """Those for which quotes can still be asked."""
    return [line for line in own_requirements(organisation_id) if line.state in ("draft", "quoting")]


def body_at(requirement_id: int, version: int) -> tuple[str, Body]:
    """Title and content of one version."""
    found = db.session.scalars(
        select(RequirementVersion).where(
            RequirementVersion.requirement_id == requirement_id, RequirementVersion.version == version
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found.title, from_plain(found.body)


def versions_of(requirement_id: int) -> Sequence[RequirementVersion]:
    """Every version, the latest first."""
    query = select(RequirementVersion).where(RequirementVersion.requirement_id == requirement_id)
    return db.session.scalars(query.order_by(RequirementVersion.version.desc())).all()


def _line(
    identifier: int, title: str, state: str, version: int, changed_at: datetime, plain: dict[str, object]
) -> RequirementLine:
    body = from_plain(plain)
    return RequirementLine(
        id=identifier,
        title=title,
        state=state,
        version=version,
        changed_at=changed_at,
        platforms=tuple(dict.fromkeys(shop.platform for shop in body.shops)),
        conversations_a_day=body.conversations_a_day,
        people=sum(line.people for line in body.roles),
        starts_on=body.starts_on,
    )


CURRENCY_OF_COUNTRY = {"TW": "TWD", "HK": "HKD", "SG": "SGD", "US": "USD"}


def usual_currency(organisation_id: int) -> str:
    """The currency in which an organisation plans, by its country; yuan where nothing else is known."""
    country = db.session.scalar(select(Organisation.country).where(Organisation.id == organisation_id))
    return CURRENCY_OF_COUNTRY.get(country or "", "CNY")
