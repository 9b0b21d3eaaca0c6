"""Claims about figures that came late: shown with their rule, claimed, decided and waived like a line."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from portal.contracts.rules.schedule import CreditRules, LateRule, Measurement
from portal.infra.progress import open_duties
from portal.kernel.errors import Invalid, Refused
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.waiving import waive, withdraw_waiver
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details, Outcome, Scope
from tests.factories.accounts import PASSWORD, Party, acting_as
from tests.factories.cooperations import GOOD, Cooperation, hand_in_file, make_cooperation, month_terms
from tests.visitor import Visitor

LATE = "late"
AT = datetime(2026, 11, 8, 4, tzinfo=UTC)
RULES = CreditRules(late=LateRule(percent_per_day=Decimal(1), max_percent=Decimal(5)))
LONG = Measurement(acceptance_days=3650)
LATER = datetime.now(UTC) + timedelta(days=1)
Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    made = make_cooperation(app, month_terms(credits=RULES, measurement=LONG))
    hand_in_file(app, made.vendor, made.month_id, GOOD, moment=AT)
    return made


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def why(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}/lines/{LATE}"


def say(
    app: Flask,
    by: Party,
    pair: Cooperation,
    act: Act,
    details: Details | None = None,
    *,
    moment: datetime = AT,
) -> None:
    with acting_as(app, by, moment=moment):
        speak = raise_claim if act in {Act.OBJECTED, Act.RELIEF_CLAIMED} else answer_claim
        words = Words("平台当天无法导出", details or Details("export_down"))
        speak(month(pair.month_id), line=LATE, act=act, words=words)


def money(app: Flask, pair: Cooperation) -> tuple[int, int]:
    with acting_as(app, pair.merchant, moment=LATER):
        found = month_in_full(month(pair.month_id)).judged.credits
        return found.credit.minor, found.held.minor


def test_the_page_says_how_the_days_are_counted_and_takes_a_claim(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    board = vendor.get(f"/months/{pair.month_id}")
    page = vendor.get(board.link("How the days are counted"))
    assert "A hand-in with places missing does not end the count" in page.text
    assert "3 days late" in page.text
    assert "Raise an objection" not in page.text
    form = vendor.get(page.link("Claim relief"))
    assert "Single conversations" not in form.text
    claimed = vendor.submit(form, {"reason": "export_down", "comment": "见公告"}, having="Claim relief")
    assert "The platform's export was not available" in claimed.text
    assert money(app, pair) == (0, 600_00)
    seen = merchant.get(why(pair))
    assert "If you choose" in seen.text
    granted = merchant.get(why(pair)).form("comment")
    hidden = {name: value for name, value in granted.fields.items() if value is not None}
    done = merchant.post(granted.get("action"), hidden | {"act": "claim_granted", "comment": ""})
    assert "Relief was agreed: nothing is deducted" in done.text
    assert money(app, pair) == (0, 0)
    assert "Relief was agreed" in merchant.get(f"/months/{pair.month_id}").text


def test_another_number_of_days_may_be_decided(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    say(app, pair.vendor, pair, Act.RELIEF_CLAIMED)
    say(app, pair.merchant, pair, Act.CLAIM_REFUSED)
    say(app, pair.vendor, pair, Act.CLAIM_ESCALATED)
    merchant = arrive(pair.merchant)
    form = merchant.get(merchant.get(why(pair)).link("Propose a decision"))
    part = {"outcome": "figure", "value": "1.5", "comment": "一天是平台的原因"}
    assert "Enter a whole number" in merchant.submit(form, part, having="outcome", status=422).text
    done = merchant.submit(form, part | {"value": "2"}, having="outcome")
    assert "2 days late" in done.text
    say(app, pair.vendor, pair, Act.DECISION_ACCEPTED, moment=LATER)
    assert money(app, pair) == (400_00, 0)
    with acting_as(app, pair.merchant, moment=LATER):
        of = month(pair.month_id)
        accept(of)
        assert of.results["credit_minor"] == 400_00
        assert of.inputs is not None
        assert of.inputs["days_late"] == 2
        assert month_in_full(of).judged.credits.credit.minor == 400_00


def test_the_merchant_lets_the_deduction_off(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    with acting_as(app, pair.merchant, moment=AT):
        of = month(pair.month_id)
        waive(of, line=LATE, reason="首次合作")
        assert month_in_full(of).judged.credits.credit.minor == 0
    assert "首次合作" in arrive(pair.vendor).get(why(pair)).text
    with acting_as(app, pair.merchant, moment=AT):
        of = month(pair.month_id)
        withdraw_waiver(of, line=LATE)
        assert month_in_full(of).judged.credits.credit.minor == 600_00
        accept(of)
        assert not [one for one in open_duties() if one.key.startswith("waiver:")]


def test_what_cannot_be_said_about_lateness(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    with pytest.raises(Refused, match="relief is claimed"):
        say(app, pair.vendor, pair, Act.OBJECTED)
    with pytest.raises(Refused, match="by the vendor"):
        say(app, pair.merchant, pair, Act.RELIEF_CLAIMED)
    days = Details("export_down", Scope.DAYS, date(2026, 10, 1), date(2026, 10, 2))
    with pytest.raises(Invalid, match="whole month"):
        say(app, pair.vendor, pair, Act.RELIEF_CLAIMED, days)
    say(app, pair.vendor, pair, Act.RELIEF_CLAIMED)
    say(app, pair.merchant, pair, Act.CLAIM_REFUSED)
    say(app, pair.vendor, pair, Act.CLAIM_ESCALATED)
    with pytest.raises(Invalid, match="figure that is right"):
        say(app, pair.merchant, pair, Act.DECISION_PROPOSED, Details(outcome=Outcome.FIGURE))


def test_where_nothing_was_late_there_is_nothing_to_claim(app: Flask, arrive: Arrival) -> None:
    pair = make_cooperation(app, month_terms(credits=RULES, measurement=LONG))
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    arrive(pair.vendor).get(why(pair), status=404)
    with pytest.raises(Refused, match="Nothing is deducted"):
        say(app, pair.vendor, pair, Act.RELIEF_CLAIMED)


def test_a_return_says_whether_the_files_were_of_any_use(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant = arrive(pair.merchant)
    page = merchant.get(f"/months/{pair.month_id}")
    assert "of no use" in page.text
    merchant.submit(page, {"comment": "文件打不开", "is_unusable": "y"}, having="Return for correction")
    with acting_as(app, pair.vendor, moment=LATER):
        of = month(pair.month_id)
        assert (of.state, of.turn) == ("returned", "vendor")
        assert of.late_from == of.due_at
