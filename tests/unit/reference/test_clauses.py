"""The clause library says everything a contract needs, alike in three languages, and claims nothing false."""

import pytest

from portal.reference.rules.clauses import (
    BLOCKS,
    LANGUAGES,
    Clause,
    Words,
    clause,
    clauses,
    label,
    labels,
)
from portal.reference.rules.clauses.library import PLACE

KEYS = [
    "parties",
    "definitions",
    "shops",
    "service_content",
    "service_hours",
    "capacity",
    "staff",
    "training",
    "sla",
    "quality_assurance",
    "fees",
    "credits",
    "communication",
    "authority",
    "confidentiality",
    "personal_data",
    "accounts",
    "intellectual_property",
    "liability",
    "breach",
    "non_solicitation",
    "term",
    "exit",
    "force_majeure",
    "disputes",
    "signature",
    "final",
]


def paragraphs() -> list[tuple[str, Words]]:
    found = [(one.key, part.words) for one in clauses() for part in one.parts]
    return [(key, words) for key, words in found if words is not None]


def test_the_library_holds_the_twenty_seven_clauses_in_order() -> None:
    assert [one.key for one in clauses()] == KEYS
    assert [one.number for one in clauses()] == list(range(1, 28))


@pytest.mark.parametrize("block", BLOCKS)
def test_each_of_the_four_blocks_is_one_mandatory_clause(block: str) -> None:
    (found,) = (one for one in clauses() if one.block == block)
    assert found.mandatory


@pytest.mark.parametrize("one", clauses(), ids=lambda one: one.key)
def test_headings_and_paragraphs_are_filled_in_every_language(one: Clause) -> None:
    texts = [one.heading, *(part.words for part in one.parts if part.words)]
    assert all(text.within(language).strip() for text in texts for language in LANGUAGES)


def test_every_language_of_a_paragraph_asks_for_the_same_values() -> None:
    for key, words in paragraphs():
        asked = {language: sorted(PLACE.findall(words.within(language))) for language in LANGUAGES}
        assert asked["en"] == asked["zh-Hans"] == asked["zh-Hant"], key


def test_a_part_knows_its_places_and_a_table_has_none() -> None:
    first, second = clause("parties").parts[:2]
    assert first.places == {"merchant_name", "vendor_name"}
    assert second.table == "parties"
    assert second.places == frozenset()


def test_simplified_and_traditional_characters_do_not_mix() -> None:
    for key, words in paragraphs():
        assert not set("應當約數據個關務終") & set(words.zh_hans), key
        assert not set("应当约数个关务终务") & set(words.zh_hant), key


def test_chinese_texts_say_party_a_and_party_b() -> None:
    for key, words in paragraphs():
        assert "商家" not in words.zh_hans, key
        assert "服务商" not in words.zh_hans, key


@pytest.mark.parametrize(
    "claim",
    [
        "可靠的电子签名",
        "可靠電子簽章",
        "數位簽章",
        "数字签名",
        "qualified",
        "advanced electronic",
        "PIPL compliant",
    ],
)
def test_no_paragraph_claims_what_the_portal_cannot_keep(claim: str) -> None:
    assert not any(claim in words.within(language) for _, words in paragraphs() for language in LANGUAGES)


def test_a_settlement_is_never_called_a_tax_document() -> None:
    (said,) = (words for key, words in paragraphs() if key == "fees" and "not a tax invoice" in words.en)
    assert "不是发票" in said.zh_hans


def test_the_law_behind_a_clause_is_named() -> None:
    says = {key: "".join(words.zh_hans for k, words in paragraphs() if k == key) for key in KEYS}
    assert "第五百八十五条" in says["breach"]
    assert "第十三条" in says["signature"]
    assert "第二十一条" in says["personal_data"]


def test_an_unknown_clause_is_an_error() -> None:
    with pytest.raises(KeyError):
        clause("bribes")


def test_labels_are_words_for_known_keys_and_leave_own_words_alone() -> None:
    assert label("handling", "masked", "zh-Hans") == "脱敏后提供"
    assert label("handling", "masked", "zh-Hant") == "去識別化後提供"
    assert label("handling", "only on paper", "en") == "only on paper"
    assert list(labels("handling")) == ["share", "masked", "never"]
