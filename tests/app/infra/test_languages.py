"""What a reader sees: values in their language, in the language they chose."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.infra.i18n import in_languages, language, say, say_percent, speaking
from portal.kernel.messages import message
from portal.kernel.metrics import metric
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("en", None, "—"),
        ("en", True, "yes"),
        ("en", "as typed", "as typed"),
        ("en", 1234567, "1,234,567"),
        ("en", -5, "−5"),
        ("en", Decimal("98.50"), "98.5"),
        ("en", Fraction(1, 4), "0.25"),
        ("en", Money(-180000, "CNY"), "CNY −1,800.00"),
        ("zh-Hans", Money(180000, "CNY"), "CNY 1,800.00"),
        ("zh-Hant", Money(10500, "TWD"), "TWD 10,500"),
        ("en", ServiceMonth(2026, 11), "November 2026"),
        ("zh-Hans", ServiceMonth(2026, 11), "2026年11月"),
        ("en", date(2026, 11, 22), "Nov 22, 2026"),
        ("zh-Hans", date(2026, 11, 22), "2026年11月22日"),
        ("en", datetime(2026, 11, 22, 8, 5, tzinfo=UTC), "2026-11-22 08:05"),
        ("en", [1, "b"], "1, b"),
        ("zh-Hans", [1, "b"], "1、b"),
        ("zh-Hans", message("%(a)s / %(b)s", a=Money(1, "CNY"), b=message("%(n)s", n=2)), "CNY 0.01 / 2"),
    ],
)
def test_a_value_is_said_as_the_reader_writes_it(app, tag, value, said):
    with app.test_request_context(), speaking(tag):
        assert say(value) == said


def test_a_metric_is_called_by_its_name_in_the_readers_language(app):
    with app.test_request_context(), speaking("zh-Hans"):
        assert say(metric("csat").name) == "客服满意率"


def test_percentages_carry_their_sign_and_no_data_is_a_dash(app):
    with app.test_request_context(), speaking("en"):
        assert say_percent(Fraction(953, 1000)) == "95.3 %"
        assert say_percent(None) == "—"


@pytest.mark.parametrize(
    ("accepted", "cookie", "expected"),
    [
        ("zh-TW,en;q=0.5", None, "zh-Hant"),
        ("zh-CN", None, "zh-Hans"),
        ("fr, en;q=0.4", None, "en"),
        ("fr", None, "en"),
        ("en", "zh-Hans", "zh-Hans"),
        ("en", "tlh", "en"),
    ],
)
def test_the_language_follows_the_choice_and_then_the_browser(app, accepted, cookie, expected):
    headers = {"Accept-Language": accepted} | ({"Cookie": f"language={cookie}"} if cookie else {})
    with app.test_request_context(headers=headers):
        assert language() == expected


def test_a_document_says_a_phrase_in_its_languages_without_repeating_itself(app):
    with app.test_request_context():
        assert in_languages("%(n)s", ["zh-Hans", "en"], n=3) == ["3"]
        assert len(in_languages("Merchant", ["zh-Hans", "en"])) == 2
