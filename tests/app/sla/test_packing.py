"""Claims about large evidence bundles: packed in the background, the same bytes for both sides, never twice."""

import io
import os
import shutil
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from portal import verify
from portal.infra import scratch
from portal.infra.jobs import latest_job, run_due_jobs
from portal.kernel.errors import Refused
from portal.sla.actions import packing
from portal.sla.actions.answering import accept
from portal.sla.actions.packing import PACK, order_packing, packing_of
from portal.sla.queries.bundles import bundle_facts
from portal.sla.queries.months import current_submissions, month
from portal.sla.rules.bundles import contents
from portal.sla.rules.bundles.rereading import patience_of
from tests.factories.accounts import PASSWORD, Party, acting_as
from tests.factories.cooperations import MOMENT, POOR, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor


@pytest.fixture
def pair(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Cooperation:
    """An accepted month whose bundle counts as large."""
    monkeypatch.setattr(packing, "AT_ONCE", 10)
    shutil.rmtree(app.config["DATA_FOLDER"] / scratch.FOLDER, ignore_errors=True)
    pair = make_cooperation(app)
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with acting_as(app, pair.merchant, moment=MOMENT):
        accept(month(pair.month_id))
    return pair


def enter(visitor: Any, party: Party) -> Visitor:
    person: Visitor = visitor()
    person.sign_in(party.login, PASSWORD)
    return person


def in_background(app: Flask) -> None:
    with app.app_context():
        run_due_jobs()


def test_a_large_bundle_is_packed_once_and_both_sides_take_it_home(
    app: Flask, pair: Cooperation, visitor: Any, tmp_path: Path
) -> None:
    person = enter(visitor, pair.merchant)
    address = f"/months/{pair.month_id}/bundle"
    page = person.get(address)
    assert "Download the bundle" not in page.text
    assert person.client.get(f"{address}.zip").status_code == 303
    page = person.submit(page, having="Pack the bundle")
    assert "The bundle is being packed: 0 %" in page.text
    in_background(app)
    assert "Download the bundle" in person.get(address).text
    with person.client.get(f"{address}.zip") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        packed = answer.data
    other = enter(visitor, pair.vendor)
    assert "Download the bundle" in other.get(address).text
    with other.client.get(f"{address}.zip") as answer:
        assert answer.data == packed
    with other.client.get(f"{address}.zip", headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data) == (206, packed[:4])
    with acting_as(app, pair.vendor, moment=MOMENT):
        at_once = io.BytesIO()
        facts = bundle_facts(month(pair.month_id))
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            texts = {"README.txt": archive.read("README.txt").decode()}
        contents.write_bundle(at_once, facts.documents, texts=texts, originals=facts.originals)
        assert at_once.getvalue() == packed
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(packed)
    assert verify.main([str(bundle), "--language", "en"], io.StringIO()) == verify.HOLDS


def test_what_is_packed_or_on_its_way_is_not_ordered_again(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        record = month(pair.month_id)
        assert not packing_of(record, bundle_facts(record)).is_under_way
        order_packing(record)
        order_packing(record)
        assert packing_of(record, bundle_facts(record)).is_under_way
    in_background(app)
    with acting_as(app, pair.merchant, moment=MOMENT):
        order_packing(month(pair.month_id))
        job = latest_job(PACK, PACK)
        assert (job.status if job else "") == "done"
        path = packing_of(record, bundle_facts(record)).path
        assert path is not None
        before = path.stat().st_mtime_ns
        packing.pack(pair.month_id, texts_of=lambda _about: {})
        assert path.stat().st_mtime_ns == before
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert latest_job(PACK, PACK) is None


def test_old_bundles_are_cleared_away_and_a_fault_leaves_nothing(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        with scratch.making_again("old.zip") as path:
            path.write_bytes(b"x")
        old = scratch.made_before("old.zip")
        assert old is not None
        long_ago = time.time() - scratch.KEPT_SECONDS - 60
        os.utime(old, (long_ago, long_ago))
        with pytest.raises(FileNotFoundError), scratch.making_again("new.zip") as path:
            (path.parent / "nowhere" / "x").read_bytes()
        assert [*old.parent.iterdir()] == []


def test_without_room_the_order_is_refused_in_words(
    app: Flask, pair: Cooperation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=scratch.RESERVE))
    with acting_as(app, pair.merchant, moment=MOMENT), pytest.raises(Refused, match="too little space"):
        order_packing(month(pair.month_id))


def test_a_job_that_failed_says_so_and_can_be_ordered_again(
    app: Flask, pair: Cooperation, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = enter(visitor, pair.merchant)
    monkeypatch.setattr(
        packing, "latest_job", lambda _name, _key: SimpleNamespace(status="failed", progress=0, error="x")
    )
    page = person.get(f"/months/{pair.month_id}/bundle")
    assert "could not be packed" in page.text
    assert "is being packed" not in person.submit(page, having="Pack the bundle").text


def test_a_file_of_several_shops_stays_with_its_sender(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        (found,) = current_submissions(pair.month_id).values()
        found.mapping = found.mapping | {"shops": {"甲店": 1, "乙店": 1}}
        assert bundle_facts(month(pair.month_id)).originals == []


@pytest.mark.parametrize(("size", "minutes"), [(90_000_000, 0), (120_000_000, 1), (1_000_000_000, 5)])
def test_the_time_that_reading_again_takes_is_said_before(size: int, minutes: int) -> None:
    table = {"mapping": {"kind": "csv"}, "file_size": 10**12}
    rows = {"mapping": {"kind": "csv", "layout": {}}, "file_size": size}
    assert patience_of([table, rows, {"mapping": None}]) == minutes
