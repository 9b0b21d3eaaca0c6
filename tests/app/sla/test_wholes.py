"""Claims about files of several shops while they are staged: answered, discarded, proposed, sent again."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.files import open_stored
from portal.kernel.errors import Invalid, Refused
from portal.sla.actions.reconciling import compare_export, propose_export
from portal.sla.actions.staging import Answers, answer_questions, read_for_slot, stage_file
from portal.sla.actions.submitting import discard, submit
from portal.sla.models import MonthRecord, Reconciliation, Submission, WholeFile
from portal.sla.queries.months import month, submission, terms_of
from portal.sla.queries.wholes import whole_of, whole_of_export
from portal.sla.rules.headers import heading_of
from portal.sla.rules.months import slots_of
from tests.factories.accounts import acting_as
from tests.factories.cooperations import (
    HEADING,
    MOMENT,
    Cooperation,
    hand_in_file,
    make_cooperation,
)

OWN = "2026-10-01,甲店,小美,1000,1000,10,17,400"
OTHER = "2026-10-01,乙店,小王,900,900,9,18,500"
BOTH = f"{HEADING}\n{OWN}\n{OTHER}\n".encode()


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


def slot_of(of: MonthRecord) -> str:
    return slots_of(terms_of(of))[0].key


def staged(app: Flask, pair: Cooperation, content: bytes) -> int:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        return stage_file(of, slot_key=slot_of(of), content=content, name="全部.csv").id


def text_of(found: Submission) -> str:
    with open_stored(found.file_sha256 or "") as stored:
        return stored.read().decode("utf-8-sig")


def test_a_shop_column_that_is_told_later_cuts_the_file_then(app: Flask, pair: Cooperation) -> None:
    content = BOTH.replace("店铺".encode(), "门店归属".encode())
    number = staged(app, pair, content)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert (found.whole_sha256, found.file_name) == (None, "全部.csv")
        answers = Answers(None, None, {heading_of("门店归属").name: "shop"})
        answer_questions(found, month(pair.month_id), tool="pdd", answers=answers)
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert found.file_name == "甲店 2026-10.csv"
        assert "小王" not in text_of(found)
        whole = whole_of(number)
        assert whole is not None
        assert (whole.file_sha256, whole.file_name) == (found.whole_sha256, "全部.csv")
        answer_questions(found, month(pair.month_id), tool="pdd", answers=Answers(None, None, {}))
        assert len([*db.session.scalars(select(WholeFile))]) == 1


def test_what_is_discarded_leaves_nothing_of_the_whole(app: Flask, pair: Cooperation) -> None:
    number = staged(app, pair, BOTH)
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(number))
        assert not [*db.session.scalars(select(WholeFile))]


def test_the_whole_that_counts_and_its_part_are_not_taken_twice(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, BOTH)
    with pytest.raises(Invalid, match="already submitted"):
        staged(app, pair, BOTH)


def test_a_faulty_file_stays_whole_with_its_sender_until_it_is_mended(app: Flask, pair: Cooperation) -> None:
    number = staged(app, pair, BOTH.replace(b",900,900,", b",x,900,"))
    with acting_as(app, pair.vendor, moment=MOMENT):
        found = submission(number)
        assert [one["row"] for one in found.errors] == [3]
        assert found.whole_sha256 is None
        with pytest.raises(Invalid):
            submit(found)


def test_a_merchants_export_of_several_vendors_shops_is_cut_too(app: Flask, pair: Cooperation) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, BOTH)
    export = BOTH.replace(b",10,17,", b",40,17,")
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        with pytest.raises(Refused, match="very file"):
            compare(of, BOTH)
        kept = compare(of, export)
        assert kept.file_name == "甲店 2026-10.csv"
        whole = whole_of_export(kept.id)
        assert whole is not None
        assert whole.file_sha256 == kept.whole_sha256
        propose_export(kept)
        number = kept.id
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert whole_of_export(number) is None


def compare(of: MonthRecord, content: bytes) -> Reconciliation:
    reading = read_for_slot(of, slot_key=slot_of(of), content=content, name="导出.csv")
    return compare_export(of, reading, slot_key=slot_of(of), content=content, name="导出.csv")
