"""A walk through every page of the demonstration, as every side, wide and narrow, light and dark."""

import re
from collections.abc import Iterator

import pytest

from portal.demonstration.world import CLOUDSTEP, GROCERY, MORNING, MOUNTAIN, STEWARD, Cast, Person
from tests.browser.conftest import Walk
from tests.browser.reading import problems_of
from tests.browser.server import Portal
from tests.browser.walker import Walker

SKIPPED = re.compile(
    r"/file$|/template\.|\.csv$|\.xlsx$|/sign-out|/static/|[?&]save=|/export|mailto:|/original|/marked$"
)
MOST_PAGES = 110
ONE_OF_A_KIND = re.compile(
    r"\d+|(?<=/lines/)[^/?]+|(?<=/metrics/)(?!own/)[^/?]+|(?<=[?&]line=)[^&]+|(?<=[?&]shop=)[^&]+"
)


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
        kind = ONE_OF_A_KIND.sub("#", address)
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


SIDES = (
    pytest.param(MOUNTAIN, 0, id="large-merchant"),
    pytest.param(GROCERY, 0, id="small-shop"),
    pytest.param(CLOUDSTEP, 0, id="vendor"),
    pytest.param(MORNING, 0, id="vendor-of-single-conversations"),
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
        problems += problems_of(anna, address)
    assert len(visited) > 3
    assert problems == [], "\n".join(problems)


def test_dark_pages_of_a_phone_hinder_nobody(demo_portal: Portal, walk: Walk) -> None:
    bo = walk(demo_portal, locale="zh-TW", color_scheme="dark", width=390, height=844)
    sign_in(bo, MORNING, MORNING.people[0])
    for address in pages_from(bo):
        bo.open(address)
