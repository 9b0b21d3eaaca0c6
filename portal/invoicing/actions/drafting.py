"""Drafting the settlement invoice of an agreed month: the vendor's own follow-up work, done by the system."""

from typing import Any
from zoneinfo import ZoneInfo

from portal.accounts.actions.notices import notify
from portal.accounts.models import Organisation
from portal.contracts.queries import contract
from portal.contracts.rules.parties import Party
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import in_every_language, say_number
from portal.infra.progress import close_duty, engagement, open_duty
from portal.invoicing.actions.printing import figure
from portal.invoicing.events import InvoiceDiscarded, InvoiceDrafted
from portal.invoicing.models import Invoice, InvoiceLine
from portal.invoicing.queries import (
    billed_lines,
    carried_into,
    invoices_of_month,
    lines_of,
    next_invoice,
    standing_invoice,
)
from portal.invoicing.rules.from_month import adjustments_of
from portal.invoicing.rules.notes import carried_in_of
from portal.invoicing.rules.settling import DueTerms, InvoiceState, due_on
from portal.invoicing.rules.statement import Statement, StatementLine, statement_of
from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.permissions import Permission
from portal.sla.models import MonthRecord
from portal.sla.queries.months import MonthInFull, month, month_in_full


def draft_invoice(month_id: int) -> Invoice:
    """Compute the settlement invoice of an agreed month; an earlier draft makes room, an issued one stands.

    Acts for the vendor, whose invoice it is; both sides see the draft.
    """
    of = month(month_id)
    if of.agreed_at is None:
        raise Refused(message("The settlement invoice is drafted when the month is agreed."))
    standing = standing_invoice(month_id)
    if standing is not None and standing.state is not InvoiceState.DRAFT:
        return standing
    if standing is not None:
        _remove(standing)
    full = month_in_full(of)
    statement = statement_of_month(
        full, carried_in=carried_into(of.contract_id, of.month, full.terms.currency)
    )
    drafted = _keep(of, full, statement)
    record(InvoiceDrafted(engagement_id=of.engagement_id, invoice_id=drafted.id, month=of.month))
    _ask_to_issue(drafted)
    let_draft_follow(drafted)
    return drafted


def let_draft_follow(of: Invoice) -> None:
    """Draft the month after anew when what is carried into it has changed; an issued one waits for this one's issue."""
    following = next_invoice(of.contract_id, of.month)
    if following is None or following.state is not InvoiceState.DRAFT:
        return
    carried = carried_into(following.contract_id, following.month, following.currency)
    if carried != carried_in_of(billed_lines(following), following.currency):
        draft_invoice(following.month_id)


def statement_of_month(full: MonthInFull, *, carried_in: Money) -> Statement:
    """The statement of a month as it is judged now."""
    return statement_of(
        full.judged.priced,
        adjustments_of(full.judged),
        tax_rate=full.terms.payment.tax_rate,
        carried_in=carried_in,
        carries_over=full.terms.credits.carry == "carry",
    )


def discard_draft(month_id: int) -> None:
    """Throw the draft of a month away, because the month was opened again; an issued invoice stands."""
    standing = standing_invoice(month_id)
    if standing is None or standing.state is not InvoiceState.DRAFT:
        return
    gone = InvoiceDiscarded(
        engagement_id=standing.engagement_id, invoice_id=standing.id, month=standing.month
    )
    _remove(standing)
    record(gone)


def _remove(draft: Invoice) -> None:
    close_duty(f"invoice:{draft.id}:issue", moment=now())
    for line in lines_of(draft.id):
        db.session.delete(line)
    db.session.flush()
    db.session.delete(draft)
    db.session.flush()


