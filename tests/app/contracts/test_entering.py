"""A merchant with a contract on paper is at its months after five answers."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from portal.accounts.models import Invitation
from portal.contracts.queries import binding_contracts, terms_for_month
from portal.contracts.rules.readiness import problems
from portal.infra.db import db
from portal.infra.events import trail
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import transaction
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from tests.app.contracts.conftest import NOON, Person, Town

ANSWERS = {
    "vendor_name": "诚声客服外包",
    "platform": "pinduoduo",
    "shop": "阿花零食铺",
    "seats": "3",
    "price": "4,800",
    "month": "2026-08",
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def enter(town: Town, merchant: Person, changes: Mapping[str, str] | None = None, status: int = 200) -> str:
    browser = town.browser(merchant)
    page = browser.get("/contracts/enter")
    return browser.submit(page, {**ANSWERS, **(changes or {})}, having="Enter contract", status=status).text


def test_five_answers_make_a_contract_that_counts_from_its_start_month(town: Town, merchant: Person) -> None:
    assert "In force" in enter(town, merchant)
    with town.looking(merchant):
        (contract,) = binding_contracts()
        assert contract.starts_on is not None
        assert contract.starts_on.isoformat() == "2026-08-01"
        terms = terms_for_month(contract.id, contract.starts_on)
        names = [entry.event for entry in trail(contract.engagement_id)]
    assert problems(terms) == ()
    assert terms.rate_card[0].unit_price == Money(4800_00, "CNY")
    assert terms.shops[0].export_tools == ("pdd",)
    assert {"ContractEntered", "ContractTookEffect"} <= set(names)


def test_the_page_offers_the_invitation_with_a_message_to_copy(town: Town, merchant: Person) -> None:
    text = enter(town, merchant)
    assert "Invite the vendor" in text
    assert "/join/" in text
    assert "has not confirmed it yet" in text


def test_the_26th_as_start_day_shifts_the_first_day(town: Town, merchant: Person) -> None:
    enter(town, merchant, {"start_day": "26"})
    with town.looking(merchant):
        (contract,) = binding_contracts()
        assert contract.starts_on is not None
        assert contract.starts_on.isoformat() == "2026-07-26"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"vendor_name": " "}, "Name the vendor"),
        ({"shop": ""}, "Name the shop"),
        ({"seats": "0"}, "at least one seat"),
        ({"seats": "three"}, "is not a number"),
        ({"price": "0"}, "above zero"),
        ({"price": ""}, "Please fill this in"),
        ({"start_day": "31"}, "between the 1st and the 28th"),
    ],
)
def test_what_cannot_be_entered_is_said_and_nothing_is_stored(
    town: Town, merchant: Person, changes: dict[str, str], reason: str
) -> None:
    text = enter(town, merchant, changes, status=422)
    assert reason in text
    with town.looking(merchant):
        assert binding_contracts() == []


def test_the_stamped_scan_is_kept_and_can_be_opened(town: Town, merchant: Person) -> None:
    browser = town.browser(merchant)
    page = browser.submit(
        browser.get("/contracts/enter"),
        ANSWERS,
        having="Enter contract",
        files={"scan": ("合同扫描件.pdf", PDF)},
    )
    answer = browser.client.get(page.link("合同扫描件.pdf"))
    assert answer.data == PDF
    answer.close()


def test_a_scan_that_is_no_scan_is_refused_and_nothing_is_stored(town: Town, merchant: Person) -> None:
    browser = town.browser(merchant)
    browser.submit(
        browser.get("/contracts/enter"),
        ANSWERS,
        having="Enter contract",
        files={"scan": ("scan.pdf", b"MZ\x90\x00")},
        status=422,
    )
    with town.looking(merchant):
        assert binding_contracts() == []


def test_what_was_entered_is_corrected_from_the_paper(town: Town, merchant: Person) -> None:
    enter(town, merchant)
    browser = town.browser(merchant)
    with town.looking(merchant):
        (contract,) = binding_contracts()
    address = f"/contracts/{contract.id}/edit/sla"
    browser.submit(browser.get(address), {"lines-0-target": "45"}, having="Save")
    with town.looking(merchant):
        day = contract.starts_on
        assert day is not None
        assert str(terms_for_month(contract.id, day).sla[0].target) == "45"
    page = browser.submit(
        browser.get(address),
        {"lines-0-target": "", "lines-1-target": "", "lines-2-target": ""},
        having="Save",
        status=422,
    )
    assert "service quality is missing" in page.text


def test_the_vendor_confirms_what_was_entered(town: Town, merchant: Person) -> None:
    enter(town, merchant)
    with town.looking(merchant):
        (contract,) = binding_contracts()
    vendor = town.person(Side.VENDOR, "李诚", organisation_id=contract.vendor_id)
    browser = town.browser(vendor)
    page = browser.submit(browser.get(f"/contracts/{contract.id}"), having="Confirm contract")
    assert "has not confirmed" not in page.text
    with town.looking(vendor):
        assert "ContractConfirmed" in [entry.event for entry in trail(contract.engagement_id)]
    ours = town.browser(merchant)
    ours.get(f"/contracts/{contract.id}/edit/sla", status=403)


def test_the_invited_vendor_lands_on_its_contract_and_the_months_wait_for_it(
    town: Town, merchant: Person
) -> None:
    link = "/join/" + enter(town, merchant).split("/join/")[1].split()[0]
    bo = town.visitor()
    page = bo.submit(
        bo.get(link), {"name": "Bo", "login": "bo@example.com", "password": "correct horse battery"}
    )
    assert page.title.startswith("Contract HT-2026-0001")
    assert "Confirm contract" in page.text
    today = bo.get("/today").text
    assert "Submit the figures for" in today.split("What you wait for")[0]
    assert "Submit the figures for" not in town.browser(merchant).get("/today").text.split("What you wait")[0]


def test_an_invitation_that_is_gone_is_replaced_by_a_new_one(town: Town, merchant: Person) -> None:
    enter(town, merchant)
    with town.looking(merchant):
        (contract,) = binding_contracts()
    with town.app.app_context(), across_tenants("a test lets an invitation expire"), transaction():
        for invitation in db.session.scalars(select(Invitation)):
            invitation.expires_at = NOON
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract.id}")
    assert "has no account yet" in page.text
    page = browser.submit(page, having="Make an invitation link")
    assert "/join/" in page.text


def test_a_vendor_does_not_enter_contracts(town: Town) -> None:
    vendor = town.person(Side.VENDOR, "诚声客服")
    browser = town.browser(vendor)
    browser.submit(browser.get("/contracts/enter"), ANSWERS, having="Enter contract", status=403)
