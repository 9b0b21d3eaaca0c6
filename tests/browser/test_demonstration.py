"""A walk through every page of the demonstration, as every side, wide and narrow, light and dark."""

import re
from collections.abc import Iterator

import pytest

from portal.demonstration.world import CLOUDSTEP, EVERYBODY, GROCERY, MORNING, MOUNTAIN, STEWARD, Cast, Person
from tests.browser.conftest import Walk
from tests.browser.server import Portal
from tests.browser.walker import Walker

SKIPPED = re.compile(
    r"/file$|/template\.|\.csv$|\.xlsx$|/sign-out|/static/|[?&]save=|/export|mailto:|/original|/marked$"
)
MOST_PAGES = 60

WORDS = re.compile(r"[A-Za-z]*[a-z][A-Za-z'’]+")
ALLOWED = frozenset(
    (
        "Steelyard",
        "Ctrl",
        "Wilson",
        "English",
        "WeChat",
        "Flask",
        "SQLAlchemy",
        "SQLite",
        "sqlite",
        "Python",
        "Noto",
        "Sans",
    )
)
NO_WORDS = re.compile(r"\b[0-9a-f]{8,64}\b|\S+@\S+")
ACCOUNTS = frozenset(person.account for cast in EVERYBODY for person in cast.people)
PLACE = re.compile(r"^[A-Z][a-z]+/[A-Z][A-Za-z_]+$|/tmp/|\.(csv|xlsx|png|pdf)\b")
RAW_NAME = re.compile(r"\b[a-z]{2,}(?:_[a-z0-9]+)+\b|\b[A-Z][a-zA-Z]+\.[A-Z_]{3,}\b|%\([a-z_]+\)s|\bNone\b")
SHOWN_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest("script, style, textarea, code, kbd, [lang=en], [translate=no], svg desc")) continue;
    if (node.textContent.trim()) found.push(node.textContent.trim());
  }
  for (const one of document.querySelectorAll("[title], [aria-label], [placeholder], [alt]")) {
    if (one.closest("[lang=en], [translate=no], th")) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt"]) {
      const text = one.getAttribute(name);
      if (text && text.trim()) found.push(text.trim());
    }
  }
  return [...new Set(found)];
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def sign_in(person: Walker, cast: Cast, who: Person) -> None:
    """One click on the sign-in page of the demonstration."""
    person.open("/sign-in")
    person.click(person.page.locator(f"button[name=person]:has-text('{who.name}')").first)
    assert cast.name in (person.page.locator("header").inner_text() or "")


def pages_from(person: Walker) -> Iterator[str]:
    """Every page that can be reached by links, one of each kind, beginning with the home page."""
    waiting, seen = ["/"], set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "#", address)
        if kind in seen:
            continue
        seen.add(kind)
        yield address
        links = person.page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map((link) => link.getAttribute('href'))"
        )
        for link in links:
            path = link.split("#")[0].removeprefix(person.url)
            if path.startswith("/") and not SKIPPED.search(path):
                waiting.append(path)


def untranslated(texts: list[str]) -> set[str]:
    """English words shown on a Chinese page that are no names."""
    known = ALLOWED | ACCOUNTS
    plain = (text for text in texts if not PLACE.search(text))
    return {text[:80] for text in plain if set(WORDS.findall(NO_WORDS.sub("", text))) - known}


SIDES = (
    pytest.param(MOUNTAIN, 0, id="large-merchant"),
    pytest.param(GROCERY, 0, id="small-shop"),
    pytest.param(CLOUDSTEP, 0, id="vendor"),
    pytest.param(STEWARD, 0, id="operator"),
)


@pytest.mark.parametrize(("cast", "place"), SIDES)
def test_every_page_is_translated_fits_and_hinders_nobody(
    demo_portal: Portal, walk: Walk, cast: Cast, place: int
) -> None:
    anna = walk(demo_portal, locale="zh-CN", color_scheme="light")
    sign_in(anna, cast, cast.people[place])
    problems: list[str] = []
    visited = []
    for address in pages_from(anna):
        anna.open(address)
        visited.append(address)
        texts = anna.page.evaluate(SHOWN_TEXT)
        problems += [f"{address}: {text!r}" for text in untranslated(texts)]
        problems += [f"{address}: raw name {text!r}" for text in texts if RAW_NAME.search(text)]
        problems += overflowing(anna, address, 1440)
        anna.page.set_viewport_size({"width": 390, "height": 844})
        problems += overflowing(anna, address, 390)
        anna.page.set_viewport_size({"width": 1440, "height": 900})
    assert len(visited) > 3
    assert problems == [], "\n".join(problems)


def overflowing(person: Walker, address: str, width: int) -> list[str]:
    """Whether the page is wider than the screen."""
    over = person.page.evaluate(OVERFLOW)
    return [f"{address}: {over} px wider than {width}"] if over > 1 else []


def test_dark_pages_of_a_phone_hinder_nobody(demo_portal: Portal, walk: Walk) -> None:
    bo = walk(demo_portal, locale="zh-TW", color_scheme="dark", width=390, height=844)
    sign_in(bo, MORNING, MORNING.people[0])
    for address in pages_from(bo):
        bo.open(address)
