"""Claims about objections: who may say what next, and what follows for the line."""

from datetime import UTC, datetime

import pytest

from portal.kernel.errors import Refused
from portal.kernel.permissions import Side
from portal.sla.rules.claims import (
    Act,
    Said,
    claims_of,
    disputed_lines,
    need_allowed,
    need_free_line,
    relieved_lines,
)

AT = datetime(2026, 11, 3, tzinfo=UTC)
MERCHANT, VENDOR = Side.MERCHANT, Side.VENDOR


def said(act: Act, by: Side, line: str = "art") -> Said:
    return Said(act, line, by, "陈立", AT, "")


@pytest.mark.parametrize(
    ("acts", "by_vendor", "by_merchant", "disputed", "relieved"),
    [
        ([(Act.OBJECTED, VENDOR)], ["claim_dropped"], ["claim_refused", "claim_granted"], True, False),
        ([(Act.OBJECTED, VENDOR), (Act.CLAIM_GRANTED, MERCHANT)], [], [], False, True),
        ([(Act.OBJECTED, MERCHANT), (Act.CLAIM_GRANTED, VENDOR)], [], [], False, False),
        ([(Act.OBJECTED, VENDOR), (Act.CLAIM_DROPPED, VENDOR)], [], [], False, False),
        (
            [(Act.OBJECTED, VENDOR), (Act.CLAIM_REFUSED, MERCHANT)],
            ["claim_escalated", "claim_dropped"],
            ["claim_granted"],
            True,
            False,
        ),
        (
            [(Act.OBJECTED, VENDOR), (Act.CLAIM_REFUSED, MERCHANT), (Act.CLAIM_ESCALATED, VENDOR)],
            ["claim_dropped"],
            ["claim_granted"],
            True,
            False,
        ),
        ([(Act.RELIEF_CLAIMED, VENDOR)], ["claim_dropped"], ["claim_refused", "claim_granted"], False, False),
        ([(Act.RELIEF_CLAIMED, VENDOR), (Act.CLAIM_GRANTED, MERCHANT)], [], [], False, True),
    ],
)
def test_where_a_matter_stands_and_who_may_speak(
    acts: list[tuple[Act, Side]],
    by_vendor: list[str],
    by_merchant: list[str],
    disputed: bool,
    relieved: bool,
) -> None:
    claims = claims_of(said(act, by) for act, by in acts)
    assert [act.value for act in claims["art"].may(VENDOR)] == by_vendor
    assert [act.value for act in claims["art"].may(MERCHANT)] == by_merchant
    assert disputed_lines(claims.values()) == ({"art"} if disputed else set())
    assert relieved_lines(claims.values()) == ({"art"} if relieved else set())


def test_a_new_objection_follows_a_settled_one_and_keeps_its_own_words() -> None:
    claims = claims_of(
        [
            said(Act.CLAIM_DROPPED, VENDOR, "csat"),
            said(Act.OBJECTED, VENDOR),
            said(Act.CLAIM_DROPPED, VENDOR),
            said(Act.OBJECTED, MERCHANT),
        ]
    )
    assert list(claims) == ["art"]
    assert len(claims["art"].said) == 1
    assert claims["art"].is_open


def test_one_open_matter_at_a_time_and_relief_is_the_vendors() -> None:
    claims = claims_of([said(Act.OBJECTED, VENDOR)])
    need_free_line(claims, "csat", act=Act.RELIEF_CLAIMED, by=VENDOR)
    with pytest.raises(Refused, match="already"):
        need_free_line(claims, "art", act=Act.OBJECTED, by=MERCHANT)
    with pytest.raises(Refused, match="by the vendor"):
        need_free_line({}, "art", act=Act.RELIEF_CLAIMED, by=MERCHANT)


def test_nobody_grants_their_own_objection() -> None:
    claim = claims_of([said(Act.OBJECTED, VENDOR)])["art"]
    assert need_allowed(claim, act=Act.CLAIM_GRANTED, by=MERCHANT) is claim
    with pytest.raises(Refused):
        need_allowed(claim, act=Act.CLAIM_GRANTED, by=VENDOR)
    with pytest.raises(Refused):
        need_allowed(None, act=Act.CLAIM_GRANTED, by=MERCHANT)
