"""Every table says who may see its rows, and nobody steps over the wall unnoticed."""

import ast
from pathlib import Path

from flask import Flask

from portal.infra.db import Model, db
from portal.infra.tenancy import Installation, Reference, Tenanted

ROOT = Path(__file__).resolve().parents[2]

INSTALLATION_TABLES = {
    "audit_heads",  # the head of each chain; the entries themselves are shared rows
    "data_marks",  # random words that say whether anything changed, compared before a page is made
    "data_moments",  # bare moments at which something stored looks different
    "idempotency_keys",  # known by digest before anybody looks
    "jobs",  # background work of every organisation, run by the worker
    "mails",  # the outbox, read by the operator
    "one_time_links",  # looked up by a stranger who holds the link
    "sign_in_failures",  # counted before anybody is known
    "sign_ins",  # sessions on the server, looked up by a cookie
    "users",  # a person may belong to several organisations
}
"""Tables that belong to no party; each is read and written by the one module that owns it."""


def test_every_table_has_exactly_one_kind(built_app: Flask) -> None:
    kinds = (Tenanted, Reference, Installation)
    with built_app.app_context():
        wrong = sorted(
            mapper.class_.__name__
            for mapper in Model.registry.mappers
            if sum(issubclass(mapper.class_, kind) for kind in kinds) != 1
        )
    assert wrong == [], "Give each table a mixin of portal.infra.tenancy: who may see its rows?"


def test_tables_outside_the_wall_are_counted(built_app: Flask) -> None:
    with built_app.app_context():
        found = {
            mapper.class_.__tablename__
            for mapper in Model.registry.mappers
            if issubclass(mapper.class_, Installation)
        }
    assert found == INSTALLATION_TABLES, (
        "A table outside the wall needs a reason; list it here when it has one."
    )


def test_every_shared_row_carries_both_parties_in_its_key(built_app: Flask) -> None:
    with built_app.app_context():
        wrong = sorted(
            table.name
            for table in db.metadata.tables.values()
            if {"merchant_id", "vendor_id", "author_id"} <= set(table.columns.keys())
            and not any(
                {column.name for column in constraint.columns} == {"id", "merchant_id", "vendor_id"}
                for constraint in table.constraints
                if hasattr(constraint, "columns")
            )
        )
    assert wrong == [], (
        "Use parties(...) in __table_args__, so that no row hangs under another pair's contract."
    )


MAY_LOOK_ACROSS = {
    "portal/accounts/actions/invitations.py",
    "portal/accounts/actions/joining.py",
    "portal/accounts/actions/merging.py",
    "portal/accounts/actions/notices.py",
    "portal/accounts/actions/people.py",
    "portal/accounts/actions/signing_in.py",
    "portal/accounts/queries/invitations.py",
    "portal/accounts/queries/organisations.py",
    "portal/accounts/queries/people.py",
    "portal/accounts/queries/signing_in.py",
    "portal/infra/marks.py",
    "portal/infra/transactions.py",
    "portal/sla/queries/records.py",  # counts a vendor's agreed months, naming no merchant
    "portal/overview/jobs.py",  # looks in whose cooperations something happened
    "portal/sla/jobs.py",  # opens the months of every contract
    "portal/vendors/actions.py",
}
"""Modules that step over the wall, each for a reason it states."""


def callers_of_across_tenants() -> dict[str, list[ast.Call]]:
    """Module → its calls."""
    found: dict[str, list[ast.Call]] = {}
    for path in sorted((ROOT / "portal").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "across_tenants":
                found.setdefault(path.relative_to(ROOT).as_posix(), []).append(node)
    return found


def test_the_callers_of_across_tenants_are_known() -> None:
    assert set(callers_of_across_tenants()) == MAY_LOOK_ACROSS, (
        "Stepping over the wall is rare: can a query of the party itself, a copied figure or an event do it?"
    )


def test_whoever_looks_across_says_why() -> None:
    silent = [
        f"{place}:{call.lineno}"
        for place, calls in callers_of_across_tenants().items()
        for call in calls
        if not (call.args and isinstance(call.args[0], ast.Constant) and len(str(call.args[0].value)) > 10)
    ]
    assert silent == []
