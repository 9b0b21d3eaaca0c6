"""Claims about the pages of the months, walked by both sides in a browser without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories.accounts import PASSWORD, Party, make_merchant
from tests.factories.cooperations import GOOD, HEADING, POOR, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor

Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def board(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}"


def test_before_there_is_a_contract_the_grid_says_what_belongs_there(app: Flask, arrive: Arrival) -> None:
    assert "No service months yet" in arrive(make_merchant(app)).get("/months").text


def test_the_grid_shows_whose_turn_it_is(pair: Cooperation, arrive: Arrival) -> None:
    page = arrive(pair.vendor).get("/months")
    assert "Your turn" in page.text
    assert page.link("October 2026") == board(pair)


def test_a_vendor_uploads_looks_and_submits_and_the_merchant_accepts(
    pair: Cooperation, arrive: Arrival
) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    preview = vendor.submit(
        vendor.get(board(pair)),
        having="Read the file",
        files={"file": ("十一月.csv", POOR.encode("gb18030"))},
    )
    assert "十一月.csv" in preview.title
    assert "read without errors" in preview.text
    assert "GB18030" in preview.text
    after = vendor.submit(preview, having="Submit figures")
    assert after.url == board(pair)
    assert "Merchant to check" in after.text
    assert "CNY −1,000.00" in after.text
    accepted = merchant.submit(merchant.get(board(pair)), having="Figures are right")
    assert "Agreed" in accepted.text
    assert "are being drafted" in accepted.text
    assert "Open the month again" in accepted.text


def test_why_a_result_is_this_number(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    merchant = arrive(pair.merchant)
    page = merchant.get(merchant.get(board(pair)).link("97 %"))
    for words in (
        "2,910",
        "3,000",
        "97 %",
        "1 percentage points short",
        "CNY 1,000.00",
        "数据.csv",
        "Wilson",
    ):
        assert words in page.text
    assert "No submitted file" in merchant.get(f"{board(pair)}/lines/csat").text
    merchant.get(f"{board(pair)}/lines/abacus", status=404)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leer.csv", b"", "is empty"),
        ("bild.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "is a picture (PNG), not a table"),
        ("kaputt.xlsx", b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_the_file(
    pair: Cooperation, arrive: Arrival, name: str, content: bytes, words: str
) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.submit(
        vendor.get(board(pair)), having="Read the file", files={"file": (name, content)}, status=422
    )
    assert words in page.text


def test_without_a_file_the_board_asks_for_one(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.submit(vendor.get(board(pair)), having="Read the file", status=422)
    assert "Choose a file first." in page.text


def test_errors_are_listed_with_place_value_reason_and_remedy(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    content = f"{HEADING}\n2026-10-01,甲店,小美,-5,5,1,17,4\n".encode()
    page = vendor.submit(vendor.get(board(pair)), having="Read the file", files={"file": ("a.csv", content)})
    for words in ("D 咨询人数", "-5", "cannot be less than zero", "Correct the cell"):
        assert words in page.text
    assert "Submit figures" not in page.text
    assert vendor.submit(page, having="Discard").url == board(pair)


def test_a_question_about_a_column_is_asked_and_answered(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    content = "日期,客服账号,需要人工回复的咨询人数,3分钟人工回复率\n2026-10-01,小美,5,0.98\n".encode()
    page = vendor.submit(vendor.get(board(pair)), having="Read the file", files={"file": ("a.csv", content)})
    assert "One thing only you know" in page.text
    answered = vendor.submit(page, {"percent": "fraction"}, having="percent")
    assert "98 %" in answered.text
    assert "Submit figures" in answered.text


def test_an_unknown_column_can_be_read_as_what_it_resembles(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    content = "日期,客服账号,咨询人数,询单转化率度\n2026-10-01,小美,5,95%\n".encode()
    page = vendor.submit(vendor.get(board(pair)), having="Read the file", files={"file": ("a.csv", content)})
    assert "95 %" not in page.text
    assert "95 %" in vendor.submit(page, having="Read it as Inquiry conversion").text


def test_a_new_version_shows_what_it_changes(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    vendor = arrive(pair.vendor)
    page = vendor.get(board(pair))
    vendor.submit(page, having="Withdraw")
    preview = vendor.submit(
        vendor.get(board(pair)), having="Read the file", files={"file": ("neu.csv", GOOD.encode())}
    )
    assert "This replaces version 1" in preview.text
    vendor.submit(preview, {"reason": "漏了两天"}, having="reason")
    versions = vendor.get(f"{board(pair)}/versions")
    assert "漏了两天" in versions.text
    assert "Superseded" in versions.text


def test_a_typed_figure_is_marked_as_typed(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.get(f"{board(pair)}/typed")
    assert "is not a number" in vendor.submit(page, {"metric": "csat", "value": "gut"}, status=422).text
    assert "at most 100 %" in vendor.submit(page, {"metric": "csat", "value": "101"}, status=422).text
    shot = ("beleg.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    after = vendor.submit(page, {"metric": "csat", "value": "95", "cases": "40"}, files={"evidence": shot})
    assert "typed by hand" in after.text
    vendor.submit(after, having="Hand in as it is")


def test_only_what_no_file_gives_is_offered_for_typing(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    vendor = arrive(pair.vendor)
    page = vendor.get(f"{board(pair)}/typed")
    assert {"art", "csat"} <= set(page.form().inputs["metric"].value_options)
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    too_late = vendor.submit(page, {"metric": "art", "value": "30"}, status=422)
    assert "already give this figure" in too_late.text
    offered = vendor.get(f"{board(pair)}/typed").form().inputs["metric"].value_options
    assert "csat" in offered
    assert "art" not in offered


def test_the_merchant_returns_with_a_comment(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    merchant = arrive(pair.merchant)
    page = merchant.get(board(pair))
    empty = merchant.submit(page, {"comment": ""}, having="Return for correction", status=422)
    assert "Say what is to be corrected." in empty.text
    after = merchant.submit(page, {"comment": "3号的数据缺失"}, having="Return for correction")
    assert "3号的数据缺失" in after.text
    assert "Returned" in arrive(pair.vendor).get(board(pair)).text


def test_an_accepted_month_is_opened_again_with_a_reason(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    page = merchant.submit(merchant.get(board(pair)), having="Figures are right")
    assert "Say why" in merchant.submit(page, {"comment": ""}, having="Open again", status=422).text
    assert "Merchant to check" in merchant.submit(page, {"comment": "漏行"}, having="Open again").text


def test_the_vendor_confirms_what_the_merchant_supplied(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.merchant, pair.month_id, GOOD)
    vendor = arrive(pair.vendor)
    assert "Merchant to check" in vendor.submit(vendor.get(board(pair)), having="Confirm the figures").text


def test_the_template_has_the_columns_the_contract_needs(pair: Cooperation, arrive: Arrival) -> None:
    vendor = arrive(pair.vendor)
    text = vendor.get(f"{board(pair)}/template.csv").response.get_data().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Date,Agent,Buyers replied to within 3 minutes")
    assert vendor.get(f"{board(pair)}/template.xlsx").response.get_data()[:2] == b"PK"
    vendor.get(f"{board(pair)}/template.doc", status=404)


def test_the_original_file_comes_back_byte_for_byte(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    content = GOOD.encode("gb18030")
    number = hand_in_file(app, pair.vendor, pair.month_id, content)
    assert arrive(pair.merchant).get(f"/submissions/{number}/file").response.get_data() == content


def test_another_merchant_finds_nothing(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    number = hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    stranger = arrive(make_merchant(app))
    for address in (
        board(pair),
        f"{board(pair)}/versions",
        f"/submissions/{number}",
        f"/submissions/{number}/file",
    ):
        stranger.get(address, status=404)


def test_the_board_takes_the_same_number_of_statements_however_long_the_history(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant = arrive(pair.merchant)
    before = merchant.get(board(pair)).statements
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    assert merchant.get(board(pair)).statements <= before + 1
