"""Claims about where a file of many belongs."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sla.rules.routing import FileFacts, Offer, alias_of, facts_of, folded, route
from portal.sla.rules.tools.registry import TOOLS
from portal.sla.rules.values.texts import Cell

CHITU, PDD, JD = (("chitu", 6),), (("pdd", 8),), (("jd", 4),)


def offer(
    contract: int, platform: str, shop: str, tool: str, month: str = "2026-10", waits: bool = True
) -> Offer:
    year, number = int(month[:4]), int(month[5:])
    first = date(year, number, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Offer(
        contract=contract,
        month_id=contract * 100 + number,
        month=month,
        first_day=first,
        last_day=last,
        slot=f"{platform}|{shop}|{tool}",
        platform=platform,
        shop=shop,
        tool=tool,
        partner=f"商家{contract}号",
        waits=waits,
    )


OFFERS = (
    offer(1, "pdd", "甲店", "pdd"),
    offer(1, "pdd", "甲店", "pdd", "2026-09", waits=False),
    offer(1, "taobao", "甲店旗舰店", "chitu"),
    offer(1, "taobao", "甲店旗舰店", "taobao_other"),
    offer(2, "pdd", "乙店", "pdd"),
    offer(2, "jd", "乙店京东", ""),
    offer(3, "tmall", "丁店", ""),
    offer(3, "pinduoduo", "戊店", ""),
)


def facts(
    tools: tuple[tuple[str, int], ...] = PDD,
    shops: tuple[str, ...] = (),
    days: tuple[Cell, ...] = (),
    words: str = "",
) -> FileFacts:
    return FileFacts(tools, shops, days, words)


@pytest.mark.parametrize(
    ("about", "name", "place"),
    [
        (facts(shops=("甲店",), days=("2026-10-03",)), "a.csv", ("甲店", "2026-10")),
        (facts(shops=("甲店",), days=("2026-09-03", "9月30日")), "a.csv", ("甲店", "2026-09")),
        (facts(shops=("甲店",), days=(46_298,)), "a.csv", ("甲店", "2026-10")),
        (facts(shops=(" 乙店 ",)), "202610.csv", ("乙店", "2026-10")),
        (facts(shops=("乙店（拼多多）",), days=("20261003",)), "a.csv", ("乙店", "2026-10")),
        (facts(words="甲店_2026年9月.csv"), "甲店_2026年9月.csv", ("甲店", "2026-09")),
        (facts(words="甲店 10月.csv"), "甲店 10月.csv", ("甲店", "2026-10")),
        (facts(words="甲店 10月.csv"), "甲店_20261001_20261031.csv", ("甲店", "2026-10")),
        (facts(words="商家2号 拼多多.xlsx"), "商家2号 拼多多.xlsx", ("乙店", "2026-10")),
        (facts(words="甲店.csv"), "甲店.csv", ("甲店", "2026-10")),
        (facts(JD), "x.csv", ("乙店京东", "2026-10")),
        (facts(CHITU, words="丁店"), "x.csv", ("丁店", "2026-10")),
        (facts(PDD, words="戊店"), "x.csv", ("戊店", "2026-10")),
        (facts(CHITU, words="甲店旗舰店"), "x.csv", ("甲店旗舰店", "2026-10")),
        (facts((("chitu", 6), ("taobao_other", 4)), words="甲店旗舰店"), "x.csv", ("甲店旗舰店", "2026-10")),
        (facts(shops=("乙店", "乙 店"), days=("2026-10-03",)), "x.csv", ("乙店", "2026-10")),
        (facts((("own", 5),), words="甲店旗舰店 chitu"), "x.csv", None),
    ],
)
def test_a_file_finds_its_shop_and_month(about: FileFacts, name: str, place: tuple[str, str] | None) -> None:
    found = route(about, name, OFFERS, {})
    assert found.is_decided is (place is not None)
    if place is not None:
        assert (found.offers[0].shop, found.offers[0].month) == place


@pytest.mark.parametrize(
    ("about", "name", "reason"),
    [
        (facts(tools=()), "x.csv", "None of its headings"),
        (facts((("douyin", 5),)), "x.csv", "covers this platform"),
        (facts(shops=("甲店", "乙店")), "x.csv", "several shops: 甲店, 乙店"),
        (facts(shops=("丙店",)), "x.csv", "names the shop 丙店"),
        (facts(shops=("甲店",), days=("2026-08-03",)), "x.csv", "dates lie in no month"),
        (facts(shops=("甲店",), days=("2026-09-30", "2026-10-01")), "x.csv", "dates lie in no month"),
        (facts(shops=("甲店",), days=("abc",)), "x.csv", "dates lie in no month"),
        (facts(shops=("甲店",)), "2026-08.csv", "dates lie in no month"),
        (facts(shops=("甲店",)), "8月.csv", "dates lie in no month"),
        (facts(), "x.csv", "Which shop"),
        (facts((("own", 5),), words="甲店旗舰店"), "x.csv", "Which tool"),
    ],
)
def test_what_stays_open_is_asked_in_words(about: FileFacts, name: str, reason: str) -> None:
    found = route(about, name, OFFERS, {})
    assert not found.is_decided
    assert found.offers
    assert found.reason is not None
    assert reason in str(found.reason)


@given(
    order=st.permutations(OFFERS), shop=st.sampled_from(["甲店", "乙店", "甲店旗舰店", "丁店", "", "丙店"])
)
def test_the_order_of_the_places_never_matters(order: list[Offer], shop: str) -> None:
    about = facts(shops=(shop,) if shop else (), words=shop)
    usual, other = route(about, "x.csv", OFFERS, {}), route(about, "x.csv", order, {})
    assert set(usual.offers) == set(other.offers)
    assert usual.reason == other.reason


def test_without_dates_several_waiting_months_are_asked_for() -> None:
    both = (offer(1, "pdd", "甲店", "pdd"), offer(1, "pdd", "甲店", "pdd", "2026-09"))
    found = route(facts(), "x.csv", both, {})
    assert "Which month" in str(found.reason)


def test_a_shop_remembered_by_name_is_found_again() -> None:
    about = facts(words="客服数据_2026-10.csv")
    assert not route(about, "客服数据_2026-10.csv", OFFERS, {}).is_decided
    found = route(about, "客服数据_2026-10.csv", OFFERS, {"客服数据": (2, "乙店")})
    assert found.offers[0].shop == "乙店"


@pytest.mark.parametrize(
    ("about", "name", "alias"),
    [
        (facts(shops=("甲 店",)), "x.csv", "甲店"),
        (facts(), "客服数据_2026-11.csv", "客服数据"),
        (facts(), "京东12月", "京东"),
        (facts(), "2026年11月01日.xlsx", ""),
    ],
)
def test_what_stands_for_a_shop_has_no_dates(about: FileFacts, name: str, alias: str) -> None:
    assert alias_of(about, name) == alias


def test_names_are_compared_without_signs_and_in_one_script() -> None:
    assert folded(" 旗艦店（ＡＢ） ") == folded("旗艦店ab")


@dataclass(frozen=True)
class Row:
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    name: str = "日报"
    header_row: int = 1


def test_a_file_is_looked_at_by_headings_and_naming_columns_alone() -> None:
    header = ("日期", "店铺", "客服账号", "咨询人数", "需要人工回复的咨询人数", "3分钟未回复人数")
    rows = (
        ("总计", "-", "-", 9, 9, 0),
        ("2026-10-01", "甲店", "小美", 4, 4, 0),
        ("2026-10-01", "甲店", "小丽", 5, 5, 0),
        ("2026-10-02",),
    )
    sheet = Sheet(header, tuple(Row(number, cells) for number, cells in enumerate(rows, start=2)))
    found = facts_of([sheet], "拼多多.csv", above=("商家", 3))
    assert found.tools[0][0] == "pdd"
    assert found.shops == ("甲店",)
    assert found.days == ("2026-10-01", "2026-10-02")
    assert found.words == "拼多多.csv 日报 商家 3"


def test_a_file_without_known_headings_says_nothing() -> None:
    found = facts_of([Sheet(("天气", "温度"), (Row(2, ("晴", 20)),))], "x.csv")
    assert (found.tools, found.shops, found.days) == ((), (), ())
    assert "own" in TOOLS


def test_single_conversations_name_their_shop_and_the_days_on_which_they_began() -> None:
    sheet = Sheet(
        ("会话ID", "店铺", "客服", "开始时间", "评分"),
        (
            Row(2, ("C1", "甲店", "小美", "2026-10-01 09:30:00", "5")),
            Row(3, ("C2", "甲店", "小美", "2026/10/3T09:30")),
            Row(4, ("C3", "", "小美", "-")),
            Row(5, ("C4",)),
        ),
    )
    about = facts_of([sheet], "会话.csv")
    assert about == FileFacts(
        (("conversations", 5),), ("甲店",), ("2026-10-01", "2026/10/3"), f"会话.csv {sheet.name}"
    )
    rows = offer(7, "pdd", "甲店", "conversations")
    assert route(about, "会话.csv", [rows, offer(8, "pdd", "乙店", "conversations")], {}).offers == (rows,)


def test_conversations_without_shops_leave_the_shop_open() -> None:
    about = facts_of([Sheet(("会话ID", "渠道", "客服", "开始时间"), ())], "a.csv")
    assert (about.shops, about.days) == ((), ())
