"""Claims about one event and many contracts: claimed in one act, seen by each merchant alone, answered together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from portal.contracts.rules.service import Shop
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words
from portal.sla.actions.evidence import keep_evidence
from portal.sla.actions.outages import answer_event, claim_for_many, same_event
from portal.sla.queries.claims import files_of_answers, line_claims
from portal.sla.queries.months import month, month_of_contract
from portal.sla.queries.outages import platforms_served, touched_months
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Outage, Scope
from tests.app.sla.test_claims import BY_DAY, PICTURE
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant, make_vendor
from tests.factories.cooperations import HEADING, hand_in_file, make_contract, month_terms
from tests.visitor import Visitor

NOW = datetime.now(UTC)
OUTAGE = Outage("platform_outage", "pdd", date(2026, 9, 30), date(2026, 10, 3))
TOTALS = f"{HEADING}\n总计,-,-,3000,3000,90,18,12000.5\n"


@dataclass(frozen=True)
class Three:
    """A vendor that serves two Pinduoduo shops of two merchants, and one shop elsewhere."""

    vendor: Party
    merchants: tuple[Party, Party, Party]
    months: tuple[int, int, int]


@pytest.fixture
def three(app: Flask) -> Three:
    vendor = make_vendor(app)
    merchants = (make_merchant(app), make_merchant(app), make_merchant(app))
    terms = month_terms()
    elsewhere = replace(terms, shops=(Shop("jd", "乙店", ("jd",)),))
    found = []
    for merchant, agreed in zip(merchants, (terms, terms, elsewhere), strict=True):
        with acting_as(app, merchant, moment=NOW):
            contract_id = make_contract(merchant, vendor, agreed)
            opened = month_of_contract(contract_id, "2026-10")
            assert opened is not None
            found.append(opened.id)
    hand_in_file(app, vendor, found[0], BY_DAY, moment=NOW)
    return Three(vendor, merchants, (found[0], found[1], found[2]))


def test_an_event_touches_the_open_months_with_a_shop_on_the_platform(app: Flask, three: Three) -> None:
    with acting_as(app, three.vendor, moment=NOW):
        assert platforms_served() == ["jd", "pdd"]
        touched = touched_months("pdd", OUTAGE.first_day, OUTAGE.last_day)
        assert [one.record.id for one in touched] == [three.months[0], three.months[1]]
        assert {(one.first_day, one.last_day) for one in touched} == {(date(2026, 10, 1), date(2026, 10, 3))}
        assert all(line.refusal is None for one in touched for line in one.lines)
        assert touched_months("pdd", date(2026, 8, 1), date(2026, 8, 2)) == []
    with acting_as(app, three.merchants[0], moment=NOW):
        accept(month(three.months[0]))
    with acting_as(app, three.vendor, moment=NOW):
        assert len(touched_months("pdd", OUTAGE.first_day, OUTAGE.last_day)) == 1


def test_what_cannot_be_claimed_says_why(app: Flask, three: Three) -> None:
    hand_in_file(app, three.vendor, three.months[1], TOTALS, moment=NOW)
    late = NOW + timedelta(days=6)
    with acting_as(app, three.vendor, moment=NOW):
        other = touched_months("pdd", OUTAGE.first_day, OUTAGE.last_day)[1]
        assert "month totals only" in str(other.lines[0].refusal)
    with acting_as(app, three.vendor, moment=late):
        first = touched_months("pdd", OUTAGE.first_day, OUTAGE.last_day)[0]
        assert "were possible until" in str(first.lines[0].refusal)


def test_one_act_claims_for_all_and_each_merchant_answers_its_own(app: Flask, three: Three) -> None:
    chosen = {three.months[0]: ["reply_3min_pdd", "art"], three.months[1]: ["reply_3min_pdd"]}
    with acting_as(app, three.vendor, moment=NOW):
        said = claim_for_many(
            OUTAGE, chosen=chosen, comment="后台故障", evidence=keep_evidence([("a.png", PICTURE)])
        )
        assert len(said) == 3
        assert len({files_of_answers([one.id])[one.id][0].file_sha256 for one in said}) == 1
        first, again, other = ((one.details or {})["event"] for one in said)
        assert first == again != other
        assert not {str(three.vendor.organisation_id), f"{NOW:%Y}"} & set(first.split(":"))
        with pytest.raises(Refused, match="already"):
            claim_for_many(OUTAGE, chosen=chosen, comment="再来")
    with acting_as(app, three.merchants[0], moment=NOW):
        of = month(three.months[0])
        claim = line_claims(of)["art"]
        assert (claim.details.scope, claim.details.platform) == (Scope.DAYS, "pdd")
        assert same_event(of, "art", Act.CLAIM_GRANTED) == ["reply_3min_pdd"]
        answer_event(of, line="art", act=Act.CLAIM_GRANTED, words=Words())
        assert not [one for one in line_claims(of).values() if one.is_open]
        with pytest.raises(NotFound):
            month(three.months[1])
        with pytest.raises(NotFound):
            claim_for_many(OUTAGE, chosen=chosen, comment="-")
    with acting_as(app, three.merchants[1], moment=NOW):
        assert line_claims(month(three.months[1]))["reply_3min_pdd"].is_open


@pytest.mark.parametrize("chosen", [{}, {999: ["art"]}])
def test_nothing_chosen_is_refused(app: Flask, three: Three, chosen: dict[int, list[str]]) -> None:
    with acting_as(app, three.vendor, moment=NOW), pytest.raises(Invalid, match="at least one"):
        claim_for_many(OUTAGE, chosen=chosen, comment="-")


def test_a_line_that_was_not_touched_is_not_found(app: Flask, three: Three) -> None:
    with acting_as(app, three.vendor, moment=NOW), pytest.raises(NotFound):
        claim_for_many(OUTAGE, chosen={three.months[0]: ["abacus"]}, comment="-")


def test_the_way_through_the_page(app: Flask, three: Three, visitor: Callable[[], Visitor]) -> None:
    vendor = visitor()
    vendor.sign_in(three.vendor.login, PASSWORD)
    first = vendor.get(vendor.get("/months").link("Claim relief for many contracts"))
    assert "Platform" in first.text
    question = "/months/relief?reason=platform_outage&platform=pdd&first_day=2026-10-02&last_day=2026-10-03"
    assert "No open month was touched" in vendor.get(question.replace("2026", "2025")).text
    vendor.get(question.replace("2026-10-02", "x"), status=422)
    shown = vendor.get(question)
    assert three.merchants[0].name in shown.text
    assert three.merchants[2].name not in shown.text
    refused = vendor.submit(shown, {}, having="Claim relief for the chosen lines", status=422)
    assert "Say why" in refused.text
    done = vendor.submit(
        shown,
        {"comment": "拼多多后台故障"},
        having="Claim relief for the chosen lines",
        files={"evidence": ("公告.png", PICTURE)},
    )
    assert "Relief is claimed for" in done.text
    merchant = visitor()
    merchant.sign_in(three.merchants[0].login, PASSWORD)
    page = merchant.get(f"/months/{three.months[0]}/lines/art")
    assert "other lines of this month" in page.text
    form = page.form("for_event")
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    agreed = merchant.post(form.get("action"), hidden | {"act": "claim_granted", "for_event": "y"})
    assert "Agreed by the other side" in agreed.text
    with acting_as(app, three.merchants[0], moment=datetime.now(UTC)):
        assert not [one for one in line_claims(month(three.months[0])).values() if one.is_open]
    merchant.get("/months/relief", status=404)
