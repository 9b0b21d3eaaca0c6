"""Two pairs of parties that know nothing of each other, with a marked word in every text, for checks from outside.

Whoever finds a word of one pair in front of somebody of the other has found a leak.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Flask

from portal.accounts.actions.invitations import invite_person
from portal.contracts.actions.files import keep_attachment
from portal.demonstration.cooperation import Cooperation, ShopWork, first_month
from portal.demonstration.plots.checking import compare
from portal.demonstration.plots.contracts import contract
from portal.demonstration.plots.months import months
from portal.demonstration.plots.people import settle
from portal.demonstration.plots.tenders import tender
from portal.demonstration.stage import Act, Stage
from portal.demonstration.tendering import Answer, Asked, Tender
from portal.demonstration.work import Quality
from portal.demonstration.world import Cast, Particulars, Person
from portal.infra.jobs import run_due_jobs
from portal.kernel.metrics import OwnKind, OwnMetric, Words
from portal.kernel.money import Money
from portal.kernel.permissions import Role, Side
from portal.kernel.rate_cards import LineType, RateLine
from portal.reference.actions import define_metric
from portal.sla.actions.batches import stage_files
from portal.sla.actions.sending import read_files
from portal.sla.queries.months import month, submission
from portal.sla.queries.samples import sample_files
from portal.sla.rules.own_metrics import kinds_of
from portal.vendors.actions import change_profile

ZONE = ZoneInfo("Asia/Shanghai")
SCAN = b"\x89PNG\r\n\x1a\n" + bytes(32)
BEFORE_START = timedelta(days=40)
WEIGHTS = {"capability": 25, "quality": 25, "price": 25, "reputation": 25}


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in."""

    organisation: str
    side: Side
    role: Role
    account: str
    password: str
    secret: str
    """The word that stands in all texts only this person's pair may read."""


@dataclass(frozen=True)
class Pair:
    """A merchant, its vendor, and everything between them."""

    letter: str
    merchant: Cast
    vendor: Cast
    cooperation: Cooperation
    told: Tender


def secret_of(letter: str) -> str:
    """The beginning of every word that belongs to one pair alone."""
    return f"geheim{letter}"


def word(letter: str, place: str) -> str:
    """The marked word of one text field."""
    return f"{secret_of(letter)}-{place}"


def password_of(person: Person) -> str:
    """Known on purpose: this is never done to an installation that people use."""
    return f"canary {person.account} sings"


def seed_canaries(app: Flask, today: date) -> list[Login]:
    """Fill an empty installation with both pairs and the operator; returns everybody who can sign in."""
    present = datetime.combine(today, time(20), tzinfo=ZONE)
    stage = Stage(app, present)
    pairs = [_pair(letter) for letter in ("a", "b")]
    operator = _cast("operator", Side.OPERATOR, "")
    casts = [operator, *(cast for pair in pairs for cast in (pair.merchant, pair.vendor))]
    begun = (
        datetime.combine(first_month(pairs[0].cooperation, today).first_day, time(9), tzinfo=ZONE)
        - BEFORE_START
    )
    settle(stage, begun - timedelta(days=1), casts, password_of)
    plots = [_plot(stage, pair, begun, today) for pair in pairs]
    for act in heapq.merge(*plots, key=lambda act: act.at):
        stage.play(act)
    with app.app_context():
        run_due_jobs(present)
    return [
        Login(
            cast.name,
            cast.side,
            person.roles[0],
            person.account,
            password_of(person),
            secret_of(cast.key[-1]),
        )
        for cast in casts
        for person in cast.people
    ]


