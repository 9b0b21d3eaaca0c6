"""Claims about evidence bundles: both sides get the same bytes, and whatever is changed in them is named."""

import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import verify
from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop
from portal.infra.documents import documents_for, html_of
from portal.infra.program_copy import verifier
from portal.infra.tables.writing import write_xlsx
from portal.kernel.errors import Refused
from portal.sla.actions.annex import annex_key, order_annex
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.row_relief import figures_left
from portal.sla.queries.bundles import bundle_facts
from portal.sla.queries.months import month
from portal.sla.rules.bundles import contents
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details, Scope
from tests.factories.accounts import PASSWORD, Party, acting_as
from tests.factories.cooperations import (
    MOMENT,
    POOR,
    Cooperation,
    hand_in_file,
    make_cooperation,
    month_terms,
)

Documents = dict[str, Any]


def bundle_of(app: Flask, party: Party, month_id: int) -> bytes:
    out = io.BytesIO()
    with acting_as(app, party, moment=MOMENT):
        facts = bundle_facts(month(month_id))
        contents.write_bundle(out, facts.documents, texts={"README.txt": "x"}, originals=facts.originals)
    return out.getvalue()


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    """A month with a file and a missed promise, accepted by the merchant."""
    pair = make_cooperation(app)
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    with acting_as(app, pair.merchant, moment=MOMENT):
        accept(month(pair.month_id))
    return pair


def verified(content: bytes, folder: Path, *more: str) -> tuple[int, str]:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    out = io.StringIO()
    return verify.main([str(path), *(more or ("--language", "en"))], out), out.getvalue()


def test_both_sides_get_the_same_bytes_and_they_hold(app: Flask, pair: Cooperation, tmp_path: Path) -> None:
    of_merchant = bundle_of(app, pair.merchant, pair.month_id)
    assert of_merchant == bundle_of(app, pair.vendor, pair.month_id)
    code, said = verified(of_merchant, tmp_path)
    assert code == verify.HOLDS, said
    assert "the same to the last digit" in said
    assert "≠" not in said


