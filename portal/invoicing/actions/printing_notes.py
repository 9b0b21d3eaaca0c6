"""What a printed credit note or supplementary invoice says, in the contract's languages, and the order for its PDF."""

from typing import Any
from zoneinfo import ZoneInfo

from portal.infra.documents import Document, order_document
from portal.infra.progress import engagement
from portal.invoicing.actions.printing import figure, in_languages_of
from portal.invoicing.models import InvoiceNote
from portal.invoicing.queries import lines_of_note
from portal.invoicing.rules.notes import NoteKind
from portal.kernel.amounts_in_words import amount_in_words
from portal.kernel.money import Money

TEMPLATE = "invoicing/credit_note_document.html"
KINDS = {NoteKind.CREDIT: "credit_note", NoteKind.SUPPLEMENT: "supplement"}


def print_note(found: InvoiceNote) -> Document:
    """Order the PDF of an issued note, or return the one that exists."""
    languages = found.facts["languages"]
    return order_document(
        kind=KINDS[found.kind],
        engagement=engagement(found.engagement_id),
        number=str(found.number),
        title=str(found.number),
        template=TEMPLATE,
        values=note_values(found),
        languages=languages,
        key=found.key,
    )


def note_values(found: InvoiceNote) -> dict[str, Any]:
    """The values of a note's page."""
    facts, currency = found.facts, found.currency
    languages = facts["languages"]

    def amount(minor: int) -> str:
        return figure(Money(minor, currency))

    issued = found.issued_at.astimezone(ZoneInfo(facts["time_zone"])) if found.issued_at else None
    return {
        "issued_on": issued.date().isoformat() if issued else "",
        "invoice": found.invoice_number,
        "service_month": found.month,
        "period": facts["period"],
        "contract_number": found.contract_number,
        "currency": currency,
        "vendor": facts["vendor"],
        "merchant": facts["merchant"],
        "lines": [
            {
                "description": in_languages_of(line.label, languages),
                "reason": in_languages_of(line.explanation, languages),
                "before": amount(line.before_minor),
                "after": amount(line.after_minor),
                "difference": amount(line.amount_minor),
            }
            for line in lines_of_note(found.id)
        ],
        "net": amount(found.net_minor),
        "tax_percent": facts["tax_percent"],
        "tax": amount(found.tax_minor),
        "gross": amount(found.gross_minor),
        "is_supplement": found.is_supplement,
        "due_on": found.due_on.isoformat() if found.due_on else "",
        "bank": facts["bank"],
        "set_off": amount(found.set_off_minor),
        "refund": amount(found.refund_minor) if found.refund_minor else "",
        "words": list(dict.fromkeys(amount_in_words(found.gross, tag) for tag in languages)),
        "results": facts["results"],
    }
