"""Who concludes a contract, as they were registered on the day the terms were frozen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """A party's particulars, copied so that later changes of the organisation don't touch the contract."""

    name: str = ""
    registration_number: str = ""
    address: str = ""
    legal_representative: str = ""
    signatory: str = ""
    signatory_title: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    bank_name: str = ""
    bank_account: str = ""
    tax_number: str = ""
    invoice_title: str = ""


@dataclass(frozen=True)
class NoticeAddress:
    """Where a notice to one side (``merchant`` or ``vendor``) arrives."""

    side: str
    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
