"""Claims about silence: where the contract says so, no answer in time counts as accepted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra import documents
from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.jobs import run_due_jobs
from portal.infra.transactions import transaction
from portal.kernel.errors import Refused
from portal.kernel.permissions import Side
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, raise_claim
from portal.sla.actions.deeming import deem_accepted
from portal.sla.actions.reconciling import compare_export, propose_export, refuse_export
from portal.sla.actions.staging import read_for_slot
from portal.sla.jobs import deem_months
from portal.sla.queries.months import answers_of, current_submissions, month
from portal.sla.queries.reconciling import reconciliation
from portal.sla.rules.claims import Act
from tests.factories.accounts import PASSWORD, acting_as
from tests.factories.cooperations import GOOD, POOR, Cooperation, hand_in_file, make_cooperation, month_terms
from tests.factories.months import PRINTED
from tests.visitor import Visitor

NOW = datetime.now(UTC) - timedelta(days=10)
PAST = NOW + timedelta(days=5, hours=1)


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    made = make_cooperation(app)
    hand_in_file(app, made.vendor, made.month_id, POOR, moment=NOW)
    return made


def look(app: Flask) -> None:
    """What the worker does several times a day, at the moment when the days have passed."""
    with app.app_context():
        act_as(system_actor(organisation_id=0, side=Side.OPERATOR, moment=PAST, label="test"))
        with transaction():
            deem_months()
        with patch.object(documents, "render", return_value=PRINTED):
            run_due_jobs(PAST)


def test_silence_counts_as_accepted_once_the_days_have_passed(
    app: Flask, pair: Cooperation, visitor: Callable[[], Visitor]
) -> None:
    look(app)
    look(app)
    with acting_as(app, pair.merchant, moment=PAST):
        of = month(pair.month_id)
        assert (of.state, of.turn) == ("agreed", "nobody")
        assert [said.kind for said in answers_of(of.id)] == ["deemed_accepted"]
        said = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "MonthDeemedAccepted")).one()
        assert said.payload["month"] == "2026-10"
        assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == "MonthAgreed")).one()
    for party in (pair.merchant, pair.vendor):
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        board = person.get(f"/months/{pair.month_id}").text
        assert "counts as accepted" in board
        assert "no answer in time" in board
        assert "have passed" in person.get("/notices").text


def test_what_is_disputed_stays_open_when_the_rest_counts_as_accepted(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=NOW):
        raise_claim(month(pair.month_id), line="reply_3min_pdd", act=Act.OBJECTED, words=Words("故障"))
    with acting_as(app, pair.merchant, moment=PAST):
        of = month(pair.month_id)
        deem_accepted(of)
        assert (of.results["credit_minor"], of.results["held_minor"]) == (0, 1_000_00)


def test_an_export_the_vendor_leaves_unanswered_is_no_silence_of_the_merchant(
    app: Flask, pair: Cooperation
) -> None:
    with acting_as(app, pair.merchant, moment=NOW):
        of = month(pair.month_id)
        (slot,) = current_submissions(of.id)
        reading = read_for_slot(of, slot_key=slot, content=GOOD.encode(), name="平台.csv")
        kept = compare_export(of, reading, slot_key=slot, content=GOOD.encode(), name="平台.csv")
        propose_export(kept)
        kept_id = kept.id
    look(app)
    with acting_as(app, pair.vendor, moment=PAST):
        assert month(pair.month_id).state == "submitted"
        refuse_export(reconciliation(kept_id), reason="口径不同")
    look(app)
    with acting_as(app, pair.merchant, moment=PAST + timedelta(days=1)):
        of = month(pair.month_id)
        assert of.state == "submitted"
        raise_claim(of, line="reply_3min_pdd", act=Act.OBJECTED, words=Words("平台数据不同"))


def test_silence_means_nothing_before_the_day_or_after_an_answer(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=PAST - timedelta(days=1)):
        with pytest.raises(Refused, match="have not passed"):
            deem_accepted(month(pair.month_id))
        accept(month(pair.month_id))
        with pytest.raises(Refused, match="does not wait"):
            deem_accepted(month(pair.month_id))
    look(app)


def test_silence_means_nothing_where_the_contract_does_not_say_so(app: Flask) -> None:
    usual = month_terms()
    pair = make_cooperation(
        app, replace(usual, measurement=replace(usual.measurement, deemed_acceptance=False))
    )
    hand_in_file(app, pair.vendor, pair.month_id, POOR, moment=NOW)
    look(app)
    with acting_as(app, pair.merchant, moment=PAST):
        assert month(pair.month_id).state == "submitted"
        with pytest.raises(Refused, match="does not let silence"):
            deem_accepted(month(pair.month_id))
