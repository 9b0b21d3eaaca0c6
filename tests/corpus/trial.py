"""Sends one file of the corpus as a vendor would and says what was wrong about the answer."""

import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Flask
from werkzeug.test import EnvironBuilder

from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.sla.models import Submission
from tests.corpus.odd import Odd
from tests.factories.accounts import PASSWORD
from tests.factories.cooperations import Cooperation
from tests.visitor import Page, Visitor, Watch

VAGUE = ("Please check what you entered.", "Something went wrong")


@dataclass
class Trial:
    """A vendor in front of the board of a month."""

    app: Flask
    pair: Cooperation
    person: Visitor
    board: str
    files: Path
    slowest: float = 0.0
    refused: int = 0
    explained: int = 0

    @classmethod
    def of(cls, app: Flask, pair: Cooperation, folder: Path) -> "Trial":
        """Signed in."""
        person = Visitor(app.test_client(), Watch())
        person.sign_in(pair.vendor.login, PASSWORD)
        return cls(app, pair, person, f"/months/{pair.month_id}", folder)

    def faults_of(self, file: Odd) -> list[str]:
        """Every claim that this file's answer breaks; empty when it is as it should be."""
        before = self._stored()
        began = time.perf_counter()
        page = self._send(file)
        self.slowest = max(self.slowest, time.perf_counter() - began)
        faults: list[str] = []
        is_refused = page.status == 422 or "Submit figures" not in page.text
        if page.status not in {200, 422}:
            return [f"{file.name}: status {page.status}"]
        if page.status == 422 and self._stored() != before:
            faults.append(f"{file.name}: something of a refused file was stored")
        if is_refused:
            self._judge_words(page)
        if (file.verdict == "taken" and is_refused) or (file.verdict == "refused" and not is_refused):
            faults.append(f"{file.name}: expected {file.verdict}: {self._said(page)[:160]}")
        return faults + self._wrong_count(file, page, is_refused=is_refused)

    def _send(self, file: Odd) -> Page:
        form = self.person.get(self.board).form("Read the file")
        data = {name: value for name, value in form.fields.items() if value is not None and name != "file"}
        builder = EnvironBuilder(method="POST", data=data | {"file": (BytesIO(file.content), file.name)})
        environ = builder.get_environ()
        body = environ["wsgi.input"].read()
        environ["wsgi.input"].close()
        builder.close()
        answer = self.person.client.post(
            form.get("action"), data=body, content_type=environ["CONTENT_TYPE"], follow_redirects=True
        )
        return Page(answer, answer.request.path, 0)

    def _judge_words(self, page: Page) -> None:
        self.refused += 1
        said = self._said(page)
        self.explained += bool(said) and not any(vague in said for vague in VAGUE)

    @staticmethod
    def _said(page: Page) -> str:
        found = page.tree.xpath("//*[contains(@class, 'error') or contains(@class, 'problem')]")
        if page.status == 200:
            found += page.tree.xpath("//main//table | //main//p")
        return " ".join(" ".join(" ".join(str(text) for text in one.itertext()).split()) for one in found)

    def _wrong_count(self, file: Odd, page: Page, *, is_refused: bool) -> list[str]:
        if file.buyers is None or is_refused:
            return []
        with self.app.app_context(), across_tenants("a test reads what was staged"):
            staged = db.session.get(Submission, int(page.url.rsplit("/", 1)[-1]))
            counted = None if staged is None else staged.figures["counts"]["consult_users"]
        return [] if counted is not None and file.buyers in counted else [f"{file.name}: counted {counted}"]

    def _stored(self) -> int:
        folder = self.files / "files"
        return sum(1 for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
