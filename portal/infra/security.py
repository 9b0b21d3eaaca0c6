"""What Flask leaves open: limits of a request, trusted hosts and the headers of every answer."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import SecurityError
from werkzeug.routing import IntegerConverter, ValidationError

from portal.infra.typed_text import CleanRequest
from portal.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


KEEP_FOR_EVER = "public, max-age=31536000, immutable"
"""For an asset whose address carries its fingerprint: another content has another address."""

LARGEST_KEY = 2**31 - 1

LARGEST_PLAIN_BODY = 1 << 20

LOCAL_NAMES = (".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa")
"""Endings of names that no public name server gives out."""


class KeyConverter(IntegerConverter):
    """A number in an address: one that no table can hold is a page that does not exist, not a fault."""

    def to_python(self, value: str) -> int:
        """The number, or no such page."""
        number: int = super().to_python(value)
        if number > LARGEST_KEY:
            raise ValidationError
        return number


def _limit_what_is_no_file() -> None:
    """Only uploads may be large: a plain form is read whole, and one of 60 MB would be millions of fields.

    Files with millions of rows are for the views that say so, and for a browser that signed in.
    """
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_PLAIN_BODY
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_large_files", False) and session.permanent:
        request.max_content_length = current_app.config["LARGE_FILE_LIMIT"] + LARGEST_PLAIN_BODY


def takes_large_files(view: View) -> View:
    """Mark a view whose upload may be as large as a file with millions of rows."""
    view.__dict__["takes_large_files"] = True
    return view


def _keep_private(response: Response) -> None:
    """Nothing but the portal's own assets may be kept by anybody between it and the reader, files included."""
    response.cache_control.private = True
    if response.cache_control.max_age is None and not response.cache_control.no_store:
        response.cache_control.no_cache = True


def _refuse_foreign_hosts() -> None:
    """Without a public address the portal answers at home only: to an IP address or a name of the local network.

    A page elsewhere that points its own name here, to read answers as if they were its own, gets none.
    """
    host = (urlsplit(f"//{request.host}").hostname or "").rstrip(".")
    if "." in host and not host.endswith(LOCAL_NAMES):
        try:
            ip_address(host)
        except ValueError:
            raise SecurityError(f"Host {host!r} is not trusted: set PORTAL_PUBLIC_URL.") from None


def install_security(app: Flask, settings: Settings) -> None:
    """Set limits and headers; the policy allows nothing inline and nothing from elsewhere."""
    app.url_map.converters["int"] = KeyConverter
    app.request_class = CleanRequest
    megabyte = 1024 * 1024
    app.config.update(
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * megabyte,
        MAX_FORM_MEMORY_SIZE=4 * megabyte,
        MAX_FORM_PARTS=5000,
    )
    if settings.public_url:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname, "127.0.0.1", "localhost"]
    else:
        app.before_request(_refuse_foreign_hosts)

    app.before_request(_limit_what_is_no_file)

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            _keep_private(response)
        elif request.args.get("v") and response.status_code in (200, 304):
            headers["Cache-Control"] = KEEP_FOR_EVER
        return response
