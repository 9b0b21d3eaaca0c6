"""Claims about the rows behind a number: seen by both sides, narrowed down, counted, taken away."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from flask import Flask

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop, StaffedHours
from portal.infra.jobs import run_due_jobs
from portal.sla.actions import row_readers
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import submit
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.months import slots_of
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
from tests.factories.cooperations import MOMENT, Cooperation, make_cooperation, month_terms
from tests.visitor import Visitor

Arrival = Callable[[Party], Visitor]

HEADING = "会话ID,店铺,客服,开始时间,首次响应(秒),评分,是否转接,支付金额(元)"
LINES = [
    "C1,甲店,小美,2026-10-01 09:30:00,18,5,是,199.00",
    "C2,甲店,小美,2026-10-01 23:30:00,50.5,,否,",
    "C3,甲店,=阿强,2026-10-02 09:30:00,20,1,,",
    "C4,乙店,小美,2026-10-02 09:30:00,90,,,",
]
SHIFTS = (StaffedHours("every_day", "早班", 480, 1080, 2), StaffedHours("every_day", "晚班", 1080, 1440, 1))


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    row_readers.close()


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    terms = month_terms(
        shops=(Shop("pdd", "甲店", ("conversations",)), Shop("pdd", "乙店", ("conversations",))),
        sla=(
            SlaLine("frt_avg", 1, Decimal(30)),
            SlaLine("csat", 1, Decimal(90)),
            SlaLine("qa_score", 1, Decimal(90)),
        ),
        windows=SHIFTS,
    )
    return make_cooperation(app, terms)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def submitted(app: Flask, pair: Cooperation, *lines: str, slot: int = 0) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        content = "\n".join([HEADING, *lines]).encode()
        submit(stage_file(of, slot_key=slots_of(terms_of(of))[slot].key, content=content, name="会话.csv"))
    with app.app_context():
        run_due_jobs(MOMENT)


@pytest.mark.parametrize(
    ("asked", "says", "rows"),
    [
        ("", "3 conversations", ["C1", "C2", "C3"]),
        ("?day=2026-10-01", "2 conversations", ["C1", "C2"]),
        ("?agent=小美&shift=晚班", "1 conversation", ["C2"]),
        ("?line=frt_avg&missed=y", "1 of 3 conversations miss the target", ["C2"]),
        ("?line=csat&missed=y", "1 of 2 conversations miss the target", ["C3"]),
        ("?line=qa_score", "This result is not made of single conversations", ["C1", "C2", "C3"]),
        ("?day=tomorrow&page=-3", "3 conversations", ["C1", "C2", "C3"]),
        ("?page=9", "No conversation fits what was chosen.", []),
    ],
)
def test_the_conversations_behind_a_number_are_shown(
    app: Flask, pair: Cooperation, arrive: Arrival, asked: str, says: str, rows: list[str]
) -> None:
    submitted(app, pair, *LINES)
    page = arrive(pair.merchant).get(f"/months/{pair.month_id}/rows{asked}")
    assert says in page.text
    cells = [cell.text_content() for cell in page.tree.iter("td")]
    assert [cell for cell in cells if cell in {"C1", "C2", "C3", "C4"}] == rows


def test_a_cell_is_shown_as_it_is_read(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    submitted(app, pair, *LINES)
    page = arrive(pair.vendor).get(f"/months/{pair.month_id}/rows?agent=小美")
    for words in ("2026-10-01 23:30:00", "50.5", "199.00", "yes", "no"):
        assert words in page.text


def test_the_rows_can_be_taken_away_and_run_as_no_formula(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    submitted(app, pair, *LINES)
    anna = arrive(pair.merchant)
    text = anna.get(f"/months/{pair.month_id}/rows.csv?day=2026-10-02").response.get_data(as_text=True)
    header, line = text.strip().splitlines()
    assert header.startswith("\ufeffFile,Row,Conversation,Shop,Agent,Started at")
    assert line == "甲店 2026-10.csv,4,C3,甲店,'=阿强,2026-10-02 09:30:00,20,1,,"
    second = anna.get(f"/months/{pair.month_id}/rows.csv?part=2").response.get_data(as_text=True)
    assert len(second.splitlines()) == 1


def test_a_line_for_one_shop_shows_the_rows_of_that_shop(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    submitted(app, pair, *LINES)
    submitted(app, pair, *LINES, slot=1)
    anna = arrive(pair.merchant)
    assert "4 conversations" in anna.get(f"/months/{pair.month_id}/rows").text
    assert "1 conversation" in anna.get(f"/months/{pair.month_id}/rows?shop=乙店").text


def test_the_way_leads_from_the_result_to_its_rows(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    submitted(app, pair, *LINES)
    anna = arrive(pair.merchant)
    page = anna.get(f"/months/{pair.month_id}/lines/frt_avg")
    assert page.link("Rows behind the number") == f"/months/{pair.month_id}/rows?line=frt_avg"


def test_while_rows_are_kept_the_page_says_so_and_without_any_it_says_what_to_do(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    address = f"/months/{pair.month_id}/rows"
    assert "No single conversations" in arrive(pair.merchant).get(address).text
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        content = "\n".join([HEADING, *LINES]).encode()
        submit(stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=content, name="会话.csv"))
    assert "still being kept" in arrive(pair.merchant).get(address).text


def test_nobody_else_sees_them(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    submitted(app, pair, *LINES)
    stranger = arrive(make_merchant(app))
    assert stranger.get(f"/months/{pair.month_id}/rows", status=404)
    assert stranger.get(f"/months/{pair.month_id}/rows.csv", status=404)


def test_a_file_of_two_shops_is_taken_for_the_other_shop_with_one_click(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        content = "\n".join([HEADING, *LINES]).encode()
        number = stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=content, name="会话.csv").id
    bo = arrive(pair.vendor)
    page = bo.get(f"/submissions/{number}")
    assert "The other side gets the rows of “甲店” alone" in page.text
    other = bo.submit(page, having="Take it for 乙店 too")
    assert "gets the rows of “乙店” alone" in other.text
    assert "Rows left out: 3." in other.text
    assert "Take it for 甲店 too" in other.text


def test_the_template_has_one_row_per_conversation(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    page = arrive(pair.vendor).get(f"/months/{pair.month_id}/template.csv?rows=conversations")
    header, example = page.response.get_data(as_text=True).strip().splitlines()
    assert header.startswith("\ufeffConversation ID,Shop,Channel,Agent,Started at")
    assert example.startswith("C0000001,A,chat,Ann,2026-11-01 09:30:00")
