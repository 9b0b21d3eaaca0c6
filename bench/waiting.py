"""W3: how much longer the slowest pages of a running installation take than the usual ones, at four connections."""

import statistics
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import chain

from bench.faults.browser import HttpClient, visitor
from bench.faults.installation import Installation, installation
from bench.figures import Figure, at_most
from portal.app import create_app
from portal.infra.db import db
from portal.kernel.permissions import Side
from portal.settings import Settings
from tests.factories.accounts import PASSWORD, Party, acting_as, make_party
from tests.factories.contracts import a_draft

CONNECTIONS = 4
ENOUGH = 400
ROWS = 100
PAGES = ("/today", "/contracts", "/contracts/1", "/months", "/settings")
"""Each opened as often as the others, so that the usual page is none of the extremes."""


@dataclass(eq=False)
class Asker(threading.Thread):
    """One kept connection that asks for one page after the other, each anew."""

    place: Installation
    cookies: str
    rounds: int
    seconds: dict[str, list[float]] = field(default_factory=lambda: {url: [] for url in PAGES})
    failures: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Ask, and write down how long each answer took."""
        connection = HTTPConnection("127.0.0.1", self.place.port, timeout=30)
        for _ in range(self.rounds):
            for url in PAGES:
                began = time.perf_counter()
                connection.request("GET", url, headers={"Cookie": self.cookies, "Accept": "text/html"})
                answer = connection.getresponse()
                answer.read()
                self.seconds[url].append(time.perf_counter() - began)
                self.failures += answer.status != 200
        connection.close()


def slowest_pages(quick: bool) -> list[Figure]:
    """W3: the 99th of a hundred against the 50th, page by page; the worst page counts."""
    rounds = 100 if quick else 500
    with installation() as place:
        place.start()
        cookies = _signed_in(place, _merchant_with_contracts(place))
        _ask(place, cookies, 10)
        askers = _ask(place, cookies, rounds)
        place.stop()
    assert not sum(asker.failures for asker in askers)
    seen = {url: sorted(chain.from_iterable(asker.seconds[url] for asker in askers)) for url in PAGES}
    ratios = {url: _share(times, 0.99) / _share(times, 0.50) for url, times in seen.items()}
    worst = max(ratios, key=lambda url: ratios[url])
    usual = statistics.median(ratios.values())
    detail = ", ".join(
        f"{url} {_share(times, 0.5) * 1000:.0f}/{_share(times, 0.99) * 1000:.0f}/{times[-1] * 1000:.0f} ms"
        for url, times in seen.items()
    )
    enough = all(len(times) >= ENOUGH for times in seen.values())
    return [
        at_most(
            "W3",
            ratios[worst],
            "× p50 (worst page)",
            3.0,
            f"p50/p99/longest: {detail}; median of pages {usual:.2f}",
            enough=enough,
        )
    ]


def _ask(place: Installation, cookies: str, rounds: int) -> list[Asker]:
    askers = [Asker(place, cookies, rounds) for _ in range(CONNECTIONS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return askers


def _share(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _merchant_with_contracts(place: Installation) -> Party:
    app = create_app(Settings(data_folder=place.folder, testing=True))
    merchant, vendor = make_party(app, Side.MERCHANT), make_party(app, Side.VENDOR)
    for _ in range(ROWS):
        with acting_as(app, merchant):
            a_draft(merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id)
    with app.app_context():
        db.engine.dispose()
    return merchant


def _signed_in(place: Installation, party: Party) -> str:
    person = visitor(place.url)
    person.sign_in(party.login, PASSWORD)
    client = person.client
    assert isinstance(client, HttpClient)
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
