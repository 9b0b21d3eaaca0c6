"""Claims about large files and files of several shops among many: sent once, none lost, one click counts."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask

from portal.contracts.rules.service import Shop
from portal.infra.jobs import run_due_jobs
from portal.sla.actions import batches as acts
from portal.sla.actions import large_files, row_readers, sending
from portal.sla.queries.batches import FileLine, batch, files_of, lines_of
from portal.sla.rules.batches import FileState
from portal.sla.rules.plain_figures import figures_from_plain
from tests.factories.accounts import PASSWORD, acting_as
from tests.factories.cooperations import MOMENT, Cooperation, make_cooperation, month_terms
from tests.visitor import Visitor

HEADING = "会话ID,店铺,客服,开始时间,首次响应(秒)"
NOW = MOMENT


def lines(shop: str, count: int) -> list[str]:
    return [
        f"{shop}{number},{shop},客服{number % 3},2026-10-{number % 31 + 1:02} 09:30:00,{number % 50}"
        for number in range(count)
    ]


def text(*rows: str) -> bytes:
    return "\n".join([HEADING, *rows, ""]).encode("gb18030")


SMALL = text(*lines("甲店", 3), *lines("乙店", 2), *lines("远方店", 1))
LARGE = text(*lines("甲店", 200), *lines("乙店", 100), *lines("远方店", 5))


@pytest.fixture(autouse=True)
def _small_is_large() -> Iterator[None]:
    with patch.object(large_files, "LARGE_BYTES", 1000), patch.object(sending, "FIRST_ROWS_BYTES", 2000):
        yield
    row_readers.close()


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(
        app,
        month_terms(
            shops=(Shop("pdd", "甲店", ("conversations",)), Shop("pdd", "乙店", ("conversations",))),
        ),
    )


@pytest.fixture
def vendor(pair: Cooperation, visitor: Callable[[], Visitor]) -> Visitor:
    person = visitor()
    person.sign_in(pair.vendor.login, PASSWORD)
    return person


def send(app: Flask, pair: Cooperation, *sent: tuple[str, bytes]) -> int:
    with acting_as(app, pair.vendor, moment=NOW):
        return acts.stage_files(sending.read_files(sent)).id


def seen(app: Flask, pair: Cooperation, batch_id: int) -> list[tuple[str, str, str, int]]:
    """State of the file, shop and state of what was taken in, and its conversations."""

    def told(line: FileLine) -> tuple[str, str, str, int]:
        staged = line.staged
        if staged is None:
            return line.file.state, "", "", 0
        sessions = figures_from_plain(staged.figures).counts.get("sessions")
        count = 0 if sessions is None else int(sessions.value or 0)
        return line.file.state, staged.slot.split("|")[1], staged.state, count

    with acting_as(app, pair.vendor, moment=NOW):
        return [told(line) for line in lines_of(batch(batch_id))]


def run(app: Flask) -> None:
    with app.app_context():
        run_due_jobs(datetime.now(UTC) + timedelta(minutes=1))


def test_a_file_of_several_shops_is_taken_for_each_that_has_a_place(app: Flask, pair: Cooperation) -> None:
    batch_id = send(app, pair, ("会话.csv", SMALL))
    assert seen(app, pair, batch_id) == [("placed", "甲店", "staged", 3), ("placed", "乙店", "staged", 2)]
    with acting_as(app, pair.vendor, moment=NOW):
        first, second = files_of(batch(batch_id))
        assert "远方店" in str(acts.reason_of(first))
        assert acts.reason_of(second) is None
        assert first.file_sha256 == second.file_sha256
        assert acts.submit_files(batch(batch_id)) == (2, 0)


def test_a_large_file_is_read_in_the_background_for_all_its_shops(app: Flask, pair: Cooperation) -> None:
    batch_id = send(app, pair, ("会话.csv", LARGE))
    assert seen(app, pair, batch_id) == [("placed", "甲店", "reading", 0)]
    run(app)
    run(app)
    assert seen(app, pair, batch_id) == [("placed", "甲店", "staged", 200), ("placed", "乙店", "staged", 100)]
    with acting_as(app, pair.vendor, moment=NOW):
        assert acts.submit_files(batch(batch_id)) == (2, 0)


def test_shops_that_the_first_rows_name_have_their_places_at_once(app: Flask, pair: Cooperation) -> None:
    mixed = [row for rows in zip(lines("甲店", 50), lines("乙店", 50), strict=True) for row in rows]
    batch_id = send(app, pair, ("会话.csv", text(*mixed)))
    assert [one[1:3] for one in seen(app, pair, batch_id)] == [("甲店", "reading"), ("乙店", "reading")]
    run(app)
    assert [one[1:] for one in seen(app, pair, batch_id)] == [("甲店", "staged", 50), ("乙店", "staged", 50)]


def test_the_page_shows_how_far_the_reading_is_and_one_click_submits_all(
    app: Flask, pair: Cooperation, vendor: Visitor
) -> None:
    page = vendor.submit(
        vendor.get("/months/upload"), having="Read the files", files={"files": ("会话.csv", LARGE)}
    )
    assert "Being read" in page.text
    assert "0 % read" in page.text
    assert "Submit" not in page.text
    assert page.tree.xpath("//*[@id='batch-reading']/@hx-target") == ["body"]
    run(app)
    run(app)
    later = vendor.get(page.url)
    assert "2 of 2 files are ready" in later.text
    assert not later.tree.xpath("//*[@id='batch-reading']")
    assert "2 files count now." in vendor.submit(later, having="Submit 2 files").text


def test_what_is_open_about_a_large_file_is_asked_and_then_read(
    app: Flask, pair: Cooperation, vendor: Visitor
) -> None:
    nameless = text(*lines("", 100))
    page = vendor.submit(
        vendor.get("/months/upload"), having="Read the files", files={"files": ("会话.csv", nameless)}
    )
    assert "Which shop is it from?" in page.text
    wanted = next(
        value for value in page.form("Put it there").inputs["place"].value_options if "乙店" in value
    )
    placed = vendor.submit(page, {"place": wanted}, having="Put it there")
    assert "Being read" in placed.text
    run(app)
    assert "The file is ready." in vendor.get(placed.url).text


def test_while_something_is_asked_only_the_rows_being_read_are_renewed(
    app: Flask, pair: Cooperation, vendor: Visitor
) -> None:
    batch_id = send(app, pair, ("会话.csv", LARGE), ("x.csv", text(*lines("", 9))))
    page = vendor.get(f"/months/upload/{batch_id}")
    (poller,) = page.tree.xpath("//*[@id='batch-reading']")
    assert poller.get("hx-target") == "this"
    assert poller.get("hx-select-oob") == "#batch-state,#batch-submit,#file-0"
    assert "Put it there" in page.text


def test_a_file_that_cannot_be_read_says_why_beside_the_others(app: Flask, pair: Cooperation) -> None:
    broken = LARGE.replace("甲店7,".encode("gb18030"), '"甲店7,'.encode("gb18030"), 1).replace(
        "甲店190,".encode("gb18030"), '"甲店190,'.encode("gb18030"), 1
    )
    batch_id = send(app, pair, ("坏.csv", broken))
    run(app)
    assert [one[0] for one in seen(app, pair, batch_id)] == ["placed"]
    with acting_as(app, pair.vendor, moment=NOW):
        (line,) = lines_of(batch(batch_id))
        assert line.staged is not None
        assert line.staged.errors
        assert acts.submit_files(batch(batch_id)) == (0, 0)


def test_what_is_still_being_read_can_be_thrown_away(app: Flask, pair: Cooperation) -> None:
    batch_id = send(app, pair, ("会话.csv", LARGE))
    with acting_as(app, pair.vendor, moment=NOW):
        acts.discard_files(batch(batch_id))
    run(app)
    assert seen(app, pair, batch_id) == [(FileState.DISCARDED, "", "", 0)]
