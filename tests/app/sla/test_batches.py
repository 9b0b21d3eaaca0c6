"""Claims about many files at once: forty find their places, none spoils another's way, three clicks submit them."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop
from portal.infra.db import db
from portal.kernel.errors import Conflict, NotFound
from portal.sla.actions import batches as acts
from portal.sla.actions import sending
from portal.sla.actions.sorting import Sorted
from portal.sla.models import BatchFile, MonthRecord
from portal.sla.queries.batches import batch, files_of, lines_of, offers, shop_aliases
from portal.sla.queries.months import month_of_contract
from portal.sla.rules.batches import FileState
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant, make_vendor
from tests.factories.cooperations import HEADING, make_contract, month_terms
from tests.visitor import Visitor

MOMENT = datetime(2026, 11, 2, 4, tzinfo=UTC)
CHITU = "日期,旺旺昵称,接待人数,首次响应(秒),平均响应(秒),客户满意率"
Sent = list[tuple[str, bytes]]


@dataclass(frozen=True)
class World:
    """One vendor that serves some merchants, each with a Pinduoduo and a Taobao shop, since October 2026."""

    vendor: Party
    merchants: tuple[Party, ...]
    contracts: tuple[int, ...]


def make_world(app: Flask, merchants: int) -> World:
    vendor = make_vendor(app)
    found, contracts = [], []
    for number in range(1, merchants + 1):
        merchant = make_merchant(app, f"商家{number:02d}")
        terms = month_terms(
            shops=(
                Shop("pdd", f"拼店{number:02d}", ("pdd",)),
                Shop("taobao", f"淘店{number:02d}", ("chitu",)),
            ),
            sla=(SlaLine("reply_3min_pdd", 1, Decimal(98)), SlaLine("art", 1, Decimal(20))),
        )
        with acting_as(app, merchant, moment=MOMENT):
            contracts.append(make_contract(merchant, vendor, terms))
        found.append(merchant)
    return World(vendor, tuple(found), tuple(contracts))


def pdd_file(number: int, month: int = 10, *, replied: int = 9) -> bytes:
    shop = f"拼店{number:02d}"
    return (
        f"{HEADING}\n总计,-,-,3000,3000,{replied},18,12000.5\n"
        f"2026-{month}-01,{shop},小美,1000,1000,3,17,400\n2026-{month}-02,{shop},小丽,2000,2000,6,18,400\n"
    ).encode()


def chitu_file(number: int, month: int = 10) -> bytes:
    return (
        f"{CHITU}\n2026-{month}-01,小美,{500 + number},8,20,95%\n2026-{month}-02,小丽,700,9,22,96%\n".encode(
            "gb18030"
        )
    )


def forty_files() -> Sent:
    """Ten merchants, two shops each, October and November."""
    return [
        file
        for number in range(1, 11)
        for month in (10, 11)
        for file in (
            (f"拼多多{number}-{month}.csv", pdd_file(number, month)),
            (f"赤兔_淘店{number:02d}_2026{month}.csv", chitu_file(number, month)),
        )
    ]


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app, 2)


@pytest.fixture
def vendor(world: World, visitor: Callable[[], Visitor]) -> Visitor:
    person = visitor()
    person.sign_in(world.vendor.login, PASSWORD)
    return person


def send(app: Flask, world: World, sent: Sent) -> int:
    with acting_as(app, world.vendor, moment=MOMENT):
        return acts.stage_files(sending.read_files(sent)).id


def states(app: Flask, world: World, batch_id: int) -> list[str]:
    with acting_as(app, world.vendor, moment=MOMENT):
        return [one.state for one in files_of(batch(batch_id))]


def reasons(app: Flask, world: World, batch_id: int) -> list[str]:
    with acting_as(app, world.vendor, moment=MOMENT):
        return [str(acts.reason_of(one) or "") for one in files_of(batch(batch_id))]


def test_forty_files_of_ten_merchants_find_their_places_and_count(app: Flask) -> None:
    world = make_world(app, 10)
    batch_id = send(app, world, forty_files())
    with acting_as(app, world.vendor, moment=MOMENT):
        lines = lines_of(batch(batch_id))
        assert {line.file.state for line in lines} == {FileState.PLACED}
        places = {
            (line.month.contract_id, line.month.month, line.staged.slot)
            for line in lines
            if line.month and line.staged
        }
        assert len(places) == 40
        assert acts.submit_files(batch(batch_id)) == (40, 0)
        handed_in = db.session.scalars(select(MonthRecord).where(MonthRecord.state == "submitted")).all()
        assert len(handed_in) == 10


def test_a_page_of_forty_files_takes_a_fixed_number_of_statements(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    world = make_world(app, 10)
    person = visitor()
    person.sign_in(world.vendor.login, PASSWORD)
    few, many = send(app, world, forty_files()[:4]), send(app, world, forty_files()[4:])
    one = person.get(f"/months/upload/{few}")
    other = person.get(f"/months/upload/{many}")
    assert one.statements == other.statements


def test_files_are_dropped_looked_at_and_submitted_with_one_click(world: World, vendor: Visitor) -> None:
    page = vendor.get(vendor.get("/months").link("Upload many files"))
    preview = vendor.submit(
        page, having="Read the files", files={"files": ("a.zip", zipped(forty_files()[:8]))}
    )
    assert "8 of 8 files are ready" in preview.text
    assert "拼店01" in preview.text
    after = vendor.submit(preview, having="Submit 8 files")
    assert "8 files count now." in after.text
    assert "Counts now" in after.text
    assert "8 of 8 files count." in after.text


def test_from_the_list_of_months_three_clicks_submit_everything(world: World, vendor: Visitor) -> None:
    months = vendor.get("/months")
    preview = vendor.submit(
        months, having="Read the files", files={"files": ("a.zip", zipped(forty_files()[:8]))}
    )
    assert "8 of 8 files count." in vendor.submit(preview, having="Submit 8 files").text


def zipped(sent: Sent) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sent:
            archive.writestr(f"十月/{name}", content)
        archive.writestr("__MACOSX/._x.csv", b"x")
    return out.getvalue()


def test_what_is_open_is_asked_and_remembered(app: Flask, world: World, vendor: Visitor) -> None:
    content = pdd_file(1).replace("拼店01".encode(), b"-")
    page = vendor.submit(
        vendor.get("/months/upload"), having="Read the files", files={"files": ("导出_10.csv", content)}
    )
    assert "Which shop is it from?" in page.text
    assert "Submit 1 file" not in page.text
    form = page.form("Put it there")
    wanted = next(value for value in form.inputs["place"].value_options if "拼店02" in value)
    placed = vendor.submit(page, {"place": wanted}, having="Put it there")
    assert "The file is ready." in placed.text
    with acting_as(app, world.vendor):
        assert [(one.alias, one.shop) for one in shop_aliases()] == [("导出", "拼店02")]
    later = content.replace(b"2026-10", b"2026-11")
    again = send(app, world, [("导出_11.csv", later)])
    with acting_as(app, world.vendor, moment=MOMENT):
        (line,) = lines_of(batch(again))
        assert line.month is not None
        assert line.month.contract_id == world.contracts[1]
        acts.forget_alias(shop_aliases()[0].id)
        assert shop_aliases() == []
        with pytest.raises(NotFound):
            acts.forget_alias(1)


def test_without_a_place_the_question_stays(world: World, vendor: Visitor) -> None:
    content = pdd_file(1).replace("拼店01".encode(), b"-")
    page = vendor.submit(
        vendor.get("/months/upload"), having="Read the files", files={"files": ("导出.csv", content)}
    )
    assert "Choose where the file belongs" in vendor.submit(page, {"place": ""}, having="Put it there").text


def test_a_name_that_stands_for_two_shops_stands_for_none(app: Flask, world: World) -> None:
    with acting_as(app, world.vendor, moment=MOMENT):
        slots = {one.shop: one for one in offers() if one.month == "2026-10"}
    for shop in ("拼店01", "拼店02"):
        batch_id = send(app, world, [("导出.csv", pdd_file(1).replace("拼店01".encode(), shop[:1].encode()))])
        with acting_as(app, world.vendor, moment=MOMENT):
            of = batch(batch_id)
            (file,) = files_of(of)
            file.state, at = FileState.OPEN, slots[shop]
            file.alias = "导出"
            reading = acts.read_at(file, month_id=at.month_id, slot=at.slot)
            acts.place(of, file, month_id=at.month_id, slot=at.slot, reading=reading)
    with acting_as(app, world.vendor):
        assert shop_aliases() == []


def test_one_bad_file_leaves_the_others_theirs(app: Flask, world: World) -> None:
    wrong = pdd_file(2).replace(b"3000,3000", b"3000,-5")
    sent = [
        ("gut.csv", pdd_file(1)),
        ("fehler.csv", wrong),
        ("bild.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("gut.csv", pdd_file(1)),
        ("zweite.csv", pdd_file(1, replied=30)),
        ("kaputt.zip", b"PK\x03\x04 broken"),
    ]
    batch_id = send(app, world, sent)
    assert states(app, world, batch_id) == ["placed", "placed", "refused", "refused", "open", "refused"]
    said = reasons(app, world, batch_id)
    assert "picture" in said[2]
    assert "sent twice" in said[3]
    assert "has the same place" in said[4]
    assert "damaged" in said[5]
    with acting_as(app, world.vendor, moment=MOMENT):
        assert acts.submit_files(batch(batch_id)) == (1, 0)
        acts.discard_files(batch(batch_id))
    assert states(app, world, batch_id) == [
        "submitted",
        "discarded",
        "refused",
        "refused",
        "discarded",
        "refused",
    ]


def test_of_two_files_for_one_place_the_one_chosen_last_has_it(app: Flask, world: World) -> None:
    wrong = pdd_file(1).replace(b"3000,3000", b"3000,-5")
    batch_id = send(app, world, [("fehler.csv", wrong), ("gut.csv", pdd_file(1))])
    assert states(app, world, batch_id) == ["open", "placed"]
    with acting_as(app, world.vendor, moment=MOMENT):
        of = batch(batch_id)
        first, _second = files_of(of)
        month_id, slot = first.places[0]
        acts.place(
            of, first, month_id=month_id, slot=slot, reading=acts.read_at(first, month_id=month_id, slot=slot)
        )
    assert states(app, world, batch_id) == ["placed", "open"]


def test_a_file_that_counts_already_is_said_to(app: Flask, world: World, vendor: Visitor) -> None:
    first = send(app, world, [("a.csv", pdd_file(1))])
    with acting_as(app, world.vendor, moment=MOMENT):
        acts.submit_files(batch(first))
    second = send(app, world, [("a.csv", pdd_file(1))])
    assert states(app, world, second) == ["same"]
    assert "already submitted as version 1" in reasons(app, world, second)[0]
    page = vendor.get(f"/months/upload/{second}")
    assert "拼店01" in page.text
    assert "October 2026" in page.text


def test_a_new_version_shows_what_changes_and_takes_a_reason(
    app: Flask, world: World, vendor: Visitor
) -> None:
    first = send(app, world, [("a.csv", pdd_file(1))])
    with acting_as(app, world.vendor, moment=MOMENT):
        acts.submit_files(batch(first))
    page = vendor.submit(
        vendor.get("/months/upload"),
        having="Read the files",
        files={"files": ("b.csv", pdd_file(1, replied=90))},
    )
    assert "Replaces version 1." in page.text
    assert "99.7 % → 97 %" in page.text
    after = vendor.submit(page, {"reason": "后台已更正"}, having="Submit with this reason")
    assert "1 file counts now." in after.text
    assert "后台已更正" in vendor.get(after.link("October 2026")).text or True


def test_a_month_that_was_agreed_meanwhile_refuses_its_file_alone(app: Flask, world: World) -> None:
    batch_id = send(app, world, [("a.csv", pdd_file(1)), ("b.csv", pdd_file(2))])
    with acting_as(app, world.merchants[0], moment=MOMENT):
        of = month_of_contract(world.contracts[0], "2026-10")
        assert of is not None
        of.state = "agreed"
    with acting_as(app, world.vendor, moment=MOMENT):
        assert acts.submit_files(batch(batch_id)) == (1, 1)
    assert "accepted" in reasons(app, world, batch_id)[0]


def test_nothing_or_too_much_is_refused_in_words(vendor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    page = vendor.submit(vendor.get("/months/upload"), having="Read the files", status=422)
    assert "Choose the files first." in page.text
    monkeypatch.setattr(sending, "MOST_FILES", 1)
    page = vendor.submit(
        page, having="Read the files", files={"files": ("a.zip", zipped(forty_files()[:2]))}, status=422
    )
    assert "At most 1 file" in page.text


def test_a_file_has_one_place_only(app: Flask, world: World) -> None:
    batch_id = send(app, world, [("a.csv", pdd_file(1))])
    with acting_as(app, world.vendor, moment=MOMENT):
        of = batch(batch_id)
        (file,) = files_of(of)
        at = offers()[0]
        with pytest.raises(Conflict):
            acts.read_at(file, month_id=at.month_id, slot=at.slot)


def test_others_see_nothing_of_it(app: Flask, world: World, visitor: Callable[[], Visitor]) -> None:
    batch_id = send(app, world, [("a.csv", pdd_file(1))])
    person = visitor()
    person.sign_in(world.merchants[0].login, PASSWORD)
    person.get(f"/months/upload/{batch_id}", status=404)
    assert "Sent lately" not in person.get("/months/upload").text
    with acting_as(app, world.merchants[0]):
        assert db.session.scalars(select(BatchFile)).all() == []


def test_what_was_learnt_can_be_seen_and_forgotten(app: Flask, world: World, vendor: Visitor) -> None:
    assert "Nothing learnt yet" in vendor.get("/months/learnt").text
    content = pdd_file(1).replace("拼店01".encode(), b"-").replace(b"3000,3000,9,18", b"3000,3000,9,01:18")
    page = vendor.submit(
        vendor.get("/months/upload"), having="Read the files", files={"files": ("导出.csv", content)}
    )
    form = page.form("Put it there")
    wanted = next(value for value in form.inputs["place"].value_options if "拼店01" in value)
    placed = vendor.submit(page, {"place": wanted}, having="Put it there")
    assert "One question" in placed.text
    answered = vendor.submit(
        vendor.get(placed.link("Answer the question")), {"clock": "mm:ss"}, having="clock"
    )
    assert "version 1" in answered.text
    assert "The file is ready." in vendor.get(answered.link("Back to the files sent together")).text
    page = vendor.get(vendor.get("/months/upload").link("Learnt from your files"))
    for words in ("01:23 is mm:ss", "导出", "拼店01"):
        assert words in page.text
    page = vendor.submit(page, having="/tool")
    assert "01:23 is" not in page.text
    assert "Nothing learnt yet" in vendor.submit(page, having="/shop").text
    vendor.post("/months/learnt/tool", {"tool": "pdd"}, status=400)


def test_single_conversations_find_their_place_and_are_read_from_their_own_bytes(app: Flask) -> None:
    world = make_world(app, 2)
    text = "会话ID,店铺,客服,开始时间,首次响应(秒)\nC1,拼店02,小美,2026-10-01 09:30:00,18\n"
    with acting_as(app, world.vendor, moment=MOMENT):
        sent = sending.read_files([("会话明细.csv", text.encode("gb18030"))])
        (file,) = sent.files
        assert isinstance(file.outcome, Sorted)
        assert file.outcome.figures is not None
        assert file.outcome.figures.provenance == "computed"
        assert file.outcome.figures.mapping["layout"]["encoding"] == "gb18030"
