"""Links that people send each other: full addresses, and secrets that open one page once.

A secret is derived from the installation's key and the row that it opens, so that whoever made the link can copy it
again while it is open, and yet the database holds nothing but its digest.
"""

import base64
import hashlib
import hmac
from typing import Any

from flask import current_app, has_request_context, request

from portal.infra.access import actor_or_none
from portal.settings import Settings

SECRET_BYTES = 24


def absolute_url(endpoint: str, **values: Any) -> str:
    """The full address of a page, as a person outside has to type it; works without a request as well.

    Without a public address the browser of somebody signed in tells where the portal is. Nobody else's does: a
    forged Host would lead whoever gets the link astray.
    """
    settings: Settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    if settings.public_url:
        return settings.public_url + path
    is_trusted = has_request_context() and actor_or_none() is not None
    origin = request.host_url.rstrip("/") if is_trusted else f"http://{settings.bind}"
    return origin + path


def link_secret(purpose: str, key: int, nonce: str) -> str:
    """The secret part of a link to row ``key``; ``nonce`` makes it a new one when the row is used again."""
    covered = f"{purpose}|{key}|{nonce}".encode()
    digest = hmac.new(str(current_app.config["SECRET_KEY"]).encode(), covered, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:SECRET_BYTES]).decode()


def safe_target(target: str | None) -> str | None:
    """The page somebody wanted to see, if it is one of ours: never an address elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return None if any(ord(character) < 32 for character in target) or "\\" in target else target