def _plot(stage: Stage, pair: Pair, begun: datetime, today: date) -> Iterator[Act]:
    start = first_month(pair.cooperation, today).first_day
    yield from tender(stage, pair.told, asked_at=begun, start=start, merchant=pair.merchant)
    for cast in (pair.merchant, pair.vendor):
        yield Act(begun + timedelta(hours=20), cast, Role.OWNER, partial(_invite, pair.letter))
    yield Act(begun + timedelta(hours=21), pair.vendor, Role.OWNER, partial(_show_profile, pair.letter))
    yield Act(begun + timedelta(hours=22), pair.merchant, Role.MANAGER, partial(_define_metric, pair.letter))
    last: Act | None = None
    for act in contract(stage, pair.cooperation, today, after_award=True):
        yield act
        last = act
    if last is not None:
        signed = last
        yield Act(
            signed.at + timedelta(hours=1),
            pair.merchant,
            Role.MANAGER,
            lambda: keep_attachment(signed.result, BytesIO(SCAN), f"{word(pair.letter, 'scan')}.png").id,
        )
        yield Act(
            signed.at + timedelta(hours=2), pair.merchant, Role.MANAGER, partial(_send_files, pair.letter)
        )
        yield from months(pair.cooperation, last.result, today)
        evening = datetime.combine(today, time(19, 59), tzinfo=ZONE)
        yield Act(evening, pair.merchant, Role.MANAGER, partial(_compare_export, pair.letter))


def _invite(letter: str) -> str:
    return invite_person(name=word(letter, "invited"), address=word(letter, "address"), roles=(Role.VIEWER,))


def _send_files(letter: str) -> int:
    """A file whose place nobody has told yet."""
    content = "日期,旺旺昵称,接待人数,平均响应(秒)\r\n2001-01-01,客服,5,20\r\n".encode()
    return stage_files(read_files([(f"{word(letter, 'file')}.csv", content)])).id


def _compare_export(letter: str) -> int:
    """The merchant's own export of the latest month with figures."""
    of = month(submission(sample_files()[0].id).month_id)
    return compare(of, {}, f"{word(letter, 'export')}.csv")


def _define_metric(letter: str) -> int:
    name = word(letter, "metric")
    metric = OwnMetric(
        key="",
        version=0,
        name=Words(name, name, name),
        counts=Words(word(letter, "counts"), word(letter, "counts"), word(letter, "counts")),
        kind=OwnKind.RATIO,
        numerator=("transfer_out",),
        denominator=("sessions",),
    )
    return define_metric(metric, kinds=kinds_of(metric)).id


def _show_profile(letter: str) -> int:
    """A published profile is for everybody, so its words are no secrets."""
    return change_profile(facts={"about": f"canary profile {letter}"}, is_published=True).id


def _pair(letter: str) -> Pair:
    merchant = _cast(f"merchant-{letter}", Side.MERCHANT, letter)
    vendor = _cast(f"vendor-{letter}", Side.VENDOR, letter)
    shop = ShopWork(word(letter, "shop"), "tmall", "chitu", "xlsx", (word(letter, "agent"),), 40, Quality())
    cooperation = Cooperation(
        key=f"canary-{letter}",
        merchant=merchant,
        vendor=vendor,
        name=word(letter, "cooperation"),
        shops=(shop,),
        months=3,
    )
    asked = Asked(
        title=word(letter, "requirement"),
        shops=(("tmall", shop.name),),
        category=word(letter, "category"),
        work_contents=("inquiry",),
        opens=9,
        closes=18,
        buyers_a_day=40,
        people=(("combined", "day", 3),),
        standards={"frt_avg": Decimal(30)},
        budget_minor=15_000_00,
        expected_sales_minor=900_000_00,
        notes=word(letter, "requirement-notes"),
    )
    seat = RateLine(
        line_type=LineType.SEAT_MONTH, label=word(letter, "line"), unit_price=Money(4_600_00, "CNY")
    )
    answer = Answer(vendor, "CNY", (seat,), {"frt_avg": Decimal(30)}, word(letter, "quote-note"))
    told = Tender(asked, (answer,), WEIGHTS, vendor, word(letter, "award-reason"))
    return Pair(letter, merchant, vendor, cooperation, told)


def _cast(key: str, side: Side, letter: str) -> Cast:
    people = tuple(
        Person(f"{key}-{role.value}", f"{word(letter, role.value)} {side.value}", role.value, (role,))
        for role in Role
    )
    return Cast(
        key=key,
        side=side,
        name=f"Canary {key}",
        identifier="",
        particulars=Particulars(
            address=word(letter, "address"),
            phone="0571-5550 0000",
            legal_representative=word(letter, "representative"),
            bank_name=word(letter, "bank"),
            bank_account=word(letter, "account"),
        ),
        people=people,
    )
