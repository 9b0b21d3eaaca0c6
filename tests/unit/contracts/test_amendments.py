"""Terms change on a day, and every day is judged by the version that held on it."""

from datetime import date

import pytest

from portal.contracts.rules.amendments import EffectiveTerms, slices, terms_on
from portal.contracts.rules.terms import ContractTerms

FIRST = EffectiveTerms(1, date(2026, 11, 1), ContractTerms(title="first"))
RAISED = EffectiveTerms(2, date(2026, 11, 16), ContractTerms(title="raised"))
CORRECTED = EffectiveTerms(3, date(2026, 11, 16), ContractTerms(title="corrected"))


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), 1),
        (date(2026, 11, 15), 1),
        (date(2026, 11, 16), 3),
        (date(2027, 1, 1), 3),
    ],
)
def test_the_latest_version_that_has_begun_holds(day: date, version: int | None) -> None:
    held = terms_on([CORRECTED, FIRST, RAISED], day)
    assert (held.version if held else None) == version


def test_a_month_is_cut_where_the_terms_change() -> None:
    cut = slices([FIRST, RAISED], start=date(2026, 11, 1), end=date(2026, 12, 1))
    assert [(one.start, one.end, one.terms.version) for one in cut] == [
        (date(2026, 11, 1), date(2026, 11, 16), 1),
        (date(2026, 11, 16), date(2026, 12, 1), 2),
    ]


def test_days_before_the_contract_fall_out() -> None:
    cut = slices([FIRST], start=date(2026, 10, 26), end=date(2026, 11, 26))
    assert [(one.start, one.end) for one in cut] == [(date(2026, 11, 1), date(2026, 11, 26))]
