"""R3: web server and worker are killed at random moments while people work; what was acknowledged stands, once."""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from bench.faults.browser import NoAnswer, visitor
from bench.faults.installation import Installation, installation
from bench.figures import Figure, at_most
from tests.visitor import Page, Visitor

SEED = 3
WRITERS = 3
SLOWEST_START = 5.0
PATIENCE = 15.0


@dataclass
class Ledger:
    """What people were told: comments that were acknowledged, and comments whose fate nobody knows."""

    acknowledged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass
class Writer:
    """Somebody who invites people one after the other, each under a name of its own."""

    url: str
    name: str
    account: str
    password: str
    ledger: Ledger
    stopping: threading.Event
    count: int = 0

    def work(self) -> None:
        """Until told to stop; after a broken connection a new browser is opened, as a person would."""
        person: Visitor | None = None
        while not self.stopping.is_set():
            try:
                person = person or self._sign_in()
                self._invite(person)
            except NoAnswer:
                person = None
                time.sleep(0.1)
            except AssertionError as broken:
                self.ledger.refused.append(str(broken)[:300])
                person = None
                time.sleep(0.1)

    def _sign_in(self) -> Visitor:
        person = visitor(self.url)
        person.sign_in(self.account, self.password)
        return person

    def _invite(self, person: Visitor) -> None:
        self.count += 1
        word = f"{self.name}-{self.count:05}"
        page = person.get("/people/invite")
        try:
            answer: Page = person.submit(page, {"name": word, "roles": ["viewer"]}, having="name")
        except NoAnswer:
            self.ledger.unknown.append(word)
            raise
        if answer.status == 200:
            self.ledger.acknowledged.append(word)


def killed_at_random(quick: bool) -> list[Figure]:
    """Acknowledged and lost, done twice, half done; and the slowest start after a kill."""
    kills = 5 if quick else 300
    chance = random.Random(SEED)
    with installation() as place:
        place.start()
        place.stop()
        people = [json.loads(line) for line in place.flask("seed-canaries").stdout.splitlines()]
        owners = [one for one in people if one["role"] == "owner" and one["side"] != "operator"][:WRITERS]
        starts = [place.start()]
        ledger, stopping = Ledger(), threading.Event()
        writers = [
            Writer(place.url, f"w{n}", one["account"], one["password"], ledger, stopping)
            for n, one in enumerate(owners)
        ]
        threads = [threading.Thread(target=one.work, daemon=True) for one in writers]
        for thread in threads:
            thread.start()
        for _ in range(kills):
            _wait_for_work(ledger)
            time.sleep(chance.uniform(0.0, 1.0))
            place.kill_without_warning()
            starts.append(place.start())
        time.sleep(1)
        stopping.set()
        for thread in threads:
            thread.join(60)
        found = _names(place)
        faults = place.faults()
        caught = _planted_fault_is_caught(ledger, found)
    return _figures(ledger, found, faults, starts, enough=caught and len(ledger.acknowledged) >= kills)


def _wait_for_work(ledger: Ledger) -> None:
    """Killing people who only sign in proves little: wait until something new was acknowledged."""
    before, deadline = len(ledger.acknowledged), time.monotonic() + PATIENCE
    while len(ledger.acknowledged) < before + WRITERS and time.monotonic() < deadline:
        time.sleep(0.02)


def _figures(
    ledger: Ledger, found: Counter[str], faults: list[str], starts: list[float], *, enough: bool
) -> list[Figure]:
    lost = _lost(ledger, found)
    twice = [word for word in {*ledger.acknowledged, *ledger.unknown} if found[word] > 1]
    detail = (
        f"{len(starts) - 1} kills, {len(ledger.acknowledged)} acknowledged, {len(ledger.unknown)} without an answer;"
        f" {(lost + twice + faults + ledger.refused)[:3]}"
    )
    return [
        at_most("R3", len(lost), "acknowledged and lost", 0, detail, enough=enough),
        at_most("R3", len(twice), "done twice", 0, detail, enough=enough),
        at_most("R3", len(faults), "invariants broken", 0, detail, enough=enough),
        at_most("R3", max(starts), "s slowest start", SLOWEST_START, detail, enough=enough),
    ]


def _lost(ledger: Ledger, found: Counter[str]) -> list[str]:
    return [word for word in ledger.acknowledged if not found[word]]


def _planted_fault_is_caught(ledger: Ledger, found: Counter[str]) -> bool:
    """An acknowledged name that is taken out of the state must count as lost."""
    if not ledger.acknowledged:
        return False
    without = Counter(found)
    without.pop(ledger.acknowledged[0], None)
    return len(_lost(ledger, without)) == len(_lost(ledger, found)) + 1


def _names(place: Installation) -> Counter[str]:
    """How often each invited name stands in the database."""
    with place.connection() as connection:
        rows = connection.execute("SELECT name FROM invitations").fetchall()
    return Counter(str(name) for (name,) in rows)
