"""Claims about the copy of a faulty file with the reasons beside its rows."""

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from portal.infra.tables.reading import read_table
from portal.sla.rules.tools.registry import known_heading
from tests.factories.accounts import PASSWORD
from tests.factories.cooperations import HEADING, Cooperation, make_cooperation
from tests.visitor import Page, Visitor

FAULTY = (
    "拼多多客服日报\n\n"
    f"{HEADING}\n总计,-,-,3000,3000,30,18,12000.5\n"
    "2026-10-01,甲店,小美,-5,1000,10,很快,400\n2026-10-02,甲店,小丽,2000,2000,20,18,400\n"
)


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


@pytest.fixture
def vendor(pair: Cooperation, visitor: Callable[[], Visitor]) -> Visitor:
    person = visitor()
    person.sign_in(pair.vendor.login, PASSWORD)
    return person


def preview(vendor: Visitor, pair: Cooperation, name: str, content: bytes) -> Page:
    board = vendor.get(f"/months/{pair.month_id}")
    return vendor.submit(board, having="Read the file", files={"file": (name, content)})


def test_a_faulty_file_comes_back_with_reasons_and_can_be_mended(pair: Cooperation, vendor: Visitor) -> None:
    page = preview(vendor, pair, "十月.csv", FAULTY.encode("gb18030"))
    answer = vendor.client.get(page.link("Copy with the errors marked"))
    assert "Errors%20in%20this%20row.xlsx" in answer.headers["Content-Disposition"]
    (sheet,) = read_table(answer.data, name="copy.xlsx", known=known_heading).sheets
    assert sheet.header == (*HEADING.split(","), "Errors in this row")
    assert sheet.header_row == 3
    first = next(row for row in sheet.rows if row.number == 5)
    assert "cannot be less than zero" in str(first.cells[-1])
    assert "很快" in str(first.cells[-1])
    assert all(len(row.cells) == 8 for row in sheet.rows if row.number != 5)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert "D5" in book.read("xl/comments1.xml").decode()
        assert "fde8d7" in book.read("xl/styles.xml").decode().lower()
    again = preview(vendor, pair, "十月.xlsx", answer.data)
    assert "cannot be less than zero" in again.text
    assert "Columns that were not read" not in again.text


def test_the_mended_file_goes_in_where_the_faulty_one_was_and_takes_its_place(
    pair: Cooperation, vendor: Visitor
) -> None:
    page = preview(vendor, pair, "faulty.csv", FAULTY.encode("gb18030"))
    again = preview(vendor, pair, "other-days.csv", FAULTY.replace("400", "500").encode())
    good = f"{HEADING}\n2026-10-01,甲店,小美,5,5,1,17,4\n".encode()
    mended = vendor.submit(again, having="Read the file", files={"file": ("mended.csv", good)})
    assert "faulty.csv" in vendor.get(f"/months/{pair.month_id}").text
    vendor.submit(mended, having="Submit figures")
    assert "faulty.csv" not in vendor.get(f"/months/{pair.month_id}").text
    vendor.get(page.url, status=404)


def test_the_reasons_are_in_the_readers_language(pair: Cooperation, vendor: Visitor) -> None:
    page = preview(vendor, pair, "十月.csv", FAULTY.encode())
    link = page.link("Copy with the errors marked")
    keys = {name: page.form("/language").fields[name] for name in ("csrf_token", "idempotency_key", "next")}
    vendor.post("/language", {**keys, "locale": "zh-Hans"})
    (sheet,) = read_table(vendor.client.get(link).data, name="copy.xlsx", known=known_heading).sheets
    assert sheet.header[-1] == "错误说明"


def test_a_file_without_errors_has_no_such_copy(pair: Cooperation, vendor: Visitor) -> None:
    page = preview(vendor, pair, "gut.csv", f"{HEADING}\n2026-10-01,甲店,小美,5,5,1,17,4\n".encode())
    vendor.get(f"{page.url}/marked", status=404)
