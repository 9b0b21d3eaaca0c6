"""Claims about relief for single conversations: recomputed from the rows that remain, or refused in words."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from flask import Flask

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop
from portal.kernel.errors import Conflict, Invalid
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.row_relief import figures_left
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details, Scope
from tests.factories.accounts import PASSWORD, acting_as
from tests.factories.cooperations import POOR, Cooperation, hand_in_file, make_cooperation, month_terms
from tests.visitor import Visitor

NOW = datetime.now(UTC)
HEADING = "会话ID,店铺,客服,开始时间,首次响应(秒)"
ROWS = (
    "C1,甲店,小美,2026-10-01 09:30:00,10",
    "C2,甲店,小美,2026-10-01 10:30:00,90",
    "C3,甲店,阿强,2026-10-02 09:30:00,20",
    "C4,乙店,阿强,2026-10-02 09:30:00,20",
)
LINE = "frt_avg"


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    terms = month_terms(
        shops=(Shop("pdd", "甲店", ("conversations",)),), sla=(SlaLine(LINE, 1, Decimal(30), min_volume=0),)
    )
    return make_cooperation(app, terms)


def text(*lines: str) -> bytes:
    return "\n".join([HEADING, *lines]).encode("gb18030")


def book(*lines: str) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("数据")
    for number, line in enumerate([HEADING, *lines]):
        sheet.write_row(number, 0, line.split(","))
    made.close()
    return out.getvalue()


def value_of(app: Flask, pair: Cooperation) -> object:
    with acting_as(app, pair.merchant, moment=NOW):
        return month_in_full(month(pair.month_id)).judged.evaluation.lines[0].value


def claim(app: Flask, pair: Cooperation, *conversations: str) -> None:
    with acting_as(app, pair.vendor, moment=NOW):
        of = month(pair.month_id)
        left = figures_left(of, LINE, conversations)
        details = Details("platform_outage", Scope.CONVERSATIONS, conversations=conversations, left=left)
        raise_claim(of, line=LINE, act=Act.RELIEF_CLAIMED, words=Words("系统故障", details))
    with acting_as(app, pair.merchant, moment=NOW):
        answer_claim(month(pair.month_id), line=LINE, act=Act.CLAIM_GRANTED)


@pytest.mark.parametrize(("make", "name"), [(text, "会话.csv"), (book, "会话.xlsx")])
def test_the_line_is_judged_on_the_conversations_that_remain(
    app: Flask, pair: Cooperation, make: Callable[..., bytes], name: str
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, make(*ROWS), name, moment=NOW)
    assert value_of(app, pair) == 40
    claim(app, pair, "C2")
    assert value_of(app, pair) == 15
    claim(app, pair, "C3")
    assert value_of(app, pair) == 10


def test_conversations_that_are_not_there_are_named(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, text(*ROWS), moment=NOW)
    with (
        acting_as(app, pair.vendor, moment=NOW),
        pytest.raises(Invalid, match="Not in the submitted files: C9, C4"),
    ):
        figures_left(month(pair.month_id), LINE, ["C1", "C9", "C4"])


def test_what_was_left_of_a_replaced_file_stands_for_nothing(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, text(*ROWS), moment=NOW)
    with acting_as(app, pair.vendor, moment=NOW):
        stale = figures_left(month(pair.month_id), LINE, ["C2"])
    claim(app, pair, "C2")
    hand_in_file(app, pair.vendor, pair.month_id, text(*ROWS[:2]), moment=NOW)
    assert value_of(app, pair) == 50
    details = Details("other", Scope.CONVERSATIONS, conversations=("C2",), left=stale)
    with acting_as(app, pair.vendor, moment=NOW), pytest.raises(Conflict, match="changed meanwhile"):
        raise_claim(month(pair.month_id), line=LINE, act=Act.RELIEF_CLAIMED, words=Words("-", details))


def test_the_way_through_the_page(app: Flask, pair: Cooperation, visitor: Callable[[], Visitor]) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, text(*ROWS), moment=NOW)
    vendor = visitor()
    vendor.sign_in(pair.vendor.login, PASSWORD)
    page = vendor.get(f"/months/{pair.month_id}/lines/{LINE}/relief")
    asked = {"reason": "other", "scope": "conversations", "comment": "系统故障"}
    refused = vendor.submit(page, asked, having="Claim relief", status=422)
    assert "Enter the numbers" in refused.text
    refused = vendor.submit(page, asked | {"conversations": "C7"}, having="Claim relief", status=422)
    assert "Not in the submitted files: C7" in refused.text
    done = vendor.submit(page, asked | {"conversations": "C2, C3"}, having="Claim relief")
    assert "2 conversations" in done.text


def test_other_files_are_refused_in_words(app: Flask) -> None:
    pair = make_cooperation(app, replace(month_terms()))
    hand_in_file(app, pair.vendor, pair.month_id, POOR, moment=NOW)
    with acting_as(app, pair.vendor, moment=NOW), pytest.raises(Invalid, match="single conversations"):
        figures_left(month(pair.month_id), "art", ["C1"])
