"""The main job from end to end, as both parties, in both languages: from the requirement to the paid invoice."""

import hashlib
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.periods import ServiceMonth
from tests.browser.chain import (
    SHOP,
    jd_export,
    join,
    messages_on,
    quote,
    set_up,
    sha256_shown,
    sign,
    upload,
    wait_for_link,
    wait_for_pdf,
)
from tests.browser.conftest import Walk
from tests.browser.reading import problems_of
from tests.browser.server import Portal
from tests.browser.walker import Walker

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
THIS_MONTH = ServiceMonth(TODAY.year, TODAY.month)


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_the_whole_chain(new_portal: Portal, walk: Walk, language: str) -> None:
    anna, bo, ci = (walk(new_portal, locale=language) for _ in range(3))
    ask_for_quotes(anna, new_portal)
    links = messages_on(anna)
    assert len(links) == 3
    anna.send("/withdraw", nth=2)

    join(bo, new_portal, links[0], name="苏念", login="sunian")
    quote(bo, price="4600", years="9")
    join(ci, new_portal, links[1], name="梁小溪", login="liang")
    quote(ci, price="5400", years="2")
    ci.menu()
    ci.send("/withdraw")
    quote(ci, price="5200", years="2")

    choose(anna)
    complete_and_send(anna)
    bo.open("/contracts")
    bo.follow(r"/contracts/1$")
    wait_for_pdf(bo)
    sign(bo, "许牧之")
    anna.open("/contracts/1")
    sign(anna, "陆景行")

    deliver(bo)
    answer(anna, bo)
    settle(anna, bo)
    both_read_the_same(anna, bo)
    sees_nothing(ci)


def ask_for_quotes(anna: Walker, portal: Portal) -> None:
    """Five fields, then three vendors by name."""
    set_up(anna, portal, "seeking")
    anna.choose("platform", "jd")
    anna.fill("conversations", "340")
    anna.fill("starts_on", TODAY.isoformat())
    anna.fill("budget", "30000")
    anna.send_form()
    anna.follow(r"/ask$")
    anna.fill("vendors", "云阶客服\n听澜服务\n新枝电商")
    anna.send_form()


def choose(anna: Walker) -> None:
    """Compare, look behind a score, and choose with a reason."""
    anna.open("/requirements/1/comparison")
    anna.click(
        anna.page.locator("main table.comparison button[popovertarget], main table.comparison .why").first
    )
    anna.open("/requirements/1/comparison")
    anna.follow(r"/award$")
    anna.fill("reason", "同类目经验足，晚班承诺明确。")
    anna.send_form()


def complete_and_send(anna: Walker) -> None:
    """Fill what the draft lacks, send it, recall it, begin a new version and send that."""
    anna.rail("/contracts")
    anna.follow(r"/contracts/1$")
    anna.follow(r"/edit/shops$")
    anna.fill("shops-0-name", SHOP)
    anna.send_form()
    read_the_schedule(anna)
    anna.open("/contracts/1")
    anna.send("/send")
    anna.menu()
    anna.send("/recall")
    anna.send("/revise")
    anna.open("/contracts/1")
    anna.send("/send")


def read_the_schedule(anna: Walker) -> None:
    """Look at the form of the first line of the schedule and at the one that adds a line."""
    anna.open("/contracts/1/sla/1")
    addition = anna.page.locator("main a[href*='/sla/']").last.get_attribute("href") or ""
    for address in ("/contracts/1/sla/1", addition):
        anna.open(address)
        if anna.page.locator("html").get_attribute("lang") == "zh-Hans":
            assert problems_of(anna, address) == []


def deliver(bo: Walker) -> None:
    """The vendor uploads a file with a mistake, reads what is wrong with it, then uploads the right one."""
    bo.rail("/months")
    bo.follow(r"/months/1$")
    wrong = f"日期,客服,接待量\r\n{TODAY.isoformat()},京小朵,-3\r\n".encode("gb18030")
    upload(bo, {"name": "错误.csv", "mimeType": "text/csv", "buffer": wrong})
    assert "-3" in bo.page.locator("main table").first.inner_text()
    assert bo.page.locator("main form[action$='/submit']").count() == 0
    bo.open("/months/1")
    upload(bo, jd_export(THIS_MONTH, TODAY))
    bo.send("/submit")
    bo.send("/hand-in")


def answer(anna: Walker, bo: Walker) -> None:
    """The merchant returns the month with a comment, the vendor sends a new version, the merchant accepts."""
    anna.rail("/months")
    anna.follow(r"/months/1$")
    anna.click(anna.page.locator("main details.fold:has(form[action$='/return']) summary"))
    anna.fill("comment", "晚班数据与后台截图不一致，请核对。")
    anna.send("/return")
    bo.open("/months/1")
    upload(bo, jd_export(THIS_MONTH, TODAY, seed=2))
    bo.fill("reason", "已按后台重新导出。")
    bo.send("/submit")
    anna.open("/months/1")
    anna.send("/accept")


def settle(anna: Walker, bo: Walker) -> None:
    """An invoice is issued and made void, the month opened again and accepted, and the next invoice paid."""
    issue(bo, 1)
    bo.menu()
    bo.follow(r"/void$")
    bo.fill("reason", "商家要求更正数据。")
    bo.send_form()
    anna.open("/months/1")
    anna.click(anna.page.locator("main details.fold:has(form[action$='/reopen']) summary"))
    anna.fill("comment", "重新核对晚班数据。")
    anna.send("/reopen")
    anna.send("/accept")
    issue(bo, 2)
    anna.rail("/invoices")
    anna.follow(r"/invoices/2$")
    anna.follow(r"/payment$")
    anna.send_form()


def issue(bo: Walker, number: int) -> None:
    """Wait for the draft, then issue it and wait for its PDF."""
    wait_for_link(bo, "/invoices", rf"/invoices/{number}$")
    bo.follow(rf"/invoices/{number}$")
    bo.send("/issue")
    wait_for_pdf(bo)


def both_read_the_same(anna: Walker, bo: Walker) -> None:
    """Both sides download the same files, whose fingerprint the pages show."""
    for address in ("/contracts/1", "/invoices/2", "/reviews/2"):
        copies = []
        for person in (anna, bo):
            person.open(address)
            file = wait_for_pdf(person)
            copies.append(person.context.request.get(person.url + file).body())
            assert hashlib.sha256(copies[-1]).hexdigest() == sha256_shown(person)
        assert copies[0] == copies[1]
        assert copies[0].startswith(b"%PDF-")


def sees_nothing(ci: Walker) -> None:
    """The vendor that was not chosen finds nothing of all this."""
    for address in ("/contracts/1", "/months/1", "/invoices/1", "/reviews/1", "/submissions/1"):
        answered = ci.context.request.get(ci.url + address)
        assert answered.status == 404, address
    assert not re.search(r"/contracts/\d", ci.open("/contracts").content())
