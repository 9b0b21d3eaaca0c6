"""Naming a vendor that has not joined yet, and the one-time link by which it does."""

import secrets
from datetime import timedelta
from typing import Any

from flask import has_request_context, request

from portal.accounts.models import Invitation, Organisation
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.sessions import digest_of
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Role, Side

LIFE_OF_A_LINK = timedelta(days=30)


def invite_vendor(
    *, name: str, endpoint: str, contact: str = "", **arguments: Any
) -> tuple[Organisation, str]:
    """Name a vendor and make its one-time link, which leads to the given page once somebody has joined."""
    named = name.strip()
    if not named or len(named) > 200:
        raise Invalid(message("Enter the vendor's name."))
    acting = actor()
    vendor = Organisation(side=Side.VENDOR, name=named, created_at=acting.now)
    db.session.add(vendor)
    db.session.flush()
    return vendor, _link(vendor, contact=contact, endpoint=endpoint, arguments=arguments)


def invite_again(organisation_id: int, *, endpoint: str, contact: str = "", **arguments: Any) -> str:
    """A new link for a vendor that has not joined yet; the one before keeps working until it ends."""
    vendor: Organisation | None = db.session.get(Organisation, organisation_id)
    if vendor is None or vendor.joined_at is not None:
        raise Invalid(message("This vendor has joined already."))
    return _link(vendor, contact=contact, endpoint=endpoint, arguments=arguments)


def _link(vendor: Organisation, *, contact: str, endpoint: str, arguments: dict[str, Any]) -> str:
    acting = actor()
    token = secrets.token_urlsafe(24)
    with across_tenants("an invitation belongs to the organisation it leads into"):
        db.session.add(
            Invitation(
                organisation_id=vendor.id,
                inviter_id=acting.party,
                digest=digest_of(token),
                name=contact or vendor.name,
                address="",
                roles=[str(Role.OWNER)],
                endpoint=endpoint,
                arguments=arguments,
                created_at=acting.now,
                expires_at=acting.now + LIFE_OF_A_LINK,
            )
        )
        db.session.flush()
    return f"{request.url_root.rstrip('/') if has_request_context() else ''}/join/{token}"