def test_the_copy_to_download_runs_in_an_empty_environment(
    app: Flask, pair: Cooperation, tmp_path: Path
) -> None:
    program, bundle = tmp_path / "verify.zip", tmp_path / "bundle.zip"
    program.write_bytes(verifier())
    bundle.write_bytes(bundle_of(app, pair.merchant, pair.month_id))
    assert verifier() == program.read_bytes()
    command = [sys.executable, "-S", str(program), str(bundle), "--language"]
    for language, encoding in (("en", "utf-8"), ("zh-Hans", "ascii")):
        environment = {"PYTHONIOENCODING": encoding}
        ended = subprocess.run(
            [*command, language], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert ended.returncode == verify.HOLDS, ended.stdout + ended.stderr
        assert ended.stdout.count(b"=") > 5


def test_a_copied_source_tree_needs_nothing_else(app: Flask, pair: Cooperation, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(verifier())) as archive:
        archive.extractall(tmp_path / "tree")
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(bundle_of(app, pair.merchant, pair.month_id))
    code = "import sys; sys.path.insert(0, '.'); from portal.verify import main; "
    code += "ended = main(sys.argv[1:], sys.stdout); "
    code += "assert not {'flask', 'sqlalchemy', 'babel', 'pyarrow', 'cryptography'} & set(sys.modules); sys.exit(ended)"
    command = [sys.executable, "-I", "-S", "-c", code, str(bundle)]
    ended = subprocess.run(command, cwd=tmp_path / "tree", env={}, capture_output=True, check=False)
    assert ended.returncode == verify.HOLDS, ended.stdout + ended.stderr


def test_both_sides_download_the_bundle_from_its_page(app: Flask, pair: Cooperation, visitor: Any) -> None:
    packed = []
    for party in (pair.merchant, pair.vendor):
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        board = person.get(f"/months/{pair.month_id}")
        page = person.get(board.link("Evidence bundle"))
        assert "数据.csv" in page.text
        answer = person.client.get(f"/months/{pair.month_id}/bundle.zip")
        assert answer.mimetype == "application/zip"
        packed.append(answer.data)
    assert packed[0] == packed[1]
    with zipfile.ZipFile(io.BytesIO(packed[0])) as archive:
        read_me = archive.read("README.txt").decode()
        assert "portal-verify.zip" in read_me
        assert "核验包" in read_me
        assert any(name.startswith("files/") for name in archive.namelist())
    bare = person.client.get(f"/months/{pair.month_id}/bundle.zip?originals=no").data
    with zipfile.ZipFile(io.BytesIO(bare)) as archive:
        assert not any(name.startswith("files/") for name in archive.namelist())
    assert person.client.get("/portal-verify.zip").data == verifier()


def test_the_annex_is_made_once_for_both_sides(app: Flask, pair: Cooperation, visitor: Any) -> None:
    pages = []
    for party in (pair.merchant, pair.vendor):
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        page = person.get(f"/months/{pair.month_id}/bundle")
        pages.append(person.submit(page, having="Make the PDF") if not pages else page)
        assert "The PDF is being made" in pages[-1].text
    with acting_as(app, pair.vendor, moment=datetime.now(UTC)):
        (document,) = documents_for(annex_key(pair.month_id))
        words = html_of(document)
        head = document.trail_head
        assert head is not None
        assert head in words
        assert bundle_facts(month(pair.month_id)).documents[contents.TRAIL]["key"] in words
        again = order_annex(month(pair.month_id))
        assert again.id == document.id
    assert "97 %" in words
    assert "扣款封顶" in words


def test_the_head_on_a_paper_is_found_in_the_bundle(app: Flask, pair: Cooperation, tmp_path: Path) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        head = order_annex(month(pair.month_id)).trail_head
        assert head is not None
        sequence = int(head.partition(":")[0])
    _, said = verified(
        bundle_of(app, pair.merchant, pair.month_id), tmp_path, "--language", "en", "--head", head
    )
    assert f"Entry {sequence} is the one on the paper" in said


def test_an_annex_waits_for_acceptance(app: Flask) -> None:
    pair = make_cooperation(app)
    with acting_as(app, pair.merchant, moment=MOMENT), pytest.raises(Refused, match="once the figures"):
        order_annex(month(pair.month_id))


HEADS = ["会话ID", "客服", "开始时间", "首次响应时长(秒)", "响应总时长(秒)", "响应次数", "评分"]
ROWS = [
    [
        f"C{at}",
        ("Ann", "Bo")[at % 2],
        f"2026-10-{at % 28 + 1:02d} 10:{at % 60:02d}:00",
        "18.5",
        "96",
        "5",
        "5",
    ]
    for at in range(200)
]


def as_csv(encoding: str) -> bytes:
    return "\n".join(",".join(row) for row in [HEADS, *ROWS]).encode(encoding) + b"\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv("utf-8-sig")),
        ("b.csv", as_csv("gb18030")),
        ("c.xlsx", write_xlsx([("会话", HEADS, ROWS)])),
    ],
)
def test_single_conversations_are_counted_again_by_the_plain_reader(
    name: str, content: bytes, app: Flask, tmp_path: Path
) -> None:
    terms = month_terms(
        shops=(Shop("pdd", "甲店", ("conversations",)),),
        sla=(SlaLine("frt_avg", 1, Decimal(15)), SlaLine("frt_p90", 1, Decimal(30))),
    )
    pair = make_cooperation(app, terms)
    hand_in_file(app, pair.vendor, pair.month_id, content, name)
    code, said = verified(bundle_of(app, pair.vendor, pair.month_id), tmp_path)
    assert code == verify.HOLDS, said
    assert f"{name}, read again" in said


def test_a_month_with_relief_and_an_open_objection_is_weighed_anew(app: Flask, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    lines = tuple(SlaLine(metric, 1, Decimal(15), min_volume=0) for metric in ("frt_avg", "frt_p90", "art"))
    terms = month_terms(shops=(Shop("pdd", "甲店", ("conversations",)),), sla=lines)
    pair = make_cooperation(app, terms)
    hand_in_file(app, pair.vendor, pair.month_id, as_csv("gb18030"), "a.csv", moment=now)
    details = {
        "frt_avg": lambda of: Details(
            "other",
            Scope.CONVERSATIONS,
            conversations=("C1", "C2"),
            left=figures_left(of, "frt_avg", ("C1", "C2")),
        ),
        "frt_p90": lambda of: Details(
            "platform_outage", Scope.DAYS, first_day=date(2026, 10, 2), last_day=date(2026, 10, 5)
        ),
    }
    for line, claimed in details.items():
        with acting_as(app, pair.vendor, moment=now):
            of = month(pair.month_id)
            raise_claim(of, line=line, act=Act.RELIEF_CLAIMED, words=Words("系统故障", claimed(of)))
        with acting_as(app, pair.merchant, moment=now):
            answer_claim(month(pair.month_id), line=line, act=Act.CLAIM_GRANTED)
    with acting_as(app, pair.merchant, moment=now):
        raise_claim(month(pair.month_id), line="art", act=Act.OBJECTED, words=Words("太慢"))
        accept(month(pair.month_id))
    out = io.BytesIO()
    with acting_as(app, pair.vendor, moment=now):
        facts = bundle_facts(month(pair.month_id))
        contents.write_bundle(out, facts.documents, texts={}, originals=facts.originals)
    code, said = verified(out.getvalue(), tmp_path)
    assert code == verify.HOLDS, said
    assert "a.csv without 2 conversations gives the same" in said
    assert "3 objections and claims of relief were weighed as agreed" in said
