"""What stands in uploaded files is words: names of agents, shops, sheets and headings run nowhere they are shown."""

import csv
import io
import zipfile

import pytest
import xlsxwriter
from flask import Flask

from portal.contracts.rules.service import Shop
from portal.infra.jobs import run_due_jobs
from portal.sla.actions import row_readers
from tests.app.security.conftest import Arrive
from tests.app.security.payloads import PAYLOADS
from tests.app.security.test_injection import crawl
from tests.factories.cooperations import Cooperation, hand_in_file, make_cooperation, month_terms
from tests.visitor import Page

FIGURES = [
    "日期",
    "店铺",
    "客服账号",
    "咨询人数",
    "需要人工回复的咨询人数",
    "3分钟未回复人数",
    "平均人工响应时长",
]
CHATS = ["会话ID", "店铺", "客服", "开始时间", "首次响应(秒)"]
EVIL_SHOP = '"><img src=//evil.example/x onerror=alert(1)>'
WORDS = sorted(word for word in PAYLOADS.values() if word.isprintable())


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    shops = (Shop("pdd", "甲店", ("",)), Shop("pdd", EVIL_SHOP, ("",)))
    return make_cooperation(app, month_terms(shops=shops))


def figure_rows(shop: str) -> list[list[str]]:
    return [["2026-10-01", shop, word, "100", "100", str(number), "17"] for number, word in enumerate(WORDS)]


def chat_rows(shop: str) -> list[list[str]]:
    return [
        [f"{number}{word}", shop, word, "2026-10-01 09:30:00", str(number)]
        for number, word in enumerate(WORDS)
    ]


def text(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(row + [""] * (len(rows[0]) - len(row)) for row in rows)
    return out.getvalue().encode()


def book(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("=cmd|'C'!A0")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return out.getvalue()


def files() -> dict[str, bytes]:
    two = [*figure_rows("甲店"), ["2026-10-01", "=1+1", "x", "1", "1", "0", "1"]]
    return {
        "figures.xlsx": book([FIGURES + WORDS, *figure_rows("甲店")]),
        "part.csv": text([FIGURES + WORDS, *two]),
        "part.xlsx": book([FIGURES + WORDS, *two]),
        "chats.csv": text([CHATS + WORDS, *chat_rows("甲店"), *chat_rows("乙店")]),
    }


@pytest.mark.parametrize("name", sorted(files()))
def test_words_of_a_file_are_shown_as_words(app: Flask, pair: Cooperation, arrive: Arrive, name: str) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, files()[name], f"<b>{name}")
    with app.app_context():
        run_due_jobs()
    row_readers.close()
    for party in (pair.vendor, pair.merchant):
        seen: dict[str, Page] = {}
        crawl(arrive(party), seen)
        assert any("/people" in url for url in seen)
        for url, page in seen.items():
            if "/submissions/" in url and url.endswith(("/file", "/whole")):
                continue  # what was sent stays as it was sent
            if page.response.mimetype == "text/csv":
                for cell in (cell for row in csv.reader(io.StringIO(page.response.text)) for cell in row):
                    assert not cell.lstrip("\ufeff").startswith(("=", "+", "-", "@", "\t", "\r")), (url, cell)
            if url.endswith(".xlsx") or ".xlsx?" in url:
                with zipfile.ZipFile(io.BytesIO(page.response.get_data())) as archive:
                    assert b"<f>" not in b"".join(map(archive.read, archive.namelist())), url
