"""A browser, a new portal and a demonstration portal for the tests that walk through pages."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import Portal, serving
from tests.browser.walker import Walker

CHROMIUM = os.environ.get("PORTAL_TEST_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def new_portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal nobody has set up yet."""
    with serving(tmp_path / "new") as portal:
        yield portal


@pytest.fixture(scope="session")
def demo_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with demonstration data, shared by the tests that only look."""
    with serving(tmp_path_factory.mktemp("demo"), demonstration=True) as portal:
        yield portal


Walk = Callable[..., Walker]


@pytest.fixture
def walk(browser: Browser) -> Iterator[Walk]:
    """Makes people at browsers: `anna = walk(portal, locale="zh-CN")`; none of them may have met a fault."""
    people: list[Walker] = []
    with ExitStack() as stack:

        def begin(portal: Portal, *, width: int = 1440, height: int = 900, **options: Any) -> Walker:
            context = browser.new_context(
                viewport={"width": width, "height": height}, reduced_motion="reduce", **options
            )
            stack.callback(context.close)
            person = Walker(context, portal.url)
            people.append(person)
            return person

        yield begin
        for person in people:
            person.assert_faultless()
