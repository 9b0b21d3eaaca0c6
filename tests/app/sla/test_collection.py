"""Claims about figures that are due: reminders, late days, and months that still run."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.queries.notices import notices
from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.jobs import run_due_jobs
from portal.infra.mail import outbox
from portal.sla.actions.answering import give_back
from portal.sla.actions.reminding import remind
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import hand_in, submit, type_figure, withdraw
from portal.sla.jobs import remind_of_figures
from portal.sla.queries.months import month, month_of_contract
from portal.sla.rules.progress import Turn
from tests.factories.accounts import PASSWORD, acting_as, make_merchant
from tests.factories.cooperations import GOOD, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor


def noon(day: int, of: int = 11) -> datetime:
    return datetime(2026, of, day, 4, tzinfo=UTC)


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


def run_reminders(app: Flask, pair: Cooperation, moment: datetime) -> None:
    with acting_as(app, pair.vendor, moment=moment):
        remind_of_figures()
    with app.app_context():
        run_due_jobs(moment)


def said(app: Flask, pair: Cooperation) -> list[str]:
    with acting_as(app, pair.vendor):
        return [notice.template for notice in notices() if "figures for" in notice.template]


def test_the_vendor_is_reminded_by_notice_and_mail_and_only_once(app: Flask, pair: Cooperation) -> None:
    run_reminders(app, pair, noon(2))
    assert said(app, pair) == []
    run_reminders(app, pair, noon(3))
    run_reminders(app, pair, noon(4))
    assert said(app, pair) == ["The figures for %(month)s are due soon."]
    run_reminders(app, pair, noon(8))
    assert said(app, pair)[0] == "The figures for %(month)s are late by %(days)s days."
    with acting_as(app, pair.vendor):
        mails = [mail for mail in outbox() if f"/months/{pair.month_id}" in mail.text]
        assert [mail.address for mail in mails] == [pair.vendor.login] * 2
        reminded = [
            entry for entry in db.session.scalars(select(AuditEntry)) if entry.event == "FiguresReminded"
        ]
        assert [entry.payload["due"] for entry in reminded] == ["2026-11-05", "2026-11-05"]


def test_the_other_side_hears_once_that_figures_did_not_come(app: Flask, pair: Cooperation) -> None:
    for day in (4, 6, 8, 12):
        run_reminders(app, pair, noon(day))
    with acting_as(app, pair.merchant):
        told = [notice for notice in notices() if "did not come in time" in notice.template]
        assert len(told) == 1


def test_who_has_handed_in_is_not_reminded(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    run_reminders(app, pair, noon(8))
    assert said(app, pair) == []
    with acting_as(app, pair.vendor, moment=noon(8)):
        assert remind(month(pair.month_id)) is None


def handed_in(app: Flask, pair: Cooperation, day: int) -> int | None:
    """The vendor hands the month in (once more) on this day of November; the days late by then."""
    with acting_as(app, pair.vendor, moment=noon(day)):
        of = month(pair.month_id)
        content = GOOD.replace("12000.5", f"120{day:02}.5").encode()
        submit(stage_file(of, slot_key="pdd|甲店|pdd", content=content, name=f"{day}.csv"))
        if of.state != "submitted":
            hand_in(of)
        return of.late_days


def taken_back(app: Flask, pair: Cooperation, day: int) -> None:
    with acting_as(app, pair.vendor, moment=noon(day)):
        withdraw(month(pair.month_id))


def given_back(app: Flask, pair: Cooperation, day: int, *, is_unusable: bool = False) -> None:
    with acting_as(app, pair.merchant, moment=noon(day)):
        give_back(month(pair.month_id), comment="缺夜班", is_unusable=is_unusable)


def test_days_with_the_merchant_do_not_count_and_a_withdrawal_goes_on_counting(
    app: Flask, pair: Cooperation
) -> None:
    assert handed_in(app, pair, 9) == 4
    taken_back(app, pair, 12)
    assert handed_in(app, pair, 12) == 4
    taken_back(app, pair, 13)
    assert handed_in(app, pair, 15) == 6


def test_a_withdrawal_in_time_costs_nothing_before_the_day(app: Flask, pair: Cooperation) -> None:
    assert handed_in(app, pair, 2) == 0
    taken_back(app, pair, 2)
    assert handed_in(app, pair, 5) == 0
    taken_back(app, pair, 5)
    assert handed_in(app, pair, 7) == 2


@pytest.mark.parametrize(("is_unusable", "late"), [(False, 2), (True, 7)])
def test_returned_figures_have_the_days_for_correcting_unless_they_were_of_no_use(
    app: Flask, pair: Cooperation, is_unusable: bool, late: int
) -> None:
    assert handed_in(app, pair, 5) == 0
    given_back(app, pair, 8, is_unusable=is_unusable)
    assert handed_in(app, pair, 15) == late


def test_a_hand_in_with_places_missing_does_not_end_the_count(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=noon(5)):
        of = month(pair.month_id)
        type_figure(of, metric="csat", values={"csat": 950_000}, evidence=None)
        hand_in(of)
        assert (of.is_complete, of.late_days) == (False, 0)
    given_back(app, pair, 8)
    with acting_as(app, pair.merchant, moment=noon(8)):
        due = month(pair.month_id).due_at
        assert due is not None
        assert due < noon(9)
    assert handed_in(app, pair, 10) == 2 + 3
    with acting_as(app, pair.vendor, moment=noon(10)):
        assert month(pair.month_id).is_complete is True
    assert handed_in(app, pair, 11) == 5


def test_figures_the_merchant_has_to_supply_are_never_late_at_the_vendors_expense(
    app: Flask, pair: Cooperation
) -> None:
    with acting_as(app, pair.merchant, moment=noon(9)):
        of = month(pair.month_id)
        of.turn = Turn.MERCHANT
        submit(stage_file(of, slot_key="pdd|甲店|pdd", content=GOOD.encode(), name="a.csv"))
        assert (of.state, of.late_days) == ("submitted", 0)


def test_a_month_that_still_runs_is_handed_in_only_on_purpose(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=noon(10)):
        of = month_of_contract(pair.contract_id, "2026-11")
        assert of is not None
        content = GOOD.replace("2026-10-01", "2026-11-09").encode()
        staged = stage_file(of, slot_key="pdd|甲店|pdd", content=content, name="a.csv")
        submit(staged)
        assert (of.state, of.late_days) == ("open", None)
        assert (str(staged.first_day), str(staged.last_day)) == ("2026-11-09", "2026-11-09")
        assert of.results["lines"][0]["value"] == "99/1"
        hand_in(of)
        assert (of.state, of.late_days) == ("submitted", 0)


def test_the_board_says_how_late_figures_are_and_offers_a_reminder(
    app: Flask, pair: Cooperation, visitor: Callable[[], Visitor]
) -> None:
    merchant, vendor = visitor(), visitor()
    merchant.sign_in(pair.merchant.login, PASSWORD)
    vendor.sign_in(pair.vendor.login, PASSWORD)
    page = merchant.get(f"/months/{pair.month_id}")
    assert "have been due since" in page.text
    assert "Remind the other side" in page.text
    assert "Remind the other side" not in vendor.get(f"/months/{pair.month_id}").text
    assert "Figures missing" in merchant.get("/months").text


def test_what_is_due_stands_in_one_row_per_contract(
    app: Flask, pair: Cooperation, visitor: Callable[[], Visitor]
) -> None:
    vendor = visitor()
    vendor.sign_in(pair.vendor.login, PASSWORD)
    page = vendor.get(vendor.get("/months").link("What is due"))
    assert "1 of 1 contract has a step that is due, 1 of them late." in page.text
    assert "0 of 1" in page.text
    assert "Your turn" in page.text
    with acting_as(app, pair.vendor, moment=noon(8)):
        stage_file(month(pair.month_id), slot_key="pdd|甲店|pdd", content=GOOD.encode(), name="entwurf.csv")
    page = vendor.get("/months/steps?month=2026-10")
    assert "1 not submitted yet" in page.text
    assert "entwurf.csv" in page.text
    assert "entwurf.csv" in vendor.get(f"/months/{pair.month_id}").text
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    assert "1 of 1" in vendor.get("/months/steps?month=2026-10").text
    assert "November 2026" in vendor.get("/months/steps?month=2026-11").text


def test_a_merchant_copies_a_reminder_for_whoever_owes_figures(
    pair: Cooperation, visitor: Callable[[], Visitor]
) -> None:
    merchant = visitor()
    merchant.sign_in(pair.merchant.login, PASSWORD)
    (button,) = merchant.get("/months/steps?month=2026-10").tree.xpath("//button[@data-copy]")
    assert f"/months/{pair.month_id}" in button.get("data-copy")


def test_before_the_first_month_nothing_is_due(app: Flask, visitor: Callable[[], Visitor]) -> None:
    person = visitor()
    person.sign_in(make_merchant(app).login, PASSWORD)
    assert "No service months yet" in person.get("/months/steps?month=2026-10").text


def test_figures_of_another_month_sent_again_are_noticed(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.vendor, moment=noon(3, 12)):
        of = month_of_contract(pair.contract_id, "2026-11")
        assert of is not None
        content = GOOD.replace("2026-10-01", "2026-11-01").encode()
        staged = stage_file(of, slot_key="pdd|甲店|pdd", content=content, name="a.csv")
        assert "exactly those of" in staged.warnings[0][0]
