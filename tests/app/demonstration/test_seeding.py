"""Claims about the demonstration as it stands in the database after its story was played."""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.commands.state import state_of_installation
from portal.commands.verification import faults_of_installation
from portal.contracts.queries import contracts_of
from portal.demonstration.cooperation import SPORTS, current_month
from portal.demonstration.seeding import seed
from portal.demonstration.world import EVERYBODY, MOUNTAIN
from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.documents import RENDER
from portal.infra.files import file_store
from portal.infra.files.unused import used_among
from portal.infra.tenancy import across_tenants
from portal.kernel.permissions import Side
from portal.sla.queries.months import month_in_full, month_of_contract

TODAY = date(2026, 11, 22)


def test_the_story_leaves_an_installation_that_holds_together(app: Flask, data_folder: Path) -> None:
    with app.app_context():
        before = set(file_store().hashes())
    seed(app, TODAY)
    with app.app_context():
        stored = set(file_store().hashes()) - before
        assert len(stored) > 50
        assert used_among(stored) == stored, "Bytes are removed when no column named …sha256 refers to them."
        db.session.rollback()
        state = state_of_installation()
        faults = [str(fault) for fault in faults_of_installation()]
    assert [fault for fault in faults if RENDER not in fault] == []
    assert state["rows"]["users"] == sum(len(cast.people) for cast in EVERYBODY)
    assert state["states"]["contracts"] == {"in_force": 3}
    assert state["states"]["awards"] == {"given": 1}
    assert state["states"]["quote_requests"] == {"awarded": 1, "not_awarded": 2, "quoted": 4}
    assert state["states"]["service_months"]["locked"] > 20
    assert state["states"]["service_months"]["submitted"] == 1
    assert state["states"]["service_months"]["returned"] == 1
    assert state["states"]["invoices"].keys() == {"issued", "part_paid", "paid"}
    assert state["states"]["jobs"].keys() <= {"done", "queued"}
    assert (data_folder / "uploads" / "README.txt").exists()
    assert months_with_deductions(app) == list(SPORTS.slips)


def months_with_deductions(app: Flask) -> list[int]:
    """How many months back the months lie for which the large shop pays less."""
    with app.app_context():
        with across_tenants("a test looks for the merchant"):
            merchant_id = db.session.scalars(
                select(Organisation.id).where(Organisation.name == MOUNTAIN.name)
            ).one()
        act_as(
            system_actor(
                organisation_id=merchant_id, side=Side.MERCHANT, moment=datetime.now(UTC), label="test"
            )
        )
        first = min(contracts_of(), key=lambda line: line.id)
        return [back for back in range(SPORTS.months - 1, 0, -1) if _deducted(first.id, _key(back))]


def _key(back: int) -> str:
    return current_month(SPORTS, TODAY).shift(-back).key


def _deducted(contract_id: int, key: str) -> bool:
    record = month_of_contract(contract_id, key)
    return record is not None and month_in_full(record).judged.credits.credit.minor > 0
