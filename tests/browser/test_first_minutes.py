"""The first ten minutes of each kind of user, with clicks and typed fields counted against what we promised."""

import re
from datetime import date

import pytest

from portal.demonstration.cooperation import SPORTS, story_of
from tests.browser.conftest import Walk
from tests.browser.server import Portal
from tests.browser.walker import Walker

LANGUAGES = ("en-US", "zh-CN")


def set_up(person: Walker, portal: Portal, situation: str) -> None:
    """Answer the one question and say who one is: four fields."""
    person.open(portal.set_up_link)
    person.choose("situation", situation)
    person.fill("organisation", "远山运动")
    person.fill("name", "林晓棠")
    person.fill("login", "xiaotang")
    person.fill("password", "walk slowly 7")
    person.send_form()


@pytest.mark.parametrize("language", LANGUAGES[:1])
def test_a_merchant_with_a_vendor_sees_an_explained_number_and_a_pdf(
    new_portal: Portal, walk: Walk, language: str
) -> None:
    anna = walk(new_portal, locale=language)
    set_up(anna, new_portal, "vendor")
    anna.fill("vendor_name", "云阶客服")
    anna.choose("platform", "jd")
    anna.fill("shop", "远山运动京东旗舰店")
    anna.fill("seats", "5")
    anna.fill("price", "4600")
    anna.page.locator("[name=month]").fill("2026-10")
    anna.fields += 1
    anna.send_form()
    anna.rail("/months")
    anna.follow(r"/months/1$")
    file = story_of(SPORTS, date(2026, 11, 22), 1).files[1]
    anna.give("file", {"name": file.name, "mimeType": "text/csv", "buffer": file.content})
    anna.page.wait_for_url(re.compile("submissions"))
    anna.send("/submit")
    anna.follow("/lines/")
    anna.page.wait_for_selector("#panel[open]")
