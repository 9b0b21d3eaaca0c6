"""What an attacker sends: raw posts that carry the keys of any page, so that only the rule under test refuses them."""

import secrets
from collections.abc import Mapping
from typing import Any

from tests.visitor import Page, Visitor


def keys(person: Visitor, page: str = "/me") -> dict[str, str]:
    """A CSRF token of this browser and a fresh idempotency key."""
    (token, *_others) = person.get(page).tree.xpath("//input[@name='csrf_token']/@value")
    return {"csrf_token": str(token), "idempotency_key": secrets.token_urlsafe(18)}


def forge(
    person: Visitor, url: str, values: Mapping[str, Any] | None = None, *, status: int, follow: bool = False
) -> Page:
    """Send a form that no page offered."""
    return person.post(url, {**keys(person), **(values or {})}, status=status, follow=follow)
