"""The first ten minutes of each kind of user, with clicks and typed fields counted against what we promised."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.periods import ServiceMonth
from tests.browser.chain import (
    enter_contract,
    invitation_on,
    jd_export,
    join,
    set_up,
    upload,
    wait_for_link,
    wait_for_pdf,
)
from tests.browser.conftest import Walk
from tests.browser.server import Portal

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
THIS_MONTH = ServiceMonth(TODAY.year, TODAY.month)
LAST_MONTH = THIS_MONTH.previous()


def test_a_merchant_with_a_vendor_and_the_vendor_after_its_invitation(new_portal: Portal, walk: Walk) -> None:
    anna = walk(new_portal, locale="zh-CN")
    set_up(anna, new_portal, "vendor")
    enter_contract(anna, month=LAST_MONTH)
    invitation = invitation_on(anna.page)
    anna.rail("/months")
    anna.follow(r"/months/1$")
    upload(anna, jd_export(LAST_MONTH, TODAY))
    anna.send("/submit")
    anna.click(anna.link("/lines/art"))
    anna.page.locator("#panel[open]").wait_for()
    assert "Σ" in anna.page.locator("#panel").inner_text()
    anna.page.keyboard.press("Escape")
    accepting = anna.clicks
    anna.send("/accept")
    assert anna.clicks - accepting <= 2
    wait_for_link(anna, "/reviews", r"/reviews/\d+$")
    anna.clicks += 1
    anna.follow(r"/reviews/\d+$")
    wait_for_pdf(anna)
    assert anna.clicks <= 18
    assert anna.fields <= 10

    bo = walk(new_portal, locale="zh-CN")
    join(bo, new_portal, invitation, name="苏念", login="sunian")
    bo.rail("/months")
    bo.follow(r"/months/2$")
    upload(bo, jd_export(THIS_MONTH, TODAY))
    bo.send("/submit")
    assert bo.page.locator("a[href*='/lines/art']").first.inner_text().strip() != "–"
    assert bo.clicks <= 9


def test_a_merchant_looking_for_a_vendor_sees_people_cost_and_three_invitations(
    new_portal: Portal, walk: Walk
) -> None:
    anna = walk(new_portal, locale="en-US", permissions=["clipboard-read", "clipboard-write"])
    set_up(anna, new_portal, "seeking")
    begun = anna.fields
    anna.choose("platform", "douyin")
    anna.fill("conversations", "420")
    anna.page.locator("[name=starts_on]").fill((TODAY + timedelta(days=30)).isoformat())
    anna.send_form()
    shown = anna.page.locator("main").inner_text()
    assert "People on a normal day" in shown
    assert "Market price a month" in shown
    anna.follow(r"/ask$")
    anna.fill("vendors", "云阶客服\n听澜服务\n新枝电商")
    anna.send_form()
    copies = anna.page.locator("button[data-copy-from]")
    assert copies.count() == 3
    for place in range(3):
        anna.click(copies.nth(place))
        assert "/join/" in anna.page.evaluate("navigator.clipboard.readText()")
    assert anna.fields - begun <= 6
    assert anna.clicks <= 12


@pytest.mark.parametrize("language", ["en-US"])
def test_objecting_to_a_month_takes_four_clicks(new_portal: Portal, walk: Walk, language: str) -> None:
    anna = walk(new_portal, locale=language)
    set_up(anna, new_portal, "vendor", size="small")
    enter_contract(anna, month=LAST_MONTH)
    anna.rail("/months")
    anna.follow(r"/months/1$")
    upload(anna, jd_export(LAST_MONTH, TODAY))
    anna.send("/submit")
    anna.open("/")
    before = anna.clicks
    anna.follow(r"/months/1$")
    anna.click(anna.page.locator("main details.fold:has(form[action$='/return']) summary"))
    anna.fill("comment", "晚班数据与后台截图不一致，请核对。")
    anna.send("/return")
    assert anna.clicks - before <= 4
