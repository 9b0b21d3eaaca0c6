"""Knows whether this very program has prepared these very data already, without loading the program to find out."""

import hashlib
import json
from contextlib import closing
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from portal.settings import Settings

PROGRAM = Path(__file__).resolve().parents[1]
PARTS = ("migrations/versions/*.py", "translations/**/*.po", "translations/**/*.mo", "serve/*.py")
"""What the preparation goes by: a change of any of it is a reason to prepare again."""
STAMP = "prepared.json"
DRIVER = "sqlite"
SQLITE: Any = dbapi2


def is_prepared(settings: Settings, program: Path = PROGRAM) -> bool:
    """Whether there is nothing to prepare: same program, same tables, and somebody has set the portal up.

    Only a SQLite file is that quick to ask; another database is prepared, and its durability asserted, every time.
    """
    file = settings.data_folder / "run" / STAMP
    try:
        noted: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if noted.get("program") != fingerprint(program) or noted.get("settings") != _chosen(settings):
        return False
    return bool(noted.get("revision")) and _revision_in_use(settings) == noted["revision"]


def note_prepared(settings: Settings, revision: str, program: Path = PROGRAM) -> None:
    """Write down that everything is prepared, once it is."""
    folder = settings.data_folder / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    noted = {"program": fingerprint(program), "settings": _chosen(settings), "revision": revision}
    (folder / STAMP).write_text(json.dumps(noted), "utf-8")


def fingerprint(program: Path) -> str:
    """Changes with every file the preparation goes by."""
    digest = hashlib.sha256()
    for path in sorted(path for part in PARTS for path in program.glob(part)):
        seen = path.stat()
        digest.update(f"{path.relative_to(program)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _chosen(settings: Settings) -> list[object]:
    return [settings.effective_database_url, settings.demonstration]


def _revision_in_use(settings: Settings) -> str:
    """The revision of tables somebody signs in to; empty when there are none, or nobody does."""
    driver, _, path = settings.effective_database_url.partition(":///")
    if driver != DRIVER or not Path(path).is_file():
        return ""
    try:
        with closing(SQLITE.connect(path, timeout=1.0)) as connection:
            found = connection.execute(
                "SELECT version_num FROM alembic_version WHERE EXISTS (SELECT 1 FROM users)"
            ).fetchall()
    except SQLITE.Error:
        return ""
    return str(found[0][0]) if len(found) == 1 else ""
