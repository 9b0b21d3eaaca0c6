"""Claims about files that are read in a limited child: the same figures, and no file harms the server."""

import io
import os
import signal
from collections.abc import Iterator
from unittest.mock import patch

import pytest
import xlsxwriter

from portal.infra.limited.crew import ChildTooSlow
from portal.kernel.errors import Invalid
from portal.sla.actions import readers
from portal.sla.actions.reading import BROKEN, read_figures
from portal.sla.actions.table_child import answer
from portal.sla.actions.wanted import Wanted
from tests.factories.cooperations import GOOD

WANTED = Wanted(
    name="a.xlsx",
    tool="",
    slot_tool="pdd",
    slot_shop="甲店",
    first_day="2026-10-01",
    last_day="2026-10-31",
    until="2026-10-31",
    zone="Asia/Shanghai",
    currency_digits=2,
    mappings={},
)


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    readers.close()


def workbook(text: str = GOOD) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    for number, line in enumerate(text.splitlines()):
        sheet.write_row(number, 0, line.split(","))
    book.close()
    return out.getvalue()


def test_a_child_reads_what_this_process_would_read() -> None:
    content = workbook()
    assert readers.read(content, WANTED) == read_figures(content, WANTED)


def test_large_text_is_read_apart_too_with_the_same_answer() -> None:
    content = GOOD.encode()
    with patch.object(readers, "READ_HERE_BYTES", 10):
        assert readers.read(content, WANTED) == read_figures(content, WANTED)


def test_the_child_refuses_in_the_same_words() -> None:
    with pytest.raises(Invalid) as here:
        read_figures(b"PK\x03\x04 broken", WANTED)
    with pytest.raises(Invalid) as apart:
        readers.read(b"PK\x03\x04 broken", WANTED)
    assert str(apart.value) == str(here.value)


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read() -> None:
    with (
        patch.object(readers._readers, "ask", side_effect=ChildTooSlow),
        pytest.raises(Invalid, match="time and memory"),
    ):
        readers.read(workbook(), WANTED)
    assert readers.read(workbook(), WANTED).row_count == 2


def test_a_reader_that_dies_is_replaced() -> None:
    readers.read(workbook(), WANTED)
    for child in readers._readers.idle:
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
    assert readers.read(workbook(), WANTED).row_count == 2


def test_what_breaks_the_reader_is_a_refusal_and_not_an_error() -> None:
    assert answer(b"{}\nx").startswith(BROKEN)
    with (
        patch.object(readers._readers, "ask", return_value=BROKEN + b"KeyError"),
        pytest.raises(Invalid, match="time and memory"),
    ):
        readers.read(workbook(), WANTED)