def _keep(of: MonthRecord, full: MonthInFull, statement: Statement) -> Invoice:
    terms = full.terms
    agreed_on = of.agreed_at.astimezone(ZoneInfo(terms.time_zone)).date() if of.agreed_at else of.last_day
    drafted = Invoice(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=actor().party,
        visible_from=now(),
        engagement_id=of.engagement_id,
        contract_id=of.contract_id,
        month_id=of.id,
        contract_number=contract(of.contract_id).number,
        month=of.month,
        sequence=len(invoices_of_month(of.id)) + 1,
        state=InvoiceState.DRAFT,
        currency=statement.currency,
        fees_minor=statement.fees.minor,
        net_minor=statement.net.minor,
        tax_basis_points=int(statement.tax_rate * 10000),
        tax_minor=statement.tax.minor,
        gross_minor=statement.gross.minor,
        deposits_minor=statement.deposits.minor,
        payable_minor=statement.payable.minor,
        carried_out_minor=statement.carried_out.minor,
        due_on=due_on(DueTerms(terms.payment.due_day, terms.payment.due_days), full.service_month, agreed_on),
        facts=_facts(of, full, statement),
        drafted_at=now(),
    )
    db.session.add(drafted)
    db.session.flush()
    db.session.add_all(_line(drafted.id, place, line) for place, line in enumerate(statement.lines, start=1))
    db.session.flush()
    return drafted


def _facts(of: MonthRecord, full: MonthInFull, statement: Statement) -> dict[str, Any]:
    terms = full.terms
    month_days = full.service_month
    return {
        "terms_version": of.version,
        "quantities": dict(sorted(full.judged.quantities.items())),
        "missing": list(statement.missing),
        "languages": list(terms.languages[:2]),
        "time_zone": terms.time_zone,
        "period": f"{month_days.first_day:%m-%d} – {month_days.last_day:%m-%d}",
        "tax_percent": say_number(terms.payment.tax_percent),
        "merchant": _party(terms.merchant, of.merchant_id),
        "vendor": _party(terms.vendor, of.vendor_id),
        "bank": [line for line in (terms.vendor.bank_name, terms.vendor.bank_account) if line],
        "held_minor": full.judged.credits.held.minor,
    }


def _party(party: Party, organisation_id: int) -> dict[str, Any]:
    """A party as the contract names it, or as it is registered here when the contract was entered briefly."""
    organisation = db.session.get_one(Organisation, organisation_id)
    number = party.tax_number or party.registration_number or organisation.identifier
    return {
        "name": party.invoice_title or party.name or organisation.name,
        "lines": [line for line in (number, party.address, party.contact_phone) if line],
    }


def _line(invoice_id: int, position: int, line: StatementLine) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice_id,
        position=position,
        kind=line.kind,
        reference=line.reference,
        label=in_every_language(line.label),
        quantity="" if line.quantity is None else say_number(line.quantity),
        unit=in_every_language(line.unit) if line.unit else {},
        price=_price(line),
        amount_minor=line.amount.minor,
        explanation=in_every_language(line.explanation),
        target=in_every_language(line.target) if line.target else {},
        result=in_every_language(line.result) if line.result else {},
    )


def _price(line: StatementLine) -> str:
    if isinstance(line.price, Money):
        return figure(line.price)
    return "" if line.price is None else f"{say_number(line.price * 100)} %"


def _ask_to_issue(drafted: Invoice) -> None:
    what = message(
        "Check and issue the settlement invoice for %(month)s: %(currency)s %(amount)s",
        month=drafted.month,
        currency=drafted.currency,
        amount=figure(drafted.payable),
    )
    open_duty(
        engagement(drafted.engagement_id),
        key=f"invoice:{drafted.id}:issue",
        debtor_id=drafted.vendor_id,
        author_id=actor().party,
        permission=Permission.INVOICES_ISSUE,
        what=what,
        endpoint="invoicing.detail",
        moment=now(),
        invoice_id=drafted.id,
    )
    notify(
        drafted.vendor_id,
        message("The settlement invoice for %(month)s is drafted and can be issued", month=drafted.month),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.detail",
        invoice_id=drafted.id,
    )
