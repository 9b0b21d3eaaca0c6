"""Nobody sees or changes what is not theirs, whatever the query says; without a viewer nothing is seen at all.

The tables are made for these tests, one of each kind, so that the wall is tested apart from any module.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, joinedload, mapped_column, registry, relationship

from portal.infra.db import InstantType, Key, Model, Name, db
from portal.infra.tenancy import (
    Installation,
    Invited,
    PartOf,
    Private,
    Public,
    Reference,
    Shared,
    TenancyError,
    Viewer,
    across_tenants,
    parties,
    set_viewer,
    viewing,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MERCHANT, VENDOR, OTHER_MERCHANT, OTHER_VENDOR = 1, 2, 3, 4
EVERYBODY = (MERCHANT, VENDOR, OTHER_MERCHANT, OTHER_VENDOR)


class Own(DeclarativeBase):
    """Tables of these tests, beside those of the portal."""

    registry = registry(type_annotation_map={datetime: InstantType()})


Table("organisations", Own.metadata, Column("id", Integer, primary_key=True), Column("name", String))


class TNote(Private, Own):
    __tablename__ = "t_notes"
    id: Mapped[Key]
    body: Mapped[Name]


class TDeal(Shared, Own):
    __tablename__ = "t_deals"
    __table_args__ = parties()
    either_side_writes = frozenset({"state"})
    id: Mapped[Key]
    title: Mapped[Name]
    state: Mapped[Name] = mapped_column(default="open")
    lines: Mapped[list["TLine"]] = relationship(lazy="raise_on_sql", back_populates="deal")


class TReply(Shared, Own):
    __tablename__ = "t_replies"
    __table_args__ = parties(deal_id="t_deals")
    id: Mapped[Key]
    deal_id: Mapped[int]
    body: Mapped[Name]


class TLine(PartOf, Own):
    __tablename__ = "t_lines"
    parent = ("t_deals", "deal_id")
    id: Mapped[Key]
    deal_id: Mapped[int] = mapped_column(ForeignKey("t_deals.id"))
    body: Mapped[Name]
    deal: Mapped[TDeal] = relationship(lazy="raise_on_sql", back_populates="lines")


class TTender(Invited, Own):
    __tablename__ = "t_tenders"
    invitations = ("t_invitations", "tender_id")
    id: Mapped[Key]
    title: Mapped[Name]


class TInvitation(Shared, Own):
    __tablename__ = "t_invitations"
    __table_args__ = parties()
    id: Mapped[Key]
    tender_id: Mapped[int] = mapped_column(ForeignKey("t_tenders.id"))


class TProfile(Public, Own):
    __tablename__ = "t_profiles"
    id: Mapped[Key]
    title: Mapped[Name]


class TFact(Reference, Own):
    __tablename__ = "t_facts"
    id: Mapped[Key]
    body: Mapped[Name]


class TCounter(Installation, Own):
    __tablename__ = "t_counters"
    id: Mapped[Key]
    body: Mapped[Name]


KINDS = (TNote, TDeal, TReply, TLine, TTender, TInvitation, TProfile, TFact, TCounter)


@pytest.fixture
def tables(app: Flask) -> Iterator[None]:
    """Four organisations and one row of each kind: by the first merchant, with the first vendor."""
    with app.app_context():
        with db.engine.begin() as connection:
            Own.metadata.drop_all(connection, tables=[kind.__table__ for kind in KINDS])
            Own.metadata.create_all(connection, tables=[kind.__table__ for kind in KINDS])
            organisations = Model.metadata.tables["organisations"]
            connection.execute(
                insert(organisations),
                [
                    {"side": "MERCHANT", "name": f"O{n}", "created_at": NOW, "country": "CN", "identifier": "",
                     "language": "en", "time_zone": "UTC", "is_small": False}
                    for n in EVERYBODY
                ],
            )  # fmt: skip
        with viewing(Viewer(MERCHANT, NOW)):
            pair = {"merchant_id": MERCHANT, "vendor_id": VENDOR, "author_id": MERCHANT}
            sealed = NOW + timedelta(hours=1)
            db.session.add_all(
                [
                    TNote(organisation_id=MERCHANT, body="note"),
                    TDeal(**pair, visible_from=NOW, title="seen"),
                    TDeal(**pair, visible_from=sealed, title="sealed"),
                    TDeal(**pair, visible_from=None, title="draft"),
                    TTender(organisation_id=MERCHANT, title="tender"),
                    TProfile(organisation_id=MERCHANT, published_at=NOW, title="published"),
                    TProfile(organisation_id=MERCHANT, published_at=None, title="unpublished"),
                    TFact(body="fact"),
                ]
            )
            db.session.flush()
            db.session.add_all(
                [
                    TReply(**pair, visible_from=NOW, deal_id=1, body="reply"),
                    TLine(deal_id=1, body="line of seen"),
                    TLine(deal_id=3, body="line of draft"),
                    TInvitation(**pair, visible_from=NOW, tender_id=1),
                ]
            )
            db.session.flush()
            db.session.connection().commit()
            db.session.remove()
        yield
        db.session.remove()
        with db.engine.begin() as connection:
            Own.metadata.drop_all(connection, tables=[kind.__table__ for kind in KINDS])


@pytest.fixture
def context(app: Flask, tables: None) -> Iterator[None]:
    set_viewer(None)
    with app.app_context():
        yield
        db.session.rollback()


def seen(column: Any, viewer: int, now: datetime = NOW) -> list[Any]:
    with viewing(Viewer(viewer, now)):
        return sorted(db.session.scalars(select(column)))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (TNote.body, {MERCHANT: ["note"]}),
        (TDeal.title, {MERCHANT: ["draft", "sealed", "seen"], VENDOR: ["seen"]}),
        (TReply.body, {MERCHANT: ["reply"], VENDOR: ["reply"]}),
        (TLine.body, {MERCHANT: ["line of draft", "line of seen"], VENDOR: ["line of seen"]}),
        (TTender.title, {MERCHANT: ["tender"], VENDOR: ["tender"]}),
        (TProfile.title, {MERCHANT: ["published", "unpublished"], VENDOR: ["published"],
                          OTHER_MERCHANT: ["published"], OTHER_VENDOR: ["published"]}),
        (TFact.body, {anybody: ["fact"] for anybody in EVERYBODY}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("context")
def test_each_kind_is_seen_by_whom_it_is_meant_for(column: Any, expected: dict[int, list[str]]) -> None:
    assert {viewer: seen(column, viewer) for viewer in EVERYBODY if seen(column, viewer)} == expected


@pytest.mark.usefixtures("context")
def test_a_sealed_row_opens_at_its_moment() -> None:
    assert seen(TDeal.title, VENDOR, NOW + timedelta(minutes=59)) == ["seen"]
    assert seen(TDeal.title, VENDOR, NOW + timedelta(hours=1)) == ["sealed", "seen"]


QUERIES: dict[str, Callable[[], list[Any]]] = {
    "entities": lambda: list(db.session.scalars(select(TDeal))),
    "columns": lambda: list(db.session.execute(select(TDeal.id))),
    "alias": lambda: list(db.session.scalars(select(aliased(TDeal)))),
    "count": lambda: [1] * int(db.session.scalar(select(func.count()).select_from(TDeal)) or 0),
    "subquery": lambda: list(db.session.execute(select(select(TDeal.id).subquery().c.id))),
    "cte": lambda: list(db.session.execute(select(select(TDeal.id).cte().c.id))),
    "union": lambda: list(db.session.execute(select(TDeal.id).union(select(TDeal.id)))),
    "join": lambda: list(db.session.execute(select(TLine.id).join(TDeal, TDeal.id == TLine.deal_id))),
    "eager": lambda: list(db.session.scalars(select(TLine).options(joinedload(TLine.deal)))),
    "exists": lambda: list(
        db.session.scalars(select(TFact).where(select(TDeal.id).where(TDeal.id == 1).exists()))
    ),
    "in": lambda: list(db.session.scalars(select(TFact).where(TFact.id.in_(select(TDeal.id))))),
    "scalar subquery": lambda: [
        row for row in db.session.scalars(select(select(func.max(TDeal.id)).scalar_subquery())) if row
    ],
    "get": lambda: [row for row in [db.session.get(TDeal, 1)] if row],
    "get a part": lambda: [row for row in [db.session.get(TLine, 1)] if row],
    "legacy query": lambda: list(db.session.query(TDeal)),
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.usefixtures("context")
def test_no_form_of_query_shows_a_strangers_row(name: str) -> None:
    with viewing(Viewer(MERCHANT, NOW)):
        assert QUERIES[name]()
    db.session.expunge_all()
    with viewing(Viewer(OTHER_MERCHANT, NOW)):
        assert QUERIES[name]() == []


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.usefixtures("context")
def test_without_a_viewer_no_form_of_query_answers(name: str) -> None:
    with pytest.raises(TenancyError):
        QUERIES[name]()


@pytest.mark.usefixtures("context")
def test_a_row_in_memory_is_not_handed_to_somebody_else() -> None:
    with viewing(Viewer(MERCHANT, NOW)):
        assert db.session.get(TDeal, 1) is not None
    with viewing(Viewer(OTHER_VENDOR, NOW)):
        assert db.session.get(TDeal, 1) is None
        assert db.session.get(TDeal, 1, with_for_update=True) is None


@pytest.mark.usefixtures("context")
def test_a_relationship_is_never_loaded_on_the_side() -> None:
    with viewing(Viewer(MERCHANT, NOW)):
        line = db.session.scalars(select(TLine)).first()
        db.session.expire_all()
        assert line is not None
        with pytest.raises(InvalidRequestError):
            _ = line.deal


STATEMENTS: dict[str, Callable[[], Any]] = {
    "plain text": lambda: db.session.execute(text("SELECT * FROM t_deals")),
    "bare table": lambda: db.session.execute(select(TDeal.__table__)),
    "bare columns": lambda: db.session.execute(select(TDeal.__table__.c.id)),
    "bulk update": lambda: db.session.execute(update(TDeal).values(title="x")),
    "bulk delete": lambda: db.session.execute(delete(TLine)),
    "bulk insert": lambda: db.session.execute(insert(TNote), [{"organisation_id": VENDOR, "body": "x"}]),
}


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.usefixtures("context")
def test_a_statement_that_goes_round_the_wall_is_refused(name: str) -> None:
    with viewing(Viewer(MERCHANT, NOW)), pytest.raises(TenancyError):
        STATEMENTS[name]()


def change(viewer: int | None, act: Callable[[], None]) -> None:
    with viewing(Viewer(viewer, NOW)):
        act()
        db.session.flush()


def _pair(author: int) -> dict[str, Any]:
    return {"merchant_id": MERCHANT, "vendor_id": VENDOR, "author_id": author, "visible_from": NOW}


def _set(kind: Any, key: int, **values: Any) -> Callable[[], None]:
    def act() -> None:
        with across_tenants("a test takes the row as a careless program would"):
            row = db.session.get(kind, key)
        for name, value in values.items():
            setattr(row, name, value)

    return act


def _delete(kind: Any, key: int) -> Callable[[], None]:
    def act() -> None:
        with across_tenants("a test takes the row as a careless program would"):
            row = db.session.get(kind, key)
        db.session.delete(row)

    return act


def _add(row: Callable[[], Any]) -> Callable[[], None]:
    return lambda: db.session.add(row())


CHANGES: list[tuple[str, int, Callable[[], None], bool]] = [
    ("the author changes", MERCHANT, _set(TDeal, 1, title="x"), True),
    ("the other side changes", VENDOR, _set(TDeal, 1, title="x"), False),
    ("the other side moves the state", VENDOR, _set(TDeal, 1, state="signed"), True),
    ("the other side moves more than the state", VENDOR, _set(TDeal, 1, state="signed", title="x"), False),
    ("a stranger moves the state", OTHER_VENDOR, _set(TDeal, 1, state="signed"), False),
    ("the other side authors an answer", VENDOR, _add(lambda: TReply(**_pair(VENDOR), deal_id=1, body="x")), True),
    ("somebody authors for the other", VENDOR, _add(lambda: TReply(**_pair(MERCHANT), deal_id=1, body="x")), False),
    ("a third authors among two", OTHER_VENDOR, _add(lambda: TReply(**_pair(4), deal_id=1, body="x")), False),
    ("the other side deletes", VENDOR, _delete(TDeal, 3), False),
    ("the other side takes a row over", VENDOR, _set(TDeal, 1, author_id=VENDOR, title="x"), False),
    ("a stranger makes himself a party", OTHER_VENDOR, _set(TDeal, 1, vendor_id=OTHER_VENDOR, state="x"), False),
    ("somebody takes another's note", VENDOR, _set(TNote, 1, organisation_id=VENDOR), False),
    ("somebody gives his note away", MERCHANT, _set(TNote, 1, organisation_id=VENDOR), False),
    ("a part moves to another parent", MERCHANT, _set(TLine, 1, deal_id=2), False),
    ("the author deletes", MERCHANT, _delete(TReply, 1), True),
    ("the author adds a part", MERCHANT, _add(lambda: TLine(deal_id=1, body="x")), True),
    ("the other side adds a part", VENDOR, _add(lambda: TLine(deal_id=1, body="x")), False),
    ("the other side changes a part", VENDOR, _set(TLine, 1, body="x"), False),
    ("a stranger adds a part", OTHER_VENDOR, _add(lambda: TLine(deal_id=1, body="x")), False),
    ("the owner changes", MERCHANT, _set(TNote, 1, body="x"), True),
    ("somebody changes another's note", VENDOR, _set(TNote, 1, body="x"), False),
    ("somebody writes into another's notes", VENDOR, _add(lambda: TNote(organisation_id=MERCHANT, body="x")), False),
    ("the invited changes the tender", VENDOR, _set(TTender, 1, title="x"), False),
    ("a reader changes a profile", VENDOR, _set(TProfile, 1, title="x"), False),
    ("facts may be written by their module", VENDOR, _set(TFact, 1, body="x"), True),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "viewer", "act", "allowed"), CHANGES, ids=[row[0] for row in CHANGES])
@pytest.mark.usefixtures("context")
def test_only_who_may_change_a_row_does(
    claim: str, viewer: int, act: Callable[[], None], allowed: bool
) -> None:
    if allowed:
        change(viewer, act)
    else:
        with pytest.raises(TenancyError):
            change(viewer, act)


@pytest.mark.usefixtures("context")
def test_nobody_in_particular_changes_nothing() -> None:
    with pytest.raises(TenancyError):
        change(None, _set(TNote, 1, body="x"))


@pytest.mark.usefixtures("context")
def test_a_row_cannot_hang_under_the_deal_of_another_pair() -> None:
    stray = TReply(
        merchant_id=OTHER_MERCHANT, vendor_id=VENDOR, author_id=VENDOR, visible_from=NOW, deal_id=1, body="x"
    )
    with viewing(Viewer(VENDOR, NOW)):
        db.session.add(stray)
        with pytest.raises(IntegrityError):
            db.session.flush()


@pytest.mark.usefixtures("context")
def test_across_tenants_sees_and_changes_everything_for_as_long_as_it_lasts() -> None:
    with across_tenants("this test"):
        assert len(db.session.scalars(select(TDeal)).all()) == 3
        db.session.execute(update(TDeal).values(title="x"))
    with pytest.raises(TenancyError):
        db.session.scalars(select(TDeal)).all()
