"""Claims about what can be done with a service month: it works, it refuses, it is written down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.contracts.actions.ending import end
from portal.contracts.queries import contract
from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.jobs import run_due_jobs
from portal.infra.progress import open_duties
from portal.kernel.errors import Conflict, Invalid, NotFound, PortalError, Refused
from portal.kernel.messages import message
from portal.sla.actions.answering import accept, confirm, give_back, hold_month, release_month, reopen
from portal.sla.actions.opening import hand_to_vendor, open_months
from portal.sla.actions.staging import Answers, answer_questions, stage_file
from portal.sla.actions.submitting import discard, hand_in, state_quantities, submit, type_figure, withdraw
from portal.sla.jobs import open_due_months, open_months_of
from portal.sla.models import MonthRecord, Submission
from portal.sla.queries.months import (
    accepted_quantities,
    answers_of,
    contract_months,
    is_agreed,
    missing_slots,
    month,
    month_in_full,
    results_before,
    submission,
    submissions_of,
    terms_of,
)
from portal.sla.rules.months import slots_of
from tests.factories.accounts import Party, acting_as, make_merchant
from tests.factories.cooperations import (
    GOOD,
    HEADING,
    MOMENT,
    POOR,
    Cooperation,
    hand_in_file,
    make_cooperation,
    month_terms,
)


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


def act(app: Flask, by: Party, month_id: int, what: Callable[[MonthRecord], object]) -> None:
    with acting_as(app, by, moment=MOMENT):
        what(month(month_id))


def state_of(app: Flask, pair: Cooperation) -> tuple[str, str]:
    with acting_as(app, pair.merchant, moment=MOMENT):
        found = month(pair.month_id)
        return found.state, found.turn


def staged(app: Flask, pair: Cooperation, content: str, *, by: Party | None = None) -> int:
    with acting_as(app, by or pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        found = stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=content.encode(), name="a.csv")
        return found.id


def test_a_contract_in_force_opens_its_months_and_asks_the_vendor(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        (found,) = contract_months()
        assert [(line.month, line.state, line.turn) for line in found.months] == [
            ("2026-11", "open", "vendor"),
            ("2026-10", "open", "vendor"),
        ]
        duties = open_duties(debtor_id=pair.vendor.organisation_id)
        assert "Submit the figures for 2026-10" in [str(duty.what) for duty in duties]
        assert month(pair.month_id).due_at == datetime(2026, 11, 5, 16, tzinfo=UTC)


def test_opening_twice_opens_nothing_new(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert open_months(contract(pair.contract_id), today=date(2026, 11, 2)) == []
        assert len(open_months(contract(pair.contract_id), today=date(2026, 12, 2))) == 1
        found = contract(pair.contract_id)
        found.starts_on = None
        assert open_months(found, today=date(2027, 5, 2)) == []


def test_the_daily_run_opens_the_months_that_have_begun(app: Flask, pair: Cooperation) -> None:
    later = datetime(2026, 12, 3, tzinfo=UTC)
    with acting_as(app, Organisation(id=0, side=pair.merchant.side), moment=later):
        open_due_months()
    with app.app_context():
        run_due_jobs(later)
    with acting_as(app, pair.vendor, moment=later):
        assert [line.month for line in contract_months()[0].months] == ["2026-12", "2026-11", "2026-10"]


def test_a_staged_file_is_seen_by_its_sender_alone_and_counts_for_nothing(
    app: Flask, pair: Cooperation
) -> None:
    number = staged(app, pair, GOOD)
    with acting_as(app, pair.merchant, moment=MOMENT):
        with pytest.raises(NotFound):
            submission(number)
        assert month_in_full(month(pair.month_id)).judged.evaluation.score is None


def test_the_last_missing_file_hands_the_month_in(app: Flask, pair: Cooperation) -> None:
    number = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    assert state_of(app, pair) == ("submitted", "merchant")
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert submission(number).version == 1
        assert missing_slots(month(pair.month_id)) == []
        lines = month_in_full(month(pair.month_id)).judged.evaluation.lines
        assert [line.state.value for line in lines] == ["met", "met", "no_data"]
        assert [str(duty.what) for duty in open_duties(debtor_id=pair.merchant.organisation_id)] == [
            "Check the figures for 2026-10"
        ]
        entries = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
        assert entries[-2:] == ["FiguresSubmitted", "MonthHandedIn"]


def test_a_missed_target_costs_what_the_contract_says(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with acting_as(app, pair.merchant, moment=MOMENT):
        found = month(pair.month_id)
        assert found.results["credit_minor"] == 1_000_00
        assert results_before(found)[-1][1]["lines"][0]["state"] == "missed"


def test_a_second_file_is_a_new_version_and_the_same_file_is_refused(app: Flask, pair: Cooperation) -> None:
    first = hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with pytest.raises(Invalid, match="already submitted as version 1"):
        staged(app, pair, POOR)
    second = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    third = hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with acting_as(app, pair.merchant, moment=MOMENT):
        states = {one.id: (one.version, one.state) for one in submissions_of(pair.month_id)}
        assert states == {first: (1, "superseded"), second: (2, "superseded"), third: (3, "submitted")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "is a picture"),
        (b"PK\x03\x04broken", "damaged"),
        (b"1,2\n3,4\n", "No heading row"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_kept(
    app: Flask, pair: Cooperation, content: bytes, words: str
) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0]
        with pytest.raises(Invalid, match=words):
            stage_file(of, slot_key=slot.key, content=content, name="a.xlsx")
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert db.session.scalars(select(Submission)).all() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("客服,天气\n小美,晴\n", "None of the headings"),
        (f"{HEADING}\n2026-10-01,甲店,小美,5,5,1,17,4\n2026-10-01,甲店,小美,5,5,1,17,4\n", "repeats row 2"),
        (f"{HEADING}\n2026-09-01,甲店,小美,5,5,1,17,4\n", "outside the reported month"),
        (f"{HEADING}\n2026-10-01,甲店,小美,-5,5,1,17,4\n", "is negative"),
        ("日期,客服账号,3分钟人工回复率\n2026-10-01,小美,101%\n", "is more than 100 %"),
    ],
)
def test_a_file_with_errors_is_shown_and_cannot_be_submitted(
    app: Flask, pair: Cooperation, content: str, words: str
) -> None:
    number = staged(app, pair, content)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        template, values = found.errors[0]["reason"]
        assert words.replace(" %", "") in (template % values if values else template).replace(" %", "")
    with pytest.raises(Invalid, match="cannot be submitted"), acting_as(app, pair.vendor, moment=MOMENT):
        submit(submission(number))


def test_questions_are_answered_once_and_remembered(app: Flask, pair: Cooperation) -> None:
    text = "日期,客服账号,需要人工回复的咨询人数,3分钟人工回复率,平均人工响应时长\n2026-10-01,小美,5,0.98,00:{}\n"
    first = staged(app, pair, text.format(19).replace("00:19", "01:19"))
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(first)
        assert [question["kind"] for question in found.questions] == ["percent", "clock"]
        with pytest.raises(Invalid):
            submit(found)
        answer_questions(found, month(pair.month_id), tool="pdd", answers=Answers("mm:ss", "fraction", {}))
        assert found.questions == []
    again = staged(app, pair, text.format(19).replace("00:19", "01:25"))
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert submission(again).questions == []
        with pytest.raises(Invalid, match="not known"):
            answer_questions(
                submission(again), month(pair.month_id), tool="abacus", answers=Answers(None, None, {})
            )


def test_a_staged_file_can_be_discarded_but_not_one_that_counts(app: Flask, pair: Cooperation) -> None:
    number = staged(app, pair, POOR)
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(number))
    counting = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with pytest.raises(Conflict), acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(counting))
    with pytest.raises(Conflict), acting_as(app, pair.vendor, moment=MOMENT):
        submit(submission(counting))


def test_a_slot_the_month_does_not_have_is_refused(app: Flask, pair: Cooperation) -> None:
    with pytest.raises(Invalid, match="no such shop"), acting_as(app, pair.vendor, moment=MOMENT):
        stage_file(month(pair.month_id), slot_key="x", content=GOOD.encode(), name="a.csv")


def test_a_typed_figure_counts_until_a_file_gives_it(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        with pytest.raises(NotFound):
            type_figure(of, metric="aov", values={"aov": 1}, evidence=None)
        evidence = ("shot.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
        type_figure(of, metric="csat", values={"csat": 950_000}, evidence=evidence)
        type_figure(of, metric="csat", values={"csat": 960_000}, evidence=None)
        assert month_in_full(of).judged.evaluation.lines[2].value == 96
        hand_in(of)
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with pytest.raises(Refused, match="already give this figure"), acting_as(app, pair.vendor, moment=MOMENT):
        type_figure(month(pair.month_id), metric="art", values={"art": 1}, evidence=None)


def test_a_month_without_figures_cannot_be_handed_in(app: Flask, pair: Cooperation) -> None:
    with pytest.raises(Refused, match="no figures yet"):
        act(app, pair.vendor, pair.month_id, hand_in)


def test_quantities_are_stated_and_written_down(app: Flask, pair: Cooperation) -> None:
    act(app, pair.vendor, pair.month_id, lambda of: state_quantities(of, {"seats": 5}))
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert month(pair.month_id).quantities == {"seats": 5}
        assert db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first() is not None


def test_acceptance_freezes_the_figures(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, pair.merchant, moment=MOMENT):
        with pytest.raises(NotFound):
            accepted_quantities(pair.month_id)
        accept(month(pair.month_id), comment="好")
        assert is_agreed(pair.month_id)
        assert accepted_quantities(pair.month_id) == {}
        assert open_duties(debtor_id=pair.merchant.organisation_id) == []
        assert answers_of(pair.month_id)[0].comment == "好"
    assert state_of(app, pair) == ("agreed", "nobody")
    with pytest.raises(Refused, match="accepted"):
        staged(app, pair, POOR)


def test_figures_are_returned_with_a_comment_and_corrected(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with pytest.raises(Invalid, match="Say what is to be corrected"):
        act(app, pair.merchant, pair.month_id, lambda of: give_back(of, comment=" "))
    with pytest.raises(Refused, match="other side's turn"):
        act(app, pair.vendor, pair.month_id, lambda of: give_back(of, comment="x"))
    act(app, pair.merchant, pair.month_id, lambda of: give_back(of, comment="3分钟数据不对"))
    assert state_of(app, pair) == ("returned", "vendor")
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    assert state_of(app, pair) == ("submitted", "merchant")


def test_handed_in_figures_can_be_withdrawn_until_accepted(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with pytest.raises(Refused, match="your turn"):
        act(app, pair.merchant, pair.month_id, withdraw)
    act(app, pair.vendor, pair.month_id, withdraw)
    assert state_of(app, pair) == ("open", "vendor")


def test_what_the_merchant_supplies_the_vendor_confirms(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.merchant, pair.month_id, GOOD)
    assert state_of(app, pair) == ("submitted", "vendor")
    with pytest.raises(Refused, match="confirm the figures you supplied"):
        act(app, pair.merchant, pair.month_id, accept)
    with pytest.raises(Refused, match="nothing to confirm"):
        act(app, pair.merchant, pair.month_id, confirm)
    act(app, pair.vendor, pair.month_id, confirm)
    assert state_of(app, pair) == ("submitted", "merchant")
    act(app, pair.merchant, pair.month_id, accept)


def test_while_the_vendor_has_not_joined_the_merchant_works_alone(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        organisation = db.session.get(Organisation, pair.vendor.organisation_id)
        assert organisation is not None
        organisation.joined_at = None
    hand_in_file(app, pair.merchant, pair.month_id, GOOD)
    assert state_of(app, pair) == ("submitted", "merchant")
    act(app, pair.merchant, pair.month_id, lambda of: give_back(of, comment="x"))
    assert state_of(app, pair) == ("returned", "merchant")
    act(app, pair.merchant, pair.month_id, hand_in)
    act(app, pair.merchant, pair.month_id, accept)
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert not month(pair.month_id).is_confirmed


def test_a_vendor_that_joins_takes_over_the_months_without_figures(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        for line in contract_months()[0].months:
            month(line.id).turn = "merchant"
        begun = contract_months()[0].months[1].id
        of = month(begun)
        type_figure(of, metric="csat", values={"csat": 950_000}, evidence=None)
    with acting_as(app, pair.vendor, moment=MOMENT):
        hand_to_vendor(pair.vendor.organisation_id)
        assert {line.month: line.turn for line in contract_months()[0].months} == {
            "2026-11": "vendor",
            "2026-10": "merchant",
        }


def test_an_accepted_month_opens_again_unless_something_holds_it(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    act(app, pair.merchant, pair.month_id, accept)
    with acting_as(app, pair.vendor, moment=MOMENT):
        for _ in range(2):
            hold_month(
                pair.month_id, key="invoice:1", reason=message("Invoice %(number)s is issued.", number="ST-1")
            )
    with pytest.raises(Refused, match="ST-1 is issued"):
        act(app, pair.merchant, pair.month_id, lambda of: reopen(of, reason="x"))
    with acting_as(app, pair.vendor, moment=MOMENT):
        release_month(pair.month_id, key="invoice:2")
        assert month(pair.month_id).state == "locked"
        release_month(pair.month_id, key="invoice:1")
    with pytest.raises(Invalid, match="Say why"):
        act(app, pair.merchant, pair.month_id, lambda of: reopen(of, reason=""))
    act(app, pair.merchant, pair.month_id, lambda of: reopen(of, reason="漏了一天"))
    assert state_of(app, pair) == ("submitted", "merchant")


def test_other_parties_see_nothing(app: Flask, pair: Cooperation) -> None:
    number = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    stranger = make_merchant(app)
    with acting_as(app, stranger, moment=MOMENT):
        assert contract_months() == []
        for look in (lambda: month(pair.month_id), lambda: submission(number)):
            with pytest.raises(PortalError):
                look()


def test_a_month_from_the_26th_takes_its_days_over_two_calendar_months(app: Flask) -> None:
    pair = make_cooperation(app, replace(month_terms(), start_day=26))
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = month(pair.month_id)
        assert (found.first_day, found.last_day) == (date(2026, 9, 26), date(2026, 10, 25))


def test_the_daily_run_asks_what_follows_when_a_term_runs_out_and_ending_answers(
    app: Flask, pair: Cooperation
) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        contract(pair.contract_id).ends_on = date(2026, 11, 20)
    with acting_as(app, pair.merchant, moment=MOMENT):
        open_months_of(pair.contract_id)
        open_months_of(pair.contract_id)
        waiting = [str(duty.what) for duty in open_duties(debtor_id=pair.merchant.organisation_id)]
        number = contract(pair.contract_id).number
        assert waiting == [f"Contract {number} runs until 2026-11-20: renew it or end it"]
    with acting_as(app, pair.merchant, moment=datetime(2026, 11, 22, tzinfo=UTC)):
        end(pair.contract_id)
        assert contract(pair.contract_id).ends_on == date(2026, 11, 20)
        assert open_duties(debtor_id=pair.merchant.organisation_id) == []


def test_a_contract_without_a_last_day_asks_nothing(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        contract(pair.contract_id).ends_on = None
        open_months_of(pair.contract_id)
        assert open_duties(debtor_id=pair.merchant.organisation_id) == []
