"""Stored words are said as the reader's language says them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g

from portal.infra.i18n import say, say_last_day, say_month, speaking
from portal.kernel.messages import message


@pytest.mark.parametrize(
    ("language", "stored", "said"),
    [
        ("en", "2026-11", "Check November 2026"),
        ("zh-Hans", "2026-11", "Check 2026年11月"),
        ("zh-Hant", "2026-01", "Check 2026年1月"),
        ("zh-Hans", "2026-11-05", "Check 2026年11月5日"),
        ("en", "2026-13", "Check 2026-13"),
        ("en", "2026-02-30", "Check 2026-02-30"),
        ("en", "HT-2026-0001", "Check HT-2026-0001"),
    ],
)
def test_a_month_or_day_stored_as_text_is_said_like_one(
    app: Flask, language: str, stored: str, said: str
) -> None:
    with app.test_request_context("/"), speaking(language):
        assert say(message("Check %(what)s", what=stored)) == said


def test_a_month_is_said_by_the_key_it_is_stored_under(app: Flask) -> None:
    with app.test_request_context("/"), speaking("zh-Hans"):
        assert say_month("2026-03") == "2026年3月"


@pytest.mark.parametrize(
    ("due", "zone", "said"),
    [
        (datetime(2026, 12, 5, 16, tzinfo=UTC), "Asia/Shanghai", "2026年12月5日"),
        (datetime(2026, 12, 5, 2, 15, tzinfo=UTC), "Asia/Shanghai", "2026年12月5日"),
        (datetime(2026, 12, 5, 17, tzinfo=UTC), "Asia/Shanghai", "2026年12月6日"),
        (datetime(2026, 12, 6, tzinfo=UTC), None, "2026年12月5日"),
        (None, None, "—"),
    ],
)
def test_what_is_due_at_midnight_is_due_on_the_day_before(
    app: Flask, due: datetime | None, zone: str | None, said: str
) -> None:
    with app.test_request_context("/"), speaking("zh-Hans"):
        g.time_zone = ZoneInfo(zone) if zone else None
        assert say_last_day(due) == said
