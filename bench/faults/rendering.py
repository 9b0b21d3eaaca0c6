"""R5: the worker is killed while it makes documents; in the end each document exists once, with the hash recorded."""

import random
import time
from datetime import UTC, datetime

from sqlalchemy import func, select

from bench.faults.installation import Installation, installation, kill_group
from bench.figures import Figure, at_most
from portal.accounts.models import Organisation
from portal.app import create_app
from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.documents import Document, order_document
from portal.infra.files import open_stored
from portal.infra.progress import start_engagement
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import transaction
from portal.kernel.permissions import Side
from portal.settings import Settings

LONGEST_WAIT = 120.0
RESTART_WITHIN = 30.0
SEED = 5


def killed_while_rendering(quick: bool) -> list[Figure]:
    """Documents that are missing, failed, doubled or differ from their record; and how long the slowest waited."""
    documents, kills = (12, 6) if quick else (300, 200)
    chance = random.Random(SEED)
    with installation() as place:
        place.start()
        app = create_app(Settings.from_environment(place.environment | {"PORTAL_TESTING": "true"}))
        with app.app_context():
            _order(documents)
        survived = 0
        for _ in range(kills):
            time.sleep(chance.uniform(0.05, 1.5))
            survived += _kill_worker(place)
        began = time.monotonic()
        with app.app_context():
            while _waiting() and time.monotonic() - began < LONGEST_WAIT:
                db.session.rollback()
                time.sleep(0.5)
            waited = time.monotonic() - began
            wrong = _wrong(documents)
        lines = place.faults()
        caught = _planted_fault_is_caught(place)
    detail = f"{documents} documents, worker killed {survived} times, verify: {lines[:3] or 'sound'}"
    enough = survived >= kills * 0.8 and caught
    return [
        at_most("R5", len(wrong) + len(lines), "documents wrong", 0, f"{detail}; {wrong[:3]}", enough=enough),
        at_most("R5", waited, "s until nothing waits", LONGEST_WAIT, detail, enough=enough),
    ]


def _order(count: int) -> None:
    now = datetime.now(UTC)
    with transaction():
        db.session.add_all(
            Organisation(side=side, name=side.value, created_at=now) for side in (Side.MERCHANT, Side.VENDOR)
        )
    act_as(system_actor(organisation_id=1, side=Side.MERCHANT, moment=now, label="R5"))
    for number in range(count):
        with transaction():
            on = start_engagement(
                merchant_id=1, vendor_id=2, author_id=1, name=f"E{number}", moment=now, visible_from=now
            )
            order_document(
                kind="fault",
                engagement=on,
                number=f"R5-{number:04}",
                title="R5",
                template="pdf/base.html",
                values={"number": number},
                languages=["en", "zh-Hans"],
                key=f"fault:{number}",
            )


def _kill_worker(place: Installation) -> bool:
    deadline = time.monotonic() + RESTART_WITHIN
    while time.monotonic() < deadline:
        group = place.group("worker")
        if group and kill_group(group):
            return True
        time.sleep(0.05)
    return False


def _waiting() -> int:
    with across_tenants("the harness counts all documents"):
        return int(db.session.scalar(select(func.count()).where(Document.state == "pending")) or 0)


def _wrong(expected: int) -> list[str]:
    with across_tenants("the harness reads all documents"):
        rows = list(db.session.scalars(select(Document)))
    wrong = [f"{row.number}: {row.state} {row.reason}" for row in rows if row.state != "ready"]
    wrong += [f"{row.number}: no file" for row in rows if row.file_sha256 and not _opens(row.file_sha256)]
    return wrong + ([f"{len(rows)} documents instead of {expected}"] if len(rows) != expected else [])


def _planted_fault_is_caught(place: Installation) -> bool:
    """A file cut short must not pass."""
    victim = next(iter(sorted((place.folder / "files").glob("??/??/*"))))
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-1])
    return any(victim.name in line for line in place.faults())


def _opens(sha256: str) -> bool:
    with open_stored(sha256) as file:
        return file.read(5) == b"%PDF-"
