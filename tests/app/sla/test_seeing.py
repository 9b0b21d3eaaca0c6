"""Claims about the pages that show more than means: trends of a contract, people and days of a month, forecast."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop, StaffedHours
from portal.contracts.rules.terms import Term
from portal.reviews.actions.consistency import consistency_of
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import submit
from portal.sla.queries.months import month, month_in_full, month_of_contract, terms_of
from portal.sla.rules.claims import Act
from portal.sla.rules.months import slots_of
from portal.sla.rules.relief import Details, Scope
from portal.sla.views.forecasts import forecasts
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
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
from tests.visitor import Visitor

Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def test_trends_say_the_finding_and_are_seen_by_both_sides_only(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    address = f"/contracts/{pair.contract_id}/trends"
    assert "No results yet" in arrive(pair.merchant).get(address).text
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    for party in (pair.merchant, pair.vendor):
        page = arrive(party).get(f"{address}?months=60")
        assert "Kept in 0 of 1 months." in page.text
        assert "97 %" in page.text
        assert "98 %" in page.text
        assert "Missed" in page.text
    assert arrive(make_merchant(app)).get(address, status=404)


def test_an_unknown_span_shows_a_year(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    page = arrive(pair.vendor).get(f"/contracts/{pair.contract_id}/trends?months=7")
    assert "12 months" in page.text


def agent_days(days: int = 12) -> str:
    """Two agents on the first days of October; 小丽 replies worse than 小美, and the sixth day is bad."""
    rows = [
        f"2026-10-{day:02},甲店,{name},{cases},{cases},{late},{pace},400"
        for day in range(1, days + 1)
        for name, cases, late, pace in (
            ("小美", 200, 40 if day == 6 else 1 + day % 2, 17),
            ("小丽", 100, 8 + day % 2, 26),
        )
    ]
    return "\n".join([HEADING, *rows]) + "\n"


def test_people_stand_beside_the_average_of_all(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    address = f"/months/{pair.month_id}/people"
    assert "Nothing to tell apart" in arrive(pair.merchant).get(address).text
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    page = arrive(pair.merchant).get(address)
    for words in ("小美", "小丽", "Average of all", "Worse than the average", "1,200"):
        assert words in page.text
    assert page.text.index("小丽") < page.text.index("小美")
    assert "Agents (2)" in page.text
    by_art = arrive(pair.vendor).get(f"{address}?by=agent&line=art")
    assert by_art.text.index("小丽") < by_art.text.index("小美")
    assert "Average of all" in by_art.text
    assert arrive(make_merchant(app)).get(address, status=404)


def test_days_stand_between_the_limits_of_chance(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    address = f"/months/{pair.month_id}/days"
    assert "No figures by day" in arrive(pair.merchant).get(address).text
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    page = arrive(pair.merchant).get(address)
    assert "Outside the limits of chance on Oct 6, 2026" in page.text
    assert "outside the limits" in page.text
    assert "3,600 in all; no day stands out." in page.text
    assert f"{board(pair)}/parts.csv?by=day" in page.link("CSV")
    assert arrive(make_merchant(app)).get(address, status=404)


def test_an_average_that_is_not_the_figure_of_the_month_says_why(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    vendor = arrive(pair.vendor)
    for name in ("people", "days"):
        assert "The month counts 18 s, not 17 s" in vendor.get(f"{board(pair)}/{name}").text
    assert "that row counts" in vendor.get(f"{board(pair)}/lines/art").text


def outlooks(app: Flask, pair: Cooperation, today: date) -> dict[str, tuple[str, str]]:
    """The forecast of the month as its merchant sees it that day: line → outlook and what is needed."""
    with acting_as(app, pair.merchant, moment=MOMENT):
        found = forecasts(month_in_full(month(pair.month_id)), today)
        return {line.name: (line.word, line.needed) for line in found}


def test_while_the_month_runs_its_board_says_what_the_rest_needs(app: Flask, pair: Cooperation) -> None:
    assert outlooks(app, pair, date(2026, 10, 20)) == {}
    hand_in_file(app, pair.vendor, pair.month_id, agent_days(20))
    found = outlooks(app, pair, date(2026, 10, 21))
    assert found["3-minute human reply rate (Pinduoduo)"] == (
        "More is needed",
        "To reach 98 %, it takes at least 98.67 % on the remaining 11 days; so far it is 96.02 %.",
    )
    assert found["Average response time"][0] == "On course"
    assert outlooks(app, pair, date(2026, 11, 1)) == {}


def test_the_forecast_counts_days_of_service_and_public_holidays(app: Flask) -> None:
    weekdays = (StaffedHours("normal", "day", 540, 1080, 2), StaffedHours("weekend", "day", 540, 540, 1))
    for windows, words in (
        (weekdays[:1], "remaining 8 days of service"),
        (weekdays, "the remaining 11 days"),
    ):
        pair = make_cooperation(app, month_terms(windows=windows))
        hand_in_file(app, pair.vendor, pair.month_id, agent_days(20))
        found = outlooks(app, pair, date(2026, 10, 21))
        assert words in found["3-minute human reply rate (Pinduoduo)"][1]


def test_a_file_of_totals_gives_no_forecast(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, f"{HEADING}\n总计,-,-,3000,3000,30,18,12000.5\n")
    assert outlooks(app, pair, date(2026, 10, 21)) == {}


def test_five_years_of_months_cost_no_more_statements_than_one(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    counted: dict[date, list[int]] = {}
    for first in (date(2026, 5, 1), date(2021, 11, 1)):
        pair = make_cooperation(app, month_terms(term=Term(start=first, last_day=date(2027, 9, 30))))
        hand_in_file(app, pair.vendor, pair.month_id, agent_days())
        person = visitor()
        person.sign_in(pair.merchant.login, PASSWORD)
        person.get("/months")
        pages = (board(pair), f"{board(pair)}/people", f"{board(pair)}/days", "/months", trends(pair))
        counted[first] = [person.get(url).statements for url in pages]
    few, many = counted.values()
    assert few == many


def board(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}"


def trends(pair: Cooperation) -> str:
    return f"/contracts/{pair.contract_id}/trends?months=60"


def test_conversations_show_how_long_first_answers_took_and_lead_to_the_rows(
    app: Flask, arrive: Arrival
) -> None:
    pair = make_cooperation(app, month_terms(sla=(SlaLine("frt_avg", 1, Decimal(30)),)))
    rows = [
        f"C{day}-{number},甲店,小美,2026-10-{day:02} 09:30:00,{400 if day == 6 else number}"
        for day in range(1, 11)
        for number in range(1, 11)
    ]
    file = "\n".join(["会话ID,店铺,客服,开始时间,首次响应(秒)", *rows]) + "\n"
    hand_in_file(app, pair.vendor, pair.month_id, file)
    merchant = arrive(pair.merchant)
    days = merchant.get(f"{board(pair)}/days")
    assert "Half of the 100 first answers came within 6 s, nine of ten within 10 s." in days.text
    assert "30 to under 60 s" in days.text
    assert f"{board(pair)}/rows" in days.link("Oct 6, 2026")
    assert "小美" in merchant.get(merchant.get(f"{board(pair)}/people").link("44.95 s")).text


def test_the_review_says_how_even_the_service_was(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    with acting_as(app, pair.merchant, moment=MOMENT):
        found = consistency_of(month_in_full(month(pair.month_id)))
    replies, pace = found
    assert replies["metric"]["zh-Hans"] == "拼多多3分钟人工回复率"
    assert [one["en"] for one in replies["said"]] == [
        "2 agents: best 97.63 %, middle 97.63 %, worst 91.5 %; 2 miss the target.",
        "Worse than the average of 95.58 % by more than chance: 小丽.",
        "Outside the limits of chance on Oct 6, 2026: look for the cause there.",
    ]
    assert len(pace["said"]) == 2


def test_days_that_relief_takes_out_are_no_longer_judged(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    sixth = Details("platform_outage", Scope.DAYS, date(2026, 10, 6), date(2026, 10, 6))
    with acting_as(app, pair.vendor, moment=MOMENT):
        of, words = month(pair.month_id), Words("停机", sixth)
        raise_claim(of, line="reply_3min_pdd", act=Act.RELIEF_CLAIMED, words=words)
    with acting_as(app, pair.merchant, moment=MOMENT):
        answer_claim(month(pair.month_id), line="reply_3min_pdd", act=Act.CLAIM_GRANTED)
    page = arrive(pair.merchant).get(f"/months/{pair.month_id}/days")
    assert "Agreed relief leaves out: Oct 6, 2026." in page.text
    assert "Outside the limits of chance" not in page.text


def test_results_by_part_go_out_as_a_file(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    merchant = arrive(pair.merchant)
    text = merchant.get(f"{board(pair)}/parts.csv").response.get_data().decode("utf-8-sig")
    head, first, second = text.splitlines()
    assert head.startswith("Agent,Volume,3-minute human reply rate (Pinduoduo),")
    assert first == "小丽,1200,91.5,1200,26,1200,,"
    assert second.startswith("小美,2400,97.625,2400,17,2400")
    assert merchant.get(f"{board(pair)}/parts.xlsx?by=day").response.get_data().startswith(b"PK")
    assert merchant.get(f"{board(pair)}/parts.pdf", status=404)
    assert merchant.get(f"{board(pair)}/parts.csv?by=moon", status=404)
    assert arrive(make_merchant(app)).get(f"{board(pair)}/parts.csv", status=404)


def test_agents_are_followed_over_the_months(app: Flask, arrive: Arrival) -> None:
    terms = month_terms(term=Term(start=date(2026, 9, 1), last_day=date(2027, 8, 31)))
    pair = make_cooperation(app, terms)
    address = f"/contracts/{pair.contract_id}/agents"
    assert "Nothing to tell apart" in arrive(pair.merchant).get(address).text
    with acting_as(app, pair.merchant, moment=MOMENT):
        september = month_of_contract(pair.contract_id, "2026-09")
        assert september is not None
        earlier = september.id
    hand_in_file(app, pair.vendor, earlier, agent_days().replace("2026-10-", "2026-09-"))
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    page = arrive(pair.vendor).get(f"{address}?line=art")
    assert page.text.index("小丽") < page.text.index("小美")
    assert "Nobody has been behind the average for three months running." in page.text
    assert "September 2026" in page.text
    assert "20 s" in page.text
    assert arrive(make_merchant(app)).get(address, status=404)


def test_people_of_several_shops_are_compared_within_one(app: Flask, arrive: Arrival) -> None:
    shops = (Shop("pdd", "甲店", ("pdd",)), Shop("pdd", "乙店", ("pdd",)))
    pair = make_cooperation(app, month_terms(shops=shops))
    hand_in_file(app, pair.vendor, pair.month_id, agent_days())
    other = agent_days().replace("甲店", "乙店").replace("小", "大").replace(",17,", ",40,")
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        second = slots_of(terms_of(of))[1].key
        submit(stage_file(of, slot_key=second, content=other.encode(), name="乙.csv"))
    vendor = arrive(pair.vendor)
    everybody = vendor.get(f"{board(pair)}/people")
    assert "All shops" in everybody.text
    assert "大美" in everybody.text
    one = vendor.get(everybody.link("甲店 · Pinduoduo merchant back office"))
    assert "小美" in one.text
    assert "大美" not in one.text
    months = vendor.get(f"/contracts/{pair.contract_id}/agents")
    assert "大美" not in months.text
    assert "大美" in vendor.get(months.link("乙店 · Pinduoduo merchant back office")).text
