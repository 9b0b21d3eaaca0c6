"""An organisation's particulars as a contract prints them."""

from portal.accounts.models import Organisation
from portal.accounts.queries.organisations import organisation_details
from portal.contracts.rules.parties import Party


def party_of(one: Organisation, *, contact: str = "") -> Party:
    """An organisation's particulars as a contract prints them, as far as they are known."""
    details = organisation_details(one.id)
    return Party(
        name=one.name,
        registration_number=one.identifier,
        address=details.address,
        legal_representative=details.legal_representative,
        signatory=details.legal_representative,
        contact_name=contact,
        contact_phone=details.phone,
        bank_name=details.bank_name,
        bank_account=details.bank_account,
        tax_number=one.identifier,
        invoice_title=one.name,
    )
