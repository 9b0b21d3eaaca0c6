"""The blueprint under which all pages of accounts stand, and what their answers share."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.infra.pages import page

blueprint = Blueprint("accounts", __name__)

Answer = str | Response | tuple[str, int]


def this_device() -> str:
    """The browser, as a person would recognise it in a list."""
    return request.user_agent.string[:200]


def this_address() -> str:
    """Where the request comes from."""
    return request.remote_addr or ""


def gone(status: int = 404) -> tuple[str, int]:
    """The page behind a link that was used, withdrawn or has expired."""
    return page("accounts/gone.html"), status
