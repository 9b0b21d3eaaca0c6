"""One table from refusals to answers: the page or the problem document a reader gets, in their language."""

import logging
import uuid
from http import HTTPStatus
from typing import Any

from flask import Flask, g, jsonify, render_template, request
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from portal.infra.db import db
from portal.infra.i18n import say
from portal.kernel.errors import Conflict, Invalid, NotFound, PortalError, Refused
from portal.kernel.messages import message

STATUS: dict[type[PortalError], int] = {NotFound: 404, Refused: 403, Conflict: 409, Invalid: 422}
PAGES = {400, 403, 404, 409, 413, 422, 429, 500, 503}

logger = logging.getLogger("portal")


def install_problems(app: Flask) -> None:
    """Answer every error with a page in words; what is inside goes to the log only."""

    @app.before_request
    def number() -> None:
        g.request_id = uuid.uuid4().hex[:12]

    @app.errorhandler(PortalError)
    def refused(error: PortalError) -> Any:
        status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
        return _answer(status, say(error.reason))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.response is not None or (error.code or 500) < 400:
            return error
        return _answer(error.code or 500, None)

    for kind in (OperationalError, OSError):
        app.register_error_handler(kind, _storage_failed)
    app.register_error_handler(DataError, _unstorable)

    @app.errorhandler(Exception)
    def crashed(error: Exception) -> Any:
        if app.config["PROPAGATE_EXCEPTIONS"]:
            raise error
        logger.exception("request %s failed", g.get("request_id"))
        db.session.rollback()
        return _answer(500, None)


def _storage_failed(error: Exception) -> Any:
    logger.error("storage failed in request %s", g.get("request_id"), exc_info=error)
    return _answer(503, None)


def _unstorable(error: Exception) -> Any:
    logger.warning("request %s held a value that no column can hold", g.get("request_id"), exc_info=error)
    return _answer(422, say(message("Something you entered is too long or too large to be kept.")))


def _answer(status: int, reason: str | None) -> Any:
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": reason}
        answer = jsonify(problem)
        answer.content_type = "application/problem+json"
        return answer, status
    template = f"errors/{status if status in PAGES else 400 if status < 500 else 500}.html"
    return render_template(template, reason=reason, request_id=g.get("request_id")), status
