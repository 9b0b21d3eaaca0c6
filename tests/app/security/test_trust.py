"""What both sides rely on: nobody bends the other's figures, and nothing private travels in what both take home."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal import verify
from portal.infra.db import db
from portal.infra.files import file_store
from portal.kernel.messages import message
from portal.kernel.permissions import Role
from portal.sla.actions import following, large_files
from portal.sla.actions.staging import stage_file
from portal.sla.actions.waiving import waive
from portal.sla.models import AnswerFile, Reconciliation, SavedMapping
from portal.sla.queries.months import current_submissions, month, terms_of
from portal.sla.rules.months import slots_of
from tests.app.security.attacks import forge, keys
from tests.app.security.conftest import Arrive
from tests.factories.accounts import Party, acting_as, make_colleague
from tests.factories.cooperations import (
    GOOD,
    MOMENT,
    POOR,
    Cooperation,
    hand_in_file,
    make_cooperation,
)
from tests.visitor import Visitor

LATER = datetime(2099, 1, 1, tzinfo=UTC)
LINE = "reply_3min_pdd"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def remember(app: Flask, party: Party, columns: dict[str, str]) -> None:
    """Answers that an organisation gave about files of Pinduoduo."""
    with acting_as(app, party, moment=MOMENT):
        db.session.add(
            SavedMapping(
                organisation_id=party.organisation_id,
                tool="pdd",
                columns=columns,
                clock=None,
                percent=None,
                version=1,
                changed_at=MOMENT,
            )
        )
        db.session.flush()


def bundle(person: Visitor, pair: Cooperation) -> dict[str, bytes]:
    content = person.client.get(f"/months/{pair.month_id}/bundle.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_accepted_export_counts_as_the_merchant_read_it(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    remember(app, pair.vendor, {"3分钟未回复人数": "", "咨询人数": "not_replied_3min_users"})
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    place = f"/months/{pair.month_id}/reconcile"
    page = merchant.submit(merchant.get(place), having="Compare", files={"file": ("own.csv", POOR.encode())})
    merchant.submit(page, having="Propose the export")
    vendor.submit(vendor.get(place), having="Accept the export")
    with acting_as(app, pair.merchant):
        (compared,) = db.session.scalars(select(Reconciliation.figures))
        (counts,) = current_submissions(pair.month_id).values()
        assert counts.version == 2
        assert counts.source == "verified"
        assert counts.figures == compared


def test_what_was_answered_about_files_of_others_stays_with_who_answered(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    remember(app, pair.vendor, {"乙客户专属指标": "", "客服账号": "agent"})
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    found = bundle(arrive(pair.merchant), pair)
    assert "乙客户".encode() not in b"".join(found.values())


def test_a_bundle_holds_nothing_that_one_side_keeps_to_itself(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    make_colleague(app, pair.merchant, Role.FINANCE)
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    files = {"file": ("secret-export.csv", GOOD.encode())}
    merchant.submit(merchant.get(f"/months/{pair.month_id}/reconcile"), having="Compare", files=files)
    with acting_as(app, pair.merchant, moment=LATER):
        assert waive(month(pair.month_id), line=LINE, reason="secret-waiver").visible_from is None
    with acting_as(app, pair.vendor, moment=LATER):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0].key
        stage_file(of, slot_key=slot, content=GOOD.replace("400", "77").encode(), name="secret-staged.csv")
    ours, theirs = bundle(merchant, pair), bundle(vendor, pair)
    assert ours == theirs
    everything = b"".join(ours.values())
    assert b"secret-waiver" not in everything
    assert b"secret-staged" not in everything
    assert b"waiver_proposed" not in everything
    assert "secret-waiver" not in vendor.get("/search?q=secret").text
    for path in ("audit", ""):
        address = f"/engagements/1/{path}".rstrip("/")
        assert "secret-waiver" not in vendor.get(address).text


def test_evidence_is_never_shown_as_a_page(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR, moment=datetime.now(UTC))
    vendor = arrive(pair.vendor)
    place = f"/months/{pair.month_id}/lines/{LINE}/claims"
    refused = [
        ("a.svg", SVG),
        ("a.html", b"<script>1</script>"),
        ("a.png", SVG),
        ("a.pdf", b"<html>"),
        ("a", b"x"),
    ]
    for name, content in refused:
        data = {**keys(vendor), "act": "objected", "comment": "x", "evidence": (io.BytesIO(content), name)}
        answer = vendor.client.post(place, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422, name
    data = {
        **keys(vendor),
        "act": "objected",
        "comment": "x",
        "evidence": (io.BytesIO(b"a,b\n<script>alert(1)</script>,2\n"), "y=<b>\u202e.csv"),
    }
    assert vendor.client.post(place, data=data, content_type="multipart/form-data").status_code == 303
    with acting_as(app, pair.merchant):
        (number,) = db.session.scalars(select(AnswerFile.id))
    merchant = arrive(pair.merchant)
    file = merchant.client.get(f"/months/{pair.month_id}/evidence/{number}")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in file.headers["Content-Security-Policy"]
    other = make_cooperation(app)
    for party in (other.merchant, other.vendor):
        for of in (pair.month_id, other.month_id):
            arrive(party).get(f"/months/{of}/evidence/{number}", status=404)


def test_only_the_merchant_compares_and_only_the_vendor_answers(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    submitted = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    files = {"file": ("own.csv", POOR.encode())}
    merchant.submit(merchant.get(f"/months/{pair.month_id}/reconcile"), having="Compare", files=files)
    with acting_as(app, pair.merchant):
        (number,) = db.session.scalars(select(Reconciliation.id))
    stranger = make_cooperation(app)
    forge(vendor, f"/months/{pair.month_id}/reconcile", status=403)
    forge(vendor, f"/comparisons/{number}/propose", status=403)
    forge(vendor, f"/submissions/{submitted}/verify", status=403)
    forge(vendor, f"/comparisons/{number}/answer", {"act": "accept"}, status=422)
    merchant.submit(merchant.get(f"/months/{pair.month_id}/reconcile"), having="Propose the export")
    forge(merchant, f"/comparisons/{number}/answer", {"act": "accept"}, status=422)
    for party in (stranger.merchant, stranger.vendor):
        arrive(party).get(f"/comparisons/{number}/file", status=404)
        forge(arrive(party), f"/comparisons/{number}/answer", {"act": "accept"}, status=404)


@pytest.mark.parametrize("due", ["9999-12-31", "0001-01-01", "1969-12-31", "x"])
def test_days_at_the_ends_of_the_calendar_are_refused(
    app: Flask, pair: Cooperation, arrive: Arrive, due: str
) -> None:
    vendor = arrive(pair.vendor)
    place = f"/contracts/{pair.contract_id}/follow-ups"
    forge(vendor, place, {"kind": "item", "cells": "商品,评分\nA,1.5\n"}, status=303)
    (number, *_more) = vendor.get(place).tree.xpath("//input[@name='follow_up']/@value")
    forge(vendor, f"{place}/plan", {"follow_up": number, "side": "vendor", "due": due}, status=422)
    cells = "问题,提问时间\nx,0001-01-01 00:00\ny,9999-12-31 23:59\n"
    assert "is not a time" in forge(vendor, place, {"kind": "question", "cells": cells}, status=200).text


def test_a_list_holds_no_address_that_runs(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    vendor = arrive(pair.vendor)
    place = f"/contracts/{pair.contract_id}/follow-ups"
    for link in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "vbscript:x"):
        page = forge(vendor, place, {"kind": "item", "cells": f"商品,评分,链接\nA,1.5,{link}\n"}, status=200)
        assert "is not a link" in page.text
        assert not page.tree.xpath("//a[contains(@href, 'script:') or contains(@href, 'evil')]")
    arrive(make_cooperation(app).vendor).get(place, status=404)


@pytest.mark.parametrize("sample", ["9" * 5000, "99999999999", "-1", "x", "1_0"])
def test_a_sample_that_is_no_number_of_a_file_is_refused(
    pair: Cooperation, arrive: Arrive, sample: str
) -> None:
    vendor = arrive(pair.vendor)
    words = {"name_zh": "占比", "name_en": "Share", "counts_zh": "全部", "kind": "ratio", "unit": "percent"}
    fields = {"above": "a", "below": "received_users", "heading_a": "=邀评", "kind_a": "count"}
    page = vendor.submit(
        vendor.get("/metrics/own/new"), words | fields | {"direction": "higher"}, having="Save and try"
    )
    answer = vendor.client.post(page.url, data={**keys(vendor), "sample": sample, "month": "2026-10"})
    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("slot", ["nothing", "", "pdd|丙店|pdd"])
def test_a_large_file_for_no_place_leaves_nothing_behind(
    app: Flask, pair: Cooperation, arrive: Arrive, monkeypatch: pytest.MonkeyPatch, slot: str
) -> None:
    monkeypatch.setattr(large_files, "LARGE_BYTES", 50)
    content = "会话ID,店铺,客服,开始时间,首次响应(秒)\nC1,甲店,小美,2026-10-01 09:30:00,18\n".encode()
    with app.app_context():
        before = set(file_store().hashes())
    vendor = arrive(pair.vendor)
    answer = vendor.client.post(
        f"/months/{pair.month_id}/files",
        data={**keys(vendor), "slot": slot, "file": (io.BytesIO(content), "a.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    with app.app_context():
        assert set(file_store().hashes()) == before


def test_a_list_too_long_to_read_is_not_read(
    pair: Cooperation, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST_BYTES", 100)
    vendor = arrive(pair.vendor)
    data = {
        **keys(vendor),
        "kind": "item",
        "file": (io.BytesIO(b"item,score\n" + b"a,1\n" * 50), "a.csv"),
    }
    answer = vendor.client.post(
        f"/contracts/{pair.contract_id}/follow-ups", data=data, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "more than 5,000 rows" in answer.text.replace("5000", "5,000")


@pytest.mark.parametrize(
    "name", ["\x1b[2J\x1b]0;x\x07", "a\r  = the same", "a\n  = the same", "\u202eabc\u2028"]
)
def test_a_name_in_a_bundle_does_not_speak_for_the_program(name: str) -> None:
    out = io.StringIO()
    words = message(
        "Contract %(contract)s, %(month)s: %(merchant)s and %(vendor)s.",
        contract=name,
        month=name,
        merchant="商家　一",
        vendor=name,
    )
    verify.say(words, {}, out)
    (line,) = out.getvalue().split("\n")[:-1]
    assert "商家　一" in line
    assert not set(line) & set("\x1b\x07\r\u202e\u2028")
