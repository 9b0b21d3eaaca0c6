"""Claims about relief: reasons, days, conversations, and the figures that remain."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from portal.kernel.errors import Invalid
from portal.sla.rules.exclusions import decided_figure, figures_without, slots_without_days
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.measurements import measured
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.pooling import Figures, slot_figures
from portal.sla.rules.relief import (
    MOST_CONVERSATIONS,
    REASONS,
    Details,
    Outcome,
    Scope,
    conversations_in,
    details_from_plain,
    details_to_plain,
    need_sound,
    reason_of,
)
from portal.sla.rules.values.dates import Days

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
MONTH = Days(FIRST, LAST)
THIRD = date(2026, 10, 3)
OUTAGE = Details("platform_outage", Scope.DAYS, THIRD, THIRD)


def on(day: date, consulted: int, replied: int) -> Figures:
    values = {"consult_users": consulted, "replied_users": replied}
    return slot_figures([FigureRow("", 1, values, Days(day, day))], MONTH)


GOOD, BAD = on(FIRST, 100, 99), on(THIRD, 100, 50)
WHOLE = slot_figures(
    [FigureRow("", 1, {"consult_users": 200, "replied_users": 149}, MONTH, is_total=True)], MONTH
)
BY_DAY = {FIRST: GOOD, THIRD: BAD}


def rate(figures: Figures) -> Fraction | None:
    found = measured(figures).get("reply_rate")
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (Details(reason="weather"), "one of the reasons"),
        (Details(scope=Scope.DAYS), "from which day"),
        (Details(scope=Scope.DAYS, first_day=FIRST), "from which day"),
        (Details(scope=Scope.DAYS, first_day=THIRD, last_day=FIRST), "before the first"),
        (Details(scope=Scope.DAYS, first_day=date(2026, 9, 30), last_day=FIRST), "in the service month"),
        (Details(scope=Scope.DAYS, first_day=LAST, last_day=date(2026, 11, 1)), "in the service month"),
        (Details(scope=Scope.CONVERSATIONS), "numbers of the conversations"),
        (
            Details(scope=Scope.CONVERSATIONS, conversations=("1",) * (MOST_CONVERSATIONS + 1)),
            "At most 500",
        ),
    ],
)
def test_what_cannot_be_claimed_is_refused_in_words(details: Details, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        need_sound(details, first_day=FIRST, last_day=LAST)


@pytest.mark.parametrize(
    "details",
    [
        Details(),
        OUTAGE,
        Details(scope=Scope.CONVERSATIONS, conversations=("a1", "a2")),
        Details(outcome=Outcome.FIGURE, values=(("reply_rate", 970_000),), by_expert=True),
        Details("other", Scope.DAYS, FIRST, LAST, platform="pdd", event="e-1"),
    ],
)
def test_what_was_said_survives_storage(details: Details) -> None:
    need_sound(details, first_day=FIRST, last_day=LAST)
    assert details_from_plain(details_to_plain(details)) == details


def test_nothing_said_is_stored_as_nothing() -> None:
    assert details_to_plain(Details()) == {}
    assert details_from_plain(None) == Details()


def test_every_reason_says_what_shows_it() -> None:
    assert len({one.key for one in REASONS}) == len(REASONS) == 8
    assert all(str(one.label) and str(one.evidence) for one in REASONS)
    assert reason_of("force_majeure") in REASONS
    assert reason_of("weather") is None


def test_conversation_numbers_are_read_as_people_paste_them() -> None:
    assert conversations_in("a1, a2；a3\na1\ta4、a5") == ("a1", "a2", "a3", "a4", "a5")


def test_the_line_is_judged_on_the_days_that_remain() -> None:
    files: dict[str, Any] = {"pdd|甲店|": WHOLE}
    left = figures_without([OUTAGE], files=files, days={"pdd|甲店|": BY_DAY}, wanted=["pdd|甲店|", "x"])
    assert rate(WHOLE) == Fraction(149, 2)
    assert rate(left) == 99


def test_what_is_left_without_conversations_stands_for_the_file_it_was_read_from() -> None:
    left = {
        "a": {
            "submission": 7,
            "figures": figures_to_plain(on(FIRST, 100, 80)),
            "days": {FIRST.isoformat(): figures_to_plain(GOOD), THIRD.isoformat(): figures_to_plain(BAD)},
        }
    }
    single = Details(scope=Scope.CONVERSATIONS, conversations=("c1",), left=left)
    given: dict[str, Any] = {"files": {"a": WHOLE}, "days": {}, "wanted": ["a"]}
    assert details_from_plain(details_to_plain(single)) == single
    assert rate(figures_without([single], **given, submissions={"a": 7})) == 80
    assert rate(figures_without([single, OUTAGE], **given, submissions={"a": 7})) == 99
    assert rate(figures_without([single], **given, submissions={"a": 8})) == Fraction(149, 2)
    assert rate(figures_without([single], **given)) == Fraction(149, 2)


def test_no_day_remains_and_there_is_no_figure() -> None:
    month = Details(scope=Scope.DAYS, first_day=FIRST, last_day=LAST)
    left = figures_without([month], files={"a": WHOLE}, days={"a": BY_DAY}, wanted=["a"])
    assert rate(left) is None


@pytest.mark.parametrize(
    ("platform", "days", "value", "without"),
    [
        ("", {}, Fraction(149, 2), ["pdd|甲店|"]),
        ("jd", {"pdd|甲店|": BY_DAY}, Fraction(149, 2), []),
        ("pdd", {"pdd|甲店|": BY_DAY}, Fraction(99), []),
        ("jd", {}, Fraction(149, 2), []),
    ],
)
def test_month_totals_and_other_platforms_stay_whole(
    platform: str, days: dict[str, Any], value: Fraction, without: list[str]
) -> None:
    claimed = Details("platform_outage", Scope.DAYS, THIRD, THIRD, platform=platform)
    files = {"pdd|甲店|": WHOLE}
    assert rate(figures_without([claimed], files=files, days=days, wanted=list(files))) == value
    assert slots_without_days(claimed, files=files, days=days, wanted=["pdd|甲店|", "x"]) == without


def test_a_figure_both_sides_found_right_is_judged_like_a_typed_one() -> None:
    assert rate(decided_figure({"consult_users": 1000, "replied_users": 970}, MONTH)) == 97


def test_days_cover_both_ends_and_nothing_without_days() -> None:
    assert OUTAGE.covers(THIRD)
    assert not OUTAGE.covers(FIRST)
    assert not Details().covers(THIRD)
