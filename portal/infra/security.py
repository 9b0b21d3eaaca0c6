"""What Flask leaves open: limits of a request, trusted hosts and the headers of every answer."""

from urllib.parse import urlsplit

from flask import Flask, Response
from werkzeug.routing import IntegerConverter, ValidationError

from portal.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


LARGEST_KEY = 2**31 - 1


class KeyConverter(IntegerConverter):
    """A number in an address: one that no table can hold is a page that does not exist, not a fault."""

    def to_python(self, value: str) -> int:
        """The number, or no such page."""
        number: int = super().to_python(value)
        if number > LARGEST_KEY:
            raise ValidationError
        return number


def install_security(app: Flask, settings: Settings) -> None:
    """Set limits and headers; the policy allows nothing inline and nothing from elsewhere."""
    app.url_map.converters["int"] = KeyConverter
    megabyte = 1024 * 1024
    app.config.update(
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * megabyte,
        MAX_FORM_MEMORY_SIZE=4 * megabyte,
        MAX_FORM_PARTS=5000,
    )
    if settings.public_url:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname, "127.0.0.1", "localhost"]

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
        if response.mimetype == "text/html":
            headers.setdefault("Cache-Control", "private, no-cache")
        return response
