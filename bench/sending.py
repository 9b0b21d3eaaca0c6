"""A vendor who sends a large file of conversations to a running installation, as a browser would, and submits it."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from bench.faults.browser import HttpClient, NoAnswer, visitor
from bench.faults.installation import Installation, installation
from portal.app import create_app
from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import Term
from portal.infra.db import db
from portal.settings import Settings
from portal.sla.queries.months import month_of_contract
from tests.factories.accounts import PASSWORD, Party, acting_as
from tests.factories.cooperations import MOMENT, make_cooperation, month_terms
from tests.visitor import Page, Visitor

PIECE = 1 << 20
PATIENCE = 600.0
MONTH = "2026-11"
LINES = (
    SlaLine("frt_avg", 1, Decimal(30)),
    SlaLine("frt_p90", 1, Decimal(60)),
    SlaLine("csat", 1, Decimal(60)),
)


@dataclass
class Sender:
    """Somebody at the vendor with a month that waits for one file."""

    place: Installation
    party: Party
    month_id: int
    phases: dict[str, float] = field(default_factory=dict)

    def work(self, path: Path) -> None:
        """Send the file, wait until it was read, and submit it. Raises NoAnswer when the connection breaks."""
        person = visitor(self.place.url, PATIENCE)
        person.sign_in(self.party.login, PASSWORD)
        self.phases.clear()
        began = time.monotonic()
        address = self._send(person, path)
        self.phases["sent"] = time.monotonic() - began
        page = self._read(person, address)
        self.phases["read"] = time.monotonic() - began
        values = {"reason": "again"} if 'name="reason"' in page.response.get_data(as_text=True) else {}
        person.submit(page, values, having="submit")
        self.phases["judged"] = time.monotonic() - began

    def _send(self, person: Visitor, path: Path) -> str:
        """The form with the file, streamed from disk; answers the address of the preview."""
        page = person.get(f"/months/{self.month_id}")
        form = page.form(f"/months/{self.month_id}/files")
        fields = {name: str(value) for name, value in form.fields.items() if name != "file" and value}
        client = person.client
        assert isinstance(client, HttpClient)
        return _posted(client, str(form.get("action")), fields, path)

    def _read(self, person: Visitor, address: str) -> Page:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            page = person.get(address)
            if "are being read" not in page.text:
                return page
            time.sleep(0.1)
        raise AssertionError("the file was not read in time")


def _posted(client: HttpClient, url: str, fields: dict[str, str], path: Path) -> str:
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="rows.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    head, tail = "".join(parts).encode(), f"\r\n--{border}--\r\n".encode()
    connection = HTTPConnection(client.host, client.port, timeout=PATIENCE)
    try:
        connection.putrequest("POST", url)
        connection.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in client.cookies.items()))
        connection.putheader("Content-Type", f"multipart/form-data; boundary={border}")
        connection.putheader("Content-Length", str(len(head) + path.stat().st_size + len(tail)))
        connection.endheaders()
        connection.send(head)
        with path.open("rb") as stream:
            for piece in _pieces(stream):
                connection.send(piece)
        connection.send(tail)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as broken:
        raise NoAnswer(str(broken)) from broken
    finally:
        connection.close()
    assert answer.status == 303, f"the upload was answered {answer.status}"
    return urlsplit(answer.headers["Location"]).path


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


@contextmanager
def sender() -> Iterator[Sender]:
    """A running installation with a contract whose November waits for one file of conversations."""
    with installation() as place:
        place.start()
        app = create_app(Settings(data_folder=place.folder, testing=True))
        terms = month_terms(
            shops=(), sla=LINES, term=Term(start=date(2026, 10, 1), last_day=date(2027, 9, 30))
        )
        pair = make_cooperation(app, terms)
        with acting_as(app, pair.vendor, moment=MOMENT):
            found = month_of_contract(pair.contract_id, MONTH)
            assert found is not None
            month_id = found.id
        with app.app_context():
            db.engine.dispose()
        yield Sender(place, pair.vendor, month_id)
