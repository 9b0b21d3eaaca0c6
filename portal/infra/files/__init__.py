"""Keeps every uploaded and rendered file once, under the SHA-256 of its content, and never changes it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flask import Flask, current_app, g

from portal.infra.files.content import judge
from portal.infra.files.holding import Hold
from portal.infra.files.store import LocalStore, Received, Store, StoredFile
from portal.kernel.errors import NotFound

__all__ = [
    "LocalStore",
    "Store",
    "StoredFile",
    "configure_files",
    "file_store",
    "keep",
    "keep_large",
    "keep_made",
    "making",
    "open_stored",
    "stored_path",
]

EXTENSION = "file_store"


def configure_files(
    app: Flask, data_folder: Path, storage_url: str, limit: int, large_limit: int | None = None
) -> None:
    """Choose the store by its address; only a local folder is built so far.

    `limit` is the largest file in bytes, `large_limit` that of files with millions of rows.
    """
    app.config["LARGE_FILE_LIMIT"] = large_limit or limit
    if storage_url and not storage_url.startswith("file:"):
        raise ValueError(f"PORTAL_STORAGE_URL {storage_url!r}: only file: folders are supported.")
    folder = (
        Path(storage_url.removeprefix("file://").removeprefix("file:"))
        if storage_url
        else data_folder / "files"
    )
    app.extensions[EXTENSION] = LocalStore(folder, limit)
    app.teardown_appcontext(_let_go)


def file_store() -> Store:
    """The store of this installation."""
    store: Store = current_app.extensions[EXTENSION]
    return store


def keep(
    stream: BinaryIO, name: str, extensions: frozenset[str] | None = None, *, limit: int | None = None
) -> StoredFile:
    """Store a file durably before the row that names it is written.

    `name` is what the person called it: its ending must be among `extensions` (all known ones when not given) and
    must agree with the content; `limit` in bytes stands in for the usual one. Raises `Invalid` in words the person
    may read, and then keeps nothing.
    """
    store = file_store()
    with store.receive(stream, limit) as received:
        media_type = judge(received.path, name, received.size, extensions)
        _take_up(received)
    return StoredFile(received.sha256, received.size, media_type)


def keep_large(stream: BinaryIO, name: str, extensions: frozenset[str]) -> StoredFile:
    """The same for the few kinds of files that may be much larger than any other."""
    return keep(stream, name, extensions, limit=current_app.config["LARGE_FILE_LIMIT"])


@contextmanager
def making() -> Iterator[Path]:
    """A path at which a child process may write a large file; `keep_made` takes it in, otherwise it is removed."""
    with file_store().room() as path:
        yield path


def keep_made(path: Path, media_type: str) -> StoredFile:
    """Take in a file that was made by ourselves, durably."""
    store = file_store()
    received = store.made(path)
    _take_up(received)
    return StoredFile(received.sha256, received.size, media_type)


def _take_up(received: Received) -> None:
    """Make it part of the store and keep it there until the request or job has written the row, or has not."""
    store = file_store()
    holds: list[Hold] = g.setdefault("held_files", [])
    holds.append(store.hold(received.sha256))
    store.adopt(received)


def _let_go(_error: BaseException | None) -> None:
    for let_go in g.pop("held_files", ()):
        let_go()


def stored_path(sha256: str) -> Path:
    """Where a stored file lies, for a child process that reads it; only for those who loaded the row that owns it."""
    path = file_store().path_of(sha256)
    if not path.exists():
        raise NotFound
    return path


def open_stored(sha256: str) -> BinaryIO:
    """The content for reading; only for views and jobs that loaded the row which owns it."""
    try:
        return file_store().open(sha256)
    except FileNotFoundError:
        raise NotFound from None
