"""A catalogue that loses a figure or a text does not pass."""

import pytest
from babel.messages.catalog import Catalog

from portal.translations.checking import faults_of_locale, faults_of_msgid
from portal.translations.extraction import Text

TEXT = Text("%(n)s rows", "sla", ("portal/sla/views.py",))


def catalogue(translation: str, *, fuzzy: bool = False) -> Catalog:
    made = Catalog(locale="zh_Hans_CN")
    made.add(TEXT.msgid, translation, flags=("fuzzy",) if fuzzy else ())
    return made


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("%(n)s 行", ""),
        ("%(n)s 行,占 5%%", ""),
        ("", "not translated"),
        ("几行", "parameters differ (n)"),
        ("%(n)s 行 %(m)s", "parameters differ (m)"),
        ("%(n)s 行,占 5%", "write %% for a percent sign"),
    ],
)
def test_a_translation_keeps_its_parameters(translation: str, fault: str) -> None:
    faults = faults_of_locale("zh_Hans_CN", [TEXT], {"sla": catalogue(translation)})
    assert [fault in found for found in faults] == ([True] if fault else [])


def test_a_missing_catalogue_misses_every_text() -> None:
    assert len(faults_of_locale("zh_Hans_CN", [TEXT], {})) == 1


def test_a_text_in_the_wrong_catalogue_is_a_leftover() -> None:
    (fault,) = faults_of_locale("zh_Hans_CN", [TEXT], {"vendors": catalogue("%(n)s 行")})
    assert "no longer used here" in fault


def test_an_unsure_translation_does_not_pass() -> None:
    (fault,) = faults_of_locale("zh_Hans_CN", [TEXT], {"sla": catalogue("%(n)s 行", fuzzy=True)})
    assert "unsure" in fault


@pytest.mark.parametrize(
    ("msgid", "faults"), [("100 %", 0), ("%(n)s %", 1), ("%(n)s %%", 0), ("%(n)s of %(m)s", 0)]
)
def test_a_percent_sign_beside_parameters_is_doubled(msgid: str, faults: int) -> None:
    assert len(faults_of_msgid(Text(msgid, "sla", ("a.py",)))) == faults
