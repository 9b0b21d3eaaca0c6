"""Everything that can be typed is typed as an attack; every page shows it as text, and nothing breaks."""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from itertools import cycle

import pytest
from flask import Flask
from lxml.html import FormElement, HtmlElement

from tests.app.security.conftest import Arrive
from tests.app.security.payloads import ENDLESS, EVIL, INVISIBLE, PAYLOADS
from tests.factories.accounts import make_operator
from tests.factories.cooperations import GOOD, Cooperation, hand_in_file
from tests.visitor import Page, Visitor

TEXT_INPUTS = {"text", "search", "tel", "email", "url"}
KEPT = {"csrf_token", "idempotency_key", "seen", "fingerprint", "next"}
LEFT_ALONE = ("/sign-out", "/language", "/organisation", "/me/password", "/remove", "/jobs/", "/reset-link")
"""Forms that end the walk instead of keeping a text."""


def addresses(page: Page) -> Iterator[str]:
    for anchor in page.tree.iter("a"):
        href = (anchor.get("href") or "").split("#")[0]
        if href.startswith("/") and not href.startswith("//"):
            yield href


def crawl(person: Visitor, seen: dict[str, Page]) -> None:
    """Open every page that can be reached by links; nothing that is not ours may stand on any."""
    waiting, shapes = ["/"], Counter[str]()
    while waiting:
        url = waiting.pop()
        shape = re.sub("[0-9]+", "0", url.split("?")[0])
        if url in seen or shapes[shape]:
            continue
        shapes[shape] += 1
        response = person.client.get(url, follow_redirects=True)
        assert response.status_code < 500, url
        seen[url] = Page(response, url, 0)
        if response.mimetype == "text/html" and response.status_code < 300:
            inspect(seen[url])
            waiting += [href for href in addresses(seen[url]) if href not in seen]


def inspect(page: Page) -> None:
    """No script, handler, style or address that somebody typed."""
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "base", "style"}, (page.url, element.tag)
        if element.tag == "script":
            assert (element.get("src") or "").startswith("/static/"), page.url
            assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (page.url, name)
            if name in {"href", "src", "action", "formaction", "data", "poster", "srcset"}:
                assert EVIL not in value, (page.url, value)
                assert not value.strip().lower().startswith(("javascript:", "vbscript:")), (page.url, value)
    text = page.response.get_data(as_text=True)
    assert "1337" not in page.tree.text_content()
    assert "Set-Cookie: stolen" not in str(page.response.headers)
    assert "dev-secret" not in text


def text_fields(form: FormElement) -> list[str]:
    """Names of the fields into which free text goes."""
    found = []
    for field in form.iter("input", "textarea"):
        kind = field.get("type", "text") if field.tag == "input" else "text"
        name = field.get("name")
        if name and name not in KEPT and kind in TEXT_INPUTS and field.get("inputmode") is None:
            found.append(name)
    return found


def posting_forms(page: Page) -> list[FormElement]:
    return [
        form
        for form in page.tree.forms
        if form.method == "POST" and not any(part in (form.get("action") or page.url) for part in LEFT_ALONE)
    ]


def attack(person: Visitor, seen: dict[str, Page], texts: Iterator[str]) -> dict[str, str]:
    """Send every form of every page with attacks in its text fields; returns what was taken, by field."""
    taken: dict[str, str] = {}
    done: set[tuple[str, str]] = set()
    for url, page in list(seen.items()):
        if page.response.mimetype != "text/html" or page.status >= 300:
            continue
        for form in posting_forms(page):
            action = form.get("action") or url
            fields = text_fields(form)
            place = ("".join(" " if c.isdigit() else c for c in action), " ".join(sorted(fields)))
            if not fields or place in done:
                continue
            done.add(place)
            typed = {name: next(texts) for name in fields}
            if send(person, form, action, typed):
                taken |= {f"{action} {name}": text for name, text in typed.items()}
                continue
            for name, text in typed.items():
                if send(person, form, action, {name: text}):
                    taken[f"{action} {name}"] = text
    return taken


def send(person: Visitor, form: FormElement, action: str, typed: dict[str, str]) -> bool:
    """Send a form with these texts in it; whether it was taken. Nothing breaks, and a refusal shows text as text."""
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    values |= {name: [text] for name, text in typed.items()}
    values["idempotency_key"] = [secrets.token_urlsafe(18)]
    response = person.client.post(action, data=values)
    assert response.status_code < 500, (action, typed)
    if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
        inspect(Page(response, action, 0))
    return response.status_code == 303


def words_of(seen: dict[str, Page]) -> str:
    """Everything that a reader sees on these pages, and what stands in the fields of forms."""
    found: list[str] = []
    for page in seen.values():
        if page.response.mimetype == "text/html":
            tree: HtmlElement = page.tree
            found.append(tree.text_content())
            found += [field.get("value") or "" for field in tree.iter("input")]
    return " ".join(" ".join(found).split())


@pytest.mark.parametrize("turn", range(2))
def test_what_is_typed_is_shown_as_typed_and_does_nothing(
    app: Flask, pair: Cooperation, arrive: Arrive, turn: int
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    texts = list(PAYLOADS.values())
    offset = turn * len(texts) // 2
    around = cycle([*texts[offset:], *texts[:offset]])
    taken: dict[str, str] = {}
    people = [arrive(pair.merchant), arrive(pair.vendor)]
    for person in people:
        pages: dict[str, Page] = {}
        crawl(person, pages)
        taken |= attack(person, pages, around)
    shown = ""
    for person in people:
        pages = {}
        crawl(person, pages)
        shown += words_of(pages)
    assert len(taken) > 10
    lost = {place: text for place, text in taken.items() if " ".join(text.split()) not in shown}
    assert not lost


@pytest.mark.parametrize("text", [INVISIBLE, ENDLESS, "9" * 25])
def test_no_text_breaks_a_page(app: Flask, pair: Cooperation, arrive: Arrive, text: str) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    for party in (pair.merchant, pair.vendor, make_operator(app)):
        person = arrive(party)
        pages: dict[str, Page] = {}
        crawl(person, pages)
        attack(person, pages, cycle([text]))
        again: dict[str, Page] = {}
        crawl(person, again)


def test_search_answers_whatever_is_asked(pair: Cooperation, arrive: Arrive) -> None:
    person = arrive(pair.merchant)
    for text in (
        *PAYLOADS.values(),
        INVISIBLE,
        ENDLESS,
        "%",
        "_",
        "\\",
        "\ud800".encode("utf-8", "surrogatepass"),
    ):
        response = person.client.get("/search", query_string={"q": text})
        assert response.status_code == 200
        inspect(Page(response, "/search", 0))
    assert "abcde" in person.client.get("/search", query_string={"q": INVISIBLE}).text
