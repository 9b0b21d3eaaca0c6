"""The wall between parties: six kinds of rows, three viewers, and every way round that must stay shut."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, UniqueConstraint, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column, registry, relationship

from portal.infra.db import InstantType, configure_database, prepare_sqlite
from portal.infra.tenancy import (
    Invited,
    PartOf,
    Private,
    Public,
    Reference,
    Shared,
    TenancyError,
    TenantSession,
    Viewer,
    across_tenants,
    parties,
    viewing,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MERCHANT, VENDOR, STRANGER = 1, 2, 3


class Base(DeclarativeBase):
    registry = registry(type_annotation_map={datetime: InstantType()})


tables = SQLAlchemy(model_class=Base, session_options={"class_": TenantSession, "expire_on_commit": False})


class Party(Reference, Base):
    __tablename__ = "organisations"
    id: Mapped[int] = mapped_column(primary_key=True)


class Memo(Private, Base):
    __tablename__ = "memos"
    id: Mapped[int] = mapped_column(primary_key=True)


class Deal(Shared, Base):
    __tablename__ = "deals"
    __table_args__ = parties()
    either_side_writes = frozenset({"state"})
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    lines: Mapped[list["DealLine"]] = relationship(lazy="raise_on_sql", back_populates="deal")


class DealLine(PartOf, Base):
    __tablename__ = "deal_lines"
    parent = ("deals", "deal_id")
    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    words: Mapped[str]
    deal: Mapped[Deal] = relationship(lazy="raise_on_sql", back_populates="lines")


class Remark(PartOf, Base):
    __tablename__ = "remarks"
    parent = ("deal_lines", "line_id")
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("deal_lines.id"))


class Bill(Shared, Base):
    __tablename__ = "bills"
    __table_args__ = parties(UniqueConstraint("deal_id"), deal_id="deals")
    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int]


class Wish(Invited, Base):
    __tablename__ = "wishes"
    invitations = ("asks", "wish_id")
    id: Mapped[int] = mapped_column(primary_key=True)


class Ask(Shared, Base):
    __tablename__ = "asks"
    __table_args__ = parties()
    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int]


class Showcase(Public, Base):
    __tablename__ = "showcases"
    id: Mapped[int] = mapped_column(primary_key=True)


def shared(kind, author=MERCHANT, visible_from=NOW, **values):
    return kind(merchant_id=MERCHANT, vendor_id=VENDOR, author_id=author, visible_from=visible_from, **values)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[TenantSession]:
    app = Flask("wall")
    configure_database(app, f"sqlite:///{tmp_path / 'wall.sqlite'}")
    app.extensions.pop("sqlalchemy")
    tables.init_app(app)
    with app.app_context():
        prepare_sqlite(tables.engine)
        tables.create_all()
        with across_tenants("the stage is set"):
            tables.session.add_all([Party(id=n) for n in (MERCHANT, VENDOR, STRANGER)])
            tables.session.flush()
            tables.session.add_all(
                [
                    Memo(id=1, organisation_id=MERCHANT),
                    shared(Deal, id=1, title="shown"),
                    shared(Deal, id=2, title="not yet", visible_from=None),
                    shared(Deal, id=3, title="tomorrow", visible_from=NOW + timedelta(days=1)),
                    shared(Deal, id=4, title="the vendor's own", author=VENDOR, visible_from=None),
                    Wish(id=1, organisation_id=MERCHANT),
                    Wish(id=2, organisation_id=MERCHANT),
                    shared(Ask, id=1, wish_id=1),
                    shared(Ask, id=2, wish_id=2, visible_from=None),
                    Showcase(id=1, organisation_id=VENDOR, published_at=NOW),
                    Showcase(id=2, organisation_id=VENDOR, published_at=None),
                ]
            )
            tables.session.flush()
            tables.session.add_all([DealLine(id=n, deal_id=n, words=f"line {n}") for n in (1, 2, 3, 4)])
            tables.session.flush()
            tables.session.add_all([Remark(id=n, line_id=n) for n in (1, 2, 3, 4)])
            tables.session.commit()
            tables.session.expunge_all()
        yield tables.session
        tables.session.remove()
        tables.engine.dispose()


@pytest.mark.parametrize(
    ("kind", "merchant", "vendor", "stranger"),
    [
        (Memo, [1], [], []),
        (Deal, [1, 2, 3], [1, 4], []),
        (DealLine, [1, 2, 3], [1, 4], []),
        (Remark, [1, 2, 3], [1, 4], []),
        (Wish, [1, 2], [1], []),
        (Ask, [1, 2], [1], []),
        (Showcase, [1], [1, 2], [1]),
        (Party, [1, 2, 3], [1, 2, 3], [1, 2, 3]),
    ],
)
def test_each_kind_is_seen_by_whom_it_concerns(session, kind, merchant, vendor, stranger):
    for viewer, expected in ((MERCHANT, merchant), (VENDOR, vendor), (STRANGER, stranger)):
        with viewing(Viewer(viewer, NOW)):
            assert [row.id for row in session.scalars(select(kind).order_by(kind.id))] == expected
            assert session.scalar(select(func.count(kind.id))) == len(expected)
            other = aliased(kind)
            assert list(session.scalars(select(other.id).order_by(other.id))) == expected
            assert [n for n in (1, 2, 3, 4) if session.get(kind, n) is not None] == expected


def test_joins_and_subqueries_are_walled_too(session):
    with viewing(Viewer(VENDOR, NOW)):
        joined = (
            select(Deal.title, DealLine.words).join(DealLine, DealLine.deal_id == Deal.id).order_by(Deal.id)
        )
        assert session.execute(joined).all() == [("shown", "line 1"), ("the vendor's own", "line 4")]
        inner = select(func.count(Deal.id)).where(Deal.merchant_id == Party.id).scalar_subquery()
        assert session.execute(select(inner).where(Party.id == MERCHANT)).scalar_one() == 2


def test_the_identity_map_hands_out_nobody_elses_row(session):
    with viewing(Viewer(MERCHANT, NOW)):
        assert session.get(Deal, 2).title == "not yet"
    with viewing(Viewer(STRANGER, NOW)):
        assert session.get(Deal, 2) is None


def test_a_day_later_the_other_side_sees_more(session):
    with viewing(Viewer(VENDOR, NOW + timedelta(days=1))):
        assert list(session.scalars(select(Deal.id).order_by(Deal.id))) == [1, 3, 4]


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT * FROM deals"),
        select(Deal.metadata.tables["deals"]),
        select(Deal.metadata.tables["deals"].c.id),
        insert(Deal).values(id=9, merchant_id=1, vendor_id=2, author_id=1, title="bulk", state="open"),
        update(Deal).values(title="bulk"),
        update(DealLine).values(words="bulk"),
    ],
)
def test_statements_that_do_not_know_who_is_looking_are_refused(session, statement):
    with viewing(Viewer(MERCHANT, NOW)), pytest.raises(TenancyError):
        session.execute(statement)


def test_without_a_viewer_nothing_is_read_or_written(session):
    with pytest.raises(TenancyError):
        session.scalars(select(Deal)).all()
    session.add(Memo(organisation_id=MERCHANT))
    with pytest.raises(TenancyError):
        session.flush()


def test_across_tenants_states_a_reason_and_sees_everything(session):
    with across_tenants("a test"):
        assert session.scalar(select(func.count(Deal.id))) == 4


@pytest.mark.parametrize(
    "row",
    [
        Memo(organisation_id=MERCHANT),
        shared(Deal, title="in the merchant's name"),
        shared(Deal, title="by nobody of the two", author=STRANGER),
        DealLine(deal_id=1, words="hung under the merchant's deal"),
        Showcase(organisation_id=MERCHANT),
        Wish(organisation_id=MERCHANT),
    ],
    ids=lambda row: type(row).__name__,
)
def test_nobody_writes_in_the_name_of_another(session, row):
    session.expunge_all()
    with viewing(Viewer(VENDOR, NOW)):
        session.add(row)
        with pytest.raises(TenancyError):
            session.flush()
        session.rollback()


def test_a_shared_row_is_changed_by_its_author_only_except_its_state(session):
    with viewing(Viewer(VENDOR, NOW)):
        deal = session.get(Deal, 1)
        deal.state = "accepted"
        session.flush()
        deal.title = "cheaper"
        with pytest.raises(TenancyError):
            session.flush()
        session.rollback()


def test_a_part_is_written_by_the_author_of_the_whole(session):
    with viewing(Viewer(MERCHANT, NOW)):
        session.add(DealLine(deal_id=1, words="one more"))
        deal = shared(Deal, title="new")
        session.add(deal)
        session.add(DealLine(deal=deal, words="of a new one"))
        session.flush()


def test_a_bill_cannot_hang_under_the_deal_of_another_pair(session):
    with viewing(Viewer(STRANGER, NOW)):
        session.add(Bill(merchant_id=STRANGER, vendor_id=VENDOR, author_id=STRANGER, deal_id=1))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
