"""Claims about credit notes: what they correct, VAT once, never above the invoice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.invoicing.rules.crediting import (
    NoteState,
    SaidLine,
    corrections_of,
    note_number,
    note_of,
    set_off,
    why_not_issue_note,
    why_not_settle_note,
)
from portal.kernel.money import Money, tax_on_net

SIX = Decimal("0.06")


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


def line(kind: str, minor: int, reference: str = "reply_rate", name: str = "Reply rate") -> SaidLine:
    return SaidLine(kind, reference, {"en": name}, {"en": "why"}, cny(minor))


FEE = line("fee", 20_000_00, "fixed_month", "Fixed fee")
CREDIT = line("credit", -1_000_00)


@pytest.mark.parametrize(
    ("billed", "right", "credited"),
    [
        ([FEE], [FEE], []),
        ([FEE], [FEE, CREDIT], [("credit", 1_000_00)]),
        ([FEE, CREDIT], [FEE], [("credit", -1_000_00)]),
        ([FEE, CREDIT], [FEE, line("credit", -1_500_00)], [("credit", 500_00)]),
        ([FEE, CREDIT, CREDIT], [FEE, line("credit", -2_000_00)], []),
        ([FEE, line("bonus", 300_00)], [FEE], [("bonus", 300_00)]),
        ([FEE, line("deposit", 5_000_00)], [FEE], []),
        (
            [FEE],
            [FEE, CREDIT, line("credit", -200_00, "art", "Average response")],
            [("credit", 1_000_00), ("credit", 200_00)],
        ),
        (
            [FEE],
            [FEE, CREDIT, line("limit", 400_00, "", "Limit")],
            [("credit", 1_000_00), ("limit", -400_00)],
        ),
    ],
)
def test_a_note_names_the_lines_that_changed(
    billed: list[SaidLine], right: list[SaidLine], credited: list[tuple[str, int]]
) -> None:
    found = corrections_of(billed, right, "CNY")
    assert [(one.kind, one.credited.minor) for one in found] == credited


def test_a_line_that_is_gone_has_no_reason_of_its_own() -> None:
    gone, changed = corrections_of([line("bonus", 300_00)], [CREDIT], "CNY")[::-1]
    assert (gone.kind, gone.explanation, gone.before.minor, gone.after.minor) == ("bonus", {}, 300_00, 0)
    assert changed.explanation == {"en": "why"}


@pytest.mark.parametrize(
    ("minor", "net_left", "tax_left", "expected"),
    [
        (1_000_00, 20_000_00, 1_200_00, (1_000_00, 60_00)),
        (25, 20_000_00, 1_200_00, (25, 2)),
        (20_000_00, 20_000_00, 1_199_99, (20_000_00, 1_199_99)),
        (20_000_01, 20_000_00, 1_200_00, None),
        (0, 20_000_00, 1_200_00, None),
        (-500_00, 20_000_00, 1_200_00, None),
    ],
)
def test_vat_is_taken_once_and_a_note_never_exceeds_what_is_left(
    minor: int, net_left: int, tax_left: int, expected: tuple[int, int] | None
) -> None:
    corrections = corrections_of([FEE], [FEE, line("credit", -minor)], "CNY")
    note = note_of(corrections, tax_rate=SIX, net_left=cny(net_left), tax_left=cny(tax_left))
    if expected is None:
        assert note is None
    else:
        assert note is not None
        assert (note.net.minor, note.tax.minor) == expected
        assert note.gross.minor == sum(expected)


@given(st.lists(st.integers(1, 700_000), max_size=12), st.sampled_from(["0.06", "0.03", "0.01", "0", "0.05"]))
def test_all_notes_of_an_invoice_together_never_exceed_it(steps: list[int], rate: str) -> None:
    tax_rate = Decimal(rate)
    net = cny(2_000_000)
    tax = tax_on_net(net, tax_rate)
    net_left, tax_left, deducted = net, tax, 0
    billed = [FEE]
    for step in steps:
        deducted += step
        right = [FEE, line("credit", -deducted)]
        note = note_of(
            corrections_of(billed, right, "CNY"), tax_rate=tax_rate, net_left=net_left, tax_left=tax_left
        )
        if note is None:
            assert deducted > net.minor
            return
        billed.append(line("credit", -note.net.minor))
        net_left, tax_left = net_left - note.net, tax_left - note.tax
        assert net_left.minor >= 0
        assert tax_left.minor >= 0
        assert not corrections_of(billed, right, "CNY"), "asked again, nothing is left to credit"


@pytest.mark.parametrize(
    ("gross", "owed", "expected"), [(100, 500, (100, 0)), (500, 100, (100, 400)), (500, 0, (0, 500))]
)
def test_what_is_still_owed_is_lowered_first(gross: int, owed: int, expected: tuple[int, int]) -> None:
    now, back = set_off(cny(gross), cny(owed))
    assert (now.minor, back.minor) == expected


@pytest.mark.parametrize(
    ("state", "may_issue", "may_settle"),
    [(NoteState.DRAFT, True, False), (NoteState.ISSUED, False, True), (NoteState.SETTLED, False, False)],
)
def test_what_may_be_done_with_a_note(state: NoteState, may_issue: bool, may_settle: bool) -> None:
    assert (why_not_issue_note(state) is None) is may_issue
    assert (why_not_settle_note(state) is None) is may_settle


def test_credit_notes_have_numbers_of_their_own() -> None:
    assert note_number(2026, 7) == "CN-2026-0007"
