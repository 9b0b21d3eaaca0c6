"""Claims about letting service credits off and confirming those that rest on few cases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.jobs import run_due_jobs
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import NotFound, Refused
from portal.kernel.permissions import Role
from portal.sla.actions.answering import accept
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import submit
from portal.sla.actions.waiving import agree_to_waiver, confirm_deduction, waive, withdraw_waiver
from portal.sla.queries.months import month, month_in_full, terms_of
from portal.sla.rules.months import slots_of
from tests.factories.accounts import PASSWORD, Party, acting_as, make_colleague
from tests.factories.cooperations import (
    MOMENT,
    POOR,
    Cooperation,
    hand_in_file,
    make_cooperation,
)
from tests.visitor import Visitor

LATER = datetime(2099, 1, 1, tzinfo=UTC)
LINE = "reply_3min_pdd"
Arrival = Callable[[Party], Visitor]
WORSE = POOR.replace("3000,3000,90", "3000,3000,95")
FEW = POOR.replace("3000,3000,90", "20,20,2").replace("1000,1000,30", "20,20,2")


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    made = make_cooperation(app)
    hand_in_file(app, made.vendor, made.month_id, POOR)
    return made


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def why(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}/lines/{LINE}"


def deducted(app: Flask, pair: Cooperation) -> int:
    with acting_as(app, pair.vendor, moment=LATER):
        return month_in_full(month(pair.month_id)).judged.credits.credit.minor


def test_a_deduction_is_let_off_with_a_reason_that_both_sides_see(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    assert deducted(app, pair) == 1_000_00
    refused = merchant.submit(merchant.get(why(pair)), {"reason": " "}, having="Let off", status=422)
    assert "Say why the service credit is let off" in refused.text
    done = merchant.submit(refused, {"reason": "首月配合良好"}, having="Let off")
    assert "首月配合良好" in done.text
    assert deducted(app, pair) == 0
    assert "首月配合良好" in vendor.get(why(pair)).text
    merchant.submit(merchant.get(why(pair)), having="Withdraw the waiver")
    assert deducted(app, pair) == 1_000_00


def test_above_the_limit_a_second_person_agrees_and_the_vendor_sees_nothing_before(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    finance = make_colleague(app, pair.merchant, Role.FINANCE)
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    done = merchant.submit(merchant.get(why(pair)), {"reason": "首月配合良好"}, having="Let off")
    assert "waits for a second person" in done.text
    assert deducted(app, pair) == 1_000_00
    assert "首月配合良好" not in vendor.get(why(pair)).text
    assert "首月配合良好" not in vendor.get(f"/months/{pair.month_id}").text
    with acting_as(app, pair.merchant, moment=LATER), pytest.raises(Refused, match="Somebody else"):
        agree_to_waiver(month(pair.month_id), line=LINE)
    second = arrive(finance)
    assert "Agree to the waiver" in second.get("/today").text
    second.submit(second.get(why(pair)), having="Agree to the waiver")
    assert deducted(app, pair) == 0
    assert "首月配合良好" in vendor.get(why(pair)).text


def test_nobody_is_asked_about_an_agreed_month(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    finance = make_colleague(app, pair.merchant, Role.FINANCE)
    with acting_as(app, pair.merchant, moment=MOMENT):
        waive(month(pair.month_id), line=LINE, reason="首月")
        accept(month(pair.month_id))
    assert "Agree to the waiver" not in arrive(finance).get("/today").text


def test_a_proposal_can_be_taken_back(app: Flask, pair: Cooperation) -> None:
    make_colleague(app, pair.merchant, Role.FINANCE)
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        waive(of, line=LINE, reason="首月")
        withdraw_waiver(of, line=LINE)
        with pytest.raises(Refused, match="no waiver"):
            withdraw_waiver(of, line=LINE)


def test_a_waiver_needs_a_deduction_a_merchant_and_an_open_month(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        for act in (
            lambda: waive(of, line=LINE, reason="x"),
            lambda: agree_to_waiver(of, line=LINE),
            lambda: withdraw_waiver(of, line=LINE),
        ):
            with pytest.raises(Refused, match="Only the merchant"):
                act()
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        with pytest.raises(Refused, match="Nothing is deducted"):
            waive(of, line="csat", reason="x")
        accept(of)
        with pytest.raises(Refused, match="Nothing is deducted"):
            waive(of, line="csat", reason="x")


def test_a_deduction_may_still_be_let_off_after_the_month_is_agreed_and_stays_so(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    finance = make_colleague(app, pair.merchant, Role.FINANCE)
    with acting_as(app, pair.merchant, moment=MOMENT):
        accept(month(pair.month_id))
    merchant = arrive(pair.merchant)
    page = merchant.get(why(pair))
    assert "supplementary invoice; this cannot be taken back" in page.text
    merchant.submit(page, {"reason": "年度合作"}, having="Let off")
    assert deducted(app, pair) == 1_000_00
    merchant.submit(merchant.get(why(pair)), having="Withdraw the waiver")
    merchant.submit(merchant.get(why(pair)), {"reason": "年度合作"}, having="Let off")
    second = arrive(finance)
    second.submit(second.get(why(pair)), having="Agree to the waiver")
    assert deducted(app, pair) == 0
    assert "Withdraw the waiver" not in merchant.get(why(pair)).text
    with acting_as(app, pair.merchant, moment=LATER):
        of = month(pair.month_id)
        assert of.results["credit_minor"] == 0
        assert of.inputs is not None
        assert of.inputs["waived"] == {LINE: "年度合作"}
        renewed = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "ResultsRenewed"))
        assert [entry.payload["line"] for entry in renewed] == [LINE]
        with pytest.raises(Refused):
            withdraw_waiver(of, line=LINE)


def test_too_few_cases_cost_only_when_both_sides_confirm(app: Flask, arrive: Arrival) -> None:
    pair = make_cooperation(app)
    hand_in_file(app, pair.vendor, pair.month_id, FEW)
    assert deducted(app, pair) == 0
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    page = merchant.submit(merchant.get(why(pair)), having="Confirm the service credit")
    assert "Still to confirm: Vendor" in page.text
    assert deducted(app, pair) == 0
    with acting_as(app, pair.merchant, moment=LATER), pytest.raises(Refused, match="Your side"):
        confirm_deduction(month(pair.month_id), line=LINE)
    assert "Confirm a service credit" in vendor.get("/today").text
    vendor.submit(vendor.get(why(pair)), having="Confirm the service credit")
    assert deducted(app, pair) == 1_000_00


def test_only_a_deduction_below_the_minimum_is_confirmed(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        with pytest.raises(Refused, match="no service credit to confirm"):
            confirm_deduction(of, line=LINE)
        with pytest.raises(NotFound):
            confirm_deduction(of, line="nothing")


def test_what_is_decided_is_on_record(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        waive(month(pair.month_id), line=LINE, reason="首月")
    with app.app_context(), across_tenants("a test reads the trail"):
        assert "LineWaived" in {one.event for one in db.session.query(AuditEntry)}


def test_new_figures_are_decided_about_anew(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    finance = make_colleague(app, pair.merchant, Role.FINANCE)
    with acting_as(app, pair.merchant, moment=MOMENT):
        waive(month(pair.month_id), line=LINE, reason="首月")
    with acting_as(app, finance, moment=MOMENT):
        agree_to_waiver(month(pair.month_id), line=LINE)
    assert deducted(app, pair) == 0
    with acting_as(app, pair.vendor, moment=MOMENT + timedelta(hours=1)):
        of = month(pair.month_id)
        submit(stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=WORSE.encode(), name="x.csv"))
    assert deducted(app, pair) == 1_000_00
    with acting_as(app, pair.merchant, moment=MOMENT + timedelta(hours=2)):
        waive(month(pair.month_id), line=LINE, reason="首月")
    assert "Agree to the waiver" in arrive(finance).get("/today").text
    with acting_as(app, pair.vendor, moment=MOMENT + timedelta(hours=3)):
        of = month(pair.month_id)
        submit(stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=POOR.encode(), name="x.csv"))
    with app.app_context():
        run_due_jobs(MOMENT + timedelta(hours=4))
    assert "Agree to the waiver" not in arrive(finance).get("/today").text
