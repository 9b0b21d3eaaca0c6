"""B1: the pages of a month with five years of months behind it, against the same pages with one year."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.figures import Figure, at_most
from portal.app import create_app
from portal.contracts.rules.terms import Term
from portal.infra.db import db
from portal.settings import Settings
from portal.sla.models import MonthRecord
from portal.sla.queries.months import month_of_contract
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant, make_vendor
from tests.factories.cooperations import HEADING, MOMENT, hand_in_file, make_contract, month_terms
from tests.visitor import Visitor, Watch

LAST = date(2027, 9, 30)
YEARS = {1: date(2025, 11, 1), 5: date(2021, 11, 1)}
AGENTS, DAYS = 20, 31


@dataclass(frozen=True)
class Stock:
    """A merchant's portal with one contract of so many years, signed in."""

    client: FlaskClient
    month: str
    trends: str


def boards(quick: bool) -> list[Figure]:
    """B1: board, days, people and the list of months: five years cost no more statements and hardly more time."""
    rounds = 15 if quick else 100
    with TemporaryDirectory(prefix="steelyard-bench-") as folder:
        stocks = {years: _stock(Path(folder) / str(years), first) for years, first in YEARS.items()}
        pages: dict[str, Callable[[Stock], str]] = {
            "board": lambda stock: stock.month,
            "days": lambda stock: f"{stock.month}/days",
            "people": lambda stock: f"{stock.month}/people",
            "months": lambda stock: "/months",
            "trends of 60 months": lambda stock: stock.trends,
        }
        return [
            _compared(name, {years: (stock.client, url(stock)) for years, stock in stocks.items()}, rounds)
            for name, url in pages.items()
        ]


def _compared(name: str, addresses: dict[int, tuple[FlaskClient, str]], rounds: int) -> Figure:
    costs: dict[int, list[float]] = {years: [] for years in addresses}
    for client, url in addresses.values():
        for _ in range(3):
            assert client.get(url).status_code == 200, url
    for _ in range(rounds):
        for years, (client, url) in addresses.items():
            began = time.process_time()
            client.get(url)
            costs[years].append(time.process_time() - began)
    short, long = (statistics.median(costs[years]) for years in sorted(costs))
    limit = 3.0 if name.startswith("trends") else 1.2
    return at_most(
        "B1",
        long / short,
        f"× one year ({name})",
        limit,
        f"{long * 1000:.1f} ms CPU with 60 months, {short * 1000:.1f} ms with 12, median of {rounds}",
        enough=rounds >= 15,
    )


def _stock(folder: Path, first: date) -> Stock:
    """A contract from that day on whose months all have results, the latest with rows by agent and day."""
    app = create_app(Settings(data_folder=folder, testing=True))
    with app.app_context():
        db.create_all()
    merchant, vendor = make_merchant(app), make_vendor(app)
    contract_id, month_id = _contract(app, merchant, vendor, first)
    hand_in_file(app, vendor, month_id, _rows(), "数据.csv")
    with acting_as(app, merchant, moment=MOMENT):
        months = list(db.session.scalars(select(MonthRecord).order_by(MonthRecord.first_day)))
        results = next(one.results for one in months if one.id == month_id)
        for one in months:
            one.results = results
    client = app.test_client()
    Visitor(client, Watch()).sign_in(merchant.login, PASSWORD)
    return Stock(client, f"/months/{month_id}", f"/contracts/{contract_id}/trends?months=60")


def _contract(app: Flask, merchant: Party, vendor: Party, first: date) -> tuple[int, int]:
    with acting_as(app, merchant, moment=MOMENT):
        contract_id = make_contract(merchant, vendor, month_terms(term=Term(start=first, last_day=LAST)))
        found = month_of_contract(contract_id, "2026-10")
        assert found is not None
        return contract_id, found.id


def _rows() -> str:
    lines = [
        f"2026-10-{day:02},甲店,客服{agent:02},{100 + agent},{100 + agent},{(day * agent) % 5},{15 + agent % 7},400"
        for day in range(1, DAYS + 1)
        for agent in range(AGENTS)
    ]
    return "\n".join([HEADING, *lines]) + "\n"
