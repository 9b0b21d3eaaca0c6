"""The contract reads as its terms say, in one language or two, and a draft shows blanks instead of guesses."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.contracts.rules.cells import Table
from portal.contracts.rules.payment import PaymentTerms
from portal.contracts.rules.places import conditions, fillings
from portal.contracts.rules.plain import to_plain
from portal.contracts.rules.schedule import CreditRules, CreditTier, EarnBack, SlaLine
from portal.contracts.rules.secrecy import PersonalDataTerms
from portal.contracts.rules.service import Capacity
from portal.contracts.rules.tables import SCHEDULES, schedule
from portal.contracts.rules.terms import ContractTerms, Disputes, Signing, SpecialTerm, Term
from portal.contracts.rules.text import ContractText, Paragraph, Section, contract_text
from portal.contracts.rules.values import BLANK
from portal.kernel.money import Money
from portal.kernel.periods import ProRata
from portal.kernel.rate_cards import Base, LineType, RateLine
from portal.reference.rules.clauses import LANGUAGES, clauses, labels
from tests.unit.contracts.examples import terms


def section(text: ContractText, key: str) -> Section:
    return next(one for one in text.sections if one.key == key)


def words(terms_: ContractTerms, key: str, *, language: int = 0) -> str:
    """Everything the paragraphs of one clause say in one of the contract's languages."""
    found = section(contract_text(terms_), key)
    return "\n".join(one.texts[language] for one in found.blocks if isinstance(one, Paragraph))


def all_words(plain: Any) -> list[str]:
    """Every text in plain values, however deep."""
    if isinstance(plain, str):
        return [plain]
    inner = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else []
    return [word for one in inner for word in all_words(one)]


def english(**changes: Any) -> ContractTerms:
    return replace(terms(), languages=("en",), **changes)


@pytest.mark.parametrize("languages", [("zh-Hans",), ("zh-Hant",), ("en",), ("zh-Hans", "en")])
@pytest.mark.parametrize("whole", [terms(), ContractTerms()], ids=["complete", "empty"])
def test_every_clause_is_printed_without_a_hole(whole: ContractTerms, languages: tuple[str, ...]) -> None:
    text = contract_text(replace(whole, languages=languages))
    assert [one.number for one in text.sections] == list(range(1, 28))
    assert not [said for said in all_words(to_plain(text)) if re.search(r"[{}]|\bNone\b", said)]


def test_the_library_asks_only_for_conditions_and_places_that_exist() -> None:
    parts = [part for one in clauses() for part in one.parts]
    known = conditions(terms()).keys()
    asked = {part.when.removeprefix("not ") for part in parts if part.when}
    assert asked <= known
    references = {f"clause_{one.key}" for one in clauses()}
    for language in LANGUAGES:
        assert {place for part in parts for place in part.places} <= fillings(
            terms(), language
        ).keys() | references


def test_every_schedule_that_the_library_names_can_be_printed() -> None:
    named = {part.table for one in clauses() for part in one.parts if part.table}
    assert named == set(SCHEDULES)


def test_clauses_are_counted_and_referred_to_in_the_languages_own_way() -> None:
    both = contract_text(replace(terms(), languages=("zh-Hans", "en")))
    assert section(both, "force_majeure").headings == (
        "第二十四条　不可抗力与规则变化",
        "24. Force majeure and change of rules",
    )
    assert "第五条约定的时间" in words(terms(), "definitions")
    assert "the hours in clause 5" in words(english(), "definitions")


def test_a_clause_left_out_closes_the_numbers_but_a_mandatory_one_stays() -> None:
    short = contract_text(replace(terms(), omitted=("capacity", "training", "fees")))
    keys = [one.key for one in short.sections]
    assert len(keys) == 25
    assert "fees" in keys
    assert section(short, "sla").headings == ("第七条　服务质量与考核指标",)


def test_the_title_is_the_usual_one_unless_the_parties_chose_another() -> None:
    assert contract_text(terms()).titles == ("电商客服外包服务合同",)
    assert contract_text(replace(terms(), title="年度合同")).titles == ("年度合同",)


def test_two_languages_stand_side_by_side_and_one_prevails() -> None:
    both = replace(terms(), languages=("zh-Hans", "en"))
    paragraphs = [
        one for part in contract_text(both).sections for one in part.blocks if isinstance(one, Paragraph)
    ]
    assert all(len(one.texts) == 2 for one in paragraphs)
    assert "以简体中文文本为准" in words(both, "final")
    assert "prevails" not in words(english(), "final")


