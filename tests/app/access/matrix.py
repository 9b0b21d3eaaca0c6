"""Who gets which answer on which route: one table, generated from the portal's own routes and grants.

A route with a parameter that stands in none of the tables below fails the test: whoever adds one says here what the
parameter names, and everybody else's answer follows from the permissions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask
from sqlalchemy import Connection, Table, select
from werkzeug.routing import Rule

from portal.infra.access import PUBLIC, SIGNED_IN, access_of
from portal.infra.db import db
from portal.kernel.permissions import Permission, Role, Side, is_allowed

OBJECTS = {
    "attachment_id": "contract_attachments",
    "award_id": "awards",
    "batch_id": "file_batches",
    "contract_id": "contracts",
    "document_id": "documents",
    "engagement_id": "engagements",
    "file_id": "batch_files",
    "invitation_id": "invitations",
    "invoice_id": "invoices",
    "job_id": "jobs",
    "membership_id": "memberships",
    "month_id": "service_months",
    "own_id": "own_metrics",
    "payment_id": "payments",
    "quote_id": "quotes",
    "reconciliation_id": "reconciliations",
    "request_id": "quote_requests",
    "requirement_id": "requirements",
    "review_id": "reviews",
    "submission_id": "submissions",
}
"""Parameters that name a row: the table it stands in. An object belongs to the first pair of parties."""

WORDS: dict[str, str | int] = {
    "ending": "csv",
    "file_id": 1,
    "filename": "app.js",
    "line": "frt_avg",
    "link_id": 1,
    "note_id": 1,
    "metric_key": "frt_avg",
    "position": 1,
    "section": "parties",
    "token": "nobody-was-given-this",
}
"""Parameters that name no row: a value that exists."""

MAY_BE_GONE = frozenset(
    {
        "accounts.join_organisation",
        "accounts.join_own",
        "accounts.reset_link",
        "invoicing.note",
        "invoicing.note_issue",
        "invoicing.note_settled",
        "reviews.make",
        "sla.answer_file_questions",
        "sla.close_follow_up",
        "sla.file_to_mend",
        "sla.forget_shop",
        "sla.forget_tool",
        "sla.plan_follow_up",
        "sla.take_for_other_shop",
        "sla.whole_file",
        "sla.evidence_file",
    }
)
"""Routes about something that is not there any more or is named in the form: even who may ask finds nothing."""

FOR_ONE_SIDE = {"sla.outage": Side.VENDOR, "vendors.own_profile": Side.VENDOR}
"""Pages that a permission of every side opens, but that exist for one side only."""


Found = tuple[int, frozenset[int] | None]
"""A row's number and the organisations that see it; None: everybody who may ask at all."""


class Answer(StrEnum):
    """The kinds of answer a person can get."""

    OPEN = "open to everybody"
    SIGN_IN = "asked to sign in"
    REFUSED = "refused by role"
    UNSEEN = "does not exist for them"
    ALLOWED = "allowed"


@dataclass(frozen=True)
class Person:
    """Somebody of the canary world; without a side they are signed out or belong to no organisation."""

    name: str
    organisation_id: int | None = None
    side: Side | None = None
    roles: frozenset[Role] = frozenset()
    is_signed_in: bool = True


@dataclass(frozen=True)
class Request:
    """One method on one address, with the permission it needs and whose object it is about."""

    endpoint: str
    method: str
    url: str
    access: str
    is_form: bool
    """Whether the address takes what a form sends."""
    seen_by: frozenset[int] | None
    """The organisations that see the object; None when the address names none."""


def unmapped(app: Flask) -> list[str]:
    """Parameters of routes that nobody has told the meaning of."""
    known = OBJECTS.keys() | WORDS.keys() | {"organisation_id"}
    return sorted(
        f"{rule.rule}: {name}"
        for rule in app.url_map.iter_rules()
        for name in rule.arguments
        if name not in known
    )


def requests(app: Flask, pair: tuple[int, int]) -> Iterator[Request]:
    """Every method of every route, about objects of the pair (merchant, vendor)."""
    with app.app_context(), db.engine.connect() as connection:
        objects = {name: _object(connection, table, pair) for name, table in OBJECTS.items()}
        objects["organisation_id"] = (pair[1], None)
        objects["job_id"] = (1, None)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield _request(app, rule, method, objects)


