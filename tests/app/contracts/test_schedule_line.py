"""Claims about the page of one line of the SLA schedule, and about the short table beside it."""

from dataclasses import replace
from decimal import Decimal

from portal.contracts.actions.drafting import change_terms
from portal.contracts.queries import contract, current_version
from portal.contracts.rules.schedule import (
    BonusTier,
    CreditRules,
    CreditTier,
    EarnBack,
    Grade,
    LateRule,
    RepeatRule,
    ScoreStep,
    SlaLine,
)
from portal.contracts.rules.watch import REPLIES, Watch
from portal.kernel.money import Money
from tests.app.contracts.conftest import Person, Town
from tests.app.contracts.test_pages import draft

D = Decimal

FULL = SlaLine(
    "frt_avg",
    1,
    D(30),
    floor=D(60),
    stretch=D(20),
    kind="history",
    history_months=6,
    allowed_change=D(5),
    ramp=(D(50), D(40)),
    steps=(ScoreStep(D(30), D(100)), ScoreStep(D(45), D(60))),
    bonus_tiers=(BonusTier(D(20), D(1), Money(50_00, "CNY")),),
    tiers=(
        CreditTier(D(0), D(10), D(0), each=D(5), started=True, amount=Money(100_00, "CNY")),
        CreditTier(D(10), None, D(3), days=3, seats=2, seat_days=7, counted="bad_reviews"),
    ),
)


def lines(town: Town, who: Person, contract_id: int) -> tuple[SlaLine, ...]:
    with town.acting(who):
        return current_version(contract(contract_id)).agreed.sla


def put(town: Town, who: Person, contract_id: int, *wanted: SlaLine) -> None:
    with town.acting(who):
        terms = current_version(contract(contract_id)).agreed
        change_terms(contract_id, section="sla", terms=replace(terms, sla=wanted))


def test_saving_the_page_of_a_line_unchanged_changes_nothing(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    put(town, merchant, contract_id, FULL)
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract_id}/sla/1")
    browser.submit(page, having="Save line")
    assert lines(town, merchant, contract_id) == (FULL,)


def test_the_short_table_never_drops_what_it_does_not_show(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    other = SlaLine(
        "frt_avg", 1, D(90), kind="within", within_seconds=60, tiers=(CreditTier(D(0), None, D(1)),)
    )
    put(town, merchant, contract_id, FULL, other)
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract_id}/edit/sla")
    assert page.form("Save").fields["lines-0-tiers"] == "*"
    browser.submit(page, {"lines-0-target": "25", "lines-1-tiers": "2"}, having="Save")
    first, second = lines(town, merchant, contract_id)
    assert first == replace(FULL, target=D(25))
    assert (second.kind, second.tiers) == ("within", (CreditTier(D(0), None, D(2)),))


def test_a_line_is_added_tried_and_read_as_the_contract_will_say_it(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    count = len(lines(town, merchant, contract_id))
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract_id}/sla/{count + 1}")
    typed = {
        "metric": "reply_rate",
        "target": "98",
        "tiers-0-shortfall_to": "2",
        "tiers-0-percent": "5",
        "tiers-1-shortfall_from": "2",
        "tiers-1-percent": "15",
        "stretch": "97",
    }
    tried = browser.submit(page, typed, having="Try without saving")
    assert "gap up to 2 percentage points: 5 % of the fee" in tried.text
    assert "Service credit CNY 1,000.00" in tried.text
    assert "The stretch value is easier than the target" in tried.text
    assert len(lines(town, merchant, contract_id)) == count
    browser.submit(tried, {"stretch": "99"}, having="Save line")
    assert lines(town, merchant, contract_id)[-1].stretch == D(99)


def test_wrong_entries_are_said_and_kept(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = draft(town, merchant, vendor)
    browser = town.browser(merchant)
    page = browser.get(f"/contracts/{contract_id}/sla/1")
    refused = browser.submit(page, {"target": "", "tiers-0-percent": "much"}, having="Save line", status=422)
    assert "is not a number" in refused.text
    refused = browser.submit(refused, {"tiers-0-percent": "1"}, having="Save line", status=422)
    assert "Type the target" in refused.text
    fields = page.form("Save line").fields
    hidden = {name: value for name, value in fields.items() if value is not None}
    browser.post(f"/contracts/{contract_id}/sla/1", hidden | {"metric": "guesswork"}, status=422)


def test_only_who_edits_the_draft_opens_the_page(town: Town, merchant: Person, vendor: Person) -> None:
    contract_id = draft(town, merchant, vendor)
    town.browser(merchant).get(f"/contracts/{contract_id}/sla/99", status=404)
    town.browser(merchant).get(f"/contracts/{contract_id}/sla/0", status=404)
    town.browser(vendor).get(f"/contracts/{contract_id}/sla/1", status=404)


def test_the_rules_for_deductions_are_typed_once_and_read_in_the_contract(
    town: Town, merchant: Person, vendor: Person
) -> None:
    contract_id = draft(town, merchant, vendor)
    browser = town.browser(merchant)
    before = rules(town, merchant, contract_id)
    browser.submit(browser.get(f"/contracts/{contract_id}/edit/credits"), having="Save")
    assert rules(town, merchant, contract_id) == before
    typed = {
        "earn_back_window": "3",
        "earn_back_share": "50",
        "earn_back_months": "2",
        "repeat-0-months": "2",
        "repeat-0-times": "1.5",
        "late_percent": "0.5",
        "late_amount": "100",
        "late_free": "1",
        "late_most": "5",
        "grades-0-at_least": "90",
        "grades-0-name": "A",
        "no_data": "zero",
        "item_score": "4.7",
        "team_metrics": ["reply_rate", "reception_volume"],
    }
    page = browser.submit(browser.get(f"/contracts/{contract_id}/edit/credits"), typed, having="Save")
    assert "连续第 2 个月起，扣款为 1.5 倍" in page.text
    agreed, watch = rules(town, merchant, contract_id)
    assert agreed.earn_back == EarnBack(3, D(50), 2)
    assert agreed.repeat == (RepeatRule(2, D("1.5")),)
    assert agreed.late == LateRule(1, D("0.5"), Money(100_00, "CNY"), D(5))
    assert (agreed.grades, agreed.no_data) == ((Grade(D(90), "A"),), "zero")
    assert watch.item_score == D("4.7")
    assert watch.team_metrics == (*REPLIES, "reception_volume")


def rules(town: Town, who: Person, contract_id: int) -> tuple[CreditRules, Watch]:
    with town.acting(who):
        terms = current_version(contract(contract_id)).agreed
        return terms.credits, terms.watch
