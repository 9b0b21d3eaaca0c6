"""Editors of the frame of a contract: the parties, and term, languages, law and way of signing."""

from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from wtforms import DateField, FormField, SelectField, StringField
from wtforms.validators import Optional

from portal.contracts.forms.base import (
    DAYS,
    MONTHS,
    ChecksField,
    SectionForm,
    WithChoices,
    shown,
    whole,
)
from portal.contracts.rules.parties import NoticeAddress, Party
from portal.contracts.rules.terms import ContractTerms, Disputes, Signing
from portal.infra.forms import IsInvalid
from portal.infra.i18n import _, lazy
from portal.kernel.messages import message
from portal.reference.rules.clauses import LANGUAGES


class PartyForm(WithChoices):
    """The particulars of one party."""

    name = StringField(lazy("Registered name"))
    registration_number = StringField(lazy("Registration number"))
    address = StringField(lazy("Address"))
    legal_representative = StringField(lazy("Legal representative"))
    signatory = StringField(lazy("Signs the contract"))
    signatory_title = StringField(lazy("Position of the signatory"))
    contact_name = StringField(lazy("Contact person"))
    contact_phone = StringField(lazy("Telephone"))
    contact_email = StringField(lazy("E-mail"))
    bank_name = StringField(lazy("Bank"))
    bank_account = StringField(lazy("Bank account"))
    tax_number = StringField(lazy("Tax number"))
    invoice_title = StringField(lazy("Invoice title"))


class PartiesForm(SectionForm):
    """Who concludes the contract; notices go to the contacts named here."""

    merchant = FormField(PartyForm, lazy("Merchant"))
    vendor = FormField(PartyForm, lazy("Vendor"))

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        return {"merchant": vars_of(terms.merchant), "vendor": vars_of(terms.vendor)}

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        merchant, vendor = _party(self.merchant.data), _party(self.vendor.data)
        notices = [
            (side, one) for side, one in (("merchant", merchant), ("vendor", vendor)) if one.contact_name
        ]
        return replace(
            terms,
            merchant=merchant,
            vendor=vendor,
            notices=tuple(
                NoticeAddress(side, one.contact_name, one.contact_email, one.contact_phone, one.address)
                for side, one in notices
            ),
        )


def vars_of(value: Any) -> dict[str, Any]:
    """The fields of a dataclass by name."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _party(typed: dict[str, Any]) -> Party:
    return Party(**{field.name: (typed.get(field.name) or "").strip() for field in fields(Party)})


class FrameForm(SectionForm):
    """Term, service month, languages, law and way of signing."""

    groups = MappingProxyType({"languages": "language", "governing_law": "governing_law", "forum": "forum"})

    title = StringField(lazy("Title"), description=lazy("Empty: the usual title in the contract's language."))
    start = DateField(lazy("First day"), validators=[Optional()])
    last_day = DateField(
        lazy("Last day"), validators=[Optional()], description=lazy("Empty: for an indefinite time.")
    )
    start_day = whole(
        lazy("Service months begin on day"),
        description=lazy("1 is the calendar month; 26 runs from the 26th to the 25th."),
    )
    renewal_months = whole(lazy("Renews itself by"), unit=MONTHS, description=lazy("0: it ends by itself."))
    renewal_notice_days = whole(lazy("Notice before the end"), unit=DAYS)
    convenience_days = whole(
        lazy("Notice to end it at any time"), unit=DAYS, description=lazy("Empty: not possible.")
    )
    languages = ChecksField(lazy("Contract languages"), description=lazy("One or two; the first prevails."))
    time_zone = StringField(lazy("Time zone"))
    governing_law = SelectField(lazy("Governing law"), validate_choice=False)
    forum = SelectField(lazy("Court or arbitration body"), validate_choice=False)
    signing_first = SelectField(lazy("Signs first"))
    signing_method = SelectField(lazy("Signed"))
    liability_cap_months = whole(
        lazy("Liability limited to"), unit=lazy("monthly fees"), description=lazy("Empty: no limit.")
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.signing_first.choices = [("vendor", _("Vendor")), ("merchant", _("Merchant"))]
        self.signing_method.choices = [
            ("online", _("Online in this system")),
            ("paper", _("On paper with seal")),
        ]

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        term = terms.term
        return {
            "title": terms.title,
            "start": term.start,
            "last_day": term.last_day,
            "start_day": shown(terms.start_day),
            "renewal_months": shown(term.renewal_months),
            "renewal_notice_days": shown(term.renewal_notice_days),
            "convenience_days": shown(term.convenience_days),
            "languages": list(terms.languages),
            "time_zone": terms.time_zone,
            "governing_law": terms.disputes.governing_law,
            "forum": terms.disputes.forum,
            "signing_first": terms.signing.first,
            "signing_method": terms.signing.method,
            "liability_cap_months": shown(terms.liability_cap_months),
        }

    def validate_time_zone(self, field: Any) -> None:
        """Only zones that the clock knows."""
        if field.data not in available_timezones():
            raise IsInvalid(message("Enter a time zone such as Asia/Shanghai."))

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        chosen = [one for one in terms.languages if one in (self.languages.data or [])]
        chosen += [one for one in LANGUAGES if one in (self.languages.data or []) and one not in chosen]
        return replace(
            terms,
            title=self.changed_text("title"),
            start_day=self.start_day.value or 1,
            term=replace(
                terms.term,
                start=self.start.data,
                last_day=self.last_day.data,
                renewal_months=self.renewal_months.value or 0,
                renewal_notice_days=self.renewal_notice_days.value or 0,
                convenience_days=self.convenience_days.value,
            ),
            languages=tuple(chosen),
            time_zone=self.changed_text("time_zone"),
            disputes=Disputes(
                self.governing_law.data, arbitration=self.forum.data == "cietac", forum=self.forum.data
            ),
            signing=Signing(self.signing_first.data, self.signing_method.data),
            liability_cap_months=self.liability_cap_months.value,
        )
