"""Claims about where the shops of one file belong."""

import pytest

from portal.kernel.messages import Message
from portal.sla.rules.conversation_files import first_records, head_of
from portal.sla.rules.routing_shops import routes
from tests.unit.sla.test_routing import CHITU, OFFERS, facts

OCTOBER = ("2026-10-03",)


def places(*shops: str, days: tuple[str, ...] = OCTOBER) -> list[tuple[str, list[str], bool]]:
    found = routes(facts(shops=shops, days=days), "x.csv", OFFERS, {})
    return [(one.alias, [offer.shop for offer in one.route.offers], one.route.is_decided) for one in found]


def test_a_file_of_one_shop_has_one_place() -> None:
    assert places("甲店") == [("甲店", ["甲店"], True)]


def test_a_file_of_several_shops_has_a_place_for_each() -> None:
    assert places("甲店", "乙店", "乙 店") == [("甲店", ["甲店"], True), ("乙店", ["乙店"], True)]


def test_shops_of_no_contract_are_named_beside_the_first_place() -> None:
    shops = ("远方1店", "甲店", "乙店", *(f"远方{number}店" for number in range(2, 8)))
    first, second = routes(facts(shops=shops, days=OCTOBER), "x.csv", OFFERS, {})
    assert isinstance(first.note, Message)
    assert "远方1店, 远方2店" in str(first.note)
    assert str(first.note).count("远方") == 5
    assert second.note is None
    one, _other = routes(facts(shops=("甲店", "乙店", "远方店"), days=OCTOBER), "x.csv", OFFERS, {})
    assert "…" not in str(one.note)


def test_several_shops_that_no_contract_names_are_asked_about_once() -> None:
    (only,) = routes(facts(shops=("远方店", "更远店"), days=OCTOBER), "x.csv", OFFERS, {})
    assert "several shops" in str(only.route.reason)


def test_what_stays_open_is_asked_shop_by_shop() -> None:
    found = routes(facts(shops=("甲店", "乙店"), days=("2026-09-03",)), "x.csv", OFFERS, {})
    assert [one.route.is_decided for one in found] == [True, False]
    assert "no month" in str(found[1].route.reason)


def test_two_spellings_of_one_shop_are_one_place() -> None:
    (only,) = routes(facts(CHITU, shops=("甲店旗舰店", "甲店 旗舰店"), days=OCTOBER), "x.csv", OFFERS, {})
    assert only.route.offers[0].shop == "甲店旗舰店"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_beginning_of_a_file_is_cut_after_its_last_whole_record(encoding: str) -> None:
    text = "会话ID,店铺,客服,开始时间\nC1,甲店,小美,2026-10-01 09:30:00\nC2,甲店"
    cut = first_records(text.encode(encoding)[:-1])
    assert cut.decode("utf-8-sig").splitlines() == text.splitlines()[:2]
    assert head_of(cut) is not None


@pytest.mark.parametrize("rest", ['"小\n美', '"' + "\n美" * 70_000])
def test_a_record_that_was_cut_within_quotation_marks_is_left_out(rest: str) -> None:
    text = "会话ID;店铺;客服;开始时间\nC1;甲店;小美;2026-10-01 09:30:00\n"
    assert first_records((text + f"C2;甲店;{rest}").encode()).decode() == text.replace(";", ",")


def test_what_is_no_file_of_conversations_stays_whole() -> None:
    assert first_records(b"a,b\n1,2") == b"a,b\n1,2"
