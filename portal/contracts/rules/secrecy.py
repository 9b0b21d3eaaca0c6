"""Confidentiality and the entrusted processing of personal data, field by field."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.kernel.money import Money

SECRET_CATEGORIES = (
    "buyer_identity",
    "orders",
    "chats",
    "reviews",
    "members",
    "prices",
    "sales",
    "products",
    "promotions",
    "scripts",
    "credentials",
    "metrics",
    "contract",
)
HANDLINGS = ("share", "masked", "never")
EXCLUSIONS = ("public", "known", "third_party", "independent", "law")
MEASURES = (
    "sub_accounts",
    "no_personal_devices",
    "watermark",
    "masked_phone",
    "no_export",
    "log_retention",
    "undertakings",
    "access_training",
    "encryption",
    "incident_plan",
)


@dataclass(frozen=True)
class SecretCategory:
    """One category of confidential information and how it is provided: ``share``, ``masked`` or ``never``."""

    category: str
    handling: str


@dataclass(frozen=True)
class ConfidentialityTerms:
    """The agreement on secrecy; ``None`` means not yet agreed.

    ``years_after`` counts from the end of the contract. Damages per leak are a sum, or a percentage of the
    average monthly fee where no sum is stated.
    """

    mutual: bool = True
    categories: tuple[SecretCategory, ...] = ()
    exclusions: tuple[str, ...] = EXCLUSIONS
    measures: tuple[str, ...] = ()
    years_after: int | None = None
    return_days: int | None = None
    return_method: str = "either"
    certificate: bool = True
    audit_notice_days: int | None = None
    incident_hours: int | None = None
    subcontracting_needs_consent: bool = True
    survives: bool = True
    damages: Money | None = None
    damages_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class PersonalDataTerms:
    """What entrusting personal data has to settle (PIPL art. 21); keys of the library or own words."""

    purpose: str = ""
    period: str = ""
    method: str = ""
    kinds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    rights: str = ""
    place: str = "vendor_workplace"
    subprocessors: tuple[str, ...] = ()
    impact_assessed_on: date | None = None


def usual_confidentiality() -> ConfidentialityTerms:
    """A proposal to start from: buyers' contacts masked, passwords never, two years, a day to report a leak."""
    special = {"buyer_identity": "masked", "members": "masked", "credentials": "never", "sales": "masked"}
    return ConfidentialityTerms(
        categories=tuple(SecretCategory(one, special.get(one, "share")) for one in SECRET_CATEGORIES),
        measures=MEASURES[:7],
        years_after=2,
        return_days=10,
        audit_notice_days=5,
        incident_hours=24,
    )


def usual_personal_data() -> PersonalDataTerms:
    """A proposal that fills the six items which article 21 asks for."""
    return PersonalDataTerms(
        purpose="customer_service",
        period="contract_term",
        method="view_in_platform",
        kinds=("account_name", "contact", "order", "chat"),
        measures=("sub_accounts", "masked_phone", "no_export", "log_retention"),
        rights="standard",
    )
