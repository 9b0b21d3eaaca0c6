"""What the scripts add: nothing typed is lost, nothing is sent twice, what can't be undone is asked first."""

import pytest

from tests.browser.parts import gallery as received
from tests.browser.parts.conftest import OpenPage

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def nothing_taken_yet() -> None:
    received.taken.clear()


def test_a_draft_comes_back_and_is_gone_once_the_form_was_taken(open_page: OpenPage) -> None:
    page = open_page("/form")
    page.get_by_label("Shop").fill("青木家纺旗舰店")
    page.get_by_text("Draft kept on this device").wait_for()
    page.reload()
    assert page.get_by_label("Shop").input_value() == "青木家纺旗舰店"
    assert page.get_by_text("Your draft was restored").is_visible()
    page.get_by_label("Fee per conversation").fill("1.20")
    page.get_by_label("Slab").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("The form was taken.").wait_for()
    page.go_back()
    page.reload()
    assert page.get_by_label("Shop").input_value() == ""


def test_a_restored_draft_can_be_discarded(open_page: OpenPage) -> None:
    page = open_page("/form")
    page.get_by_label("Shop").fill("青木家纺旗舰店")
    page.get_by_text("Draft kept on this device").wait_for()
    page.reload()
    page.get_by_role("button", name="Discard the draft").click()
    assert page.get_by_label("Shop").input_value() == ""
    page.reload()
    assert page.get_by_label("Shop").input_value() == ""


def test_a_refused_form_keeps_every_entry_and_leads_to_the_fault(open_page: OpenPage) -> None:
    page = open_page("/form")
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.get_by_label("Shop").fill("青木")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Please look at these entries again").wait_for()
    page.wait_for_function("document.activeElement.hasAttribute('data-error-summary')")
    assert page.get_by_label("Shop").input_value() == "青木"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("location.hash") == "#price"


def test_a_second_click_sends_nothing(open_page: OpenPage) -> None:
    page = open_page("/form")
    page.get_by_label("Shop").fill("青木")
    page.get_by_label("Fee per conversation").fill("1.20")
    page.get_by_label("Slab").check()
    page.get_by_role("button", name="Save and go on").dblclick()
    page.get_by_text("The form was taken.").wait_for()
    assert len(received.taken) == 1


def test_the_question_names_the_consequence_and_no_means_no(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.locator(".page-head .button.primary").click()
    assert page.get_by_text("The settlement invoice will be drafted from them.").is_visible()
    page.get_by_role("button", name="Cancel").click()
    assert not received.taken
    page.locator(".page-head .button.primary").click()
    page.locator("#ask-yes").click()
    page.get_by_text("The file was taken.").wait_for()
    assert len(received.taken) == 1


def test_a_figure_explains_itself_beside_the_page(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.get_by_role("link", name="89.41 %").click()
    page.get_by_text("Replies within 180 s ÷ conversations").wait_for()
    assert page.locator("#panel-title").inner_text() == "Reply rate, October 2026"
    page.keyboard.press("Escape")
    assert page.url.endswith("/parts")
    page.get_by_role("button", name="93.10 %").click()
    assert page.get_by_text("2,151 of 2,310 votes").is_visible()


def test_link_and_message_are_copied_as_they_stand(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.evaluate(
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"
    )
    page.locator("#message").fill("请报价:https://steelyard.example/i/8f3k")
    page.get_by_role("button", name="Copy link and message").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("window.copied") == "请报价:https://steelyard.example/i/8f3k"


def test_an_upload_shows_its_answer_without_losing_the_page(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.locator("input[type=file]").set_input_files(
        {"name": "october.csv", "mimeType": "text/csv", "buffer": b"date,agent\n"}
    )
    assert page.locator("[data-chosen]").inner_text() == "october.csv"
    page.get_by_role("button", name="Send file").click()
    page.get_by_text("The file was taken.").wait_for()
    assert received.taken == [{"file": "october.csv"}]


def test_an_upload_that_does_not_arrive_says_so_and_can_be_repeated(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.context.route("**/file", lambda route: route.abort())
    page.on("console", lambda said: None)
    page.locator("input[type=file]").set_input_files(
        {"name": "october.csv", "mimeType": "text/csv", "buffer": b"date,agent\n"}
    )
    page.evaluate("XMLHttpRequest.prototype.send = function () { this.dispatchEvent(new Event('error')); }")
    page.get_by_role("button", name="Send file").click()
    page.get_by_text("That did not reach the server.").wait_for()
    assert page.evaluate("document.querySelector('form.form').dataset.sending") is None


def test_small_tables_are_sorted_and_narrowed(open_page: OpenPage) -> None:
    page = open_page("/parts")
    first = page.locator("#metrics tbody tr th").first
    page.get_by_role("button", name="Metric").click()
    assert first.inner_text() == "Answer rate"
    page.get_by_role("button", name="Metric").click()
    assert first.inner_text() == "Satisfaction"
    page.locator("[data-filter=metrics]").fill("reply")
    assert page.locator("#metrics tbody tr:visible").count() == 1


def test_the_appearance_is_kept_from_page_to_page(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.locator("summary[aria-label=林悦]").click()
    page.get_by_role("button", name="Dark").click()
    page.goto(page.url.replace("/parts", "/form"))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
