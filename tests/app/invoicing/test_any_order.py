"""Whatever both sides say, decide, issue and pay in which order: invoice and notes are what the last results say."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portal.commands.money_verification import invoice_notes, invoice_totals, payments
from portal.contracts.queries import contract
from portal.contracts.rules.schedule import BonusTier, CreditRules
from portal.infra.db import db
from portal.invoicing.actions.correcting import settle_anew
from portal.invoicing.actions.drafting import draft_invoice, statement_of_month
from portal.invoicing.actions.issuing import issue
from portal.invoicing.actions.noting import issue_note
from portal.invoicing.actions.paying import record_payment
from portal.invoicing.models import Invoice, InvoiceNote
from portal.invoicing.queries import carried_into, invoices_of_month, notes_of_invoice, standing_invoice
from portal.invoicing.rules.notes import SIGNS
from portal.kernel.errors import Invalid, Refused
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.opening import open_months
from portal.sla.actions.waiving import waive
from portal.sla.queries.claims import line_claims
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.claims import Act, other_side
from portal.sla.rules.relief import Details, Outcome
from tests.factories.months import (
    AGREED_AT,
    REPLIES,
    RESPONSE,
    Parties,
    contract_in_force,
    figures_handed_in,
    settled_terms,
)

LINES = ("reply_rate", "frt_avg")
SEATS = "quantity:seats"
MATTERS = (*LINES, SEATS)
FIGURES = {"reply_rate": (900_000, 979_000, 990_000, 998_000), "frt_avg": (5_000, 25_000, 45_000)}
KEYS = ("2026-09", "2026-10", "2026-11")


@dataclass
class Walk:
    """A walk of both sides through claims, decisions, issues and payments, drawn by one seed."""

    parties: Parties
    random: Random
    months: list[int] = field(default_factory=list)
    moment: datetime = AGREED_AT

    def begin(self) -> None:
        """Three months under a contract with harsh service credits that are carried on, and a bonus."""
        harsh = replace(
            REPLIES,
            tiers=(replace(REPLIES.tiers[0], percent=Decimal(self.random.choice((7, 60, 130)))),),
            bonus_tiers=(BonusTier(Decimal("99.5"), Decimal("2.5")),),
        )
        slow = replace(RESPONSE, tiers=(replace(REPLIES.tiers[0], percent=Decimal("3.3")),))
        rules = CreditRules(
            cap_percent=Decimal(self.random.choice((10, 300))), bonus_cap_percent=Decimal(5), carry="carry"
        )
        agreed = replace(settled_terms(), sla=(harsh, slow), credits=rules)
        contract_id = contract_in_force(self.parties, agreed)
        with self.parties.as_merchant(datetime(2026, 9, 2, 4, tzinfo=UTC)):
            open_months(contract(contract_id), today=date(2026, 12, 2))
        for key in KEYS:
            replied = self.random.choice((9_500, 9_790, 9_900, 9_970))
            seats = self.random.choice((3, 10))
            self.months.append(
                figures_handed_in(self.parties, contract_id, key=key, replied=replied, seats=seats)
            )

    def figure(self, line: str) -> Details:
        """A figure, or a number of seats, that somebody considers right."""
        if line == SEATS:
            return Details(values=(("count", self.random.choice((2, 10, 13))),))
        return Details(values=((line, self.random.choice(FIGURES[line])),))

    def raise_some(self) -> None:
        """Objections and claims of relief before the months are accepted."""
        for month_id in self.months:
            for line in LINES:
                act, side = self.random.choice(
                    (
                        (Act.OBJECTED, Side.VENDOR),
                        (Act.OBJECTED, Side.MERCHANT),
                        (Act.RELIEF_CLAIMED, Side.VENDOR),
                        (None, Side.VENDOR),
                    )
                )
                if act is None:
                    continue
                has_figure = act is Act.OBJECTED and self.random.random() < 0.7
                details = self.figure(line) if has_figure else Details()
                with self.acting(side):
                    raise_claim(month(month_id), line=line, act=act, words=Words("口径不同", details))

    def object_to_seats(self) -> None:
        """Either side says how many seats are right, also after the invoice."""
        month_id, side = self.random.choice(self.months), self.random.choice((Side.VENDOR, Side.MERCHANT))
        with self.acting(side):
            claim = line_claims(month(month_id)).get(SEATS)
            if claim is None or not claim.is_open:
                words = Words("排班表", self.figure(SEATS))
                raise_claim(month(month_id), line=SEATS, act=Act.OBJECTED, words=words)

    def acting(self, side: Side) -> AbstractContextManager[None]:
        """One side acts, a minute later than before."""
        self.moment += timedelta(minutes=1)
        by = self.parties.as_vendor if side is Side.VENDOR else self.parties.as_merchant
        return by(self.moment)

    def say(self) -> None:
        """Somebody says one of the things that can be said about an open matter."""
        month_id, line = self.random.choice(self.months), self.random.choice(MATTERS)
        side = self.random.choice((Side.VENDOR, Side.MERCHANT))
        with self.acting(side):
            claim = line_claims(month(month_id)).get(line)
            acts = () if claim is None else claim.may(side)
            if not acts:
                return
            act = self.random.choice(acts)
            details = Details()
            if act is Act.DECISION_PROPOSED:
                outcomes = [one for one in Outcome if line != SEATS or one is not Outcome.RELIEVED]
                outcome = self.random.choice(outcomes)
                values = self.figure(line).values if outcome is Outcome.FIGURE else ()
                details = Details(outcome=outcome, values=values)
            answer_claim(month(month_id), line=line, act=act, words=Words("见记录", details))

    def waive(self) -> None:
        """The merchant lets a service credit off, if there is one."""
        with self.acting(Side.MERCHANT):
            try:
                waive(
                    month(self.random.choice(self.months)), line=self.random.choice(LINES), reason="合作愉快"
                )
            except Refused:
                return

    def settle(self) -> None:
        """The vendor's job follows what was decided."""
        with self.acting(Side.VENDOR):
            settle_anew(self.random.choice(self.months))

    def issue(self) -> None:
        """The vendor issues a draft of an invoice, if there is one."""
        with self.acting(Side.VENDOR):
            found = standing_invoice(self.random.choice(self.months))
            if found is not None and found.number is None:
                issue(found.id)

    def issue_note(self) -> None:
        """The vendor issues a drafted note, if there is one."""
        with self.acting(Side.VENDOR):
            drafts = self.drafted_notes()
            if drafts:
                issue_note(self.random.choice(drafts).id)

    def pay(self) -> None:
        """The merchant pays a part of what is owed, or all of it."""
        with self.acting(Side.MERCHANT):
            found = standing_invoice(self.random.choice(self.months))
            if found is None or found.number is None or not found.outstanding:
                return
            minor = self.random.choice((found.outstanding.minor, 1 + found.outstanding.minor // 3))
            try:
                record_payment(
                    found.id, amount=Money(minor, "CNY"), paid_on=self.moment.date(), reference="B"
                )
            except Invalid:
                return

    def drafted_notes(self) -> list[InvoiceNote]:
        """All notes that wait to be issued."""
        invoices = [one for month_id in self.months for one in invoices_of_month(month_id)]
        return [one for of in invoices for one in notes_of_invoice(of.id) if one.number is None]

    def finish(self) -> None:
        """Every open matter is agreed to or dropped, everything that waits is issued."""
        for month_id in self.months:
            for line in MATTERS:
                with self.acting(Side.VENDOR):
                    claim = line_claims(month(month_id)).get(line)
                if claim is None or not claim.is_open:
                    continue
                other = other_side(claim.by)
                ends = [(claim.by, Act.CLAIM_DROPPED)]
                if Act.CLAIM_GRANTED in claim.may(other):
                    ends.append((other, Act.CLAIM_GRANTED))
                side, act = self.random.choice(ends)
                with self.acting(side):
                    answer_claim(month(month_id), line=line, act=act)
        for month_id in self.random.sample(self.months, len(self.months)):
            with self.acting(Side.VENDOR):
                settle_anew(month_id)
        self.issue_what_waits()

    def issue_what_waits(self) -> None:
        """Until nothing waits any more; each issue may draft a further note for the month after."""
        for _round in range(20):
            with self.acting(Side.VENDOR):
                waiting = [standing_invoice(month_id) for month_id in self.months]
                drafts = [one.id for one in waiting if one is not None and one.number is None]
                notes = [one.id for one in self.drafted_notes()]
                if drafts:
                    issue(self.random.choice(drafts))
                elif notes:
                    issue_note(self.random.choice(notes))
                else:
                    return
        raise AssertionError("issuing never comes to an end")


def billed(of: Invoice) -> tuple[int, int]:
    """Net and VAT of an invoice with its notes."""
    notes = notes_of_invoice(of.id)
    net = of.net_minor + sum(SIGNS[one.kind] * one.net_minor for one in notes)
    return net, of.tax_minor + sum(SIGNS[one.kind] * one.tax_minor for one in notes)


@pytest.mark.parametrize("seed", [0, 1, 2, 13, 18, 24, 27])
def test_invoice_and_notes_are_what_the_last_results_say(parties: Parties, seed: int) -> None:
    walk = Walk(parties, Random(seed))
    walk.begin()
    walk.raise_some()
    for month_id in walk.random.sample(walk.months, 3):
        with walk.acting(Side.MERCHANT):
            accept(month(month_id))
    steps: tuple[Callable[[], None], ...] = (
        *(walk.say, walk.say, walk.say, walk.waive, walk.object_to_seats),
        *(walk.settle, walk.issue, walk.issue_note, walk.pay),
    )
    for month_id in walk.random.sample(walk.months, 2):
        with walk.acting(Side.VENDOR):
            issue(draft_invoice(month_id).id)
    for _step in range(25):
        walk.random.choice(steps)()
    walk.finish()
    with parties.as_vendor(walk.moment):
        for month_id in walk.months:
            (of,) = invoices_of_month(month_id)
            right = statement_of_month(
                month_in_full(month(month_id)), carried_in=carried_into(of.contract_id, of.month, "CNY")
            )
            assert billed(of) == (right.net.minor, right.tax.minor)
            refunds = sum(one.refund_minor for one in notes_of_invoice(of.id))
            total = of.payable_minor - of.gross_minor + sum(billed(of))
            assert of.outstanding.minor == total + refunds - of.paid_minor >= 0
            assert settle_anew(month_id) is None, "asked again, nothing is left to correct"
    with parties.app.app_context(), db.engine.begin() as connection:
        assert [*invoice_totals(connection), *payments(connection), *invoice_notes(connection)] == []
