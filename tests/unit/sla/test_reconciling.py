"""Two files side by side: how their figures match, what the contract lets follow, and what may be done."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.contracts.rules.schedule import Measurement, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.errors import Conflict, Refused
from portal.sla.rules.parts import Part
from portal.sla.rules.pooling import Figures, Grain, PooledCount
from portal.sla.rules.pooling import PooledPart as Pooled
from portal.sla.rules.reconciling import (
    Comparison,
    Match,
    compared,
    consequence,
    is_verified,
    may_propose,
    need_comparison,
)

TERMS = ContractTerms(
    sla=(
        SlaLine("reply_rate", 1, Decimal(98)),
        SlaLine("reply_rate", 1, Decimal(95), shops=("A",)),
        SlaLine("csat", 1, Decimal(90)),
        SlaLine("reception_volume", 1, Decimal(10)),
    )
)


def figures(replied: int | None = None, received: int | None = None) -> Figures:
    parts = {} if replied is None else {"reply_rate": Pooled(Part(replied, 1000), Grain.TOTAL, False, 1)}
    counts = {} if received is None else {"received_users": PooledCount(received, Grain.TOTAL, False, 1)}
    return Figures(parts, counts)


@pytest.mark.parametrize(
    ("submitted", "export", "match", "percent"),
    [
        (980, 980, Match.EQUAL, 0),
        (980, 975, Match.WITHIN, Fraction(5 * 100, 975)),
        (980, 900, Match.BEYOND, Fraction(80 * 100, 900)),
        (1, 0, Match.BEYOND, None),
        (0, 0, Match.EQUAL, None),
        (None, 900, Match.ONE_SIDED, None),
        (900, None, Match.ONE_SIDED, None),
    ],
)
def test_figures_match_within_a_share_of_the_export(
    submitted: int | None, export: int | None, match: Match, percent: Fraction | None
) -> None:
    (row,) = compared(TERMS, figures(submitted), figures(export))
    assert (row.match, row.percent) == (match, percent)


def test_each_metric_is_compared_once_and_only_where_a_file_gives_it() -> None:
    rows = compared(TERMS, figures(900, 50), figures(900))
    assert [row.definition.key for row in rows] == ["reply_rate", "reception_volume"]
    assert [row.match for row in rows] == [Match.EQUAL, Match.ONE_SIDED]
    assert not is_verified(rows)
    assert "not in it: 1" in str(consequence(TERMS, rows))
    assert is_verified(compared(TERMS, figures(900), figures(900, 50)))


def test_the_contract_sets_the_tolerance() -> None:
    strict = replace(TERMS, measurement=Measurement(tolerance_percent=Decimal("0.1")))
    assert compared(strict, figures(980), figures(975))[0].match is Match.BEYOND


@pytest.mark.parametrize(
    ("source", "submitted", "export", "words"),
    [
        ("platform", 980, 980, "confirms"),
        ("platform", 980, None, "no figure in common"),
        ("platform", 980, 800, "counts once the vendor accepts"),
        ("merchant", 980, 800, "counts once the vendor accepts"),
        ("vendor", 980, 800, "raise an objection"),
    ],
)
def test_what_follows_is_said_by_the_contract(
    source: str, submitted: int, export: int | None, words: str
) -> None:
    terms = replace(TERMS, measurement=Measurement(prevailing_source=source))
    assert words in str(consequence(terms, compared(terms, figures(submitted), figures(export))))


def test_only_an_export_that_prevails_and_differs_is_proposed() -> None:
    differs, same = (compared(TERMS, figures(980), figures(one)) for one in (800, 980))
    may_propose(TERMS, differs)
    with pytest.raises(Refused):
        may_propose(TERMS, same)
    with pytest.raises(Refused):
        may_propose(replace(TERMS, measurement=Measurement(prevailing_source="vendor")), differs)


def test_nothing_in_common_confirms_nothing() -> None:
    assert not is_verified(compared(TERMS, figures(980), figures(None, 5)))


def test_an_act_needs_the_comparison_where_it_stands() -> None:
    need_comparison("proposed", Comparison.PROPOSED)
    with pytest.raises(Conflict):
        need_comparison("accepted", Comparison.PROPOSED)
