"""Claims about files with one row per conversation: taken like any other file, counted from single rows."""

import io
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
import xlsxwriter
from flask import Flask

from portal import verify
from portal.contracts.rules.service import Shop, StaffedHours
from portal.infra.jobs import run_due_jobs
from portal.sla.actions import large_files, row_readers
from portal.sla.actions.receiving import receive, stage
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import submit
from portal.sla.models import Submission
from portal.sla.queries.bundles import bundle_facts
from portal.sla.queries.months import month, month_in_full, submission, terms_of
from portal.sla.queries.parts import month_parts
from portal.sla.queries.wholes import whole_of
from portal.sla.rules.breakdown import By
from portal.sla.rules.bundles import contents
from portal.sla.rules.months import slots_of
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.plain_messages import message_from_plain
from tests.factories.accounts import acting_as
from tests.factories.cooperations import MOMENT, Cooperation, make_cooperation, month_terms

HEADING = "会话ID,店铺,客服,开始时间,首次响应(秒),买家昵称"
ROWS = [
    "C1,甲店,小美,2026-10-01 09:30:00,18,某人",
    "C2,甲店,小美,2026-10-01 23:30:00,50,某人",
    "C3,甲店,阿强,2026-10-02 09:30:00,20,某人",
    "C3,甲店,阿强,2026-10-02 10:30:00,20,某人",
]
SHIFTS = (StaffedHours("every_day", "早班", 480, 1080, 2), StaffedHours("every_day", "晚班", 1080, 1440, 1))


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    terms = month_terms(
        shops=(Shop("pdd", "甲店", ("conversations",)), Shop("pdd", "乙店", ())), windows=SHIFTS
    )
    return make_cooperation(app, terms)


def staged(app: Flask, pair: Cooperation, content: bytes, *, slot: int = 0) -> Submission:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        return stage_file(of, slot_key=slots_of(terms_of(of))[slot].key, content=content, name="会话.csv")


def text(*lines: str) -> bytes:
    return "\n".join([HEADING, *lines]).encode("gb18030")


def words(plain: list[dict[str, object]]) -> str:
    return " ".join(str(one) for one in plain)


def test_conversations_are_counted_by_day_agent_and_shift(app: Flask, pair: Cooperation) -> None:
    found = staged(app, pair, text(*ROWS))
    assert (found.tool, found.provenance, found.row_count, found.errors) == (
        "conversations",
        "computed",
        4,
        [],
    )
    assert [one["heading"] for one in found.dropped] == ["买家昵称"]
    assert "repeat a conversation number" in words(found.warnings)
    assert (found.first_day, found.last_day) == (date(2026, 10, 1), date(2026, 10, 2))
    with acting_as(app, pair.vendor, moment=MOMENT):
        submit(submission(found.id))
        figures = month_in_full(month(pair.month_id)).judged.figures
        assert figures.counts["sessions"].value == 4
        assert figures.parts["frt_p90"].part.numerator == 50_000
        assert set(month_parts(pair.month_id, By.SHIFT)) == {"早班", "晚班"}
        assert month_parts(pair.month_id, By.AGENT)["小美"].counts["sessions"].value == 2
        assert set(month_parts(pair.month_id, By.DAY)) == {"2026-10-01", "2026-10-02"}


def test_a_file_of_two_shops_counts_for_the_shop_it_was_uploaded_for(app: Flask, pair: Cooperation) -> None:
    content = text(*ROWS, "C9,乙店,小美,2026-10-01 09:30:00,18,某人")
    first, second = staged(app, pair, content), staged(app, pair, content, slot=1)
    assert [figures_from_plain(one.figures).counts["sessions"].value for one in (first, second)] == [4, 1]
    assert (first.skipped_rows, second.skipped_rows) == (0, 0)
    assert (first.mapping["shops"], second.mapping["shops"]) == ({"甲店": 4}, {"乙店": 1})
    with acting_as(app, pair.vendor, moment=MOMENT):
        wholes = [whole_of(one.id) for one in (first, second)]
        assert [one and (one.shops, one.left_out) for one in wholes] == [
            ({"甲店": 4, "乙店": 1}, 1),
            ({"甲店": 4, "乙店": 1}, 4),
        ]


def test_a_bad_cell_keeps_the_file_from_counting_and_is_named(app: Flask, pair: Cooperation) -> None:
    found = staged(app, pair, text(*ROWS, "C5,甲店,小美,昨天,18,某人"))
    assert [(one["row"], one["column"], one["value"]) for one in found.errors] == [(6, "D", "昨天")]
    assert found.mapping["rejected"] == 1


def test_a_workbook_of_conversations_is_read_like_its_text(app: Flask, pair: Cooperation) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    sheet.write_row(1, 0, HEADING.split(","))
    clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for number, line in enumerate([*ROWS, "C6,甲店,小美,soon,1,某人"], start=2):
        cells = line.split(",")
        sheet.write_row(number, 0, cells)
        sheet.write_number(number, 4, int(cells[4]))
        if cells[3] != "soon":
            sheet.write_datetime(number, 3, datetime.fromisoformat(cells[3]), clock)
    book.close()
    found, plain = staged(app, pair, out.getvalue()), staged(app, pair, text(*ROWS))
    assert [(one["row"], one["value"]) for one in found.errors] == [(7, "soon")]
    assert found.figures == plain.figures
    assert found.mapping["kind"] == "xlsx"
    assert "C3 in rows 5 and 6" in " ".join(str(message_from_plain(one)) for one in found.warnings)


@pytest.mark.parametrize("is_large", [False, True])
def test_a_file_of_two_shops_holds_when_it_is_reckoned_without_us(
    app: Flask, pair: Cooperation, tmp_path: Path, is_large: bool
) -> None:
    content = (
        b"\xef\xbb\xbf"
        + "\r\n".join(
            ["导出时间 2026-11-01", HEADING, *ROWS, 'C9,乙店,"小,美",2026-10-01 09:30:00,18,某人']
        ).encode()
    )
    with patch.object(large_files, "LARGE_BYTES", 10 if is_large else 10_000):
        for place in (0, 1):
            with acting_as(app, pair.vendor, moment=MOMENT):
                of = month(pair.month_id)
                slot = slots_of(terms_of(of))[place].key
                number = stage(
                    of, receive(of, BytesIO(content), slot_key=slot, name="a.csv"), slot_key=slot
                ).id
            with app.app_context():
                run_due_jobs(MOMENT)
            with acting_as(app, pair.vendor, moment=MOMENT):
                submit(submission(number))
    out = BytesIO()
    with acting_as(app, pair.merchant, moment=MOMENT):
        facts = bundle_facts(month(pair.month_id))
        contents.write_bundle(out, facts.documents, texts={"README.txt": "x"}, originals=facts.originals)
    (tmp_path / "bundle.zip").write_bytes(out.getvalue())
    said = StringIO()
    assert verify.main([str(tmp_path / "bundle.zip"), "--language", "en"], said) == verify.HOLDS, (
        said.getvalue()
    )
    row_readers.close()
