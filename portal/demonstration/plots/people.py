"""Everybody comes: organisations with their particulars, and people with their roles."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from portal.accounts.actions.organisations import Particulars, change_particulars, create_organisation
from portal.accounts.actions.people import create_user, give_place
from portal.accounts.events import OrganisationCreated, PersonJoined
from portal.accounts.rules.naming import account_name
from portal.demonstration.stage import Stage
from portal.demonstration.world import EVERYBODY, Cast, Person
from portal.infra.access import Actor, act_as
from portal.infra.events import record
from portal.infra.transactions import transaction

LENGTH = 24


def unknown_password(_person: Person) -> str:
    """A password that nobody knows: in the demonstration one click is enough."""
    return secrets.token_urlsafe(LENGTH)


def settle(
    stage: Stage,
    moment: datetime,
    casts: Iterable[Cast] = EVERYBODY,
    password: Callable[[Person], str] = unknown_password,
) -> None:
    """Create all organisations and people."""
    for cast in casts:
        with stage.app.app_context():
            act_as(_nobody(cast, moment))
            with transaction():
                _settle_one(stage, cast, moment, password)


def _settle_one(stage: Stage, cast: Cast, moment: datetime, password: Callable[[Person], str]) -> None:
    organisation = create_organisation(side=cast.side, name=cast.name, is_small=cast.is_small)
    stage.organisations[cast.key] = organisation.id
    for person in cast.people:
        _come(stage, cast, person, moment, password(person))
        if person is cast.people[0]:
            record(OrganisationCreated(organisation_id=organisation.id, organisation=cast.name))
        roles = ", ".join(person.roles)
        record(PersonJoined(user_id=stage.users[person.account], person=person.name, roles=roles))
    act_as(stage.actor(cast, cast.people[0], moment))
    particulars = cast.particulars
    change_particulars(
        Particulars(
            name=cast.name,
            country=cast.country,
            identifier=cast.identifier,
            language=cast.language,
            time_zone=cast.time_zone,
            is_small=cast.is_small,
            address=particulars.address,
            phone=particulars.phone,
            legal_representative=particulars.legal_representative,
            bank_name=particulars.bank_name,
            bank_account=particulars.bank_account,
        )
    )


def _come(stage: Stage, cast: Cast, person: Person, moment: datetime, password: str) -> None:
    user = create_user(
        name=person.name,
        account=account_name(person.account),
        password=password,
    )
    user.language = person.language
    stage.users[person.account] = user.id
    give_place(user, stage.organisations[cast.key], person.roles)
    act_as(stage.actor(cast, person, moment))


def _nobody(cast: Cast, moment: datetime) -> Actor:
    """Before the first person has come, nobody acts for the organisation."""
    return Actor(
        organisation_id=None,
        side=None,
        roles=frozenset(),
        now=moment,
        label="system: demonstration",
        language=cast.language,
        time_zone=cast.time_zone,
    )
