"""Claims about one shop's rows cut out of a file of conversations."""

import io
from datetime import date

import pytest

from portal.kernel.conversations import cutting
from portal.kernel.conversations.cutting import cut_out
from portal.kernel.conversations.layout import Layout
from portal.kernel.errors import Invalid

HEADING = "会话ID,店铺,客服,备注"
ROWS = ['C1,甲店,小美,"两行\r\n的备注"', "C2,乙店,阿强,秘密", "C3, 甲店 ,小美,", "C4,,小美,", "C5,甲店,小美"]


def of(**changes: object) -> Layout:
    known = {"encoding": "utf-8", "delimiter": ",", "header_row": 1, **changes}
    return Layout(("conversation", "shop", "agent", None), date(2026, 10, 1), date(2026, 11, 1), **known)


def cut(text: str, layout: Layout) -> tuple[int, str]:
    target = io.BytesIO()
    source = io.BytesIO(text.encode(layout.encoding))
    count = cut_out(source, target, layout, "甲店")
    return count, target.getvalue().decode(layout.encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_rows_of_the_shop_are_kept_letter_for_letter_in_their_encoding(encoding: str) -> None:
    text = "\r\n".join([HEADING, *ROWS])
    count, part = cut(text, of(encoding=encoding))
    assert count == 2
    assert part == "\r\n".join([HEADING, ROWS[0], ROWS[2], ""])


def test_what_stands_above_the_heading_is_left_out() -> None:
    text = "\n".join(["导出:甲店、乙店", HEADING, "C1,甲店,小美,"])
    assert cut(text, of(header_row=2)) == (1, f"{HEADING}\nC1,甲店,小美,\n")


def test_cells_that_are_no_text_stay_the_bytes_they_were() -> None:
    target = io.BytesIO()
    cut_out(io.BytesIO(f"{HEADING}\nC1,甲店,".encode() + b"\xff,\n"), target, of(), "甲店")
    assert target.getvalue().endswith(b",\xff,\n")


def test_an_open_quotation_mark_is_refused() -> None:
    with pytest.raises(Invalid):
        cut(f'{HEADING}\nC1,甲店,"小美,', of())


def test_the_bytes_that_were_read_are_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "LINES_BETWEEN_NEWS", 2)
    heard: list[int] = []
    text = "\n".join([HEADING, *["C1,乙店,小美,"] * 5])
    cut_out(io.BytesIO(text.encode()), io.BytesIO(), of(), "甲店", heard.append)
    assert heard == [len(text.encode())] * 3
