"""Claims about parts in a bundle beside the whole files they were cut out of."""

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from portal.sla.rules.bundles import contents
from portal.sla.rules.bundles.cuts import part_findings
from portal.sla.rules.bundles.findings import Verdict
from portal.sla.rules.bundles.opening import Bundle

FIGURES = "日期,店铺,客服账号,咨询人数,3分钟未回复人数"
CHATS = "会话ID,店铺,客服,开始时间,首次响应(秒)"
OWN_CHAT, OTHER_CHAT = "C1,甲店,小美,2026-10-01 09:30:00,18", "C2,乙店,小王,2026-10-01 09:40:00,20"
OWN_ROW, OTHER_ROW = "2026-10-01,甲店,小美,3,1", "2026-10-01,乙店,小王,4,0"
TABLE = {"tool": "pdd", "columns": {}, "clock": None, "percent": None, "kind": "csv"}


def text(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def book(*lines: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("x")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line.split(","))
    return out.getvalue()


def chats(kind: str) -> dict[str, Any]:
    return {"layout": {}, "kind": kind, "shops": {"甲店": 1}}


def found(
    part: bytes,
    whole: bytes,
    mapping: dict[str, Any],
    *,
    given: bytes | None = None,
    trailed: str | None = None,
    is_there: bool = True,
) -> list[tuple[Verdict, str]]:
    """What is said about one part: `given` is handed over as the whole, `trailed` stands in the trail."""
    whole_hash, part_hash = contents.sha256_of(whole), contents.sha256_of(part)
    one = {
        "id": 7,
        "file_name": "甲店.csv",
        "sha256": part_hash,
        "whole_sha256": whole_hash,
        "shop": "甲店",
        "mapping": mapping,
    }
    payload = {"submission_id": 7, "whole": whole_hash if trailed is None else trailed}
    entries = [{"event": "FiguresSubmitted", "payload": payload}, {"event": "MonthAgreed", "payload": {}}]
    documents = {
        contents.SUBMISSIONS: [one, one | {"whole_sha256": None}],
        contents.TRAIL: {"entries": entries},
    }
    packed = io.BytesIO()
    path = contents.path_of(part_hash, "甲店.csv")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(path, part)
    with zipfile.ZipFile(packed) as archive:
        bundle = Bundle(archive, documents, {path: part_hash} if is_there else {}, {})
        stream = None if given is None else io.BytesIO(given)
        return [(one.verdict, str(one.words)) for one in part_findings(bundle, stream)]


KINDS = [
    (text(FIGURES, OWN_ROW), text("店:甲店、乙店", FIGURES, OTHER_ROW, OWN_ROW), TABLE),
    (book(FIGURES, OWN_ROW), book(FIGURES, OTHER_ROW, OWN_ROW), TABLE),
    (text(CHATS, OWN_CHAT), text("导出", CHATS, OWN_CHAT, OTHER_CHAT, "C3"), chats("csv")),
    (book(CHATS, OWN_CHAT), book(CHATS, OTHER_CHAT, OWN_CHAT), chats("xlsx")),
]


@pytest.mark.parametrize(("part", "whole", "mapping"), KINDS)
def test_a_part_holds_just_the_rows_of_its_shop(part: bytes, whole: bytes, mapping: dict[str, Any]) -> None:
    ((verdict, words),) = found(part, whole, mapping, given=whole)
    assert (verdict, "all 1 rows of its shop in the whole file" in words) == (Verdict.SAME, True)


@pytest.mark.parametrize(
    ("part", "whole", "mapping"),
    [
        (text(FIGURES, OWN_ROW), text(FIGURES, OTHER_ROW, OWN_ROW.replace(",3,", ",30,")), TABLE),
        (text(FIGURES, OWN_ROW), text(FIGURES, OTHER_ROW, OWN_ROW, OWN_ROW.replace("10-01", "10-02")), TABLE),
        (text(CHATS, OWN_CHAT, OTHER_CHAT), text(CHATS, OWN_CHAT, OTHER_CHAT), chats("csv")),
        (book(CHATS, OWN_CHAT), book(CHATS, OTHER_CHAT), chats("xlsx")),
        (book(CHATS, OWN_CHAT), book(FIGURES, OWN_ROW), chats("xlsx")),
        (text(CHATS, OWN_CHAT), text(FIGURES, OWN_ROW), chats("csv")),
    ],
)
def test_a_part_with_other_rows_than_the_whole_has_is_named(
    part: bytes, whole: bytes, mapping: dict[str, Any]
) -> None:
    ((verdict, _words),) = found(part, whole, mapping, given=whole)
    assert verdict is Verdict.DIFFERS


def test_without_the_whole_its_hash_is_said_and_a_wrong_one_is_refused() -> None:
    part, whole, mapping = KINDS[0]
    ((verdict, words),) = found(part, whole, mapping)
    assert verdict is Verdict.NOT_CHECKED
    assert contents.sha256_of(whole)[:16] in words
    verdicts = [verdict for verdict, _words in found(part, whole, mapping, given=b"other")]
    assert verdicts == [Verdict.DIFFERS, Verdict.NOT_CHECKED]


def test_a_part_that_the_trail_knows_otherwise_or_the_bundle_lacks_is_said() -> None:
    part, whole, mapping = KINDS[0]
    assert found(part, whole, mapping, trailed="")[0][0] is Verdict.DIFFERS
    assert found(part, whole, mapping, given=whole, is_there=False)[0][0] is Verdict.NOT_CHECKED
