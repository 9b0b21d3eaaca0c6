"""Who is signed in on this browser: the cookie carries a random ticket, everything about it lies on the server."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

TICKET_LIFE = timedelta(days=14)
DEVICE_LIFE = timedelta(days=180)
DEVICE_COOKIE = "known_device"


class Ticket(UserMixin):
    """A signed-in browser; its id is the ticket itself, of which the server keeps only the digest."""

    def __init__(self, token: str) -> None:
        self.id = token


def install_sessions(app: Flask, *, is_https: bool) -> None:
    """Set the cookie flags and let Flask-Login carry the ticket."""
    app.config.update(
        SESSION_PROTECTION=None,
        SESSION_COOKIE_NAME="__Host-portal" if is_https else "portal",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=TICKET_LIFE,
    )
    manager = LoginManager()
    manager.init_app(app)
    manager.user_loader(Ticket)


def digest_of(token: str) -> str:
    """What the server keeps of a secret that was handed out."""
    return hashlib.sha256(token.encode()).hexdigest()


def hand_out_ticket() -> str:
    """Begin a session on this browser and return its secret; whatever the browser held before is dropped."""
    session.clear()
    session.permanent = True
    token = secrets.token_urlsafe(32)
    login_user(Ticket(token))
    return token


def ticket_digest() -> str | None:
    """The digest of the ticket this browser shows, if it shows one."""
    holder: Any = current_user
    return digest_of(holder.id) if holder.is_authenticated else None


def tear_up_ticket() -> None:
    """Forget the ticket on this browser."""
    logout_user()
    session.clear()


def remember_device(response: AnyResponse, account: str) -> None:
    """Let this browser prove later that it has signed in to the account before."""
    response.set_cookie(
        DEVICE_COOKIE,
        _devices().dumps([digest_of(account), secrets.token_urlsafe(9)]),
        max_age=DEVICE_LIFE,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )


def known_device(account: str) -> str:
    """What this browser proves about the account; empty when it has never signed in to it."""
    try:
        proof: Any = _devices().loads(request.cookies.get(DEVICE_COOKIE, ""))
    except BadSignature:
        return ""
    return str(proof[1]) if proof[0] == digest_of(account) else ""


def _devices() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=DEVICE_COOKIE)
