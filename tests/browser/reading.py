"""What a Chinese reader with a large or a small screen would complain about on a page."""

import re

from portal.demonstration.world import EVERYBODY
from tests.browser.walker import Walker

WORDS = re.compile(r"[A-Za-z]*[a-z][A-Za-z'’]+")
ALLOWED = frozenset(
    (
        "Steelyard",
        "Chatwoot",
        "Ctrl",
        "Wilson",
        "English",
        "WeChat",
        "Flask",
        "SQLAlchemy",
        "SQLite",
        "sqlite",
        "Python",
        "Intercom",
        "Zammad",
        "Zendesk",
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
WIDE, NARROW = (1440, 900), (390, 844)


def problems_of(person: Walker, address: str) -> list[str]:
    """English and raw names on the Chinese page that is shown, and whether it is wider than a screen."""
    texts = person.page.evaluate(SHOWN_TEXT)
    problems = [f"{address}: {text!r}" for text in untranslated(texts)]
    problems += [f"{address}: raw name {text!r}" for text in texts if RAW_NAME.search(text)]
    for width, height in (NARROW, WIDE):
        person.page.set_viewport_size({"width": width, "height": height})
        problems += overflowing(person, address, width)
    return problems


def untranslated(texts: list[str]) -> set[str]:
    """English words shown on a Chinese page that are no names."""
    known = ALLOWED | ACCOUNTS
    plain = (text for text in texts if not PLACE.search(text))
    return {text[:80] for text in plain if set(WORDS.findall(NO_WORDS.sub("", text))) - known}


def overflowing(person: Walker, address: str, width: int) -> list[str]:
    """Whether the page is wider than the screen."""
    over = person.page.evaluate(OVERFLOW)
    return [f"{address}: {over} px wider than {width}"] if over > 1 else []
