"""The page of an engagement and the search hold together what the modules know."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.accounts.events import PersonJoined
from portal.infra import pdf
from portal.infra.events import record
from portal.sla.events import FiguresSubmitted
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant, make_vendor
from tests.factories.months import AGREED_AT, Parties, agreed_month, contract_in_force, figures_handed_in
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    pdf.close()


@pytest.fixture
def merchant(app: Flask) -> Party:
    return make_merchant(app, "青木家纺")


@pytest.fixture
def vendor(app: Flask) -> Party:
    return make_vendor(app, "蓝桥客服")


@pytest.fixture
def parties(app: Flask, merchant: Party, vendor: Party) -> Parties:
    return Parties(
        app,
        as_merchant=lambda moment: acting_as(app, merchant, moment=moment),
        as_vendor=lambda moment: acting_as(app, vendor, moment=moment),
        merchant_id=merchant.organisation_id,
        vendor_id=vendor.organisation_id,
    )


def enter(visitor: Visitor, party: Party) -> Visitor:
    visitor.sign_in(party.login, PASSWORD)
    return visitor


def test_everything_of_an_engagement_stands_on_its_page(
    visitor: Visitors, parties: Parties, vendor: Party
) -> None:
    agreed_month(parties)
    page = enter(visitor(), vendor).get("/engagements/1")
    for words in ("September 2026", "Agreed", "HT-2026-0001", "In force", "Settlement invoice", "Read"):
        assert words in page.text, words


def test_today_counts_the_money_of_months_not_invoiced_yet(
    visitor: Visitors, parties: Parties, merchant: Party
) -> None:
    figures_handed_in(parties, contract_in_force(parties), replied=9_700)
    page = enter(visitor(), merchant).get("/today")
    assert "without taxCNY 55,000.00" in page.text
    assert "as the figures standCNY −1,650.00" in page.text


def test_contracts_and_months_are_found_by_number_partner_and_name(
    visitor: Visitors, parties: Parties, merchant: Party
) -> None:
    contract_in_force(parties)
    anna = enter(visitor(), merchant)
    assert anna.get("/search?q=ht-2026").link("HT-2026-0001") == "/contracts/1"
    assert anna.get("/search?q=2026年9月").link("September 2026") == "/months/1"
    assert "HT-2026-0001" in anna.get("/search?q=蓝桥").text


def test_a_stranger_finds_nothing_of_it(app: Flask, visitor: Visitors, parties: Parties) -> None:
    agreed_month(parties)
    stranger = enter(visitor(), make_vendor(app))
    for words in ("HT-2026", "2026-09", "青木", "ST-2026"):
        assert "Nothing found" in stranger.get(f"/search?q={words}").text


def test_both_sides_see_whom_to_talk_to(visitor: Visitors, parties: Parties, vendor: Party) -> None:
    contract_in_force(parties)
    page = enter(visitor(), vendor).get("/engagements/1")
    assert "王芳" in page.text
    assert page.link("wang@merchant.example") == "mailto:wang@merchant.example"


def test_a_reminder_can_be_copied_with_its_link(visitor: Visitors, parties: Parties, merchant: Party) -> None:
    contract_in_force(parties)
    page = enter(visitor(), merchant).get("/today")
    (message,) = [button.get("data-copy") for button in page.tree.iter("button") if button.get("data-copy")]
    assert message.startswith("Submit the figures for September 2026")
    assert message.endswith("http://localhost/months/1")


def test_communication_begins_with_the_contract_and_leads_to_the_contacts(
    visitor: Visitors, parties: Parties, vendor: Party
) -> None:
    contract_in_force(parties)
    page = enter(visitor(), vendor).get("/contracts/1")
    assert page.link("Communication") == "/engagements/1"


def test_the_trail_names_roles_in_words_and_the_page_leaves_the_printing_out(
    visitor: Visitors, parties: Parties, merchant: Party
) -> None:
    agreed_month(parties)
    with parties.as_merchant(AGREED_AT):
        record(PersonJoined(user_id=1, person="Wen", roles="owner, viewer"))
    reader = enter(visitor(), merchant)
    assert "Wen joined as Owner, Viewer" in reader.get("/audit").text
    assert "was made (SHA-256" in reader.get("/engagements/1/audit").text
    assert "was made (SHA-256" not in reader.get("/engagements/1").text


def test_both_sides_read_the_same_trail(
    visitor: Visitors, parties: Parties, merchant: Party, vendor: Party
) -> None:
    contract_in_force(parties)
    trails = [
        [
            cell.text_content()
            for cell in enter(visitor(), party).get("/engagements/1/audit").tree.iter("code")
        ]
        for party in (merchant, vendor)
    ]
    assert len(trails[0]) >= 3
    assert trails[0] == trails[1]


def test_the_trail_names_what_figures_were_for_and_a_notice_who_it_comes_from(
    visitor: Visitors, parties: Parties, vendor: Party
) -> None:
    agreed_month(parties)
    with parties.as_vendor(AGREED_AT):
        record(
            FiguresSubmitted(
                engagement_id=1,
                month_id=1,
                month="2026-09",
                submission_id=1,
                slot="jd|山店|jd",
                version=1,
                file="a.csv",
                sha256="0" * 64,
            )
        )
    reader = enter(visitor(), vendor)
    trail = reader.get("/engagements/1/audit").text
    assert "Figures submitted for September 2026: Reply rate" in trail
    assert "山店, JD customer service data" in trail
    assert "typed:" not in trail
    notices = reader.get("/notices").text
    assert "The figures for September 2026 are accepted. new青木家纺" in notices
