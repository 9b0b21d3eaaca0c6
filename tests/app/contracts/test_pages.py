"""The pages of a contract: both sides see the same text, each is offered what it may do now."""

import re

import pytest

from portal.contracts.actions.sending import send
from portal.contracts.forms.editors import EDITORS
from portal.contracts.rules.terms import ContractTerms
from portal.infra.jobs import run_due_jobs
from portal.kernel.permissions import Role, Side
from tests.app.contracts.conftest import BLANK_SHEET, Person, Town
from tests.factories.contracts import a_draft, a_sent_contract, signed


def draft(town: Town, merchant: Person, vendor: Person, terms: ContractTerms | None = None) -> int:
    with town.acting(merchant):
        return a_draft(merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id, terms=terms).id


def sent(town: Town, merchant: Person, vendor: Person) -> int:
    with town.acting(merchant):
        contract_id = a_sent_contract(
            merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id
        ).id
    with town.app.app_context():
        run_due_jobs()
    return contract_id


def test_a_merchant_without_contract_is_told_what_to_do(town: Town, merchant: Person) -> None:
    page = town.browser(merchant).get("/contracts")
    assert "No contract yet" in page.text
    assert page.link("Enter an existing contract") == "/contracts/enter"


def test_the_list_says_whose_turn_it_is(town: Town, merchant: Person, vendor: Person) -> None:
    sent(town, merchant, vendor)
    assert "Their turn" in town.browser(merchant).get("/contracts").text
    page = town.browser(vendor).get("/contracts?show=open")
    assert "Your turn" in page.text
    assert "杭州跃动体育" in page.text


def test_the_list_takes_the_same_statements_however_long_it_is(
    town: Town, merchant: Person, vendor: Person
) -> None:
    draft(town, merchant, vendor)
    browser = town.browser(merchant)
    one = browser.get("/contracts").statements
    for _ in range(3):
        draft(town, merchant, vendor)
    assert browser.get("/contracts").statements == one


