"""Keeps every uploaded and rendered file once, under the SHA-256 of its content, and never changes it again."""

from pathlib import Path
from typing import BinaryIO

from flask import Flask, current_app

from portal.infra.files.content import judge
from portal.infra.files.store import LocalStore, Store, StoredFile
from portal.kernel.errors import NotFound

__all__ = ["LocalStore", "Store", "StoredFile", "configure_files", "file_store", "keep", "open_stored"]

EXTENSION = "file_store"


def configure_files(app: Flask, data_folder: Path, storage_url: str, limit: int) -> None:
    """Choose the store by its address; `limit` is the largest file in bytes. Only a local folder is built so far."""
    if storage_url and not storage_url.startswith("file:"):
        raise ValueError(f"PORTAL_STORAGE_URL {storage_url!r}: only file: folders are supported.")
    folder = (
        Path(storage_url.removeprefix("file://").removeprefix("file:"))
        if storage_url
        else data_folder / "files"
    )
    app.extensions[EXTENSION] = LocalStore(folder, limit)


def file_store() -> Store:
    """The store of this installation."""
    store: Store = current_app.extensions[EXTENSION]
    return store


def keep(stream: BinaryIO, name: str, extensions: frozenset[str] | None = None) -> StoredFile:
    """Store a file durably before the row that names it is written.

    `name` is what the person called it: its ending must be among `extensions` (all known ones when not given) and
    must agree with the content. Raises `Invalid` in words the person may read, and then keeps nothing.
    """
    store = file_store()
    with store.receive(stream) as received:
        media_type = judge(received.path, name, received.size, extensions)
        store.adopt(received)
    return StoredFile(received.sha256, received.size, media_type)


def open_stored(sha256: str) -> BinaryIO:
    """The content for reading; only for views and jobs that loaded the row which owns it."""
    try:
        return file_store().open(sha256)
    except FileNotFoundError:
        raise NotFound from None
