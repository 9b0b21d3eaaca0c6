"""A person at a browser: clicks and typing are counted, and every page met is watched for faults."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

GRAVE = ("serious", "critical")
EXPECTED_REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4(04|09|22)")
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
AXE_RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map(({ id, impact, help, nodes }) => ({
    id, impact, help, nodes: nodes.slice(0, 4).map((node) => node.html.slice(0, 200)),
  }));
}"""
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "pictures"


class Walker:
    """One person in one browser; `faults` collects what no page may ever show."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.clicks = 0
        self.fields = 0
        self.faults: list[str] = []
        self.judged: set[str] = set()
        self.refusals_expected = False
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", self._watch)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: script error: {error}"))
        page.on("response", self._weigh)
        page.on("load", lambda: None)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type not in ("error", "warning"):
            return
        if self.refusals_expected and EXPECTED_REFUSAL.match(said.text):
            return
        self.faults.append(f"{self.page.url}: console {said.type}: {said.text}")

    def _weigh(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: status {response.status}")

    @contextmanager
    def expecting_refusals(self) -> Iterator[None]:
        """Inside, a form may be refused in words (404, 409, 422) without that being a fault."""
        self.refusals_expected = True
        try:
            yield
        finally:
            self.refusals_expected = False

    def open(self, address: str) -> Page:
        """Type an address; costs no click."""
        self.page.goto(address if address.startswith("http") else self.url + address)
        self.look()
        return self.page

    def click(self, target: str | Locator, *, name: str | re.Pattern[str] | None = None) -> None:
        """Click a link, button or choice once and look at what comes; `target` is a role or a locator."""
        place = self._find(target, name)
        before = self.page.url
        place.click()
        self.clicks += 1
        self.settle()
        if self.page.url != before:
            self.look()

    def send(self, action: str, *, nth: int = 0) -> None:
        """Press the button of the form that leads to an address ending like this."""
        self._go(self.page.locator(f"main form[action$='{action}'] button[type=submit]:visible").nth(nth))

    def send_form(self, *, nth: int = 0) -> None:
        """Press the main button at the foot of the page's form."""
        self._go(self.page.locator("main form .form-foot button[type=submit]").nth(nth))

    def menu(self) -> None:
        """Open the menu of further actions at the head of the page."""
        self.click(self.page.locator("main .page-head details.menu > summary").first)

    def follow(self, address: str) -> None:
        """Click the first visible link of the page itself whose address matches this pattern."""
        self._go(self.link(address))

    def link(self, address: str) -> Locator:
        """The first visible link of the page itself whose address matches this pattern."""
        for link in self.page.locator("main a[href]:visible").all():
            if re.search(address, link.get_attribute("href") or ""):
                return link
        raise AssertionError(
            f"{self.page.url}: no link to {address}\n{self.page.locator('main').inner_text()}"
        )

    def rail(self, address: str) -> None:
        """Click an entry of the main navigation."""
        self._go(self.page.locator(f"nav.rail a[href$='{address}']:visible").first)

    def _go(self, place: Locator) -> None:
        """Click what leads to another page, answer what is asked back, and wait until the page is there."""
        asks = place.get_attribute("data-confirm") is not None
        with self.page.expect_navigation(wait_until="load"):
            place.click()
            self.clicks += 1
            if asks:
                self.page.locator("dialog#ask[open] #ask-yes").click()
                self.clicks += 1
        self.look()

    def press(self, words: str | re.Pattern[str]) -> None:
        """Click the button or link with these words."""
        button = self.page.get_by_role("button", name=words)
        place = button if button.count() else self.page.get_by_role("link", name=words)
        self.click(place.first)

    def type(self, label: str | re.Pattern[str], text: str) -> None:
        """Type into the field with this label; counts as one typed field."""
        self.page.get_by_label(label).first.fill(text)
        self.fields += 1

    def fill(self, name: str, text: str) -> None:
        """Type into the field with this form name; counts as one typed field."""
        self.page.locator(f"main [name='{name}'], form [name='{name}']").first.fill(text)
        self.fields += 1

    def choose(self, name: str, value: str) -> None:
        """Choose from a list or tick a choice by form name; counts as one click."""
        place = self.page.locator(f"[name='{name}']")
        if place.first.evaluate("element => element.tagName") == "SELECT":
            place.first.select_option(value)
        else:
            self.page.locator(f"[name='{name}'][value='{value}']").first.check()
        self.clicks += 1

    def give(self, name: str, *files: Path | dict[str, Any]) -> None:
        """Hand files to a file field; counts as one click."""
        self.page.locator(f"input[type=file][name='{name}']").first.set_input_files(list(files))
        self.clicks += 1
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        self.page.wait_for_load_state("load")

    def _find(self, target: str | Locator, name: str | re.Pattern[str] | None) -> Locator:
        if isinstance(target, Locator):
            return target
        return self.page.get_by_role(target, name=name).first if name else self.page.locator(target).first

    def look(self, *, again: bool = False) -> None:
        """Judge the page that is shown: a title, one heading, and nothing that hinders people with disabilities."""
        page = self.page
        kind = re.sub(r"[0-9]+|[A-Za-z0-9_-]{20,}", "#", page.url.split("?")[0])
        if kind in self.judged and not again:
            return
        self.judged.add(kind)
        if page.locator("html").get_attribute("lang") is None:
            return
        if not page.title().strip():
            self.faults.append(f"{page.url}: no title")
        if page.locator("h1").count() != 1:
            self.faults.append(f"{page.url}: {page.locator('h1').count()} main headings")
        self.judge_access()

    def judge_access(self) -> None:
        """Run axe-core over the page as it stands."""
        self.page.evaluate(AXE_SCRIPT)
        for finding in self.page.evaluate(AXE_RUN):
            if finding["impact"] in GRAVE:
                self.faults.append(f"{self.page.url}: {finding['id']}: {finding['help']} {finding['nodes']}")

    def assert_faultless(self) -> None:
        """No page shown so far had a fault."""
        assert self.faults == [], "\n".join(self.faults)

    def picture(self, name: str) -> None:
        """Keep a picture of what is shown, where the guide looks for it."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")