def test_only_the_author_sees_a_draft(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = draft(town, merchant, vendor)
    page = town.browser(merchant).get(f"/contracts/{contract_id}")
    assert "第十五条" in page.text
    assert "only your side sees it" in page.text
    town.browser(vendor).get(f"/contracts/{contract_id}", status=404)


def test_strangers_never_see_a_contract(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = sent(town, merchant, vendor)
    for side in (Side.MERCHANT, Side.VENDOR):
        stranger = town.person(side, "别家")
        browser = town.browser(stranger)
        browser.get(f"/contracts/{contract_id}", status=404)
        assert "HT-" not in browser.get("/contracts").text


def test_a_contract_goes_from_draft_to_in_force_in_the_browser(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    address = f"/contracts/{contract_id}"
    ours, theirs = town.browser(merchant), town.browser(vendor)
    ours.submit(ours.get(address), having="Send for signature")
    with town.app.app_context():
        run_due_jobs()
    page = theirs.get(address)
    assert re.search(r"\b[0-9a-f]{64}\b", page.text)
    signature = {"name": "李诚", "authority": "总经理", "has_authority": True, "consents": True}
    page = theirs.submit(page, signature, having="Sign now")
    assert "The other side signs next" in page.text
    page = ours.submit(ours.get(address), {**signature, "name": "陈立"}, having="Sign now")
    assert "The contract is in force" in page.text
    assert "李诚" in page.text


def test_signing_without_consent_is_refused_beside_the_box(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = sent(town, merchant, vendor)
    browser = town.browser(vendor)
    page = browser.submit(
        browser.get(f"/contracts/{contract_id}"),
        {"name": "李诚", "has_authority": True},
        having="Sign now",
        status=422,
    )
    assert "Tick that you agree to be bound" in page.text
    assert page.form("Sign now").fields["name"] == "李诚"


def test_a_contract_is_returned_with_a_comment_and_revised(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = sent(town, merchant, vendor)
    ours, theirs = town.browser(merchant), town.browser(vendor)
    page = theirs.get(f"/contracts/{contract_id}")
    refused = theirs.submit(page, {"reason": " "}, having="Return for correction", status=422)
    assert "Say what should be changed" in refused.text
    theirs.submit(page, {"reason": "首响 30 秒太短"}, having="Return for correction")
    page = ours.get(f"/contracts/{contract_id}")
    assert "首响 30 秒太短" in page.text
    page = ours.submit(page, having="Start a new version")
    assert "Version 2" in page.text
    assert "version 1" not in theirs.get(f"/contracts/{contract_id}").text


def test_an_unsigned_contract_is_recalled(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = sent(town, merchant, vendor)
    browser = town.browser(merchant)
    page = browser.submit(browser.get(f"/contracts/{contract_id}"), having="Recall")
    assert "Recalled" in page.text
    assert "Sign now" not in town.browser(vendor).get(f"/contracts/{contract_id}").text


def test_an_incomplete_draft_names_what_is_missing_and_is_not_sent(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor, ContractTerms())
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract_id}")
    assert "The service content is missing" in page.text
    assert "Complete the draft" in page.text
    browser.post(f"/contracts/{contract_id}/send", {"idempotency_key": "k"}, status=400)


@pytest.mark.parametrize("section", EDITORS)
def test_saving_an_editor_unchanged_changes_nothing(
    town: Town, merchant: Person, vendor: Person, section: str
) -> None:
    contract_id = draft(town, merchant, vendor)
    browser = town.browser(merchant)
    before = browser.get(f"/contracts/{contract_id}").text
    browser.submit(browser.get(f"/contracts/{contract_id}/edit/{section}"), having="Save")
    after = browser.get(f"/contracts/{contract_id}").text
    shas = [re.findall(r"[0-9a-f]{64}", text) for text in (before, after)]
    assert shas[0] == shas[1]


@pytest.mark.parametrize("section", EDITORS)
def test_an_empty_draft_can_be_opened_in_every_editor(
    town: Town, merchant: Person, vendor: Person, section: str
) -> None:
    contract_id = draft(town, merchant, vendor, ContractTerms())
    browser = town.browser(merchant)
    browser.submit(browser.get(f"/contracts/{contract_id}/edit/{section}"), having="Save")


def test_an_analyst_may_read_but_not_change(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = draft(town, merchant, vendor)
    analyst = town.person(Side.MERCHANT, "小周", Role.ANALYST, organisation_id=merchant.organisation_id)
    browser = town.browser(analyst)
    page = browser.get(f"/contracts/{contract_id}")
    assert "Send for signature" not in page.text
    browser.get(f"/contracts/{contract_id}/edit/sla", status=403)


def test_an_unknown_section_is_not_found(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = draft(town, merchant, vendor)
    town.browser(merchant).get(f"/contracts/{contract_id}/edit/bribes", status=404)


def test_what_is_typed_wrong_in_an_editor_is_said_and_kept(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract_id}/edit/frame")
    page = browser.submit(page, {"time_zone": "Mars/Olympus", "start_day": "x"}, having="Save", status=422)
    assert "Enter a time zone" in page.text
    assert page.form("Save").fields["time_zone"] == "Mars/Olympus"


def test_a_draft_is_dropped_and_a_contract_in_force_ended_in_the_browser(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    browser = town.browser(merchant)
    page = browser.submit(browser.get(f"/contracts/{contract_id}"), having="Drop draft")
    assert "Draft dropped" in page.text
    second = sent(town, merchant, vendor)
    for person in (vendor, merchant):
        with town.acting(person):
            signed(second, person.name)
    page = browser.submit(browser.get(f"/contracts/{second}"), having="End contract today")
    assert "has ended" in page.text


def test_a_stamped_scan_is_kept_with_a_contract(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = draft(town, merchant, vendor)
    browser = town.browser(merchant)
    page = browser.submit(
        browser.get(f"/contracts/{contract_id}"),
        having="Keep file",
        files={"file": ("scan.pdf", BLANK_SHEET)},
    )
    again = browser.submit(page, having="Keep file", files={"file": ("again.pdf", BLANK_SHEET)})
    assert "scan.pdf" in again.text
    assert "again.pdf" not in again.text
    with town.acting(merchant):
        send(contract_id)
    other = town.browser(vendor)
    page = other.get(f"/contracts/{contract_id}")
    assert "scan.pdf" in page.text
    assert not other.submit(page, having="Keep file", files={"file": ("mine.pdf", BLANK_SHEET)}).text.count(
        "mine.pdf"
    )
