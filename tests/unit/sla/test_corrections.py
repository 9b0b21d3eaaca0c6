"""Claims about the copy of a faulty file that its sender mends."""

import pytest

from portal.sla.rules.corrections import REASON_HEADINGS, Mark, column_index, is_reason_heading, marks_of


@pytest.mark.parametrize(
    ("letters", "index"),
    [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383), ("", None), ("3", None), ("abcd", None)],
)
def test_a_column_is_known_by_its_letters(letters: str, index: int | None) -> None:
    assert column_index(letters) == index


def test_reasons_stand_at_their_cells_and_once_in_the_row() -> None:
    marks = marks_of(
        [
            ("表", 3, "B", "负数"),
            ("表", 3, "C", "负数"),
            ("表", 3, "B", "太大"),
            ("表", 3, "", "重复"),
            ("表", 0, "", "空"),
        ]
    )
    assert marks["表", 3] == Mark({1: "负数 太大", 2: "负数"}, ("重复",))
    assert marks["表", 3].sentence == "负数 太大 负数 重复"
    assert marks["表", 0].sentence == "空"


@pytest.mark.parametrize("heading", [*REASON_HEADINGS.values(), " 错误说明 "])
def test_the_column_of_reasons_is_known_in_every_language(heading: str) -> None:
    assert is_reason_heading(heading)
    assert not is_reason_heading("日期")
