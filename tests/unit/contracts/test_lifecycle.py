"""A contract moves only along its table of steps, and each step belongs to one side."""

from datetime import date

import pytest

from portal.contracts.rules.lifecycle import (
    TRANSITIONS,
    Act,
    ContractState,
    Standing,
    after,
    is_over,
    needs_confirmation,
    needs_successor,
    possible_acts,
    refusal,
    whose_turn,
)
from portal.kernel.errors import Refused
from portal.kernel.permissions import Side

M, V = Side.MERCHANT, Side.VENDOR
S, A = ContractState, Act


def standing(
    state: ContractState, *signed: Side, existing: bool = False, confirmed: bool = False
) -> Standing:
    """A contract that the merchant wrote and the vendor signs first."""
    return Standing(
        state=state,
        author=M,
        first_signer=V,
        signed=frozenset(signed),
        existing=existing,
        confirmed=confirmed,
    )


ENTERED = standing(S.IN_FORCE, existing=True)

MAY = [
    (standing(S.DRAFT), M, (A.EDIT, A.SEND, A.DISCARD, A.ENTER)),
    (standing(S.DRAFT), V, ()),
    (standing(S.SENT), M, (A.RECALL,)),
    (standing(S.SENT), V, (A.RETURN, A.SIGN)),
    (standing(S.HALF_SIGNED, V), M, (A.RETURN, A.SIGN)),
    (standing(S.HALF_SIGNED, V), V, ()),
    (standing(S.RECALLED), M, (A.REVISE,)),
    (standing(S.RECALLED), V, (A.REVISE,)),
    (standing(S.IN_FORCE, M, V), M, (A.END,)),
    (standing(S.IN_FORCE, M, V), V, (A.END,)),
    (ENTERED, M, (A.EDIT, A.END)),
    (ENTERED, V, (A.CONFIRM, A.END)),
    (standing(S.IN_FORCE, existing=True, confirmed=True), V, (A.END,)),
    (standing(S.ENDED), M, ()),
    (standing(S.ENDED), V, ()),
]


@pytest.mark.parametrize(("before", "side", "acts"), MAY)
def test_each_side_may_do_exactly_what_the_table_says(
    before: Standing, side: Side, acts: tuple[Act, ...]
) -> None:
    assert possible_acts(before, side) == acts


@pytest.mark.parametrize(("before", "side"), [(before, side) for before, side, _ in MAY])
def test_every_refusal_carries_a_reason(before: Standing, side: Side) -> None:
    refused = [act for act in Act if act not in possible_acts(before, side)]
    assert all(str(refusal(act, before, side)) for act in refused)


TURNS = [
    (standing(S.DRAFT), M),
    (standing(S.SENT), V),
    (standing(S.HALF_SIGNED, V), M),
    (standing(S.HALF_SIGNED, M), V),
    (standing(S.RECALLED), M),
    (standing(S.IN_FORCE), None),
    (ENTERED, V),
    (standing(S.ENDED), None),
]


@pytest.mark.parametrize(("before", "side"), TURNS)
def test_it_is_always_clear_whose_turn_it_is(before: Standing, side: Side | None) -> None:
    assert whose_turn(before) is side


def test_the_merchant_may_be_the_one_to_sign_first() -> None:
    sent = Standing(state=S.SENT, author=M, first_signer=M)
    assert possible_acts(sent, M) == (A.RECALL, A.SIGN)
    assert possible_acts(sent, V) == (A.RETURN,)


def test_two_signatures_in_order_bring_a_contract_into_force() -> None:
    sent = after(A.SEND, standing(S.DRAFT), M)
    half = after(A.SIGN, sent, V)
    whole = after(A.SIGN, half, M)
    assert (sent.state, half.state, whole.state) == (S.SENT, S.HALF_SIGNED, S.IN_FORCE)
    assert whole.signed == {M, V}
    assert not needs_confirmation(whole)


def test_signing_out_of_turn_or_twice_is_refused() -> None:
    with pytest.raises(Refused, match="other side signs first"):
        after(A.SIGN, standing(S.SENT), M)
    with pytest.raises(Refused, match="signed already"):
        after(A.SIGN, standing(S.HALF_SIGNED, V), V)


def test_a_recalled_contract_starts_again_as_a_draft_of_whoever_revises_it() -> None:
    draft = after(A.REVISE, after(A.RETURN, standing(S.SENT), V), V)
    assert (draft.state, draft.author, draft.signed) == (S.DRAFT, V, frozenset())


def test_who_has_not_signed_may_return_even_a_half_signed_contract() -> None:
    assert after(A.RETURN, standing(S.HALF_SIGNED, V), M).state is S.RECALLED
    with pytest.raises(Refused, match="cannot return"):
        after(A.RETURN, standing(S.HALF_SIGNED, V), V)


def test_an_entered_contract_counts_at_once_and_waits_for_the_other_side_to_confirm() -> None:
    entered = after(A.ENTER, standing(S.DRAFT), M)
    assert entered.state is S.IN_FORCE
    assert needs_confirmation(entered)
    with pytest.raises(Refused, match="other side has to confirm"):
        after(A.CONFIRM, entered, M)
    confirmed = after(A.CONFIRM, entered, V)
    assert not needs_confirmation(confirmed)
    with pytest.raises(Refused, match="nothing left to confirm"):
        after(A.CONFIRM, confirmed, V)


def test_only_a_draft_or_an_entered_contract_that_is_not_confirmed_can_be_edited() -> None:
    editable = {before for before, side, acts in MAY if A.EDIT in acts}
    assert editable == {standing(S.DRAFT), ENTERED}


def test_every_state_but_the_last_has_a_way_on() -> None:
    last = [state for state in S if not any((state, act) in TRANSITIONS for act in A)]
    assert last == [S.ENDED]


LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("state", "today", "soon", "over"),
    [
        (S.IN_FORCE, date(2026, 11, 30), False, False),
        (S.IN_FORCE, date(2026, 12, 1), True, False),
        (S.IN_FORCE, date(2026, 12, 31), True, False),
        (S.IN_FORCE, date(2027, 1, 1), True, True),
        (S.ENDED, date(2027, 1, 1), False, False),
    ],
)
def test_a_term_that_runs_out_asks_for_what_follows(
    state: ContractState, today: date, soon: bool, over: bool
) -> None:
    assert needs_successor(state, LAST, today) is soon
    assert is_over(state, LAST, today) is over


def test_a_contract_without_a_last_day_never_runs_out() -> None:
    assert not is_over(S.IN_FORCE, None, date(2030, 1, 1))
