"""W1 and W2: what a page costs against the floor of Flask and Jinja with the rows already in memory."""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

from bench.figures import Figure, at_most
from portal.app import create_app
from portal.infra.access import signed_in
from portal.infra.db import db
from portal.infra.pages import page
from portal.kernel.permissions import Side
from portal.settings import Settings
from tests.factories.accounts import PASSWORD, acting_as, make_party
from tests.factories.contracts import a_draft
from tests.visitor import Visitor, Watch

ROWS = 100
FLOOR = """{% extends "layout/page.html" %}
{% block title %}Floor{% endblock %}
{% block content %}<table><tbody>
{% for row in rows %}<tr><th scope="row"><a href="/contracts/{{ row.id }}">{{ row.number }}</a></th>
<td>{{ row.other }}</td><td>{{ row.state }}</td><td>{{ row.turn }}</td><td>{{ row.starts }}</td><td>{{ row.ends }}</td>
</tr>{% endfor %}
</tbody></table>{% endblock %}"""

floor = Blueprint("floor", __name__)


@floor.get("/bench/floor")
@signed_in
def rows_in_memory() -> str:
    """A hundred rows without a question to the database."""
    rows = [
        {
            "id": n,
            "number": f"C-{n:04}",
            "other": "Vendor",
            "state": "draft",
            "turn": "–",
            "starts": "–",
            "ends": "–",
        }
        for n in range(ROWS)
    ]
    return page("bench/floor.html", rows=rows)


@floor.get("/bench/ok")
@signed_in
def bare_ok() -> str:
    """Nothing but the session check."""
    return "ok"


def list_page(quick: bool) -> list[Figure]:
    """W1: the list of 100 contracts, its queries included."""
    return _measured("W1", (("contracts", "/contracts", 2.0),), "/bench/floor", quick)


def other_pages(quick: bool) -> list[Figure]:
    """W2: any other page against the same floor, and a page that is unchanged against a bare "ok"."""
    pages = (("today", "/today", 1.5), ("settings", "/settings", 1.5), ("contract", "/contracts/1", 1.5))
    unchanged = (("today unchanged", "/today", 1.25), ("contract unchanged", "/contracts/1", 1.25))
    return [
        *_measured("W2", pages, "/bench/floor", quick),
        *_measured("W2", unchanged, "/bench/ok", quick, is_unchanged=True),
    ]


def _measured(
    goal: str,
    pages: tuple[tuple[str, str, float], ...],
    base: str,
    quick: bool,
    *,
    is_unchanged: bool = False,
) -> list[Figure]:
    rounds = 40 if quick else 300
    with TemporaryDirectory(prefix="steelyard-bench-") as folder:
        app = _app(Path(folder))
        client = _signed_in(app)
        costs: dict[str, list[float]] = {url: [] for url in (base, *(url for _n, url, _l in pages))}
        tags = {}
        for url in costs:
            for _ in range(5):
                answer = client.get(url)
                assert answer.status_code == 200, url
            tags[url] = answer.headers.get("ETag", "") if is_unchanged else ""
        for _ in range(rounds):
            for url, seen in costs.items():
                seen.append(_cpu(client, url, tags[url]))
    ground = statistics.median(costs[base])
    return [
        at_most(
            goal,
            statistics.median(costs[url]) / ground,
            f"× {base.rsplit('/')[-1]} ({name})",
            limit,
            f"{statistics.median(costs[url]) * 1000:.2f} ms CPU, base {ground * 1000:.2f} ms, median of {rounds}",
            enough=rounds >= 40,
        )
        for name, url, limit in pages
    ]


def _cpu(client: FlaskClient, url: str, tag: str) -> float:
    headers = {"If-None-Match": tag} if tag else {}
    began = time.process_time()
    answer = client.get(url, headers=headers)
    spent = time.process_time() - began
    assert answer.status_code == (304 if tag else 200), url
    return spent


def _app(folder: Path) -> Flask:
    app = create_app(Settings(data_folder=folder, testing=True))
    app.register_blueprint(floor)
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader({"bench/floor.html": FLOOR}), loader])
    with app.app_context():
        db.create_all()
    return app


def _signed_in(app: Flask) -> FlaskClient:
    """Somebody of a merchant with a hundred contracts."""
    merchant, vendor = make_party(app, Side.MERCHANT), make_party(app, Side.VENDOR)
    for _ in range(ROWS):
        with acting_as(app, merchant):
            a_draft(merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id)
    client = app.test_client()
    Visitor(client, Watch()).sign_in(merchant.login, PASSWORD)
    return client
