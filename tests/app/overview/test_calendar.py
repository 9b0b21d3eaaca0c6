"""Claims about public holidays: the operator enters a year, everybody reads it, and no judged month moves."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.infra.events import organisation_trail
from portal.kernel.errors import Conflict
from portal.kernel.permissions import Role
from portal.overview.queries.installation import checks
from portal.reference.actions import holidays as actions
from portal.reference.actions.holidays import enter_holidays
from portal.reference.queries.holidays import years_to_enter
from portal.reference.rules.holidays import MAINLAND
from portal.sla.actions.answering import accept
from portal.sla.queries.months import month, month_in_full
from tests.factories.accounts import PASSWORD, Party, acting_as, make_colleague, make_merchant, make_operator
from tests.factories.cooperations import GOOD, MOMENT, hand_in_file, make_cooperation
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]
NOTICE = {
    "zone": MAINLAND,
    "year": "2027",
    "source": "国务院办公厅关于2027年部分节假日安排的通知",
    "published_on": "2026-11-20",
    "lines": "2027-01-01, 2027-01-03, off\n2027-02-14, work",
}


@pytest.fixture
def operator(app: Flask) -> Party:
    return make_operator(app)


def enter(visitor: Visitor, party: Party) -> Visitor:
    visitor.sign_in(party.login, PASSWORD)
    return visitor


def corrected_october(app: Flask, operator: Party) -> None:
    """The year 2026 as if October had one day off only."""
    with acting_as(app, operator, moment=MOMENT):
        enter_holidays(
            zone=MAINLAND,
            year=2026,
            lines="2026-10-01, off",
            source="a correction",
            published_on=date(2026, 10, 20),
        )


def days_of(app: Flask, party: Party, month_id: int) -> tuple[int, int]:
    with acting_as(app, party, moment=MOMENT):
        inputs = month_in_full(month(month_id)).inputs
        return len(inputs.legal_holidays), len(inputs.make_up_days)


def test_the_operator_enters_a_year_and_corrects_it_by_a_further_version(
    app: Flask, visitor: Visitors, operator: Party
) -> None:
    someone = enter(visitor(), operator)
    form = someone.get("/calendar/enter?year=2027")
    page = someone.submit(form, NOTICE, having="Keep this year")
    assert "Mainland China: public holidays of 2027" in page.text
    assert NOTICE["source"] in page.text
    correction = someone.get(f"/calendar/enter?place={MAINLAND}&year=2027")
    assert "2027-01-01, 2027-01-03, off" in correction.text
    page = someone.submit(correction, {"lines": "2027-01-01, off"}, having="Keep this year")
    assert "Earlier version 1 of 2027" in page.text
    with acting_as(app, operator):
        assert [one.event for one in organisation_trail(operator.organisation_id)][-2:] == [
            "HolidaysEntered"
        ] * 2


def test_a_year_comes_from_a_file_too(visitor: Visitors, operator: Party) -> None:
    someone = enter(visitor(), operator)
    file = "起,止,类型\n2027/1/1,2027/1/3,放假\n2027/2/14,2027/2/14,上班\n".encode("gb18030")
    form = someone.get("/calendar/enter")
    page = someone.submit(
        form, NOTICE | {"lines": ""}, having="Keep this year", files={"file": ("2027.csv", file)}
    )
    assert "Mainland China: public holidays of 2027" in page.text
    page = someone.submit(
        someone.get("/calendar/enter"),
        NOTICE,
        having="Keep this year",
        files={"file": ("2027.csv", b"x" * 200_000)},
        status=422,
    )
    assert "larger than a year of holidays" in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lines": "2027-02-15, work\n2027-01-01, off"}, "no weekend day"),
        ({"lines": "New year"}, "at least one break"),
        ({"year": "1999"}, "between 2020 and 2100"),
        ({"source": ""}, "Please fill this in"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_typed_is_lost(
    visitor: Visitors, operator: Party, change: dict[str, str], words: str
) -> None:
    someone = enter(visitor(), operator)
    page = someone.submit(
        someone.get("/calendar/enter"), NOTICE | change, having="Keep this year", status=422
    )
    assert words in page.text
    assert "2026-11-20" in page.response.get_data(as_text=True)


def test_everybody_reads_the_calendar_and_only_the_operator_s_managers_write_it(
    app: Flask, visitor: Visitors, operator: Party
) -> None:
    merchant = enter(visitor(), make_merchant(app))
    assert "Enter a year" not in merchant.get("/calendar").text
    merchant.get("/calendar/enter", status=403)
    enter(visitor(), make_colleague(app, operator, Role.VIEWER)).get("/calendar/enter", status=403)


def test_a_month_that_was_handed_in_keeps_the_days_it_was_judged_by(app: Flask, operator: Party) -> None:
    waiting, handed_in, agreed = (make_cooperation(app) for _ in range(3))
    for pair in (handed_in, agreed):
        hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    with acting_as(app, agreed.merchant, moment=MOMENT):
        accept(month(agreed.month_id))
    corrected_october(app, operator)
    assert days_of(app, waiting.merchant, waiting.month_id) == (1, 0)
    assert days_of(app, handed_in.merchant, handed_in.month_id) == (7, 1)
    assert days_of(app, agreed.merchant, agreed.month_id) == (7, 1)


def test_a_missing_year_is_said_early_to_the_operator_and_on_the_contract(
    app: Flask, visitor: Visitors, operator: Party
) -> None:
    with acting_as(app, operator):
        assert years_to_enter(date(2026, 11, 30)) == ()
        assert years_to_enter(date(2026, 12, 1)) == (2027,)
        found = {str(one.name): one for one in checks(datetime(2028, 1, 5, tzinfo=UTC))}
        assert not found["Public holidays"].is_well
        assert "2028" in str(found["Public holidays"].seen)
    pair = make_cooperation(app)
    page = enter(visitor(), pair.merchant).get(f"/contracts/{pair.contract_id}")
    assert "The public holidays of 2027 are not entered yet" in page.text


def test_two_who_enter_the_same_year_at_once_do_not_share_a_version(
    app: Flask, operator: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected_october(app, operator)
    monkeypatch.setattr(actions, "versions_entered", lambda _zone, _year: 0)
    with pytest.raises(Conflict):
        corrected_october(app, operator)
