"""Claims about what corrects an invoice: which lines, up or down, VAT once over all of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.invoicing.rules.notes import (
    SIGNS,
    NoteKind,
    NoteState,
    SaidLine,
    carried_in_of,
    corrections_of,
    look_of,
    note_number,
    note_of,
    set_off,
    why_not_issue_note,
    why_not_settle_note,
)
from portal.invoicing.rules.statement import CARRIED_IN
from portal.kernel.money import Money, tax_on_net

SIX = Decimal("0.06")
CREDITED, ADDED = NoteKind.CREDIT, NoteKind.SUPPLEMENT


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


def line(kind: str, minor: int, reference: str = "reply_rate", name: str = "Reply rate") -> SaidLine:
    return SaidLine(kind, reference, {"en": name}, {"en": "why"}, cny(minor))


FEE = line("fee", 20_000_00, "fixed_month", "Fixed fee")
CREDIT = line("credit", -1_000_00)


@pytest.mark.parametrize(
    ("billed", "right", "changes"),
    [
        ([FEE], [FEE], []),
        ([FEE], [FEE, CREDIT], [("credit", -1_000_00)]),
        ([FEE, CREDIT], [FEE], [("credit", 1_000_00)]),
        ([FEE, CREDIT], [FEE, line("credit", -1_500_00)], [("credit", -500_00)]),
        ([FEE, CREDIT, CREDIT], [FEE, line("credit", -2_000_00)], []),
        ([FEE, line("bonus", 300_00)], [FEE], [("bonus", -300_00)]),
        ([FEE, line("deposit", 5_000_00)], [FEE], []),
        (
            [FEE],
            [FEE, CREDIT, line("credit", -200_00, "art", "Average response")],
            [("credit", -1_000_00), ("credit", -200_00)],
        ),
        (
            [FEE],
            [FEE, CREDIT, line("limit", 400_00, "", "Limit")],
            [("credit", -1_000_00), ("limit", 400_00)],
        ),
    ],
)
def test_a_note_names_the_lines_that_changed(
    billed: list[SaidLine], right: list[SaidLine], changes: list[tuple[str, int]]
) -> None:
    found = corrections_of(billed, right, "CNY")
    assert [(one.kind, one.change.minor) for one in found] == changes


def test_a_line_that_is_gone_has_no_reason_of_its_own() -> None:
    gone, changed = corrections_of([line("bonus", 300_00)], [CREDIT], "CNY")[::-1]
    assert (gone.kind, gone.explanation, gone.before.minor, gone.after.minor) == ("bonus", {}, 300_00, 0)
    assert changed.explanation == {"en": "why"}


@pytest.mark.parametrize(
    ("before", "after", "kind", "net", "tax"),
    [
        (20_000_00, 19_000_00, CREDITED, 1_000_00, 60_00),
        (20_000_00, 21_000_00, ADDED, 1_000_00, 60_00),
        (20_000_00, 19_999_75, CREDITED, 25, 1),
        (20_000_00, 20_000_25, ADDED, 25, 2),
        (20_000_00, 0, CREDITED, 20_000_00, 1_200_00),
        (0, 20_000_00, ADDED, 20_000_00, 1_200_00),
    ],
)
def test_a_note_takes_back_or_adds_and_brings_the_tax_to_that_of_the_right_net(
    before: int, after: int, kind: NoteKind, net: int, tax: int
) -> None:
    found = note_of(
        corrections_of([line("fee", before)], [line("fee", after)], "CNY"),
        tax_rate=SIX,
        billed_net=cny(before),
        billed_tax=tax_on_net(cny(before), SIX),
    )
    assert found is not None
    assert (found.kind, found.net.minor, found.tax.minor, found.gross.minor) == (kind, net, tax, net + tax)


def test_where_nothing_changes_there_is_no_note_but_for_what_is_carried_on() -> None:
    lines = corrections_of(
        [FEE], [FEE, CREDIT, line("carried", 1_000_00, "", "Carried to the next month")], "CNY"
    )
    said = {"tax_rate": SIX, "billed_net": cny(20_000_00), "billed_tax": cny(1_200_00)}
    assert note_of([], **said) is None
    assert note_of(lines, **said) is None
    found = note_of(lines, **said, more_carried=1_000_00)
    assert found is not None
    assert (found.kind, found.gross.minor, len(found.corrections)) == (CREDITED, 0, 2)


@given(
    st.lists(st.integers(0, 3_000_000), min_size=1, max_size=12),
    st.sampled_from(["0.06", "0.03", "0.01", "0", "0.05"]),
)
def test_invoice_and_notes_are_the_last_decision_to_the_minor_unit(rights: list[int], rate: str) -> None:
    tax_rate = Decimal(rate)
    net, tax = cny(2_000_000), tax_on_net(cny(2_000_000), tax_rate)
    billed = [line("fee", net.minor)]
    for right in rights:
        corrections = corrections_of(billed, [line("fee", right)], "CNY")
        note = note_of(corrections, tax_rate=tax_rate, billed_net=net, billed_tax=tax)
        if note is None:
            assert right == net.minor
            continue
        sign = SIGNS[note.kind]
        assert note.net.minor > 0
        assert note.tax.minor >= 0
        billed.append(line("fee", sign * note.net.minor))
        net, tax = net + note.net.times(sign), tax + note.tax.times(sign)
        assert (net.minor, tax) == (right, tax_on_net(cny(right), tax_rate))
        assert not corrections_of(billed, [line("fee", right)], "CNY"), "asked again, nothing is left"


def test_what_was_deducted_for_the_month_before_is_known_from_the_lines() -> None:
    taken = SaidLine("carried", "", {"en": CARRIED_IN.template}, {}, cny(-700))
    given_back = SaidLine("carried", "", {"en": CARRIED_IN.template}, {}, cny(200))
    passed_on = line("carried", 900, "", "Carried to the next month")
    assert carried_in_of([FEE, taken, passed_on, given_back], "CNY") == cny(500)


@pytest.mark.parametrize(
    ("gross", "owed", "expected"), [(100, 500, (100, 0)), (500, 100, (100, 400)), (500, 0, (0, 500))]
)
def test_what_is_still_owed_is_lowered_first(gross: int, owed: int, expected: tuple[int, int]) -> None:
    now, back = set_off(cny(gross), cny(owed))
    assert (now.minor, back.minor) == expected


@pytest.mark.parametrize(
    ("kind", "state", "may_issue", "may_settle", "look"),
    [
        (CREDITED, NoteState.DRAFT, True, False, "note_draft"),
        (CREDITED, NoteState.ISSUED, False, True, "note_issued"),
        (CREDITED, NoteState.SETTLED, False, False, "note_settled"),
        (ADDED, NoteState.DRAFT, True, False, "supplement_draft"),
        (ADDED, NoteState.ISSUED, False, False, "supplement_issued"),
    ],
)
def test_what_may_be_done_with_a_note(
    kind: NoteKind, state: NoteState, may_issue: bool, may_settle: bool, look: str
) -> None:
    assert (why_not_issue_note(state) is None) is may_issue
    assert (why_not_settle_note(kind, state) is None) is may_settle
    assert look_of(kind, state) == look


def test_each_kind_has_numbers_of_its_own() -> None:
    assert [note_number(kind, 2026, 7) for kind in (CREDITED, ADDED)] == ["CN-2026-0007", "SI-2026-0007"]
