"""`flask verify` recomputes the money from below and notices every figure that was changed."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from portal.commands.verification import faults_seen
from portal.demonstration.canaries import seed_canaries
from portal.infra.db import db
from tests.conftest import make_empty_app


@pytest.fixture(scope="module")
def settled(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation in which months were settled and paid."""
    for app in make_empty_app(server, tmp_path_factory.mktemp("settled") / "var"):
        with app.app_context():
            db.create_all()
        seed_canaries(app, date(2026, 11, 22))
        yield app


def faults(app: Flask, damage: str = "") -> list[str]:
    """The lines with a damage done, which is undone again."""
    with app.app_context(), db.engine.connect() as connection:
        if damage:
            connection.execute(text(damage))
        found = list(faults_seen(connection))
        connection.rollback()
        return found


def test_a_settled_installation_holds_together(settled: Flask) -> None:
    assert faults(settled) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("UPDATE invoices SET net_minor = net_minor + 1 WHERE id = 1", "its lines add up to"),
        ("UPDATE invoices SET tax_minor = tax_minor + 1 WHERE id = 1", "which is not"),
        ("UPDATE invoices SET gross_minor = gross_minor + 1 WHERE id = 1", "which is not net and VAT"),
        ("UPDATE invoices SET payable_minor = 0 WHERE id = 1", "which is not gross and deposits"),
        ("UPDATE invoices SET paid_minor = paid_minor + 1 WHERE id = 1", "is recorded"),
        ("UPDATE invoice_lines SET amount_minor = 1 WHERE id = 1", "its lines add up to"),
        ("DELETE FROM invoice_lines WHERE id = 1", "its lines add up to"),
        ("UPDATE payments SET currency = 'TWD' WHERE id = 1", "which has another currency"),
        ("DELETE FROM payments WHERE id = 1", "is recorded"),
        ("UPDATE invoices SET number = NULL WHERE id = 1", "are not 1 to"),
        ("UPDATE invoices SET number = 'X' WHERE id = 1", "is not written like one"),
        ("UPDATE invoice_counters SET last = last + 1 WHERE id = 1", "are not 1 to"),
        ("DELETE FROM invoice_counters", "are not 1 to"),
    ],
)
def test_each_damage_has_its_line(settled: Flask, damage: str, fault: str) -> None:
    assert any(fault in line for line in faults(settled, damage))
