"""`python -m tests.browser.pictures`: takes the pictures of guide and README anew, from the demonstration."""

import io
import re
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from portal.demonstration.cooperation import SPORTS, story_of
from portal.demonstration.world import CLOUDSTEP
from tests.browser.conftest import CHROMIUM
from tests.browser.server import Portal, serving

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guide" / "pictures"
LANGUAGES = {"en": "en", "zh-Hans": "zh"}
COLOURS = 255
LARGEST = 150_000


def main() -> int:
    """Start a demonstration, take every picture in both languages, and say how large they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), demonstration=True) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language, suffix in LANGUAGES.items():
            _merchant(browser, portal, language, suffix)
            _vendor(browser, portal, language, suffix)
        browser.close()
    too_large = [path.name for path in FOLDER.glob("*.png") if path.stat().st_size > LARGEST]
    return 1 if too_large else 0


def _merchant(browser: Browser, portal: Portal, language: str, suffix: str) -> None:
    page = _signed_in(browser, portal, "林晓棠", language)
    _take(page, f"today-{suffix}", portal.url + "/today")
    months = _addresses(
        page, portal, "/months", r"/months/\d+$", within=f"section:has-text('{CLOUDSTEP.name}')"
    )
    _take(page, f"month-board-{suffix}", portal.url + months[SPORTS.slips[-1]])
    _reckoning(page, portal, months[SPORTS.slips[-1]], suffix)
    _take(page, f"requirement-{suffix}", portal.url + "/requirements/2")
    _take(page, f"comparison-{suffix}", portal.url + "/requirements/2/comparison")
    invoices = _addresses(page, portal, "/invoices", r"/invoices/\d+$")
    page.goto(portal.url + invoices[0])
    page.locator("main .document a[href$='/file']").first.wait_for(timeout=180_000)
    _keep(page, f"invoice-{suffix}")
    page.context.close()


def _reckoning(page: Page, portal: Portal, month: str, suffix: str) -> None:
    """How a missed promise came about, how it went over the months, and what both sides can take home."""
    lines = _addresses(page, portal, month, rf"^{month}/lines/")
    _take(page, f"why-{suffix}", portal.url + lines[0])
    _take(page, f"bundle-{suffix}", f"{portal.url}{month}/bundle")
    _take(page, f"people-{suffix}", f"{portal.url}{month}/people")
    trends = _addresses(page, portal, month, r"/trends$")
    _take(page, f"trends-{suffix}", portal.url + trends[0])


def _vendor(browser: Browser, portal: Portal, language: str, suffix: str) -> None:
    page = _signed_in(browser, portal, "苏念", language)
    months = _addresses(page, portal, "/months", r"/months/\d+$")
    page.goto(portal.url + months[0])
    page.locator("select[name=slot]").select_option(index=1)
    yesterday = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    file = story_of(SPORTS, yesterday, 0).files[1]
    page.locator("input[type=file]").set_input_files(
        {"name": file.name, "mimeType": "text/csv", "buffer": file.content}
    )
    page.wait_for_url(re.compile("/submissions/"))
    _keep(page, f"upload-{suffix}")
    with page.expect_navigation():
        page.locator("main form[action$='/discard'] button").first.click()
        page.locator("dialog#ask[open] #ask-yes").click()
    page.context.close()


def _signed_in(browser: Browser, portal: Portal, name: str, language: str) -> Page:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(portal.url + "/sign-in")
    with page.expect_navigation():
        page.locator(f"button[name=person]:has-text('{name}')").first.click()
    page.locator("details.language > summary").click()
    with page.expect_navigation():
        page.locator(f"details.language button[value='{language}']").click()
    return page


def _addresses(page: Page, portal: Portal, list_page: str, pattern: str, within: str = "main") -> list[str]:
    page.goto(portal.url + list_page)
    links = [link.get_attribute("href") or "" for link in page.locator(f"{within} a[href]").all()]
    return [link for link in dict.fromkeys(links) if re.search(pattern, link)]


def _take(page: Page, name: str, address: str) -> None:
    page.goto(address)
    page.wait_for_timeout(200)
    _keep(page, name)


def _keep(page: Page, name: str) -> None:
    """Keep what is shown with few colours: the pages use few."""
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
