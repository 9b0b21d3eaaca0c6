"""Stored words are said as the reader's language says them."""

import pytest
from flask import Flask

from portal.infra.i18n import say, say_month, speaking
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
