"""Claims about hours of service: which times of a month are judged, and what is said where a file cannot tell."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.contracts.rules.schedule import Measurement
from portal.contracts.rules.service import StaffedHours
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.tally import Tally
from portal.sla.rules.conversation_files import about_hours
from portal.sla.rules.hours import judged_times, service_days
from portal.sla.rules.months import judge
from portal.sla.rules.pooling import FIRST_RESPONSES, Figures
from tests.unit.sla.cases import NOVEMBER, inputs_of, line, replies, terms_with

LIMITED = Measurement(service_hours_only=True)


def staffed(*kinds: str, **changes: Any) -> ContractTerms:
    windows = tuple(StaffedHours(kind, "day", 540, 1080, 2) for kind in kinds)
    return terms_with(line(), windows=windows, measurement=LIMITED, **changes)


def test_a_contract_judges_all_times_unless_it_says_otherwise() -> None:
    assert judged_times(replace(staffed("every_day"), measurement=Measurement()), NOVEMBER) == ()


@pytest.mark.parametrize(("kinds", "days"), [(("every_day",), 30), (("normal",), 21), (("双十一",), 0)])
def test_the_staffed_hours_of_known_kinds_of_day_are_judged(kinds: tuple[str, ...], days: int) -> None:
    found = judged_times(staffed(*kinds), NOVEMBER)
    assert len(found) == days
    assert all(end - start == 540 for start, end in found)


def test_holidays_and_days_made_up_change_the_hours() -> None:
    found = judged_times(
        staffed("normal", "legal_holiday"),
        NOVEMBER,
        legal_holidays=[date(2026, 11, 1)],
        make_up_days=[date(2026, 11, 7)],
    )
    assert len(found) == 23


def test_a_file_without_times_is_judged_whole_and_that_is_said() -> None:
    def said(found: Figures) -> bool:
        (result,) = judge(inputs_of(staffed("every_day"), found)).evaluation.lines
        return any("does not say when conversations began" in str(reason) for reason in result.reasons)

    assert said(replies(90))
    assert not said(replace(replies(90), spreads={FIRST_RESPONSES: ((1000, 90),)}))


def test_conversations_outside_the_hours_are_named() -> None:
    layout = Layout((), NOVEMBER.first_day, NOVEMBER.day_after, open=((0, 60),))
    tally = Tally()
    tally.group((0, 0, "Ann"))[0:3] = [5, 1, 3]
    assert [str(one) for one in about_hours(tally, layout)] == [
        "1 conversations began outside the hours of service and are not judged."
    ]
    assert about_hours(tally, replace(layout, open=())) == []
    tally.group((0, 0, "Ann"))[2] = 4
    assert about_hours(tally, layout) == []


@pytest.mark.parametrize(
    ("kinds", "days"),
    [((), 30), (("双十一",), 30), (("every_day",), 30), (("normal",), 21), (("normal", "legal_holiday"), 22)],
)
def test_days_of_service_are_those_on_which_hours_begin(kinds: tuple[str, ...], days: int) -> None:
    found = service_days(
        staffed(*kinds), NOVEMBER.first_day, NOVEMBER.last_day, legal_holidays=[date(2026, 11, 1)]
    )
    assert found == days
