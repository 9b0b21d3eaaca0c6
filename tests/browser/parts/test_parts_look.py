"""Every part can be read and used by everybody: on a phone and a desk, by day and by night, in every language."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.parts.conftest import OpenPage

pytestmark = pytest.mark.browser

PAGES = ("/parts", "/charts", "/form", "/why")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_hidden_from_anybody(open_page: OpenPage, path: str, width: int, scheme: str) -> None:
    page = open_page(path, width=width, scheme=scheme, bypass_csp=True)
    findings = Axe().run(page).response["violations"]
    assert not [(found["id"], [node["html"] for node in found["nodes"]][:2]) for found in findings]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen(open_page: OpenPage, path: str, width: int, language: str) -> None:
    page = open_page(path, width=width, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_phone_keeps_four_entries_and_shows_the_rest_on_demand(open_page: OpenPage) -> None:
    page = open_page("/parts", width=390)
    shown = [link for link in page.locator(".rail-list > li").all() if link.is_visible()]
    assert len(shown) == 5
    page.locator(".rail-more summary").click()
    assert page.locator(".rail-more .menu-list a").first.is_visible()


def test_the_whole_page_works_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/parts")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
