"""Merchants with one vendor and vendors with one merchant: whatever each can open, none learns of the other."""

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask

from portal.contracts.rules.service import Shop
from portal.infra.jobs import run_due_jobs
from portal.sla.actions import row_readers
from portal.sla.actions.claiming import Words, raise_claim
from portal.sla.actions.evidence import keep_evidence
from portal.sla.actions.following import list_agents
from portal.sla.actions.outages import claim_for_many
from portal.sla.actions.reconciling import compare_export
from portal.sla.actions.staging import read_for_slot
from portal.sla.queries.months import month, month_of_contract, terms_of
from portal.sla.rules.claims import Act
from portal.sla.rules.months import slots_of
from portal.sla.rules.relief import Outage
from tests.app.security.attacks import keys
from tests.app.security.conftest import Arrive
from tests.app.security.test_injection import addresses
from tests.factories.accounts import Party, acting_as, make_merchant, make_vendor
from tests.factories.cooperations import make_contract, month_terms
from tests.visitor import Page, Visitor

HEADING = "日期,店铺,客服账号,咨询人数,需要人工回复的咨询人数,3分钟未回复人数,平均人工响应时长,客服销售额(元)"
CHATS = "会话ID,店铺,客服,开始时间,首次响应(秒)"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
SHOPS = ("晨曦女装店", "暮光男鞋店", "正午童装店")
AGENTS = ("晨曦客服甲", "暮光客服乙", "正午客服丙")
SECRETS = (("晨曦",), ("暮光",), ("正午",))
"""What only the first merchant and the first vendor, the second merchant and the first vendor, or the first merchant
and the second vendor may ever read."""

LEFT_ALONE = (
    r"/sign-out|/metrics/.*|/portal-verify.zip|/contracts/.*/(edit|sla)/.*|.*[?&](months|show|line)=.*"
)
"""The same for everybody, or the same page cut in another way."""


@dataclass(frozen=True)
class Triangle:
    """Two merchants and two vendors with three contracts: A with V, B with V, A with W; the month of each."""

    first: Party
    second: Party
    vendor: Party
    other_vendor: Party
    months: tuple[int, int, int]


def figures(*places: int) -> bytes:
    """A file with the shops at these places, twenty days each."""
    lines = [
        f"2026-10-{day:02},{SHOPS[place]},{AGENTS[place]},{200 + day},{200 + day},{place * 30 + 1},17,{day}"
        for place in places
        for day in range(1, 21)
    ]
    return "\n".join([HEADING, *lines, ""]).encode()


def chats(*places: int) -> bytes:
    lines = [
        f"{place}C{day},{SHOPS[place]},{AGENTS[place]},2026-10-{day:02} 09:30:00,{10 + day}"
        for place in places
        for day in range(1, 21)
    ]
    return "\n".join([CHATS, *lines, ""]).encode()


@pytest.fixture
def triangle(app: Flask) -> Triangle:
    first, second, vendor, other = make_merchant(app), make_merchant(app), make_vendor(app), make_vendor(app)
    months = []
    for merchant, serving, shop in ((first, vendor, 0), (second, vendor, 1), (first, other, 2)):
        with acting_as(app, merchant, moment=datetime.now(UTC)):
            terms = month_terms(shops=(Shop("pdd", SHOPS[shop], ("pdd", "conversations")),))
            found = month_of_contract(make_contract(merchant, serving, terms), "2026-10")
            assert found is not None
            months.append(found.id)
    return Triangle(first, second, vendor, other, (months[0], months[1], months[2]))


def send_together(person: Visitor, *files: tuple[str, bytes]) -> None:
    """Many files at once, and one click for all."""
    data = {**keys(person), "files": [(BytesIO(content), name) for name, content in files]}
    answer = person.client.post("/months/upload", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = person.get(answer.headers["Location"])
    assert "files count now" in person.submit(page, having="/submit").text


def live_through(app: Flask, triangle: Triangle, arrive: Arrive) -> None:
    """A month with everything in it: files of several parties, claims, evidence, exports, lists."""
    send_together(
        arrive(triangle.vendor), ("晨曦暮光十月.csv", figures(0, 1)), ("晨曦暮光会话.csv", chats(0, 1))
    )
    send_together(arrive(triangle.other_vendor), ("正午十月.csv", figures(2)), ("正午会话.csv", chats(2)))
    with app.app_context():
        run_due_jobs()
    with acting_as(app, triangle.vendor, moment=datetime.now(UTC)):
        for number, word in ((triangle.months[0], "晨曦"), (triangle.months[1], "暮光")):
            evidence = keep_evidence([(f"{word}.png", PICTURE)])
            outage = Outage("platform_outage", "pdd", date(2026, 10, 2), date(2026, 10, 3))
            claim_for_many(outage, chosen={number: ["art"]}, comment=f"{word}后台故障", evidence=evidence)
            list_agents(number)
    with acting_as(app, triangle.first, moment=datetime.now(UTC)):
        for number, word in ((triangle.months[0], "晨曦"), (triangle.months[2], "正午")):
            words = Words(f"{word}的数不对", evidence=keep_evidence([(f"{word}2.png", PICTURE)]))
            raise_claim(month(number), line="csat", act=Act.OBJECTED, words=words)
            of = month(number)
            slot = slots_of(terms_of(of))[0].key
            export = figures(0, 2)
            reading = read_for_slot(of, slot_key=slot, content=export, name="晨曦正午导出.csv")
            compare_export(of, reading, slot_key=slot, content=export, name="晨曦正午导出.csv")
    with app.app_context():
        run_due_jobs()


def everything(person: Visitor) -> dict[str, str]:
    """All that can be opened by following links, as text; forms are left alone."""
    waiting, seen = ["/today", "/months/upload", "/months/steps", "/metrics", "/notices"], dict[str, str]()
    while waiting:
        url = waiting.pop()
        if url in seen or re.fullmatch(LEFT_ALONE, url):
            continue
        answer = person.client.get(url, follow_redirects=True)
        assert answer.status_code < 500, url
        seen[url] = readable(answer.get_data())
        if answer.mimetype == "text/html" and answer.status_code < 300:
            waiting += [href for href in addresses(Page(answer, url, 0)) if href not in seen]
    return seen


def readable(content: bytes) -> str:
    """Everything that can be read in an answer, members of archives too."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{readable(archive.read(name))}" for name in archive.namelist())
    text = "\n".join(content.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030", "utf-16-le"))
    return text + re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def test_nobody_reads_of_another_partys_contract(app: Flask, triangle: Triangle, arrive: Arrive) -> None:
    live_through(app, triangle, arrive)
    row_readers.close()
    may_read = {
        triangle.first: (0, 2),
        triangle.second: (1,),
        triangle.vendor: (0, 1),
        triangle.other_vendor: (2,),
    }
    for party, places in may_read.items():
        seen = everything(arrive(party))
        whole = "\n".join(seen.values())
        for place, words in enumerate(SECRETS):
            for word in words:
                if place in places:
                    assert word in whole, (party.name, word)
                else:
                    assert not [url for url, text in seen.items() if word in text], (party.name, word)
        for kind in ("/bundle.zip", "/file", "/rows.csv", "/parts.csv", "/evidence/", "/lines/", "/people"):
            assert [url for url in seen if kind in url], (party.name, kind, sorted(seen))
