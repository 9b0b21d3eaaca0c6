"""Claims about files of several merchants' shops: each merchant gets its own part, and no word of the others."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import inspect, select

from portal import verify
from portal.contracts.rules.service import Shop
from portal.infra.db import db
from portal.infra.events import trail
from portal.infra.files import stored_path
from portal.infra.jobs import run_due_jobs
from portal.kernel.conversations.rows import RowFilter
from portal.kernel.errors import Invalid
from portal.sla.actions import large_files, row_readers
from portal.sla.actions.claiming import Words, raise_claim
from portal.sla.actions.evidence import keep_evidence
from portal.sla.actions.outages import claim_for_many
from portal.sla.actions.receiving import receive, stage
from portal.sla.actions.submitting import submit
from portal.sla.models import Submission, WholeFile
from portal.sla.queries.bundles import bundle_facts
from portal.sla.queries.months import month, month_of_contract, submission, terms_of
from portal.sla.rules.bundles import contents
from portal.sla.rules.claims import Act
from portal.sla.rules.months import slots_of
from portal.sla.rules.plain_messages import message_from_plain
from portal.sla.rules.relief import Outage
from tests.app.security.conftest import Arrive
from tests.factories.accounts import Party, acting_as, make_merchant, make_vendor
from tests.factories.cooperations import MOMENT, make_contract, month_terms
from tests.visitor import Visitor

FIGURES = "日期,店铺,客服账号,咨询人数,需要人工回复的咨询人数,3分钟未回复人数,平均人工响应时长,客服销售额(元)"
FIGURE_ROWS = (
    "总计,-,-,5000,5000,37,18,12000.5",
    "2026-10-01,甲店,小美,1000,1000,10,17,400",
    "2026-10-01,隐秘旗舰店,暗号客服,4000,4000,27,19,77777",
)
CHATS = "会话ID,店铺,客服,开始时间,首次响应(秒),备注"
CHAT_ROWS = (
    "C1,甲店,小美,2026-10-01 09:30:00,18,",
    "C2,隐秘旗舰店,暗号客服,2026-10-01 09:40:00,77,隐秘旗舰店",
    "C3,甲店,小美,2026-10-02 09:30:00,50,",
)
SECRETS = ("隐秘", "暗号", "77777", "全部店铺")


@dataclass(frozen=True)
class Market:
    """Two merchants with one vendor; the month of each."""

    first: Party
    second: Party
    vendor: Party
    month_id: int
    other_month_id: int


@pytest.fixture
def market(app: Flask) -> Market:
    first, second, vendor = make_merchant(app), make_merchant(app), make_vendor(app)
    months = []
    for merchant, shop in ((first, "甲店"), (second, "隐秘旗舰店")):
        with acting_as(app, merchant, moment=MOMENT):
            contract_id = make_contract(merchant, vendor, month_terms(shops=(Shop("pdd", shop, ("",)),)))
            found = month_of_contract(contract_id, "2026-10")
            assert found is not None
            months.append(found.id)
    return Market(first, second, vendor, *months)


def csv_file(heading: str, rows: tuple[str, ...], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(["导出:全部店铺", heading, *rows]).encode(encoding)


def workbook(heading: str, rows: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("全部店铺")
        for number, line in enumerate([heading, *rows]):
            for column, cell in enumerate(line.split(",")):
                value = float(cell) if number and cell.replace(".", "").isdigit() else cell
                sheet.write(number, column, value)
    return out.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "figures.csv": lambda: csv_file(FIGURES, FIGURE_ROWS),
    "figures-gb.csv": lambda: csv_file(FIGURES, FIGURE_ROWS, "gb18030"),
    "figures.xlsx": lambda: workbook(FIGURES, FIGURE_ROWS),
    "chats.csv": lambda: csv_file(CHATS, CHAT_ROWS),
    "chats.xlsx": lambda: workbook(CHATS, CHAT_ROWS),
}


def sent(app: Flask, market: Market, content: bytes, name: str, month_id: int | None = None) -> int:
    """The vendor uploads a file for a merchant's month and submits it."""
    with acting_as(app, market.vendor, moment=MOMENT):
        of = month(month_id or market.month_id)
        slot = slots_of(terms_of(of))[0].key
        number = stage(of, receive(of, BytesIO(content), slot_key=slot, name=name), slot_key=slot).id
    with app.app_context():
        run_due_jobs(MOMENT)
    with acting_as(app, market.vendor, moment=MOMENT):
        submit(submission(number))
    with app.app_context():
        run_due_jobs(MOMENT)
    return number


