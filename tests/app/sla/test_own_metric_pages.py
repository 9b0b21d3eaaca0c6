"""Claims about metrics of one's own: defined, tried on real figures, fixed, followed by versions, seen by one side."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from portal.contracts.actions.drafting import new_contract
from portal.contracts.queries import contract, current_version
from portal.contracts.rules.schedule import SlaLine
from portal.infra.access import now
from portal.infra.progress import start_engagement
from portal.kernel.metrics import Direction, FieldKind, OwnKind, OwnMetric, Unit, Words
from portal.kernel.metrics.own import SPREAD_ONLY, column_key
from portal.reference.actions import define_metric
from portal.reference.queries import ready_metrics
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
from tests.factories.cooperations import (
    GOOD,
    MOMENT,
    Cooperation,
    hand_in_file,
    make_contract,
    make_cooperation,
    month_terms,
)
from tests.visitor import Page, Visitor

Arrival = Callable[[Party], Visitor]

SHARE = {
    "name_zh": "邀评占比",
    "name_en": "Asked share",
    "counts_zh": "发出邀评的会话，不含机器人。",
    "kind": "ratio",
    "above": "a",
    "below": "received_users",
    "heading_a": "邀评人数",
    "kind_a": "count",
    "unit": "percent",
    "direction": "higher",
}
ROWS = "日期,客服,接待人数,邀评人数\n2026-10-01,小美,200,50\n2026-10-02,小美,200,70\n"


SLOW = OwnMetric(
    key="",
    version=1,
    name=Words("Queue P90", "排队", "排隊"),
    counts=Words("All", "全部", "全部"),
    kind=OwnKind.PERCENTILE,
    numerator=(SPREAD_ONLY,),
    unit=Unit.SECONDS,
    direction=Direction.LOWER,
    percentile=90,
)


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


def define(visitor: Visitor, **changes: str) -> Page:
    page = visitor.get("/metrics/own/new")
    return visitor.submit(page, SHARE | changes, having="Save and try")


def try_file(visitor: Visitor, page: Page, text: str = ROWS, *, status: int = 200) -> Page:
    files = {"file": ("样本.csv", text.encode())}
    return visitor.submit(page, {"month": "2026-10"}, having="Try", files=files, status=status)


def test_a_metric_is_defined_tried_and_released(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    draft = define(merchant)
    assert "draft, not yet in any contract" in draft.text
    assert "Asked share" in merchant.get("/metrics").text
    tried = try_file(merchant, draft)
    assert "30 %" in tried.text
    assert "120" in tried.text
    released = merchant.submit(tried, having="The result is right")
    assert "Asked share" in released.text
    assert "Σ 邀评人数 ÷ Σ Buyers received" in released.text


def test_it_is_tried_on_a_file_that_was_submitted(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    draft = define(
        merchant, above="not_replied_3min_users", below="need_human_users", heading_a="", name_en="Missed"
    )
    number = next(
        str(option.get("value")) for option in draft.form("Try").iter("option") if option.get("value")
    )
    tried = merchant.submit(draft, {"sample": number}, having="Try")
    assert "1 %" in tried.text


def test_nothing_is_released_untried(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    draft = define(merchant)
    assert "The result is right" not in draft.text
    assert "Choose a file first." in merchant.submit(draft, having="Try", status=422).text
    tried = try_file(merchant, draft)
    edit = merchant.get(draft.url.replace("/try", "/edit"))
    merchant.submit(edit, {"unit": "count"}, having="Save and try")
    page = merchant.submit(tried, having="The result is right", status=409)
    assert "Try the metric on real figures first." in page.text


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("日期,客服,接待人数\n2026-10-01,小美,200\n", "邀评人数"),
        ("日期,客服,接待人数,邀评人数\n2026-10-01,小美,0,0\n", "nothing to divide by"),
    ],
)
def test_a_file_without_the_figures_says_what_is_missing(
    pair: Cooperation, arrive: Arrival, rows: str, words: str
) -> None:
    merchant = arrive(pair.merchant)
    assert words in try_file(merchant, define(merchant), rows, status=422).text


def test_the_month_of_a_file_has_to_be_said(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    files = {"file": ("a.csv", ROWS.encode())}
    page = merchant.submit(define(merchant), having="Try", files=files, status=422)
    assert "Say which month your file is about." in page.text


def test_a_definition_that_makes_no_sense_is_refused_with_everything_typed(
    pair: Cooperation, arrive: Arrival
) -> None:
    merchant = arrive(pair.merchant)
    page = merchant.submit(
        merchant.get("/metrics/own/new"), SHARE | {"below": ""}, having="Save and try", status=422
    )
    assert "needs something to be divided by" in page.text
    assert page.form("Save and try").fields["name_zh"] == "邀评占比"


def test_a_fixed_version_is_followed_never_changed(pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    tried = try_file(merchant, define(merchant))
    edit = merchant.get(tried.url.replace("/try", "/edit"))
    assert edit.form("Save and try").fields["heading_a"] == "邀评人数"
    redone = merchant.submit(edit, {"unit": "count"}, having="Save and try")
    assert redone.url == tried.url
    assert "0.3" in try_file(merchant, redone).text
    merchant.submit(merchant.get(tried.url), having="The result is right")
    second = merchant.submit(merchant.get(edit.url), {"unit": "percent"}, having="Save and try")
    assert second.url != tried.url
    assert "version 2" in second.text
    merchant.submit(merchant.get(edit.url), {"unit": "percent"}, having="Save and try", status=409)


def test_it_belongs_to_its_organisation_alone(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    draft = define(arrive(pair.merchant))
    for party in (pair.vendor, make_merchant(app, name="Other")):
        stranger = arrive(party)
        stranger.get(draft.url, status=404)
        assert "Asked share" not in stranger.get("/metrics").text


def test_a_released_metric_is_agreed_on_and_measured(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    merchant.submit(try_file(merchant, define(merchant)), having="The result is right")
    with acting_as(app, pair.merchant):
        key = ready_metrics()[0].key
        on = start_engagement(
            merchant_id=pair.merchant.organisation_id,
            vendor_id=pair.vendor.organisation_id,
            author_id=pair.merchant.organisation_id,
            name="B",
            moment=now(),
            visible_from=None,
        )
        number = new_contract(on, month_terms()).id
    page = merchant.get(f"/contracts/{number}/edit/sla")
    assert "Asked share" in page.text
    merchant.submit(page, {"lines-3-metric": key, "lines-3-target": "60"}, having="Save")
    with acting_as(app, pair.merchant):
        terms = current_version(contract(number)).agreed
    assert [one.key for one in terms.own_metrics] == [key]
    assert terms.sla[3].metric == key
    assert terms.sla[3].version == 1
    text = merchant.get(f"/contracts/{number}").text
    assert "Σ 邀评人数 ÷ Σ 接待人数" in text
    assert "发出邀评的会话，不含机器人。" in text


def test_files_of_a_month_are_read_for_the_columns_of_its_contract(app: Flask, arrive: Arrival) -> None:
    waits = column_key(FieldKind.DURATION_SECONDS, "排队时长")
    slow = OwnMetric(
        key="own:slow_1",
        version=1,
        name=Words("Queue P90", "排队90分位", "排隊90分位"),
        counts=Words("x", "x", "x"),
        kind=OwnKind.PERCENTILE,
        numerator=(waits,),
        unit=Unit.SECONDS,
        direction=Direction.LOWER,
    )
    line = SlaLine("own:slow_1", 1, Decimal(30))
    pair = make_cooperation(app, month_terms(sla=(line,), own_metrics=(slow,)))
    vendor = arrive(pair.vendor)
    template = vendor.client.get(f"/months/{pair.month_id}/template.csv").get_data(as_text=True)
    assert "排队时长" in template
    rows = "".join(f"2026-10-{day:02},小美,{day * 3}\n" for day in range(1, 11))
    hand_in_file(app, pair.vendor, pair.month_id, f"日期,客服账号,排队时长\n{rows}")
    page = vendor.get(f"/months/{pair.month_id}/lines/own:slow_1")
    assert "27 s" in page.text
    assert "P90 (排队时长)" in page.text
    assert "own:slow_1" in str(vendor.get("/metrics").response.get_data(as_text=True))
    assert "Queue P90" in vendor.get("/metrics/own:slow_1").text


def test_metrics_of_the_same_name_never_share_a_key(app: Flask, pair: Cooperation) -> None:
    keys = []
    for party in (pair.merchant, pair.merchant, pair.vendor, make_merchant(app)):
        with acting_as(app, party):
            keys.append(define_metric(SLOW, kinds={SPREAD_ONLY: FieldKind.DURATION_SECONDS}).metric)
    assert len(set(keys)) == 4
    assert all(re.fullmatch(r"own:queue_p90_[0-9a-f]{10}", key) for key in keys)


def test_each_contract_shows_the_version_it_carries(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    for version, said in ((1, "With bots"), (2, "Without bots")):
        metric = replace(SLOW, key="own:queue_0a", version=version, counts=Words(said, said, said))
        with acting_as(app, pair.merchant, moment=MOMENT):
            line = SlaLine("own:queue_0a", version, Decimal(30))
            terms = month_terms(sla=(line,), own_metrics=(metric,))
            make_contract(pair.merchant, pair.vendor, terms)
    bo = arrive(pair.vendor)
    for version, said in ((1, "With bots"), (2, "Without bots")):
        shown = bo.get(f"/metrics/own:queue_0a?version={version}").text.split("Versions")[0]
        assert f"version {version}" in shown
        assert said in shown
