"""Chinese texts are set as Chinese: full-width marks between words, and each region's own quotation marks."""

import re

import pytest

from portal.translations.catalogues import LOCALES, SIMPLIFIED, TRADITIONAL, entries, read_all

WORD = "[\u3400-\u9fff]"
PARAMETER = re.compile(r"%\(\w+\)s")
NARROW_MARK = re.compile(
    rf"{WORD} ?[,:;()] ?{WORD}"  # between two words
    rf"|\([^()]*{WORD}[^()]*\)"  # brackets around words
)
FOREIGN_QUOTES = {SIMPLIFIED: re.compile("[「」『』]"), TRADITIONAL: re.compile("[“”‘’]")}


def texts(locale: str) -> list[tuple[str, str]]:
    """Every text of a locale with the module it belongs to."""
    return [
        (module, str(entry.string))
        for module, catalogue in read_all(locale).items()
        for entry in entries(catalogue)
    ]


def is_narrow(text: str) -> bool:
    """Whether a mark of western type stands where Chinese wants a full-width one; parameters count as words."""
    return NARROW_MARK.search(PARAMETER.sub("数", text)) is not None


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("是(否)", True),
        ("是,否", True),
        ("%(count)s 项: 已核对", True),
        ("免考核(rest 之外)", True),
        ("是（否），以及：第 2 版", False),
        ("填 0-2: 1; 2-: 3", False),
    ],
)
def test_a_narrow_mark_between_words_is_seen(text: str, narrow: bool) -> None:
    assert is_narrow(text) == narrow


@pytest.mark.parametrize("locale", LOCALES)
def test_marks_between_chinese_words_are_full_width(locale: str) -> None:
    assert [text for _module, text in texts(locale) if is_narrow(text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_quotation_marks_are_those_of_the_region(locale: str) -> None:
    assert [text for _module, text in texts(locale) if FOREIGN_QUOTES[locale].search(text)] == []
