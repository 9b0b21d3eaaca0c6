"""Every route for every role of every organisation and for nobody: the right answer, no word of others, no change."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from portal.demonstration.canaries import Login, seed_canaries
from portal.infra.db import db
from portal.kernel.permissions import Role, Side
from tests.app.access.matrix import (
    Answer,
    Person,
    Request,
    expected,
    fits,
    missing_objects,
    requests,
    unmapped,
)
from tests.conftest import make_empty_app
from tests.visitor import Visitor, Watch

TODAY = date(2026, 11, 22)
MAY_CHANGE = frozenset({"sign_ins", "idempotency_keys", "sign_in_failures"})
"""Tables in which a refused request may leave something: who was signed in, and that somebody tried."""
NOT_ASKED = frozenset({"accounts.sign_out", "accounts.switch_organisation", "accounts.choose_language"})
"""Acts on one's own session, which would change who asks next."""


@dataclass
class World:
    """The installation with both pairs, and a browser for everybody."""

    app: Flask
    pair: tuple[int, int]
    people: dict[Person, FlaskClient] = field(default_factory=dict)
    secrets: dict[Person, str] = field(default_factory=dict)
    tokens: dict[Person, str] = field(default_factory=dict)
    wanted: list[Request] = field(default_factory=list)
    asked: int = 0

    def let_in(self, person: Person, login: Login | None) -> None:
        """Give the person a browser, and sign them in."""
        self.people[person] = self.app.test_client()
        if login is not None:
            Visitor(self.people[person], Watch()).sign_in(login.account, login.password)
            self.secrets[person] = login.secret

    def ask(self, person: Person, wanted: Request) -> tuple[int, str, bytes]:
        """Status, location and body of the answer."""
        self.asked += 1
        client = self.people[person]
        if wanted.method == "GET":
            answer = client.get(wanted.url)
        else:
            keys = {"csrf_token": self._token(person), "idempotency_key": f"key-{self.asked}"}
            answer = client.open(wanted.url, method=wanted.method, data=keys)
        body = answer.get_data()
        answer.close()
        return answer.status_code, answer.location or "", body

    def questions(self, person: Person) -> Iterator[tuple[Request, Answer]]:
        """Every request with the answer this person must get."""
        if not self.wanted:
            self.wanted = [one for one in requests(self.app, self.pair) if one.endpoint not in NOT_ASKED]
        for wanted in self.wanted:
            yield wanted, expected(person, wanted)

    def _token(self, person: Person) -> str:
        if person not in self.tokens:
            page = self.people[person].get("/me" if person.is_signed_in else "/sign-in")
            tree = html.document_fromstring(page.get_data(as_text=True))
            self.tokens[person] = str(tree.xpath("//input[@name='csrf_token']/@value")[0])
        return self.tokens[person]

    def fingerprint(self) -> dict[str, str]:
        """A hash of each table but those a refused request may write."""
        found: dict[str, str] = {}
        with self.app.app_context(), db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                rows = connection.execute(select(table).order_by(*table.primary_key))
                content = "\n".join(repr(tuple(row)) for row in rows)
                found[table.name] = hashlib.sha256(content.encode()).hexdigest()
        return {name: digest for name, digest in found.items() if name not in MAY_CHANGE}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both pairs, seeded once; everybody signed in."""
    for app in make_empty_app("", tmp_path_factory.mktemp("canaries") / "var"):
        with app.app_context():
            db.create_all()
        logins = seed_canaries(app, TODAY)
        with app.app_context(), db.engine.connect() as connection:
            organisations = db.metadata.tables["organisations"].columns
            found = connection.execute(select(organisations["name"], organisations["id"]))
            numbers = {str(name): int(number) for name, number in found}
        made = World(app, (numbers["Canary merchant-a"], numbers["Canary vendor-a"]))
        for login in logins:
            roles = frozenset({login.role})
            made.let_in(Person(login.account, numbers[login.organisation], login.side, roles), login)
        made.let_in(Person("signed out", is_signed_in=False), None)
        yield made


def said(person: Person, wanted: Request, status: int, answer: Answer) -> str:
    """A wrong answer in words, the same for all roles of an organisation."""
    who = person.name.rpartition("-")[0] or person.name
    return f"{who}: {wanted.method} {wanted.url} gave {status}, must be {answer}"


def test_every_parameter_of_a_route_has_a_meaning(app: Flask) -> None:
    assert unmapped(app) == [], "Say in tests/app/access/matrix.py what the parameter names."


def test_the_canary_world_has_something_of_everything(world: World) -> None:
    assert missing_objects(world.app, world.pair) == []


def test_everybody_is_there(world: World) -> None:
    held = {(person.side, role) for person in world.people for role in person.roles}
    assert held == {(side, role) for side in Side for role in Role}


def test_who_may_not_is_refused_and_changes_nothing(world: World) -> None:
    before, tried, wrong = world.fingerprint(), 0, []
    for person in world.people:
        for wanted, answer in world.questions(person):
            if answer in {Answer.OPEN, Answer.ALLOWED}:
                continue
            status, location, _body = world.ask(person, wanted)
            tried += 1
            if not fits(answer, wanted, status, location):
                wrong.append(said(person, wanted, status, answer))
    after = world.fingerprint()
    assert sorted(set(wrong)) == []
    assert {name for name in before if before[name] != after[name]} == set(), (
        "A refused request changed rows."
    )
    assert tried > 1000, "Too little was tried to believe it."


def test_nobody_reads_a_word_of_a_pair_that_is_not_theirs(world: World) -> None:
    leaks: list[str] = []
    wrong: list[str] = []
    own_seen = 0
    for person in world.people:
        own = world.secrets.get(person, "")
        others = {secret for secret in world.secrets.values() if secret[-1] in "ab"} - {own}
        for wanted, answer in world.questions(person):
            if wanted.method != "GET":
                continue
            status, location, body = world.ask(person, wanted)
            if not fits(answer, wanted, status, location):
                wrong.append(said(person, wanted, status, answer))
            own_seen += bool(own) and own.encode() in body
            leaks += [f"{person.name}: {wanted.url}" for secret in others if secret.encode() in body]
    assert sorted(set(wrong)) == []
    assert leaks == []
    assert own_seen > 100, "Own words must be seen, or the absence of others' proves nothing."


def test_the_matrix_notices_when_the_wall_is_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.infra.tenancy.guard.is_across", lambda: True)
    (stranger,) = [person for person in world.people if person.name == "vendor-b-owner"]
    unseen = [wanted for wanted, answer in world.questions(stranger) if answer is Answer.UNSEEN]
    shown = [
        wanted.url for wanted in unseen if wanted.method == "GET" and world.ask(stranger, wanted)[0] == 200
    ]
    assert len(shown) > 5


def test_who_may_gets_an_answer_in_words(world: World) -> None:
    """Writing requests without content by those who may do it: never a crash, never "no such page"."""
    wrong: list[str] = []
    for person in world.people:
        for wanted, answer in world.questions(person):
            if wanted.method == "GET" or answer is not Answer.ALLOWED:
                continue
            status, location, _body = world.ask(person, wanted)
            if not fits(answer, wanted, status, location):
                wrong.append(said(person, wanted, status, answer))
    assert sorted(set(wrong)) == []