def missing_objects(app: Flask, pair: tuple[int, int]) -> list[str]:
    """Tables in which the canary world has nothing to show, so that a route would go untested."""
    used = {name for rule in app.url_map.iter_rules() for name in rule.arguments if name in OBJECTS}
    with app.app_context(), db.engine.connect() as connection:
        return sorted(OBJECTS[name] for name in used if _object(connection, OBJECTS[name], pair) is None)


def expected(person: Person, wanted: Request) -> Answer:
    """The answer that follows from mark, grants and belonging alone."""
    if wanted.access == PUBLIC:
        return Answer.OPEN
    if not person.is_signed_in:
        return Answer.SIGN_IN
    if wanted.access != SIGNED_IN and not _holds(person, wanted.access):
        return Answer.REFUSED
    if FOR_ONE_SIDE.get(wanted.endpoint, person.side) is not person.side:
        return Answer.UNSEEN
    if wanted.seen_by is not None and person.organisation_id not in wanted.seen_by:
        return Answer.UNSEEN
    return Answer.ALLOWED


def fits(answer: Answer, wanted: Request, status: int, location: str) -> bool:
    """Whether what came back is such an answer.

    A form that does not suit the state of its object, and a writing request without content, are refused in words.
    """
    endpoint, method, is_form = wanted.endpoint, wanted.method, wanted.is_form
    if answer is Answer.SIGN_IN:
        return status == 303 and "/sign-in" in location
    if answer is Answer.REFUSED:
        return status == 403
    if answer is Answer.UNSEEN:
        return status == 404
    if answer is Answer.OPEN:
        return status < 500
    if endpoint in MAY_BE_GONE and status == 404:
        return True
    return status in ({200, 303} if method == "GET" and not is_form else {200, 303, 403, 409, 422})


def _holds(person: Person, access: str) -> bool:
    return person.side is not None and is_allowed(Permission(access), side=person.side, roles=person.roles)


def _request(app: Flask, rule: Rule, method: str, objects: dict[str, Found | None]) -> Request:
    values: dict[str, object] = {}
    seen_by: frozenset[int] | None = None
    for name in rule.arguments:
        found = objects.get(name)
        if found is not None:
            values[name], owners = found
            if owners is not None:
                seen_by = owners if seen_by is None else seen_by & owners
        else:
            values[name] = WORDS.get(name, 1)
    with app.test_request_context():
        url = app.url_for(rule.endpoint, **values)
    return Request(
        rule.endpoint,
        method,
        url,
        str(access_of(app, rule.endpoint)),
        "POST" in (rule.methods or ()),
        seen_by,
    )


def _object(connection: Connection, name: str, pair: tuple[int, int]) -> Found | None:
    """A row of the pair and the organisations that see it."""
    table = db.metadata.tables.get(name)
    if table is None:
        return None
    columns = table.columns
    query = select(columns["id"])
    owners: frozenset[int] | None = frozenset(pair)
    if "merchant_id" in columns:
        query = query.where(columns["merchant_id"] == pair[0], columns["vendor_id"] == pair[1])
        if "visible_from" in columns:
            query = query.order_by(columns["visible_from"].is_(None))
    elif "organisation_id" in columns:
        query = query.where(columns["organisation_id"] == pair[0])
        owners = frozenset({pair[0]})
    else:
        return _part(connection, table, pair)
    found = connection.execute(query.order_by(columns["id"]).limit(1)).scalar_one_or_none()
    return None if found is None else (found, owners)


def _part(connection: Connection, table: Table, pair: tuple[int, int]) -> Found | None:
    """A row that belongs to another one by a foreign key."""
    for key in table.foreign_keys:
        parent = _object(connection, key.column.table.name, pair)
        if parent is not None:
            column = key.parent
            query = (
                select(table.columns["id"]).where(column == parent[0]).order_by(table.columns["id"]).limit(1)
            )
            found = connection.execute(query).scalar_one_or_none()
            if found is not None:
                return found, parent[1]
    return None
