"""Whatever is written down changes the tags of all who may see it; nothing is forgotten when a module grows."""

import dataclasses
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from portal.infra.db import Model, db
from portal.infra.events import record
from portal.infra.marks import EVERYBODY, SEEN_ACROSS, UNSEEN, DataMark, scopes_of
from portal.infra.progress import start_engagement
from portal.infra.tenancy import Installation, PartOf, Private, Shared, Tenanted
from portal.kernel.events import Event
from portal.kernel.permissions import Side
from tests.factories.accounts import Party, acting_as, make_party

ROOT = Path(__file__).resolve().parents[3]
PLAIN: dict[Any, Any] = {int: 1, str: "word", bool: True, list: [], tuple: (), dict: {}}


def every_event(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("portal."):
            yield one
        yield from every_event(one)


EVENTS = sorted(set(every_event()), key=lambda kind: (kind.__module__, kind.__name__))


def plain_value(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return None if type(None) in typing.get_args(hint) else plain_value(typing.get_args(hint)[0])
    return PLAIN[typing.get_origin(hint) or hint]


def an_event(kind: type[Event], engagement_id: int | None) -> Event:
    hints = typing.get_type_hints(kind)
    values = {field.name: plain_value(hints[field.name]) for field in dataclasses.fields(kind)}
    return kind(**{**values, "engagement_id": engagement_id})


def marks(app: Flask) -> dict[int, str]:
    with app.app_context():
        return {row.scope: row.mark for row in db.session.execute(select(DataMark.scope, DataMark.mark))}


def two_parties(app: Flask) -> tuple[Party, Party, int]:
    merchant, vendor = make_party(app, Side.MERCHANT), make_party(app, Side.VENDOR)
    with acting_as(app, merchant) as acting:
        opened = start_engagement(
            merchant_id=merchant.organisation_id,
            vendor_id=vendor.organisation_id,
            author_id=merchant.organisation_id,
            name="客服外包",
            moment=acting.now,
            visible_from=acting.now,
        )
        return merchant, vendor, opened.id


def test_every_recorded_event_of_every_module_gives_both_sides_new_marks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "listeners", {})
    merchant, vendor, engagement_id = two_parties(app)
    sides = {merchant.organisation_id, vendor.organisation_id}
    assert len(EVENTS) > 50
    for kind in EVENTS:
        before = marks(app)
        with acting_as(app, merchant):
            record(an_event(kind, engagement_id))
        after = marks(app)
        assert {scope for scope in after if after[scope] != before.get(scope)} >= sides, kind.__name__


def test_an_event_of_one_organisation_gives_it_a_new_mark_and_leaves_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "listeners", {})
    merchant, vendor, _engagement = two_parties(app)
    for kind in EVENTS:
        before = marks(app)
        with acting_as(app, merchant):
            record(an_event(kind, None))
        after = marks(app)
        assert after[merchant.organisation_id] != before[merchant.organisation_id], kind.__name__
        assert after[vendor.organisation_id] == before[vendor.organisation_id], kind.__name__


def row_of(kind: type[Any]) -> tuple[Any, set[int]]:
    """A row that names a different organisation in each column that can name one, and those organisations."""
    mapper = inspect(kind)
    named = {
        mapper.get_property_by_column(column).key: number
        for number, column in enumerate(mapper.local_table.columns, start=101)
        if any(key.column.table.name == "organisations" for key in column.foreign_keys)
    }
    return kind(**named), set(named.values())


def test_every_kind_of_row_is_seen_by_all_it_names_or_by_everybody(app: Flask) -> None:
    with app.app_context():
        for mapper in Model.registry.mappers:
            kind = mapper.class_
            row, named = row_of(kind)
            found = scopes_of(db.session, row, {})
            if kind.__tablename__ in UNSEEN | {"idempotency_keys"}:
                expected: set[int] = set()
            elif issubclass(kind, Private | Shared) and kind.__tablename__ not in SEEN_ACROSS:
                expected = named
            else:
                expected = {EVERYBODY}
            assert found == expected, kind.__name__


def test_only_machinery_is_left_out(app: Flask) -> None:
    with app.app_context():
        kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}
    assert kinds.keys() >= UNSEEN | SEEN_ACROSS
    assert all(issubclass(kinds[name], Installation) for name in UNSEEN)
    assert not any(issubclass(kinds[name], Tenanted) for name in UNSEEN)


def test_a_part_is_seen_by_whoever_sees_the_whole(app: Flask) -> None:
    merchant, _vendor, _engagement = two_parties(app)
    with app.app_context():
        parts = [mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, PartOf)]
        assert parts
        for kind in parts:
            whole, column = kind.parent
            known = frozenset({merchant.organisation_id})
            parent = next(m.class_ for m in Model.registry.mappers if m.class_.__tablename__ == whole)
            part = kind(**{column: 7})
            assert scopes_of(db.session, part, {(parent, 7): known}) == known
            with acting_as(app, merchant):
                assert scopes_of(db.session, part, {}) == {EVERYBODY}, "nobody knows whose it is"


def test_views_that_may_be_shown_again_only_read(built_app: Flask) -> None:
    marked = {
        name for name, view in built_app.view_functions.items() if getattr(view, "same_until_changed", False)
    }
    assert marked == {
        "contracts.detail",
        "contracts.index",
        "invoicing.detail",
        "invoicing.index",
        "overview.today",
        "reviews.detail",
        "reviews.index",
        "sla.month",
        "sla.months",
    }
    rules = [rule for rule in built_app.url_map.iter_rules() if rule.endpoint in marked]
    assert all(rule.methods == {"GET", "HEAD", "OPTIONS"} for rule in rules)


def test_nothing_that_a_page_shows_is_written_beside_the_session() -> None:
    """Marks are given by the session: whoever writes through the engine itself needs a reason."""
    beside = {
        "portal/infra/backup.py",  # puts back a whole installation, its marks included
        "portal/infra/jobs/leases.py",  # the jobs table alone
        "portal/infra/jobs/worker.py",  # the jobs table alone
    }
    found = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "portal").rglob("*.py")
        if "engine.begin(" in file.read_text("utf-8")
    }
    assert found == beside
