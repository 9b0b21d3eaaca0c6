"""When an invoice is due, what may be done with it, and what is still owed."""

from datetime import date

import pytest

from portal.invoicing.rules.settling import (
    DueTerms,
    InvoiceState,
    day_due,
    due_on,
    number_of,
    shown_state,
    state_after,
    why_not_issue,
    why_not_pay,
    why_not_void,
)
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth

S = InvoiceState
NOVEMBER = ServiceMonth(2026, 11)


def cny(yuan: int) -> Money:
    return Money(yuan * 100, "CNY")


@pytest.mark.parametrize(
    ("terms", "month", "expected"),
    [
        (DueTerms(None, 15), NOVEMBER, date(2026, 12, 18)),
        (DueTerms(10, 15), NOVEMBER, date(2026, 12, 10)),
        (DueTerms(31, 15), ServiceMonth(2027, 1), date(2027, 2, 28)),
        (DueTerms(5, 15), ServiceMonth(2026, 11, 26), date(2026, 12, 5)),
        (DueTerms(5, 15), ServiceMonth(2026, 11, 10), date(2027, 1, 5)),
    ],
)
def test_due_is_a_day_of_the_following_month_or_days_after_confirmation(
    terms: DueTerms, month: ServiceMonth, expected: date
) -> None:
    assert due_on(terms, month, date(2026, 12, 3)) == expected


@pytest.mark.parametrize(
    ("state", "today", "shown"),
    [
        (S.ISSUED, date(2026, 12, 18), "issued"),
        (S.ISSUED, date(2026, 12, 19), "overdue"),
        (S.PART_PAID, date(2026, 12, 19), "overdue"),
        (S.PAID, date(2026, 12, 19), "paid"),
        (S.VOID, date(2026, 12, 19), "void"),
    ],
)
def test_what_is_owed_after_its_date_is_overdue(state: InvoiceState, today: date, shown: str) -> None:
    assert shown_state(state, date(2026, 12, 18), today) == shown


@pytest.mark.parametrize(
    ("added", "left", "expected"),
    [(None, 100, 18), (None, 0, 18), (30, 100, 18), (30, 0, 30), (30, -5, 30)],
)
def test_the_oldest_part_says_when_to_pay(added: int | None, left: int, expected: int) -> None:
    later = None if added is None else date(2026, 12, added)
    assert day_due(date(2026, 12, 18), later, cny(left)) == date(2026, 12, expected)


def test_a_draft_has_no_date_and_is_never_overdue() -> None:
    assert shown_state(S.DRAFT, None, date(2030, 1, 1)) == "draft"


@pytest.mark.parametrize(("paid", "state"), [(0, S.ISSUED), (40, S.PART_PAID), (100, S.PAID), (120, S.PAID)])
def test_the_state_follows_from_what_is_paid(paid: int, state: InvoiceState) -> None:
    assert state_after(cny(100), cny(paid)) is state


@pytest.mark.parametrize(
    ("state", "missing", "refusal"),
    [
        (S.DRAFT, (), None),
        (S.DRAFT, ("conversations",), "Quantities are missing"),
        (S.ISSUED, (), "issued already"),
        (S.VOID, (), "issued already"),
    ],
)
def test_only_a_complete_draft_is_issued(
    state: InvoiceState, missing: tuple[str, ...], refusal: str | None
) -> None:
    answer = why_not_issue(state, missing)
    assert (answer is None) if refusal is None else (refusal in str(answer))


@pytest.mark.parametrize(
    ("state", "amount", "refusal"),
    [
        (S.ISSUED, 100, None),
        (S.PART_PAID, 1, None),
        (S.ISSUED, 0, "Enter the amount"),
        (S.ISSUED, 101, "more than is still owed"),
        (S.DRAFT, 100, "issued settlement invoices"),
        (S.PAID, 1, "issued settlement invoices"),
    ],
)
def test_a_payment_is_positive_and_not_more_than_is_owed(
    state: InvoiceState, amount: int, refusal: str | None
) -> None:
    answer = why_not_pay(state, cny(100), cny(amount))
    assert (answer is None) if refusal is None else (refusal in str(answer))


@pytest.mark.parametrize(
    ("state", "paid", "refusal"),
    [
        (S.ISSUED, 0, None),
        (S.PART_PAID, 10, "payment is recorded"),
        (S.DRAFT, 0, "Only an issued"),
        (S.VOID, 0, "Only an issued"),
    ],
)
def test_an_issued_invoice_without_payment_can_be_made_void(
    state: InvoiceState, paid: int, refusal: str | None
) -> None:
    answer = why_not_void(state, cny(paid))
    assert (answer is None) if refusal is None else (refusal in str(answer))


def test_numbers_count_within_the_year() -> None:
    assert number_of(2026, 42) == "ST-2026-0042"


def test_an_invoice_with_an_issued_credit_note_stays() -> None:
    refusal = why_not_void(InvoiceState.ISSUED, Money.zero("CNY"), notes=1)
    assert refusal is not None
    assert "credit note" in str(refusal)