def test_own_words_close_their_clause_and_their_braces_stay_as_typed() -> None:
    typed = replace(terms(), special=(SpecialTerm("fees", "首月免费 {start}"),))
    assert section(contract_text(typed), "fees").blocks[-1] == Paragraph(("首月免费 {start}",), special=True)


def test_a_name_with_braces_is_not_taken_for_a_place() -> None:
    odd = replace(terms(), merchant=replace(terms().merchant, name="{vendor_name}"))
    assert "委托方{vendor_name}" in words(odd, "parties")


def test_what_is_not_agreed_yet_is_a_blank() -> None:
    assert f"合同终止后 {BLANK} 年内" in words(ContractTerms(), "confidentiality")
    assert BLANK in words(replace(ContractTerms(), languages=("en",)), "parties")


DEPOSIT = RateLine(line_type=LineType.DEPOSIT, unit_price=Money(5000_00, "CNY"))

PRESENT = [
    ("definitions", {}, "自然月，按时区 Asia/Shanghai"),
    ("definitions", {"start_day": 26}, "自每月 26 日零时起"),
    ("fees", {"payment": PaymentTerms(due_day=5)}, "于次月 5 日前支付"),
    ("fees", {"payment": PaymentTerms(due_days=10)}, "结算单确认后 10 日内支付"),
    ("fees", {"rate_card": (DEPOSIT,)}, "保证金 CNY 5,000.00"),
    ("fees", {"payment": PaymentTerms(late_fee_percent=Decimal("0.05"))}, "每日 0.05%"),
    ("fees", {"payment": PaymentTerms(prepayment_percent=Decimal(30))}, "月服务费的 30%"),
    ("fees", {"payment": PaymentTerms(tax_percent=Decimal(0))}, "税率为 免税"),
    ("fees", {}, "单价为不含税价"),
    ("fees", {"rate_card": (replace(DEPOSIT, tax_inclusive=True),)}, "单价为含税价"),
    ("fees", {"rate_card": (DEPOSIT, replace(DEPOSIT, tax_inclusive=True))}, "单价为表中逐项注明"),
    ("fees", {"payment": PaymentTerms(proration=ProRata.THIRTY)}, "除以三十天"),
    ("credits", {"credits": CreditRules(earn_back=EarnBack(2, Decimal(50)))}, "该项扣款的 50%"),
    ("term", {"term": Term(date(2026, 11, 1))}, "不定期限"),
    (
        "term",
        {"term": Term(date(2026, 11, 1), date(2027, 10, 31), renewal_months=12)},
        "每次自动续签 12 个月",
    ),
    (
        "disputes",
        {"disputes": Disputes("prc", arbitration=True, forum="cietac")},
        "中国国际经济贸易仲裁委员会",
    ),
    ("disputes", {"disputes": Disputes("新加坡法律")}, "适用新加坡法律"),
    ("signature", {}, "第十三条"),
    ("signature", {"disputes": Disputes("taiwan")}, "不同意采用电子形式"),
    ("signature", {"signing": Signing(method="paper")}, "纸质原件为准"),
    ("breach", {}, "第五百八十五条"),
    ("personal_data", {"personal_data": PersonalDataTerms(subprocessors=("甲", "乙"))}, "受托方：甲、乙"),
    ("capacity", {"capacity": Capacity(forecast=24_000)}, "24,000 个"),
]


@pytest.mark.parametrize(("key", "changes", "said"), PRESENT)
def test_the_clause_says_what_the_terms_say(key: str, changes: dict[str, Any], said: str) -> None:
    assert said in words(replace(terms(), **changes), key)


ABSENT = [
    ("fees", {}, "保证金"),
    ("fees", {}, "违约金"),
    ("breach", {"disputes": Disputes("taiwan")}, "第五百八十五条"),
    ("capacity", {"capacity": Capacity()}, "预计每个考核月"),
    ("signature", {"disputes": Disputes("taiwan")}, "中华人民共和国"),
    ("training", {}, "磨合期"),
]


@pytest.mark.parametrize(("key", "changes", "unsaid"), ABSENT)
def test_the_clause_does_not_say_what_the_terms_do_not(
    key: str, changes: dict[str, Any], unsaid: str
) -> None:
    assert unsaid not in words(replace(terms(), **changes), key)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"damages": Money(5_000_000, "CNY")}, "支付违约金 CNY 50,000.00"),
        ({"damages_percent": Decimal(20)}, "支付违约金 月平均服务费的 20%"),
        ({"certificate": False}, "包括复制件和备份。"),
        ({"mutual": False}, "乙方对在订立"),
    ],
)
def test_confidentiality_says_what_was_agreed(changes: dict[str, Any], said: str) -> None:
    agreed = replace(terms().confidentiality, **changes)
    assert said in words(replace(terms(), confidentiality=agreed), "confidentiality")


