"""A folder for large files that can be made again at any time: in no backup, cleared by itself after some days."""

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import current_app

FOLDER = "scratch"
KEPT_SECONDS = 3 * 24 * 3600
RESERVE = 1 << 30
"""Bytes that stay free for everything else."""


def made_before(name: str) -> Path | None:
    """The file of that name, if it was made and not cleared since."""
    path = _folder() / name
    return path if path.is_file() else None


@contextmanager
def making_again(name: str) -> Iterator[Path]:
    """A path to write the file to; at the end of the block it takes its name at once, after a fault nothing is left."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    clear(folder)
    path = folder / f"{name}.{secrets.token_hex(8)}.part"
    try:
        yield path
        path.replace(folder / name)
    finally:
        path.unlink(missing_ok=True)


def has_room_for(size: int) -> bool:
    """Whether that many bytes can be written and enough is left for everything else."""
    folder: Path = current_app.config["DATA_FOLDER"]
    return shutil.disk_usage(folder).free >= size + RESERVE


def clear(folder: Path) -> None:
    """Remove what was made some days ago."""
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _folder() -> Path:
    folder: Path = current_app.config["DATA_FOLDER"]
    return folder / FOLDER
