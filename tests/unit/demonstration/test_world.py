"""Claims about the invented world: its numbers hold, its files are read, and its months tell the intended story."""

from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from portal.contracts.rules.readiness import problems
from portal.demonstration.agreements import terms_of
from portal.demonstration.cooperation import (
    COOPERATIONS,
    SPORTS,
    Cooperation,
    MonthStory,
    first_month,
    stories,
)
from portal.demonstration.uploads import FAULTY, write_uploads
from portal.demonstration.world import EVERYBODY, MERCHANTS, VENDORS
from portal.infra.tables.reading import read_table
from portal.kernel.errors import Invalid
from portal.kernel.identifiers import check_taiwan_ubn, check_uscc
from portal.kernel.periods import add_months
from portal.kernel.permissions import Role
from portal.sla.actions.reading import read_figures
from portal.sla.actions.wanted import Wanted
from portal.sla.rules.imported import ColumnMapping, Expected
from portal.sla.rules.importing import read_submission
from portal.sla.rules.measurements import measured
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures, month_figures
from portal.sla.rules.tools.registry import known_heading
from portal.sla.rules.values.dates import Days

TODAYS = (date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2026, 12, 31))
PRESENT = TODAYS[0]


@cache
def told(cooperation: Cooperation) -> tuple[tuple[MonthStory, Figures], ...]:
    return tuple((story, figures_of(story)) for story in stories(cooperation, PRESENT))


def figures_of(story: MonthStory) -> Figures:
    slots = []
    for file in story.files:
        wanted = Wanted(
            name=file.name,
            tool=file.shop.tool,
            slot_tool=file.shop.tool,
            slot_shop=file.shop.name,
            first_day=story.month.first_day.isoformat(),
            last_day=story.month.last_day.isoformat(),
            until=story.month.last_day.isoformat(),
            zone="Asia/Shanghai",
            currency_digits=2,
            mappings={},
        )
        found = read_figures(file.content, wanted)
        assert [(error["reason"], error["value"]) for error in found.errors] == []
        assert found.questions == []
        slots.append(figures_from_plain(found.figures))
    return month_figures(slots)


def results(cooperation: Cooperation, *metrics: str) -> list[tuple[Fraction | None, ...]]:
    found = [measured(figures) for story, figures in told(cooperation) if story.files]
    return [tuple(one[metric].value for metric in metrics) for one in found]


def test_numbers_of_companies_only_look_real_but_pass_the_check() -> None:
    checks = [
        check_taiwan_ubn(cast.identifier) if cast.country == "TW" else check_uscc(cast.identifier)
        for cast in (*MERCHANTS, *VENDORS)
    ]
    assert all(check.is_valid for check in checks)


def test_every_account_is_used_once_and_every_party_has_each_role_it_needs() -> None:
    accounts = [person.account for cast in EVERYBODY for person in cast.people]
    assert len(set(accounts)) == len(accounts)
    for cast in (*MERCHANTS, *VENDORS):
        for role in (Role.OWNER, Role.MANAGER, Role.FINANCE, Role.SIGNATORY):
            assert cast.who(role)


@pytest.mark.parametrize("cooperation", COOPERATIONS, ids=lambda one: one.key)
def test_every_contract_could_be_sent_for_signature(cooperation: Cooperation) -> None:
    assert problems(terms_of(cooperation, start=date(2026, 1, 1))) == ()


@pytest.mark.parametrize("cooperation", COOPERATIONS, ids=lambda one: one.key)
def test_every_export_is_read_without_an_error_or_a_question(cooperation: Cooperation) -> None:
    assert [figures for story, figures in told(cooperation) if story.files and not figures.counts] == []


@pytest.mark.parametrize("today", TODAYS)
@pytest.mark.parametrize("cooperation", COOPERATIONS, ids=lambda one: one.key)
def test_the_months_follow_without_a_gap_and_end_in_the_present_one(
    cooperation: Cooperation, today: date
) -> None:
    months = [story.month for story in stories(cooperation, today)]
    assert len(months) == cooperation.months
    assert all(later == earlier.next() for earlier, later in pairwise(months))
    assert months[-1].contains(today)
    assert add_months(first_month(cooperation, today).first_day, cooperation.months) > today


def test_the_same_day_tells_the_same_story() -> None:
    first, second = (
        [
            file.content
            for story in stories(SPORTS, PRESENT)
            for file in story.files
            if file.name.endswith("csv")
        ]
        for _ in range(2)
    )
    assert first == second


def test_the_large_shop_is_served_well_but_for_the_two_months_after_people_left() -> None:
    answers = results(SPORTS, "frt_avg", "csat")
    slow = [place for place, (frt, _) in enumerate(answers) if frt is not None and frt > 30]
    unhappy = [place for place, (_, csat) in enumerate(answers) if csat is not None and csat < 90]
    back = [SPORTS.months - 1 - place for place in slow]
    assert back == [13, 5, 4] or back == [5, 4]
    assert [SPORTS.months - 1 - place for place in unhappy if place] == [5, 4]


def test_double_eleven_brings_the_most_buyers() -> None:
    volumes = {
        story.month.month: figures.counts["consult_users"].value
        for story, figures in told(SPORTS)
        if story.back
    }
    assert max(volumes, key=lambda month: volumes[month]) == 11


def test_one_month_of_the_contract_abroad_has_no_figures() -> None:
    empty = [story.month.key for story in stories(COOPERATIONS[2], PRESENT) if not story.files]
    assert len(empty) == 1


def test_the_files_to_try_by_hand_are_good_but_for_the_folder_of_faulty_ones(tmp_path: Path) -> None:
    written = write_uploads(tmp_path, PRESENT)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "README.txt"]
    faulty = [path for path in files if path.parent.name == FAULTY]
    assert len(files) == written
    assert len(faulty) == 7
    assert [path.name for path in faulty if not is_refused(path)] == []


def is_refused(path: Path) -> bool:
    try:
        table = read_table(path.read_bytes(), name=path.name, known=known_heading)
    except Invalid:
        return True
    october = Days(date(2026, 10, 1), date(2026, 10, 31))
    return not read_submission(table.sheets, ColumnMapping("jd"), Expected(october)).may_be_submitted
