"""Uploads that are never submitted: announced two days before, then deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app

from portal.accounts.actions.notices import notify
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record as record_event
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.actions.forgetting import forget_open, forget_staged
from portal.sla.events.uploads import UploadsForgotten
from portal.sla.models import BatchFile, FileBatch, Submission
from portal.sla.queries.staged import left_since

NOTICE = timedelta(days=2)
NAMES_SHOWN = 3
Upload = Submission | FileBatch


def kept_for() -> timedelta:
    """How long an upload is kept that is never submitted."""
    return timedelta(days=current_app.config["SETTINGS"].staged_days)


def expire() -> None:
    """Announce to the organisation acted for what will be deleted, and delete what was announced two days ago."""
    now = actor().now
    left = left_since(now - kept_for() + NOTICE)
    uploads: list[tuple[Upload, list[str]]] = [(one, [one.file_name]) for one in left.submissions]
    uploads += [(batch, [file.file_name for file in files]) for batch, files in left.batches]
    _announce([(one, names) for one, names in uploads if one.forget_at is None], now)
    due = {id(one) for one, _names in uploads if one.forget_at is not None and one.forget_at <= now}
    forgotten = [name for one, names in uploads if id(one) in due for name in names]
    _forget([one for one in left.submissions if id(one) in due])
    _forget_open([file for batch, files in left.batches if id(batch) in due for file in files])
    if forgotten:
        record_event(UploadsForgotten(files=_listed(forgotten)))
        _tell(message("Uploads that were never submitted were deleted: %(files)s", files=_listed(forgotten)))


def _announce(uploads: Sequence[tuple[Upload, list[str]]], now: datetime) -> None:
    if not uploads:
        return
    for one, _names in uploads:
        one.forget_at = now + NOTICE
    db.session.flush()
    files = _listed([name for _one, names in uploads for name in names])
    day = (now + NOTICE).date().isoformat()
    _tell(
        message(
            "Uploads that were never submitted will be deleted on %(day)s: %(files)s", day=day, files=files
        )
    )


def _forget(staged: Sequence[Submission]) -> None:
    for one in staged:
        forget_staged(one)


def _forget_open(files: Sequence[BatchFile]) -> None:
    for one in files:
        forget_open(one)


def _tell(words: Message) -> None:
    notify(actor().party, words, permission=Permission.MONTHS_SUBMIT, endpoint="sla.many_files")


def _listed(names: Sequence[str]) -> str:
    """The first of these names, and that there are more."""
    more = f" … (+{len(names) - NAMES_SHOWN})" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
