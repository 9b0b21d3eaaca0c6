"""Claims about objections and relief: who may say what next, and what follows for the line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Refused
from portal.kernel.permissions import Side
from portal.sla.rules.claims import (
    ENDS,
    RAISES,
    Act,
    Said,
    as_if,
    claims_of,
    decided_days_late,
    decided_figures,
    decided_quantities,
    disputed_lines,
    lines_with_relief_claimed,
    matters_of,
    need_allowed,
    need_free_line,
    need_window,
    partly_relieved,
    relieved_lines,
)
from portal.sla.rules.keys import is_of_schedule
from portal.sla.rules.relief import Details, Outcome, Scope

AT = datetime(2026, 11, 3, tzinfo=UTC)
MERCHANT, VENDOR = Side.MERCHANT, Side.VENDOR
RIGHT = Details(values=(("reply_rate", 970_000),))
DAYS = Details("platform_outage", Scope.DAYS, date(2026, 10, 3), date(2026, 10, 5))
REFUSED = [(Act.OBJECTED, VENDOR), (Act.CLAIM_REFUSED, MERCHANT)]
ESCALATED = [*REFUSED, (Act.CLAIM_ESCALATED, VENDOR)]
PROPOSED = [*ESCALATED, (Act.DECISION_PROPOSED, MERCHANT)]


def said(act: Act, by: Side, line: str = "art", details: Details | None = None) -> Said:
    return Said(act, line, by, "陈立", AT, "", details or Details())


@pytest.mark.parametrize(
    ("acts", "by_vendor", "by_merchant", "waits_for", "relieved"),
    [
        (
            [(Act.OBJECTED, VENDOR)],
            ["claim_dropped"],
            ["claim_refused", "claim_granted"],
            MERCHANT,
            False,
        ),
        ([(Act.OBJECTED, VENDOR), (Act.CLAIM_GRANTED, MERCHANT)], [], [], None, True),
        ([(Act.OBJECTED, MERCHANT), (Act.CLAIM_GRANTED, VENDOR)], [], [], None, False),
        ([(Act.OBJECTED, VENDOR), (Act.CLAIM_DROPPED, VENDOR)], [], [], None, False),
        (REFUSED, ["claim_escalated", "claim_dropped"], ["claim_granted"], VENDOR, False),
        (
            ESCALATED,
            ["decision_proposed", "claim_dropped"],
            ["decision_proposed", "claim_granted"],
            MERCHANT,
            False,
        ),
        (
            PROPOSED,
            ["decision_proposed", "decision_accepted", "decision_declined", "claim_dropped"],
            ["decision_proposed", "claim_granted"],
            VENDOR,
            False,
        ),
        (
            [*PROPOSED, (Act.DECISION_DECLINED, VENDOR)],
            ["decision_proposed", "claim_dropped"],
            ["decision_proposed", "claim_granted"],
            MERCHANT,
            False,
        ),
        (
            [(Act.RELIEF_CLAIMED, VENDOR)],
            ["claim_dropped"],
            ["claim_refused", "claim_granted"],
            MERCHANT,
            False,
        ),
        ([(Act.RELIEF_CLAIMED, VENDOR), (Act.CLAIM_GRANTED, MERCHANT)], [], [], None, True),
    ],
)
def test_where_a_matter_stands_and_who_may_speak(
    acts: list[tuple[Act, Side]],
    by_vendor: list[str],
    by_merchant: list[str],
    waits_for: Side | None,
    relieved: bool,
) -> None:
    claims = claims_of(said(act, by) for act, by in acts)
    assert [act.value for act in claims["art"].may(VENDOR)] == by_vendor
    assert [act.value for act in claims["art"].may(MERCHANT)] == by_merchant
    assert claims["art"].waits_for() is waits_for
    assert disputed_lines(claims.values()) == ({"art"} if waits_for else set())
    assert relieved_lines(claims.values()) == ({"art"} if relieved else set())


@pytest.mark.parametrize(
    ("acts", "only_relief"),
    [
        ([], set()),
        ([(Act.OBJECTED, VENDOR)], set()),
        ([(Act.RELIEF_CLAIMED, VENDOR)], {"art"}),
        ([(Act.RELIEF_CLAIMED, VENDOR), (Act.CLAIM_REFUSED, MERCHANT)], set()),
        ([(Act.RELIEF_CLAIMED, VENDOR), (Act.CLAIM_GRANTED, MERCHANT)], set()),
    ],
)
def test_relief_that_waits_for_an_answer_is_no_dispute_yet(
    acts: list[tuple[Act, Side]], only_relief: set[str]
) -> None:
    assert lines_with_relief_claimed(matters_of(said(act, by) for act, by in acts)) == only_relief


@pytest.mark.parametrize(
    ("raised", "end", "outcome"),
    [
        (said(Act.OBJECTED, VENDOR), said(Act.CLAIM_DROPPED, VENDOR), Outcome.STANDS),
        (said(Act.OBJECTED, VENDOR, details=RIGHT), said(Act.CLAIM_GRANTED, MERCHANT), Outcome.FIGURE),
        (said(Act.OBJECTED, MERCHANT, details=RIGHT), said(Act.CLAIM_GRANTED, VENDOR), Outcome.FIGURE),
        (said(Act.OBJECTED, MERCHANT), said(Act.CLAIM_GRANTED, VENDOR), Outcome.STANDS),
        (said(Act.RELIEF_CLAIMED, VENDOR, details=DAYS), said(Act.CLAIM_GRANTED, MERCHANT), Outcome.RELIEVED),
    ],
)
def test_what_follows_from_the_end_of_a_matter(raised: Said, end: Said, outcome: Outcome) -> None:
    open_one = matters_of([raised])[0]
    assert open_one.outcome is None
    assert not open_one.values
    settled = matters_of([raised, end])[0]
    assert settled.outcome is outcome
    assert as_if(open_one, end.act).outcome is outcome
    assert settled.values == (RIGHT.values if outcome is Outcome.FIGURE else ())


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_accepted_decision_says_what_follows(outcome: Outcome) -> None:
    proposal = said(
        Act.DECISION_PROPOSED,
        MERCHANT,
        details=Details(outcome=outcome, values=RIGHT.values if outcome is Outcome.FIGURE else ()),
    )
    acts = [said(act, by) for act, by in ESCALATED]
    (decided,) = matters_of([*acts, proposal, said(Act.DECISION_ACCEPTED, VENDOR)])
    assert decided.outcome is outcome
    assert decided_figures([decided]) == ({"art": dict(RIGHT.values)} if outcome is Outcome.FIGURE else {})
    assert relieved_lines([decided]) == ({"art"} if outcome is Outcome.RELIEVED else set())


def test_an_objection_without_a_figure_is_answered_with_one() -> None:
    claim = claims_of([said(Act.OBJECTED, MERCHANT)])["art"]
    assert claim.lacks_figure
    assert [act.value for act in claim.may(VENDOR)] == ["claim_refused", "decision_proposed"]
    assert [act.value for act in claim.may(MERCHANT)] == ["claim_dropped"]
    answer = Details(outcome=Outcome.FIGURE, values=RIGHT.values)
    acts = [said(Act.OBJECTED, MERCHANT), said(Act.DECISION_PROPOSED, VENDOR, details=answer)]
    proposed = claims_of(acts)["art"]
    assert proposed.waits_for() is MERCHANT
    assert Act.DECISION_ACCEPTED in proposed.may(MERCHANT)
    assert Act.CLAIM_GRANTED not in proposed.may(VENDOR)
    (settled,) = matters_of([*acts, said(Act.DECISION_ACCEPTED, MERCHANT)])
    assert decided_figures([settled]) == {"art": dict(RIGHT.values)}


def test_a_refused_objection_without_a_figure_still_takes_one() -> None:
    acts = [said(Act.OBJECTED, MERCHANT), said(Act.CLAIM_REFUSED, VENDOR)]
    claim = claims_of(acts)["art"]
    assert [act.value for act in claim.may(VENDOR)] == ["decision_proposed"]
    assert [act.value for act in claim.may(MERCHANT)] == ["claim_escalated", "claim_dropped"]


def test_an_objection_with_a_figure_is_agreed_to() -> None:
    claim = claims_of([said(Act.OBJECTED, MERCHANT, details=RIGHT)])["art"]
    assert not claim.lacks_figure
    assert [act.value for act in claim.may(VENDOR)] == ["claim_refused", "claim_granted"]


def test_about_lateness_relief_is_claimed_and_days_are_decided() -> None:
    with pytest.raises(Refused, match="relief is claimed"):
        need_free_line({}, "late", act=Act.OBJECTED, by=VENDOR)
    need_free_line({}, "late", act=Act.RELIEF_CLAIMED, by=VENDOR)
    two = Details(outcome=Outcome.FIGURE, values=(("days_late", 2),))
    matters = matters_of(
        [
            said(Act.RELIEF_CLAIMED, VENDOR, "late"),
            said(Act.CLAIM_REFUSED, MERCHANT, "late"),
            said(Act.CLAIM_ESCALATED, VENDOR, "late"),
            said(Act.DECISION_PROPOSED, MERCHANT, "late", two),
            said(Act.DECISION_ACCEPTED, VENDOR, "late"),
        ]
    )
    assert decided_days_late(matters) == 2
    assert decided_figures(matters) == {}
    assert decided_days_late([]) is None


def test_a_quantity_is_objected_to_and_decided_apart_from_the_figures() -> None:
    with pytest.raises(Refused, match="A quantity is objected to"):
        need_free_line({}, "quantity:seats", act=Act.RELIEF_CLAIMED, by=VENDOR)
    need_free_line({}, "quantity:seats", act=Act.OBJECTED, by=MERCHANT)
    eleven = Details(values=(("count", 11),))
    matters = matters_of(
        [
            said(Act.OBJECTED, VENDOR, "quantity:seats", eleven),
            said(Act.CLAIM_GRANTED, MERCHANT, "quantity:seats"),
        ]
    )
    assert decided_quantities(matters) == {"seats": 11}
    assert decided_figures(matters) == {}
    assert not relieved_lines(matters)
    assert is_of_schedule("reply_rate")
    assert not is_of_schedule("late")
    assert not is_of_schedule("quantity:seats")


def test_days_of_several_agreed_claims_add_up_and_a_later_objection_keeps_them() -> None:
    other = Details("merchant_system", Scope.DAYS, date(2026, 10, 20), date(2026, 10, 20))
    matters = matters_of(
        [
            said(Act.RELIEF_CLAIMED, VENDOR, details=DAYS),
            said(Act.CLAIM_GRANTED, MERCHANT),
            said(Act.RELIEF_CLAIMED, VENDOR, details=other),
            said(Act.CLAIM_GRANTED, MERCHANT),
            said(Act.OBJECTED, VENDOR),
        ]
    )
    assert partly_relieved(matters) == {"art": (DAYS, other)}
    assert not relieved_lines(matters)
    assert disputed_lines(matters) == {"art"}


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
    relieved = claims_of([said(Act.RELIEF_CLAIMED, VENDOR), said(Act.CLAIM_GRANTED, MERCHANT)])
    with pytest.raises(Refused, match="agreed for this line"):
        need_free_line(relieved, "art", act=Act.OBJECTED, by=VENDOR)


def test_nobody_grants_their_own_objection() -> None:
    claim = claims_of([said(Act.OBJECTED, VENDOR)])["art"]
    assert need_allowed(claim, act=Act.CLAIM_GRANTED, by=MERCHANT) is claim
    with pytest.raises(Refused):
        need_allowed(claim, act=Act.CLAIM_GRANTED, by=VENDOR)
    with pytest.raises(Refused):
        need_allowed(None, act=Act.CLAIM_GRANTED, by=MERCHANT)


def test_the_window_of_the_contract_ends() -> None:
    need_window(None, AT)
    need_window(AT, AT)
    with pytest.raises(Refused, match="were possible until"):
        need_window(AT, AT + timedelta(seconds=1))


moves = st.lists(
    st.tuples(
        st.sampled_from(list(Act)), st.sampled_from([MERCHANT, VENDOR]), st.sampled_from(["art", "csat"])
    ),
    max_size=25,
)


@given(moves)
def test_whatever_both_sides_try_a_matter_stays_sound(tried: list[tuple[Act, Side, str]]) -> None:
    """Walks the life of claims as the actions do: what is refused leaves no trace, what ended never moves again."""
    kept: list[Said] = []
    ended: dict[int, Outcome | None] = {}
    for act, by, line in tried:
        claims = claims_of(kept)
        try:
            if act in RAISES:
                need_free_line(claims, line, act=act, by=by)
            else:
                need_allowed(claims.get(line), act=act, by=by)
        except Refused:
            continue
        details = Details(outcome=Outcome.STANDS) if act is Act.DECISION_PROPOSED else Details()
        kept.append(said(act, by, line, details))
        matters = matters_of(kept)
        assert len([one for one in matters if one.is_open]) == len(disputed_lines(matters))
        assert not disputed_lines(matters) & relieved_lines(matters)
        for place, one in enumerate(matters):
            assert one.is_open == (one.waits_for() is not None) == (one.outcome is None)
            assert one.is_open == bool(one.may(MERCHANT) or one.may(VENDOR))
            assert one.is_open == (one.state not in ENDS)
            waiting = one.waits_for()
            assert waiting is None or one.may(waiting)
            assert ended.setdefault(place, one.outcome) == one.outcome or ended[place] is None
            ended[place] = one.outcome
    accepted = [one for one in matters_of(kept) if one.state is Act.DECISION_ACCEPTED]
    for one in accepted:
        assert one.proposal is not None
        assert one.proposal.by is not one.said[-1].by
