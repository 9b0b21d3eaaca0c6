"""Hostile files through the real upload: refused in words, nothing of them kept, nothing breaks."""

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.files import file_store
from portal.sla.models import Submission
from tests.app.security.attacks import keys
from tests.app.security.conftest import Arrive
from tests.factories.accounts import acting_as
from tests.factories.cooperations import GOOD, HEADING, Cooperation
from tests.visitor import Visitor

SHEET = "xl/worksheets/sheet1.xml"
BOOK = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    b'Target="worksheets/sheet1.xml"/></Relationships>'
)


def packed(**members: bytes) -> bytes:
    """A zip with these members; names written with double underscores for slashes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def workbook(sheet: bytes, **more: bytes) -> bytes:
    return packed(
        **{
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS,
            SHEET: sheet,
        },
        **more,
    )


CELL = b'<worksheet><sheetData><row r="1"><c r="%s" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'

HOSTILE: dict[str, tuple[str, bytes]] = {
    "nothing": ("a.csv", b""),
    "one byte": ("a.csv", b"\x00"),
    "zeros": ("a.csv", b"\x00" * 5000),
    "picture": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
    "program": ("a.csv", b"MZ" + b"\x90\x00" * 500),
    "script": ("a.html.csv", b"<script>alert(1)</script>"),
    "cut zip": ("a.xlsx", workbook(CELL % (b"A1", b"x"))[:200]),
    "zip of nothing": ("a.xlsx", packed()),
    "zip without a sheet": ("a.xlsx", packed(**{"xl/workbook.xml": BOOK})),
    "traversal": ("a.xlsx", workbook(CELL % (b"A1", b"x"), **{"../../etc/passwd": b"x"})),
    "bomb": ("a.xlsx", workbook(b"<worksheet>" + b" " * 40_000_000 + b"</worksheet>")),
    "entities": ("a.xlsx", workbook(DOCTYPE + CELL % (b"A1", b"&b;"))),
    "outside entity": (
        "a.xlsx",
        workbook(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + CELL % (b"A1", b"&a;")),
    ),
    "far cell": ("a.xlsx", workbook(CELL % (b"XFD1048576", b"x"))),
    "broken xml": ("a.xlsx", workbook(b"<worksheet><sheetData><row><c")),
    "old office": ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 600),
    "word": ("a.docx", packed(**{"word/document.xml": b"<w/>"})),
    "pdf": ("a.csv", b"%PDF-1.7\n%%EOF"),
    "gzip": ("a.csv", b"\x1f\x8b" + b"\x00" * 100),
    "one endless line": ("a.csv", b"a," * 200_000),
    "endless cell": ("a.csv", f"{HEADING}\n".encode() + b'"' + b"x" * 400_000),
    "half utf-16": ("a.csv", b"\xff\xfe" + b"a\x00b"),
    "surrogates": ("a.csv", b"\xed\xa0\x80,\xed\xb0\x80\n1,2\n"),
    "numbers": ("a.csv", f"{HEADING}\n2026-10-01,x,y,NaN,inf,1e999,-1,{'9' * 400}\n".encode()),
    "other digits": ("a.csv", f"{HEADING}\n2026-10-01,x,y,١٢٣,1_000,0x10,++1,--2\n".encode()),
    "many columns": ("a.csv", (",".join(map(str, range(20_000))) + "\n").encode()),
    "headings only": ("a.csv", f"{HEADING}\n".encode()),
    "name with a null": ("a.exe\x00.csv", b"MZ\x00"),
    "no ending": ("passwd", b"root:x:0:0"),
    "name of a path": ("../../../etc/cron.d/x", b"* * * * * root x"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(
    app: Flask, pair: Cooperation, arrive: Arrive, kind: str
) -> None:
    name, content = HOSTILE[kind]
    vendor = arrive(pair.vendor)
    with app.app_context():
        before = set(file_store().hashes())
    page = vendor.get(f"/months/{pair.month_id}")
    (slot,) = set(page.tree.xpath("//input[@name='slot']/@value"))
    answer = vendor.client.post(
        f"/months/{pair.month_id}/files",
        data={**keys(vendor), "slot": str(slot), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code in {303, 422}
    with acting_as(app, pair.vendor):
        staged = db.session.scalars(select(Submission)).all()
        stored = set(file_store().hashes()) - before
        if answer.status_code == 422:
            assert not staged
            assert not stored
        else:
            (one,) = staged
            assert one.errors or one.questions or not one.row_count, "counts as sound"
            number = one.id
    if answer.status_code == 303:
        vendor.get(f"/submissions/{number}")
        assert vendor.client.post(f"/submissions/{number}/submit", data=keys(vendor)).status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nSet-Cookie: stolen=1\r\n.csv",
        '";filename=evil.html;x=".csv',
        "../../../etc/passwd.csv",
        "..\\..\\boot.csv",
        "<img src=x onerror=alert(1)>.csv",
        "\u202evsc.exe.csv",
        "%(name)s %s {0} {{7*7}}.csv",
        "数据 表🙂.csv",
        "x" * 3000 + ".csv",
        "\x00\x01.csv",
        "CON.csv",
    ],
)
def test_a_hostile_name_is_only_a_name(app: Flask, pair: Cooperation, arrive: Arrive, name: str) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.get(f"/months/{pair.month_id}")
    (slot,) = set(page.tree.xpath("//input[@name='slot']/@value"))
    answer = vendor.client.post(
        f"/months/{pair.month_id}/files",
        data={**keys(vendor), "slot": str(slot), "file": (io.BytesIO(GOOD.encode()), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == (422 if "\r" in name else 303)
    if answer.status_code == 422:
        return
    place = answer.headers["Location"]
    vendor.get(place)
    file = vendor.client.get(f"{place}/file")
    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "stolen" not in str(file.headers)
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in file.headers["Cache-Control"]
    assert file.mimetype == "text/csv"
    assert file.data == GOOD.encode()
    with acting_as(app, pair.vendor):
        (kept,) = db.session.scalars(select(Submission.file_name)).all()
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable() or "\u202e" in kept
    assert len(kept) <= 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.pdf", b"<html><script>alert(1)</script>"),
        ("scan.svg", b"<svg onload=alert(1)>"),
        ("scan.html", b"<script>1</script>"),
        ("scan.png", b"GIF89a<script>"),
        ("scan.jpg", b"%PDF-1.7"),
        ("scan", b"\x89PNG\r\n\x1a\n"),
        ("scan.exe", b"MZ"),
        ("scan.pdf", b""),
    ],
)
def test_a_scan_is_what_its_name_says_or_is_not_kept(
    pair: Cooperation, arrive: Arrive, app: Flask, name: str, content: bytes
) -> None:
    merchant = arrive(pair.merchant)
    with app.app_context():
        before = set(file_store().hashes())
    answer = merchant.client.post(
        f"/contracts/{pair.contract_id}/files",
        data={**keys(merchant), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    with app.app_context():
        assert set(file_store().hashes()) == before


def test_both_sides_may_keep_the_same_scan_and_each_contract_keeps_its_own(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    content = b"%PDF-1.7\n<script>alert(1)</script>"
    for party in (pair.merchant, pair.vendor):
        person = arrive(party)
        answer = person.client.post(
            f"/contracts/{pair.contract_id}/files",
            data={**keys(person), "file": (io.BytesIO(content), "scan.pdf")},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 303
    (link,) = {
        str(one)
        for one in person.get(f"/contracts/{pair.contract_id}").tree.xpath("//a/@href")
        if "/files/" in one
    }
    with person.client.get(link) as file:
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.mimetype == "application/pdf"
        assert file.data == content


def test_every_answer_carries_the_headers(
    app: Flask, pair: Cooperation, arrive: Arrive, visitor: Callable[[], Visitor]
) -> None:
    merchant = arrive(pair.merchant)
    paths = (
        "/today",
        "/nothing",
        "/months/99",
        "/invoices.csv",
        f"/months/{pair.month_id}/template.csv",
        "/me",
    )
    for path in paths:
        headers = merchant.client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "private" in headers["Cache-Control"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "X" * 300])
def test_odd_methods_do_nothing(app: Flask, pair: Cooperation, arrive: Arrive, method: str) -> None:
    merchant = arrive(pair.merchant)
    for path in ("/today", f"/months/{pair.month_id}/accept", "/sign-in", "/nothing"):
        answer = merchant.client.open(path, method=method)
        assert answer.status_code in {400, 404, 405}
        assert "Traceback" not in answer.text


def test_a_form_that_is_too_large_is_refused(app: Flask, visitor: Callable[[], Visitor]) -> None:
    somebody = visitor()
    start = keys(somebody, "/sign-in")
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
    many = somebody.client.post(
        "/sign-in", data=part * 6000 + b"--b--\r\n", content_type="multipart/form-data; boundary=b"
    )
    assert many.status_code == 413
    long = {**start, "login": "x" * (1 << 20), "password": "y"}
    assert somebody.client.post("/sign-in", data=long).status_code == 413
    assert (
        somebody.client.post("/sign-in", data=b"x" * (2 << 20), content_type="text/plain").status_code == 413
    )


def test_an_error_page_says_nothing_about_the_inside(
    app: Flask, pair: Cooperation, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = arrive(pair.merchant)

    def broken() -> str:
        raise RuntimeError("secret inside")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    broken.__dict__["access"] = "public"
    monkeypatch.setitem(app.view_functions, "overview.today", broken)
    answer = merchant.client.get("/today")
    assert answer.status_code == 500
    for word in ("secret inside", "Traceback", "RuntimeError", "/portal/"):
        assert word not in answer.text
