"""Names are printed as they are written; what no face knows is named instead of boxed."""

import json
from pathlib import Path

import pytest

from portal.infra.pdf.characters import coverage, printable

FONTS = Path("portal/static/fonts")


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return coverage(FONTS)


@pytest.mark.parametrize(
    "name", ["喆堃赟祎䶮", "臺灣請款單", "Łódź", "Café Ő", "Ελλάς", "Новая", "①½€¥", "−12", "🙂"]
)
def test_names_and_signs_of_business_are_covered(name: str, known: frozenset[str]) -> None:
    assert printable(name, known) == name


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("⼀⼆", "一二"),
        ("豈", "豈"),
        ("𠮷野家", "〔U+20BB7〕野家"),
        ("a\x07b\x85c", "abc"),
        ("line\nnext\tcell", "line\nnext\tcell"),
    ],
)
def test_the_rest_is_replaced_by_what_it_means_or_by_its_number(
    typed: str, printed: str, known: frozenset[str]
) -> None:
    assert printable(typed, known) == printed


def test_no_face_carries_radicals_or_compatibility_forms(known: frozenset[str]) -> None:
    assert not [character for character in known if "\u2e80" <= character <= "\u2fdf"]
    assert not [character for character in known if "\uf900" <= character <= "\ufaff"]


def test_the_list_of_characters_is_in_ascending_ranges() -> None:
    ranges = json.loads((FONTS / "coverage.json").read_text())
    flat = [point for pair in ranges for point in pair]
    assert flat == sorted(flat)
