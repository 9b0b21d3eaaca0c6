"""Editors of confidentiality and of the entrusted processing of personal data."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, SelectField, StringField
from wtforms.validators import Optional

from portal.contracts.forms.base import (
    DAYS,
    HOURS,
    PERCENT,
    ChecksField,
    SectionForm,
    WithChoices,
    amount,
    decimal,
    shown,
    shown_money,
    split_words,
    whole,
)
from portal.contracts.rules.secrecy import SECRET_CATEGORIES, SecretCategory
from portal.contracts.rules.terms import ContractTerms
from portal.infra.i18n import language, lazy
from portal.reference.rules.clauses import label


class SecretRow(WithChoices):
    """How one category of confidential information is provided."""

    groups = MappingProxyType({"handling": "handling"})
    may_be_empty = frozenset({"handling"})

    category = HiddenField()
    handling = SelectField(lazy("Handling"), validate_choice=False)

    @property
    def heading(self) -> str:
        """The category in the reader's words."""
        return label("secret", self.category.data or "", language())


class ConfidentialityForm(SectionForm):
    """What is secret, how it is protected, for how long, and what happens after a leak."""

    groups = MappingProxyType(
        {"exclusions": "exclusion", "measures": "measure", "return_method": "return_method"}
    )

    mutual = BooleanField(lazy("Both sides keep secrets (otherwise only the vendor)"))
    categories = FieldList(FormField(SecretRow), lazy("Categories of confidential information"))
    exclusions = ChecksField(lazy("Not secret"))
    measures = ChecksField(lazy("Protective measures"))
    years_after = whole(lazy("Lasts after the contract for"), unit=lazy("years"))
    return_days = whole(lazy("Data returned or destroyed within"), unit=DAYS)
    return_method = SelectField(lazy("Manner"), validate_choice=False)
    certificate = BooleanField(lazy("With a written certificate"))
    incident_hours = whole(lazy("A leak is reported within"), unit=HOURS)
    audit_notice_days = whole(
        lazy("Merchant may inspect with a notice of"), unit=DAYS, description=lazy("Empty: no inspection.")
    )
    damages = decimal(lazy("Liquidated damages per leak, amount"))
    damages_percent = decimal(lazy("Or as share of the average monthly fee"), unit=PERCENT)
    subcontracting_needs_consent = BooleanField(lazy("Subcontractors only with consent"))
    survives = BooleanField(lazy("Survives the end of the contract"))

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        agreed = terms.confidentiality
        handled = {one.category: one.handling for one in agreed.categories}
        every = dict.fromkeys((*SECRET_CATEGORIES, *handled))
        return {
            "mutual": agreed.mutual,
            "categories": [{"category": one, "handling": handled.get(one, "")} for one in every],
            "exclusions": list(agreed.exclusions),
            "measures": list(agreed.measures),
            "years_after": shown(agreed.years_after),
            "return_days": shown(agreed.return_days),
            "return_method": agreed.return_method,
            "certificate": agreed.certificate,
            "incident_hours": shown(agreed.incident_hours),
            "audit_notice_days": shown(agreed.audit_notice_days),
            "damages": shown_money(agreed.damages),
            "damages_percent": shown(agreed.damages_percent) if agreed.damages_percent else "",
            "subcontracting_needs_consent": agreed.subcontracting_needs_consent,
            "survives": agreed.survives,
        }

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        agreed = replace(
            terms.confidentiality,
            mutual=bool(self.mutual.data),
            categories=tuple(
                SecretCategory(row["category"], row["handling"])
                for row in self.categories.data
                if row["handling"]
            ),
            exclusions=tuple(self.exclusions.data or ()),
            measures=tuple(self.measures.data or ()),
            years_after=self.years_after.value,
            return_days=self.return_days.value,
            return_method=self.return_method.data,
            certificate=bool(self.certificate.data),
            incident_hours=self.incident_hours.value,
            audit_notice_days=self.audit_notice_days.value,
            damages=amount(self.damages.data, terms.currency),
            damages_percent=self.damages_percent.value or Decimal(0),
            subcontracting_needs_consent=bool(self.subcontracting_needs_consent.data),
            survives=bool(self.survives.data),
        )
        return replace(terms, confidentiality=agreed)


class PersonalDataForm(SectionForm):
    """The items that entrusting personal data has to settle."""

    groups = MappingProxyType(
        {
            "purpose": "purpose",
            "period": "period",
            "method": "method",
            "kinds": "data_kind",
            "measures": "measure",
            "rights": "rights",
        }
    )
    may_be_empty = frozenset({"purpose", "period", "method", "rights"})

    purpose = SelectField(lazy("Purpose"), validate_choice=False)
    period = SelectField(lazy("Period"), validate_choice=False)
    method = SelectField(lazy("Means of processing"), validate_choice=False)
    kinds = ChecksField(lazy("Kinds of personal data"))
    measures = ChecksField(lazy("Protective measures"))
    rights = SelectField(lazy("Rights and duties"), validate_choice=False)
    subprocessors = StringField(
        lazy("Subprocessors consented to"), description=lazy("Separate several by commas.")
    )
    impact_assessed_on = DateField(lazy("Impact assessment made on"), validators=[Optional()])

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        data = terms.personal_data
        return {
            "purpose": data.purpose,
            "period": data.period,
            "method": data.method,
            "kinds": list(data.kinds),
            "measures": list(data.measures),
            "rights": data.rights,
            "subprocessors": ", ".join(data.subprocessors),
            "impact_assessed_on": data.impact_assessed_on,
        }

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        return replace(
            terms,
            personal_data=replace(
                terms.personal_data,
                purpose=self.purpose.data,
                period=self.period.data,
                method=self.method.data,
                kinds=tuple(self.kinds.data or ()),
                measures=tuple(self.measures.data or ()),
                rights=self.rights.data,
                subprocessors=split_words(self.subprocessors.data),
                impact_assessed_on=self.impact_assessed_on.data,
            ),
        )
