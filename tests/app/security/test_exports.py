"""What is taken away into a spreadsheet runs nothing there, whoever named the agents, shops and columns."""

import csv
import io
import zipfile

from flask import Flask

from portal.infra.jobs import run_due_jobs
from tests.app.security.attacks import keys
from tests.app.security.conftest import Arrive
from tests.factories.cooperations import Cooperation, hand_in_file

RUNS = ("=", "+", "-", "@", "\t", "\r")
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)")


def test_rows_and_parts_are_saved_without_formulas(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    lines = [
        f'"{formula}{number}",甲店,"{formula}",2026-10-01 09:30:00,{number + 5}'
        for number, formula in enumerate(FORMULAS)
    ]
    content = "\n".join(["会话ID,店铺,客服,开始时间,首次响应(秒)", *lines]).encode()
    hand_in_file(app, pair.vendor, pair.month_id, content, "=1+1.csv")
    with app.app_context():
        run_due_jobs()
    for party in (pair.vendor, pair.merchant):
        person = arrive(party)
        answer = person.client.get(f"/months/{pair.month_id}/rows.csv")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert len(rows) == 1 + len(FORMULAS)
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(RUNS), cell
        for agent in FORMULAS:
            found = person.client.get(f"/months/{pair.month_id}/rows", query_string={"agent": agent})
            assert found.status_code == 200


def test_a_copy_to_mend_holds_texts_alone(pair: Cooperation, arrive: Arrive) -> None:
    vendor = arrive(pair.vendor)
    heading = "日期,店铺,客服账号,咨询人数,需要人工回复的咨询人数,3分钟未回复人数,=HYPERLINK(1)"
    content = f"{heading}\n2026-10-01,甲店,=cmd|'/C calc'!A0,x,=1+1,3,http://evil.example\n".encode()
    page = vendor.submit(
        vendor.get(f"/months/{pair.month_id}"), having="Read the file", files={"file": ("=a.csv", content)}
    )
    answer = vendor.client.get(f"{page.url}/marked", data=keys(vendor))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"calc" in book.read("xl/sharedStrings.xml")
        names = book.namelist()
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet.lower()
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
