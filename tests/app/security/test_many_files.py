"""Hostile archives and batches: refused in words, nothing swells, and nobody reaches into another's."""

import io
import tracemalloc
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.db import db
from portal.sla.actions.sending import read_files
from portal.sla.models import BatchFile, FileBatch, Submission
from tests.app.security.attacks import forge, keys
from tests.app.security.conftest import Arrive
from tests.factories.accounts import acting_as
from tests.factories.cooperations import GOOD, HEADING, MOMENT, Cooperation, make_cooperation
from tests.visitor import Visitor

UPLOAD = "/months/upload"


def archive(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return out.getvalue()


def spoilt(packing: int) -> bytes:
    """An archive whose packed bytes make no sense."""
    whole = bytearray(archive(("a.csv", GOOD.encode() * 20), packing=packing))
    start = whole.index(b"a.csv") + 5
    whole[start : start + 40] = b"\xff" * 40
    return bytes(whole)


def send(person: Visitor, *files: tuple[str, bytes]) -> int:
    data = {**keys(person), "files": [(io.BytesIO(content), name) for name, content in files]}
    return person.client.post(UPLOAD, data=data, content_type="multipart/form-data").status_code


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_spoilt_archive_is_refused_however_it_is_packed(
    pair: Cooperation, arrive: Arrive, packing: int
) -> None:
    vendor = arrive(pair.vendor)
    assert send(vendor, ("a.zip", spoilt(packing))) == 303
    assert "is damaged" in vendor.get(f"{UPLOAD}/1").text


def test_many_archives_unpack_to_no_more_than_one_may(app: Flask, pair: Cooperation) -> None:
    swelling = [(f"{number}.csv", bytes([65 + number]) * 990_000) for number in range(50)]
    bombs = [
        (f"{number}.zip", archive(*((f"{number}-{name}", text) for name, text in swelling)))
        for number in range(50)
    ]
    assert sum(len(content) for _name, content in bombs) < 5_000_000
    tracemalloc.start()
    try:
        with acting_as(app, pair.vendor, moment=MOMENT), pytest.raises(Exception, match="At most 60 files"):
            read_files(bombs)
        assert tracemalloc.get_traced_memory()[1] < 300_000_000
    finally:
        tracemalloc.stop()


def test_names_in_archives_are_only_names(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    names = [
        "../../../etc/cron.d/x.csv",
        "..\\..\\boot.csv",
        "a\r\nSet-Cookie: stolen=1.csv",
        "\x01\x1b[2J<img src=x onerror=alert(1)>.csv",
        "%(name)s {0} {{7*7}}.csv",
        "长" * 400 + ".csv",
    ]
    files = [
        (name, f"{GOOD}2026-10-0{day},甲店,小丽,{day},{day},0,17,1\n".encode())
        for day, name in enumerate(names, start=2)
    ]
    nested = ("inner.zip", archive(("deep.csv", GOOD.encode())))
    vendor = arrive(pair.vendor)
    assert send(vendor, ("all.zip", archive(*files, nested))) == 303
    assert "<img src=x" not in vendor.get(f"{UPLOAD}/1").response.get_data(as_text=True)
    with acting_as(app, pair.vendor):
        kept = list(db.session.scalars(select(BatchFile.file_name)))
        staged = list(db.session.scalars(select(Submission.id)))
    assert len(kept) == len(names) - 2 + 1, "what points out of the archive stays in it"
    for name in kept:
        assert name.isprintable()
        assert not set(name) & set("/\\")
        assert len(name) <= 150
    assert staged
    for number in staged:
        answer = vendor.client.get(f"/submissions/{number}/file")
        assert answer.status_code == 200
        assert not [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("stolen")]


def test_files_sent_together_are_their_senders_alone(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    other = make_cooperation(app)
    vendor = arrive(pair.vendor)
    send(vendor, ("a.csv", GOOD.encode()), ("b.csv", f"{HEADING}\n".encode()))
    with acting_as(app, pair.vendor):
        (batch_id,) = db.session.scalars(select(FileBatch.id))
        number, *_others = db.session.scalars(select(BatchFile.id))
    for party in (pair.merchant, other.vendor, other.merchant):
        person = arrive(party)
        person.get(f"{UPLOAD}/{batch_id}", status=404)
        for act in ("submit", "discard", f"files/{number}"):
            forge(person, f"{UPLOAD}/{batch_id}/{act}", {"place": f"{other.month_id}:x"}, status=404)
        assert "a.csv" not in person.get(UPLOAD).text


@pytest.mark.parametrize("month", ["other", "9" * 5000, "-1", "x", ""])
def test_a_file_is_put_nowhere_its_sender_has_no_part_in(
    app: Flask, pair: Cooperation, arrive: Arrive, month: str
) -> None:
    other = make_cooperation(app)
    vendor = arrive(pair.vendor)
    send(vendor, ("a.csv", GOOD.encode()), ("b.csv", GOOD.replace("400", "401").encode()))
    with acting_as(app, pair.vendor):
        query = select(BatchFile.id, BatchFile.batch_id).where(BatchFile.state == "open")
        number, batch_id = db.session.execute(query).one()
    place = f"{other.month_id if month == 'other' else month}:pdd|甲店|pdd"
    answer = vendor.client.post(f"{UPLOAD}/{batch_id}/files/{number}", data={**keys(vendor), "place": place})
    assert answer.status_code in {303, 404}
    with acting_as(app, other.vendor):
        assert not db.session.scalars(select(Submission)).all()
