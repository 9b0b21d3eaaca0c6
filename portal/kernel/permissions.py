"""Who may do what: every permission, the side it belongs to and the roles that hold it, on one page."""

from enum import StrEnum
from types import MappingProxyType


class Side(StrEnum):
    """Which of the three kinds of organisation somebody acts for."""

    MERCHANT = "merchant"
    VENDOR = "vendor"
    OPERATOR = "operator"


class Role(StrEnum):
    """What a person does in an organisation; one person may hold several."""

    OWNER = "owner"
    MANAGER = "manager"
    ANALYST = "analyst"
    FINANCE = "finance"
    SIGNATORY = "signatory"
    VIEWER = "viewer"


class Permission(StrEnum):
    """One thing that can be allowed."""

    ORGANISATION_VIEW = "organisation:view"
    ORGANISATION_MANAGE = "organisation:manage"
    PEOPLE_MANAGE = "people:manage"
    REQUIREMENTS_VIEW = "requirements:view"
    REQUIREMENTS_EDIT = "requirements:edit"
    VENDORS_VIEW = "vendors:view"
    PROFILE_EDIT = "profile:edit"
    QUOTES_ASK = "quotes:ask"
    QUOTES_COMPARE = "quotes:compare"
    QUOTES_AWARD = "quotes:award"
    TENDERS_VIEW = "tenders:view"
    QUOTES_GIVE = "quotes:give"
    CONTRACTS_VIEW = "contracts:view"
    CONTRACTS_EDIT = "contracts:edit"
    CONTRACTS_SEND = "contracts:send"
    CONTRACTS_SIGN = "contracts:sign"
    MONTHS_VIEW = "months:view"
    MONTHS_SUBMIT = "months:submit"
    MONTHS_ACCEPT = "months:accept"
    INVOICES_VIEW = "invoices:view"
    INVOICES_ISSUE = "invoices:issue"
    INVOICES_PAY = "invoices:pay"
    REVIEWS_VIEW = "reviews:view"
    REVIEWS_COMMENT = "reviews:comment"
    AUDIT_VIEW = "audit:view"
    INSTALLATION_VIEW = "installation:view"
    INSTALLATION_MANAGE = "installation:manage"


_BOTH = frozenset({Side.MERCHANT, Side.VENDOR})
_MERCHANT = frozenset({Side.MERCHANT})
_VENDOR = frozenset({Side.VENDOR})
_OPERATOR = frozenset({Side.OPERATOR})
_EVERY_SIDE = frozenset(Side)
_EVERYBODY = frozenset(Role)


def _roles(*roles: Role) -> frozenset[Role]:
    return frozenset({Role.OWNER, *roles})


P, R = Permission, Role

GRANTS: MappingProxyType[Permission, tuple[frozenset[Side], frozenset[Role]]] = MappingProxyType(
    {
        P.ORGANISATION_VIEW: (_EVERY_SIDE, _EVERYBODY),
        P.ORGANISATION_MANAGE: (_EVERY_SIDE, _roles()),
        P.PEOPLE_MANAGE: (_EVERY_SIDE, _roles()),
        P.REQUIREMENTS_VIEW: (_MERCHANT, _EVERYBODY),
        P.REQUIREMENTS_EDIT: (_MERCHANT, _roles(R.MANAGER)),
        P.VENDORS_VIEW: (_MERCHANT, _EVERYBODY),
        P.PROFILE_EDIT: (_VENDOR, _roles(R.MANAGER)),
        P.QUOTES_ASK: (_MERCHANT, _roles(R.MANAGER)),
        P.QUOTES_COMPARE: (_MERCHANT, _EVERYBODY),
        P.QUOTES_AWARD: (_MERCHANT, _roles(R.MANAGER)),
        P.TENDERS_VIEW: (_VENDOR, _EVERYBODY),
        P.QUOTES_GIVE: (_VENDOR, _roles(R.MANAGER)),
        P.CONTRACTS_VIEW: (_BOTH, _EVERYBODY),
        P.CONTRACTS_EDIT: (_BOTH, _roles(R.MANAGER)),
        P.CONTRACTS_SEND: (_BOTH, _roles(R.MANAGER)),
        P.CONTRACTS_SIGN: (_BOTH, _roles(R.SIGNATORY)),
        P.MONTHS_VIEW: (_BOTH, _EVERYBODY),
        P.MONTHS_SUBMIT: (_BOTH, _roles(R.MANAGER, R.ANALYST)),
        P.MONTHS_ACCEPT: (_MERCHANT, _roles(R.MANAGER)),
        P.INVOICES_VIEW: (_BOTH, _EVERYBODY),
        P.INVOICES_ISSUE: (_VENDOR, _roles(R.FINANCE)),
        P.INVOICES_PAY: (_MERCHANT, _roles(R.FINANCE)),
        P.REVIEWS_VIEW: (_BOTH, _EVERYBODY),
        P.REVIEWS_COMMENT: (_BOTH, _roles(R.MANAGER)),
        P.AUDIT_VIEW: (_EVERY_SIDE, _EVERYBODY),
        P.INSTALLATION_VIEW: (_OPERATOR, _EVERYBODY),
        P.INSTALLATION_MANAGE: (_OPERATOR, _roles(R.MANAGER)),
    }
)


def is_allowed(permission: Permission, *, side: Side, roles: frozenset[Role]) -> bool:
    """Whether somebody of this side with these roles holds the permission."""
    sides, holders = GRANTS[permission]
    return side in sides and bool(roles & holders)
