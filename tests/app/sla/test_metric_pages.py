"""Claims about the catalogue for readers: searched, explained, with tools, presets, versions and contracts."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.kernel.metrics import catalogue
from portal.kernel.metrics.catalogue import versions
from portal.sla.views.metric_words import WINDOWS
from tests.factories.accounts import PASSWORD, Party, make_merchant
from tests.factories.cooperations import Cooperation, make_cooperation
from tests.visitor import Page, Visitor

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


def links(page: Page) -> set[str]:
    return {str(anchor.get("href")) for anchor in page.tree.iter("a")}


def test_every_window_of_the_catalogue_has_its_words() -> None:
    assert {one.window for one in versions()} == set(WINDOWS)


def test_the_list_shows_every_metric_and_how_often_it_is_agreed(pair: Cooperation, arrive: Arrival) -> None:
    for party in (pair.merchant, pair.vendor):
        page = arrive(party).get("/metrics")
        missing = [one.key for one in catalogue() if f"/metrics/{one.key}" not in links(page)]
        assert missing == []
        assert "Speed and reachability" in page.text


def test_words_narrow_the_list(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    found = merchant.get("/metrics?q=首响")
    assert "/metrics/frt_avg" in links(found)
    assert "/metrics/csat" not in links(found)
    assert "No metric found" in merchant.get("/metrics?q=unicorns").text


def test_a_metric_says_what_counts_who_delivers_it_and_who_agreed(pair: Cooperation, arrive: Arrival) -> None:
    page = arrive(pair.vendor).get("/metrics/reply_3min_pdd")
    assert "What counts and what does not" in page.text
    assert "3分钟人工回复率" in page.text
    assert "Sum over sum" in page.text
    assert f"/contracts/{pair.contract_id}" in links(page)


def test_another_party_does_not_see_the_contract(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    page = arrive(make_merchant(app, name="Other")).get("/metrics/reply_3min_pdd")
    assert "None of your contracts promises anything about it." in page.text


def test_old_versions_and_presets_of_platforms_stay_to_be_read(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    newest = merchant.get("/metrics/answer_30s_jd")
    assert "09:00–23:00" in newest.text
    assert "/metrics/answer_30s_jd?version=1" in links(newest)
    assert "the whole day" in merchant.get("/metrics/answer_30s_jd?version=1").text
    assert "24:00" in merchant.get("/metrics/reply_3min_taobao").text


def test_a_metric_nobody_defined_does_not_exist(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    merchant.get("/metrics/nothing", status=404)
    merchant.get("/metrics/own:nothing", status=404)


def test_the_search_of_every_page_finds_metrics_by_name(pair: Cooperation, arrive: Arrival) -> None:
    page = arrive(pair.vendor).get("/search?q=首响")
    assert page.link("Average first response time") == "/metrics/frt_avg"
