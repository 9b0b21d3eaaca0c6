"""How the installation is: its parts, its jobs, and what waits for a hand."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite_driver
from flask import current_app
from sqlalchemy import func, select

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.infra.jobs.table import Job
from portal.infra.mail import Mail
from portal.infra.pdf import fonts_missing
from portal.kernel.messages import Message, message
from portal.reference.queries.holidays import years_to_enter

FONTS = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "NotoSansTC-Regular.ttf",
    "NotoSansTC-Bold.ttf",
)
ENOUGH_SPACE = 2 * 1024**3
ENOUGH_PATIENCE_SECONDS = 600
MANY_MAILS = 50


@dataclass(frozen=True)
class Check:
    """One part of the installation: what it is, whether it is well, and what was seen."""

    name: Message
    is_well: bool
    seen: Message


def checks(moment: datetime) -> list[Check]:
    """Everything that is looked at, in the order in which trouble usually comes."""
    folder: Path = current_app.config["DATA_FOLDER"]
    return [_database(), _space(folder), _queue(moment), _fonts(), _mail(), _holidays(moment), _software()]


def _database() -> Check:
    name = db.engine.dialect.name
    parts = sqlite_driver.sqlite_version_info if name == "sqlite" else db.engine.dialect.server_version_info
    number = ".".join(str(part) for part in parts or ())
    return Check(message("Database"), True, message("%(name)s %(number)s", name=name, number=number))


def _space(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    seen = message("%(free)s GB free in %(folder)s", free=free // 1024**3, folder=str(folder))
    return Check(message("Storage"), free >= ENOUGH_SPACE, seen)


def _queue(moment: datetime) -> Check:
    waiting, failed = (_count(status) for status in ("queued", "failed"))
    oldest = db.session.scalar(select(func.min(Job.run_after)).where(Job.status == "queued"))
    late = oldest is not None and (moment - oldest).total_seconds() > ENOUGH_PATIENCE_SECONDS
    seen = message("%(waiting)s waiting, %(failed)s failed", waiting=waiting, failed=failed)
    return Check(message("Background jobs"), not late and not failed, seen)


def _count(status: str) -> int:
    return db.session.scalar(select(func.count(Job.id)).where(Job.status == status)) or 0


def _fonts() -> Check:
    folder = Path(str(current_app.static_folder)) / "fonts"
    missing = [name for name in FONTS if not (folder / name).is_file()]
    seen = message("Chinese faces for documents are in place")
    if missing:
        seen = message("Missing: %(files)s", files=", ".join(missing))
    elif fonts_missing():
        missing = list(FONTS)
        seen = message("Documents cannot be printed: a library or a Chinese face is missing.")
    return Check(message("Fonts"), not missing, seen)


def _mail() -> Check:
    server: str = current_app.config["SETTINGS"].mail_server
    if not server:
        return Check(message("Mail"), True, message("No mail server: links are shown to be copied"))
    waiting = db.session.scalar(select(func.count(Mail.id)).where(Mail.sent_at.is_(None))) or 0
    seen = message("Sent through %(server)s, %(waiting)s waiting", server=server, waiting=waiting)
    return Check(message("Mail"), waiting < MANY_MAILS, seen)


def _holidays(moment: datetime) -> Check:
    missing = years_to_enter(moment.date())
    seen = message("Entered for this year")
    if missing:
        years = ", ".join(str(year) for year in missing)
        seen = message("Not entered yet: %(years)s. Weekdays are taken as they fall.", years=years)
    return Check(message("Public holidays"), moment.year not in missing, seen)


def _software() -> Check:
    seen = message(
        "Python %(python)s, Flask %(flask)s, SQLAlchemy %(sqlalchemy)s",
        python=platform.python_version(),
        flask=version("flask"),
        sqlalchemy=version("sqlalchemy"),
    )
    return Check(message("Software"), True, seen)


def organisation_counts() -> list[tuple[Any, int, int]]:
    """Side, how many organisations, how many of them have joined."""
    query = (
        select(Organisation.side, func.count(Organisation.id), func.count(Organisation.joined_at))
        .group_by(Organisation.side)
        .order_by(Organisation.side)
    )
    return [(side, total, joined) for side, total, joined in db.session.execute(query)]


def jobs(*, status: str | None = None, limit: int = 200) -> list[Job]:
    """The latest jobs, newest first."""
    query = select(Job).order_by(Job.id.desc()).limit(limit)
    return list(db.session.scalars(query if status is None else query.where(Job.status == status)))
