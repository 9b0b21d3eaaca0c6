"""What machines ask: is the portal alive, and can it do its work?"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import text
from werkzeug.wrappers import Response

from portal.infra.access import public
from portal.infra.db import db
from portal.infra.jobs.queue import jobs_of_app
from portal.infra.pdf import fonts_missing

UNAVAILABLE = 503


def install_health(app: Flask) -> None:
    """Add `/healthz` (the process answers) and `/readyz` (database, storage, queue and printing answer too)."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@public
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@public
def readyz() -> Response:
    """Everything the portal needs answers; otherwise 503 and the names of what does not."""
    failing = [name for name, check in CHECKS.items() if not _passes(check)]
    if failing:
        return Response("".join(f"{name}: failing\n" for name in failing), UNAVAILABLE, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception:
        current_app.logger.exception("A readiness check failed")
        return False
    return True


def _database() -> None:
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1 FROM organisations LIMIT 1"))


def _storage() -> None:
    folder: Path = current_app.config["DATA_FOLDER"]
    probe = folder / f".ready-{os.getpid()}-{secrets.token_hex(4)}"
    probe.write_bytes(b"ready")
    probe.unlink()


def _queue() -> None:
    queue = jobs_of_app().queue
    if queue is not None:
        queue.storage.queue_size()


def _fonts() -> None:
    """Without the Chinese faces documents would show boxes, and no error would say so."""
    if fonts_missing():
        raise RuntimeError("Documents cannot be printed: a library or a Chinese face is missing.")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "storage": _storage,
    "queue": _queue,
    "fonts": _fonts,
}