def told(content: bytes) -> str:
    """Everything readable in a file, members of archives too."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(told(archive.read(name)) + name for name in archive.namelist())
    return "\n".join(content.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030", "utf-16-le"))


def need_silence(text: str, where: str) -> None:
    assert not [secret for secret in SECRETS if secret in text], where


def everything_the_merchant_gets(anna: Visitor, market: Market, number: int) -> None:
    base = f"/months/{market.month_id}"
    pages = (
        base,
        f"/submissions/{number}",
        f"{base}/bundle",
        f"{base}/people?by=agent",
        f"{base}/people?by=shop",
        f"{base}/days",
        f"{base}/rows",
        f"{base}/reconcile",
        f"{base}/versions",
        "/months",
        "/months/steps",
        "/today",
    )
    for path in pages:
        response = anna.client.get(path, follow_redirects=True)
        assert response.status_code in {200, 404}, path
        need_silence(response.get_data(as_text=True), path)
    for path in (
        f"/submissions/{number}/file",
        f"{base}/bundle.zip",
        f"{base}/parts.csv",
        f"{base}/rows.csv",
    ):
        need_silence(told(anna.client.get(path).get_data()), path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_merchant_gets_its_part_and_no_word_of_other_merchants(
    app: Flask, market: Market, arrive: Arrive, kind: str, tmp_path: Path
) -> None:
    content = KINDS[kind]()
    number = sent(app, market, content, f"隐秘旗舰店-{kind}")
    anna = arrive(market.first)
    everything_the_merchant_gets(anna, market, number)
    anna.get(f"/submissions/{number}/whole", status=404)
    with acting_as(app, market.first, moment=MOMENT):
        assert not [*db.session.scalars(select(WholeFile))]
        engagement_id = month(market.month_id).engagement_id
        for entry in trail(engagement_id):
            need_silence(json.dumps(entry.payload, ensure_ascii=False), entry.event)
        found = submission(number)
        need_silence(repr({one.key: getattr(found, one.key) for one in inspect(Submission).columns}), "row")
        facts = bundle_facts(month(market.month_id))
        out = BytesIO()
        contents.write_bundle(out, facts.documents, texts={"README.txt": "x"}, originals=facts.originals)
    assert arrive(market.vendor).get(f"/submissions/{number}/whole").response.get_data() == content
    (tmp_path / "bundle.zip").write_bytes(out.getvalue())
    (tmp_path / "whole").write_bytes(content)
    (tmp_path / "other").write_bytes(content + b"\n")
    code, words = checked(tmp_path)
    assert (code, "its sender holds the whole file" in words) == (verify.HOLDS, True), words
    code, words = checked(tmp_path, "--whole", str(tmp_path / "whole"))
    assert (code, "rows of its shop in the whole file, and no other" in words) == (verify.HOLDS, True), words
    code, words = checked(tmp_path, "--whole", str(tmp_path / "other"))
    assert (code, "No part in this bundle was cut out" in words) == (verify.PARTS, True), words


def checked(folder: Path, *more: str) -> tuple[int, str]:
    """What the check of a bundle answers and says."""
    said = StringIO()
    code = verify.main([str(folder / "bundle.zip"), "--language", "en", *more], said)
    return code, said.getvalue()


def test_the_evidence_of_a_large_file_holds_this_shop_alone(
    app: Flask, market: Market, arrive: Arrive
) -> None:
    with patch.object(large_files, "LARGE_BYTES", 10):
        number = sent(app, market, csv_file(CHATS, CHAT_ROWS), "隐秘旗舰店.csv")
    anna = arrive(market.first)
    everything_the_merchant_gets(anna, market, number)
    with acting_as(app, market.first, moment=MOMENT):
        found = submission(number)
        evidence = stored_path(found.evidence_file_sha256 or "")
        page = row_readers.rows_page([(evidence, RowFilter())], offset=0, limit=9)
        assert [row["conversation"] for row in page["rows"]] == ["C1", "C3"]
    row_readers.close()


def test_each_merchant_gets_the_other_part_of_one_file(app: Flask, market: Market) -> None:
    content = KINDS["chats.csv"]()
    numbers = [
        sent(app, market, content, "a.csv"),
        sent(app, market, content, "a.csv", market.other_month_id),
    ]
    with acting_as(app, market.vendor, moment=MOMENT):
        first, second = map(submission, numbers)
        assert first.whole_sha256 == second.whole_sha256
        assert first.file_sha256 != second.file_sha256
        assert (first.row_count, second.row_count) == (2, 1)


def refused(app: Flask, market: Market, content: bytes, name: str = "a.csv") -> tuple[str, list[str], str]:
    """What the vendor hears when it uploads a file for the first merchant: errors, warnings, the file's name."""
    with acting_as(app, market.vendor, moment=MOMENT):
        of = month(market.month_id)
        slot = slots_of(terms_of(of))[0].key
        number = stage(of, receive(of, BytesIO(content), slot_key=slot, name=name), slot_key=slot).id
    with app.app_context():
        run_due_jobs(MOMENT)
    with acting_as(app, market.vendor, moment=MOMENT):
        found = submission(number)
        said = [str(message_from_plain(one["reason"])) for one in found.errors]
        return " ".join(said), [str(message_from_plain(one)) for one in found.warnings], found.file_name


