"""The steps of the main job as a person takes them, from the first link to the paid invoice, in any language."""

import re
from datetime import date
from random import Random

from playwright.sync_api import Page

from portal.demonstration.cooperation import AGENTS_JD
from portal.demonstration.exports import JD, as_csv, exported
from portal.demonstration.work import Quality, shift_work
from portal.kernel.periods import ServiceMonth
from tests.browser.server import Portal
from tests.browser.walker import Walker

PASSWORD = "walk slowly 7"
SHOP = "远山运动京东旗舰店"
LINK = re.compile(r"https?://\S+?(/join/\S+)")


def jd_export(month: ServiceMonth, today: date, *, seed: int = 1) -> dict[str, object]:
    """A JD export of the days of a month that have come, as a browser hands it over."""
    days = [day for day in month.days() if day <= today]
    rows = shift_work(Random(seed), days, AGENTS_JD, buyers_a_day=340, quality=Quality(first_response=18))
    content = as_csv(exported(JD, rows, shop=SHOP), "gb18030")
    return {"name": f"京东客服数据_{month.key}.csv", "mimeType": "text/csv", "buffer": content}


def set_up(person: Walker, portal: Portal, situation: str, *, size: str = "medium") -> None:
    """Answer the one question and say who one is: four fields, at most three clicks."""
    person.open(portal.set_up_link)
    if situation != "vendor":
        person.choose("situation", situation)
    if size != person.page.locator("[name=size]:checked").get_attribute("value"):
        person.choose("size", size)
    person.fill("organisation", "远山运动")
    person.fill("name", "林晓棠")
    person.fill("login", "xiaotang")
    person.fill("password", PASSWORD)
    person.send_form()


def enter_contract(person: Walker, *, month: ServiceMonth, vendor: str = "云阶客服") -> None:
    """Enter the contract one has: five fields and two lists."""
    person.fill("vendor_name", vendor)
    person.choose("platform", "jd")
    person.fill("shop", SHOP)
    person.fill("seats", "5")
    person.fill("price", "4600")
    person.fill("month", month.key)
    person.send_form()


def upload(person: Walker, file: dict[str, object]) -> None:
    """Choose a file on the page of a month; it is read at once."""
    person.give("file", file)
    person.page.wait_for_url(re.compile("/submissions/"))
    person.look()


def invitation_on(page: Page, place: str = "textarea") -> str:
    """The joining link in a message ready to be copied."""
    found = LINK.search(page.locator(place).first.input_value())
    assert found, page.url
    return found[1]


def join(person: Walker, portal: Portal, link: str, *, name: str, login: str) -> None:
    """Come in by a one-time link: three fields and one click."""
    person.open(portal.url + link)
    person.fill("name", name)
    person.fill("login", login)
    person.fill("password", PASSWORD)
    person.send_form()


def wait_for_pdf(person: Walker) -> str:
    """Wait until the document on the page is made; returns where its file is."""
    place = person.page.locator("main .document a[href$='/file']").first
    place.wait_for(timeout=60_000)
    return str(place.get_attribute("href"))


def sha256_shown(person: Walker) -> str:
    """The fingerprint of the file that the page shows."""
    return person.page.locator("main .document details code").first.text_content() or ""


def messages_on(person: Walker) -> list[str]:
    """All joining links that stand on the page in messages ready to be copied."""
    texts = [box.input_value() for box in person.page.locator("main textarea").all()]
    return [found[1] for text in texts if (found := LINK.search(text))]


def quote(person: Walker, *, price: str, years: str) -> None:
    """Answer a request for quotes from its page: a price, a fact, and send."""
    person.follow(r"/quote$")
    person.choose("lines-0-kind", "seat_month")
    person.fill("lines-0-price", price)
    person.fill("agents", "120")
    person.fill("years", years)
    person.send_form()


def sign(person: Walker, name: str) -> None:
    """Sign the contract on its page with everything that is asked for."""
    person.fill("name", name)
    person.page.locator("#sign [name=has_authority]").check()
    person.page.locator("#sign [name=consents]").check()
    person.clicks += 2
    person.send("/sign#sign")


def wait_for_link(person: Walker, address: str, pattern: str) -> None:
    """Look at a page again until the background work has put a link on it."""
    for _ in range(60):
        person.open(address)
        links = person.page.locator("main a[href]")
        if any(re.search(pattern, link.get_attribute("href") or "") for link in links.all()):
            return
        person.page.wait_for_timeout(500)
    raise AssertionError(f"{address}: no {pattern} appeared")