def rows(key: str, terms_: ContractTerms) -> list[list[str]]:
    """A schedule as lists of words, languages joined by a bar."""
    return [["|".join(cell) for cell in row] for row in schedule(key, terms_).rows]


def test_schedules_print_words_in_the_contracts_languages() -> None:
    both = replace(terms(), languages=("zh-Hans", "en"))
    assert rows("shops", both)[0] == ["天猫|Tmall", "跃动旗舰店", BLANK, "赤兔、生意参谋|赤兔; 生意参谋"]
    assert rows("service_content", terms())[2] == ["第三方投诉平台投诉处理", "不包含", ""]
    assert rows("service_hours", terms()) == [
        ["每日", "白班", "09:00–18:00", "4"],
        ["每日", "晚班", "18:00–01:00", "2"],
    ]
    assert rows("confidentiality", terms())[0] == ["买家身份与联系方式（姓名、电话、地址）", "脱敏后提供"]
    assert rows("notices", terms())[1] == ["乙方（服务商）", "赵敏", "zhao@vendor.example", BLANK, BLANK]


def test_the_rate_card_prints_what_every_line_means() -> None:
    fee = Money(900, "CNY")
    lines = (
        RateLine(
            line_type=LineType.CONVERSATION_TIER, unit_price=fee, from_qty=0, to_qty=500, platform="tmall"
        ),
        RateLine(line_type=LineType.CONVERSATION_TIER, unit_price=fee, from_qty=500, tax_inclusive=True),
        RateLine(
            line_type=LineType.SURCHARGE_FIXED,
            label="账号费",
            unit_price=fee,
            quantity="seats",
            grade="高级",
            valid_from=date(2026, 11, 1),
            valid_to=date(2027, 1, 1),
        ),
        RateLine(line_type=LineType.SALES_COMMISSION, rate=Decimal("0.015"), base=Base.NET_SALES),
    )
    assert rows("rate_card", replace(terms(), rate_card=lines)) == [
        ["按有效会话阶梯计费", "天猫、0 以上至 500、分段计价", "CNY 9.00", "每个有效会话"],
        ["按有效会话阶梯计费", "500 以上、分段计价", "CNY 9.00 (含税)", "每个有效会话"],
        ["账号费", "高级、自 2026年11月1日 起、至 2026年12月31日 止", "CNY 9.00", "每坐席每月"],
        ["客服促成销售提成", "—", "1.5%", "按退款后客服促成销售额"],
    ]


def test_authority_prints_what_is_allowed_and_forbids_the_rest() -> None:
    assert rows("authority", terms()) == [
        ["每单优惠金额不超过", "CNY 20.00"],
        ["每单退款金额不超过", "不允许"],
        ["每次补偿金额不超过", "不允许"],
        ["关闭订单", "不允许"],
    ]


def test_every_row_has_a_cell_for_every_column() -> None:
    both = replace(terms(), languages=("zh-Hant", "en"))
    for key in SCHEDULES:
        table = schedule(key, both)
        assert isinstance(table, Table)
        assert all(len(row) == len(table.columns) for row in table.rows), key


def test_a_promise_prints_its_values_tiers_and_bonus() -> None:
    line = SlaLine(
        "reply_rate",
        1,
        Decimal(95),
        floor=Decimal("92.5"),
        critical=True,
        tiers=(CreditTier(Decimal(0), Decimal(2), Decimal(1)), CreditTier(Decimal(2), None, Decimal(3))),
        bonus_percent=Decimal("0.5"),
        shops=("跃动旗舰店",),
    )
    (row,) = rows("sla", replace(terms(), sla=(line,)))
    assert row[:3] == ["回复率 (关键指标)\n定义版本 1", "≥ 95%", "底线值 ≥ 92.5%"]
    assert row[5:] == [
        "差距不超过 2 个百分点：服务费的 1%\n差距超过 2 个百分点：服务费的 3%",
        "达到挑战值：服务费的 0.5%\n适用店铺：跃动旗舰店",
    ]
    (plain,) = rows("sla", replace(terms(), sla=(SlaLine("reply_rate", 1, Decimal(95)),)))
    assert plain[2:] == ["—", "10", "30", "—", "—"]


def test_the_tax_is_a_share_for_the_kernel_and_a_percentage_for_people() -> None:
    assert PaymentTerms(tax_percent=Decimal(6)).tax_rate == Decimal("0.06")


def test_keys_of_the_rules_have_words_in_the_library() -> None:
    assert {one.category for one in terms().confidentiality.categories} == set(labels("secret"))
    assert set(terms().confidentiality.measures) <= set(labels("measure"))
