"""Pages that the demonstration shows empty: many files at once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.kernel.periods import ServiceMonth
from tests.browser.chain import enter_contract, jd_export, set_up
from tests.browser.conftest import Walk
from tests.browser.reading import problems_of
from tests.browser.server import Portal

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
LAST_DAY = TODAY.replace(day=1) - timedelta(days=1)
LAST_MONTH = ServiceMonth(LAST_DAY.year, LAST_DAY.month)


def test_many_files_are_sorted_on_a_page_one_can_read(new_portal: Portal, walk: Walk) -> None:
    anna = walk(new_portal, locale="zh-CN")
    set_up(anna, new_portal, "vendor", size="small")
    enter_contract(anna, month=LAST_MONTH)
    anna.open("/months/upload")
    anna.give(
        "files",
        jd_export(LAST_MONTH, TODAY),
        {"name": "说明.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"},
    )
    anna.page.wait_for_url("**/months/upload/*")
    anna.look()
    assert problems_of(anna, "/months/upload/1") == []
    anna.open("/months/upload")
    assert problems_of(anna, "/months/upload") == []