@pytest.mark.parametrize("large", [10, 5_000_000])
@pytest.mark.parametrize(
    "rows",
    [
        "C2,隐秘旗舰店,暗号客服,2026-10-01 09:40:00,77,",
        "C2,,隐秘旗舰店:暗号客服,2026-10-01 09:40:00,77,",
        "C2,甲店,隐秘旗舰店：暗号客服,2026-10-01 09:40:00,77,",
    ],
)
def test_a_file_of_another_merchants_shop_is_refused_at_the_wrong_door(
    app: Flask, market: Market, rows: str, large: int
) -> None:
    with patch.object(large_files, "LARGE_BYTES", large):
        errors, _warnings, _name = refused(app, market, f"{CHATS}\n{rows}\n".encode())
    assert "“隐秘旗舰店” is a shop of another contract of yours." in errors
    row_readers.close()


def test_figures_of_another_merchants_shop_are_refused_too(app: Flask, market: Market) -> None:
    for row in ("隐秘旗舰店,小美", "-,隐秘旗舰店:小美"):
        errors, _warnings, _name = refused(app, market, f"{FIGURES}\n2026-10-01,{row},9,9,1,17,4\n".encode())
        assert "is a shop of another contract of yours" in errors


def hidden_sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        for number, line in enumerate((FIGURES, FIGURE_ROWS[1])):
            sheet.write_row(number, 0, line.split(","))
        other = book.add_worksheet("x")
        other.write(0, 0, "隐秘旗舰店")
        other.hide()
    return out.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "large"])
def test_who_sends_names_of_others_unseen_is_told_before_and_the_merchant_never(
    app: Flask, market: Market, arrive: Arrive, kind: str
) -> None:
    content = {
        "csv": f"备注:隐秘旗舰店同期\n{FIGURES}\n{FIGURE_ROWS[1]}\n".encode("gb18030"),
        "xlsx": hidden_sheet(),
        "large": f"{CHATS}\n{CHAT_ROWS[0]}隐秘旗舰店\n".encode(),
    }[kind]
    with patch.object(large_files, "LARGE_BYTES", 10 if kind == "large" else 5_000_000):
        errors, warnings, name = refused(app, market, content, "隐秘旗舰店.csv")
        assert not errors
        assert any("names shops of your other contracts" in one for one in warnings)
        assert "隐秘" not in name
        number = sent(app, market, content, "a.csv")
    with acting_as(app, market.first, moment=MOMENT):
        said = " ".join(str(message_from_plain(one)) for one in submission(number).warnings)
    assert "other contracts" not in said
    row_readers.close()


def test_a_shop_that_both_contracts_of_one_merchant_name_is_nobody_elses(app: Flask, market: Market) -> None:
    with acting_as(app, market.first, moment=MOMENT):
        make_contract(market.first, market.vendor, month_terms(shops=(Shop("pdd", "隐秘旗舰店", ("",)),)))
    errors, warnings, _name = refused(app, market, f"{FIGURES}\n{FIGURE_ROWS[2]}\n".encode())
    assert not errors
    assert not [one for one in warnings if "other contracts" in one]


def claim_in_both(market: Market, comment: str, *files: tuple[str, bytes]) -> None:
    """The vendor claims relief in both merchants' months, with the same words and files."""
    claim_for_many(
        Outage("platform_outage", "pdd", date(2026, 10, 1), date(2026, 10, 2)),
        chosen={market.month_id: ["art"], market.other_month_id: ["art"]},
        comment=comment,
        evidence=keep_evidence(files),
    )


LOG = "时间,店铺\n09:00,隐秘旗舰店\n".encode("gb18030")


@pytest.mark.parametrize(
    ("comment", "files", "refusal"),
    [
        ("后台故障", (("日志.csv", LOG),), "names shops of your other contracts"),
        ("后台故障", (("日志.xlsx", hidden_sheet()),), "names shops of your other contracts"),
        ("隐秘旗舰店后台故障", (), "words name a shop"),
    ],
)
def test_what_is_said_to_all_merchants_names_none_of_them(
    app: Flask, market: Market, comment: str, files: tuple[tuple[str, bytes], ...], refusal: str
) -> None:
    with acting_as(app, market.vendor, moment=datetime.now(UTC)), pytest.raises(Invalid, match=refusal):
        claim_in_both(market, comment, *files)


def test_words_that_name_nobody_are_said_to_all(app: Flask, market: Market) -> None:
    with acting_as(app, market.vendor, moment=datetime.now(UTC)):
        claim_in_both(market, "拼多多后台故障", ("日志.csv", "时间\n09:00\n".encode()))


def test_a_merchant_may_speak_of_its_own_shops(app: Flask, market: Market) -> None:
    other = make_vendor(app)
    with acting_as(app, market.second, moment=MOMENT):
        make_contract(market.second, other, month_terms(shops=(Shop("pdd", "隐秘男装店", ("",)),)))
    sent(app, market, KINDS["figures.csv"](), "a.csv", market.other_month_id)
    with acting_as(app, market.second, moment=MOMENT):
        words = Words("与隐秘男装店相差很大")
        raise_claim(month(market.other_month_id), line="art", act=Act.OBJECTED, words=words)
