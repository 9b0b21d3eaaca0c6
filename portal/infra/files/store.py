"""The folder that holds files by the SHA-256 of their content: written, synced, linked in place, never overwritten."""

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from portal.infra.files.holding import Hold, held_now, hold
from portal.kernel.errors import Invalid
from portal.kernel.messages import message

PIECE = 1 << 20
MEGABYTE = 1 << 20
ABANDONED_SECONDS = 24 * 3600
STEP_SECONDS, STEPS = 0.02, 50


class Busy(Exception):
    """Files cannot be removed now: somebody reads all of them."""


@dataclass(frozen=True)
class StoredFile:
    """What a row keeps of its file: the SHA-256 in hexadecimal, the size in bytes, the type judged by content."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Received:
    """A file that lies complete and synced in the anteroom of the store, not yet part of it."""

    path: Path
    sha256: str
    size: int


class Store(Protocol):
    """What any place for files must do; the seam for object storage."""

    def receive(self, stream: BinaryIO, limit: int | None = None) -> AbstractContextManager[Received]:
        """Read the stream into the anteroom; what is not adopted by the end of the block is removed."""

    def room(self) -> AbstractContextManager[Path]:
        """A path in the anteroom at which a large file can be made; removed at the end of the block."""

    def made(self, path: Path) -> Received:
        """What was made in the anteroom, complete and synced."""

    def adopt(self, received: Received) -> None:
        """Make it part of the store, durably; the same content twice is one file."""

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading; `FileNotFoundError` when it is not there."""

    def path_of(self, sha256: str) -> Path:
        """Where the content lies on this machine, for a process that may read no more than that."""

    def hashes(self) -> Iterator[str]:
        """Every stored file, sorted."""

    def sizes(self) -> dict[str, int]:
        """The bytes each stored file takes."""

    def unchanged_since(self, moment: datetime) -> list[str]:
        """The files that were stored before that moment."""

    def hold(self, sha256: str) -> Hold:
        """Keep a file, there or about to be, from being removed before a row refers to it."""

    def undisturbed(self) -> AbstractContextManager[None]:
        """While it lasts no stored file is removed."""

    def remove(
        self, hashes: Iterable[str], in_use: Callable[[Collection[str]], Collection[str]]
    ) -> list[str]:
        """Remove those of these files that nobody holds and that are not in use; which they were.

        `in_use` says which of some files rows refer to, asked while nobody can take one up again. Raises `Busy`
        while somebody asked to be undisturbed.
        """


@dataclass(frozen=True)
class LocalStore:
    """A folder on this machine; `limit` is the largest file in bytes."""

    folder: Path
    limit: int

    @contextmanager
    def receive(self, stream: BinaryIO, limit: int | None = None) -> Iterator[Received]:
        """Read the stream into the anteroom; raises `Invalid` when it is empty or larger than the limit."""
        with self.room() as path:
            with path.open("xb") as file:
                sha256, size = _copy(stream, file, limit or self.limit)
                file.flush()
                os.fsync(file.fileno())
            yield Received(path, sha256, size)

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A path in the anteroom; what a killed process left there long ago is removed on the way."""
        anteroom = self.folder / "incoming"
        anteroom.mkdir(parents=True, exist_ok=True)
        _sweep(anteroom)
        path = anteroom / secrets.token_hex(16)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def made(self, path: Path) -> Received:
        """Hash and sync what was made."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb+") as file:
            while piece := file.read(PIECE):
                size += len(piece)
                digest.update(piece)
            os.fsync(file.fileno())
        return Received(path, digest.hexdigest(), size)

    def adopt(self, received: Received) -> None:
        """Link it under its hash and sync the folders, so that it is there after a power cut."""
        final = self.path_of(received.sha256)
        with self.undisturbed():
            if not final.parent.exists():
                final.parent.mkdir(parents=True, exist_ok=True)
                _sync_folder(final.parent.parent)
                _sync_folder(self.folder)
            try:
                os.link(received.path, final)
            except FileExistsError:
                return
        final.chmod(0o440)
        _sync_folder(final.parent)

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading."""
        return self.path_of(sha256).open("rb")

    def hashes(self) -> Iterator[str]:
        """Every stored file, sorted."""
        return (path.name for path in self._stored())

    def sizes(self) -> dict[str, int]:
        """The bytes each stored file takes; one that is removed meanwhile takes none."""
        found: dict[str, int] = {}
        for path in self._stored():
            with suppress(FileNotFoundError):
                found[path.name] = path.stat().st_size
        return found

    def unchanged_since(self, moment: datetime) -> list[str]:
        """The files that were stored before that moment."""
        found = []
        for path in self._stored():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < moment.timestamp():
                    found.append(path.name)
        return found

    def hold(self, sha256: str) -> Hold:
        """A small file beside says so; one that a dead process left counts for nothing."""
        return hold(self.folder / "held", sha256)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """While it lasts no stored file is removed; those who add or read files do not wait for each other."""
        with self._locked(fcntl.LOCK_SH):
            yield

    def remove(
        self, hashes: Iterable[str], in_use: Callable[[Collection[str]], Collection[str]]
    ) -> list[str]:
        """Remove what nobody holds and no row refers to; a file taken up again meanwhile is stored anew."""
        with self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
            held = held_now(self.folder / "held")
            free = {sha256 for sha256 in hashes if sha256 not in held and self.path_of(sha256).exists()}
            unused = sorted(free - set(in_use(free))) if free else []
            for sha256 in unused:
                self.path_of(sha256).unlink()
                _sync_folder(self.path_of(sha256).parent)
        return unused

    def _stored(self) -> list[Path]:
        return sorted(self.folder.glob("??/??/" + "?" * 64))

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "changing.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor, kind)
            yield
        finally:
            os.close(descriptor)

    def path_of(self, sha256: str) -> Path:
        """Where a file with this hash lies; raises `FileNotFoundError` for anything that is no hash."""
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise FileNotFoundError(sha256)
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _lock(descriptor: int, kind: int) -> None:
    """Get the lock; whoever asks without waiting for others tries for a second."""
    for _ in range(STEPS):
        try:
            fcntl.flock(descriptor, kind)
        except BlockingIOError:
            time.sleep(STEP_SECONDS)
        else:
            return
    raise Busy


def _copy(stream: BinaryIO, file: BinaryIO, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > limit:
            raise Invalid(message("A file may have at most %(limit)s MB.", limit=limit // MEGABYTE))
        digest.update(piece)
        file.write(piece)
    if size == 0:
        raise Invalid(message("The file is empty."))
    return digest.hexdigest(), size


def _sweep(anteroom: Path) -> None:
    """Remove what nobody can be working on any more."""
    oldest = time.time() - ABANDONED_SECONDS
    for path in anteroom.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
