"""A bundle opened for checking: its documents as values, its original files as streams."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.rules.bundles.contents import (
    ABOUT,
    CLAIMS,
    DOCUMENTS,
    EARLIER,
    FORMAT,
    INPUTS,
    MANIFEST,
    PIECE,
    RESULTS,
    SUBMISSIONS,
    TERMS,
    TRAIL,
)

LARGEST_DOCUMENT = 400_000_000


@dataclass(frozen=True)
class Bundle:
    """What stands in a bundle; `hashes` are those of the members as they are now, `listed` what the manifest says."""

    archive: zipfile.ZipFile = field(repr=False)
    documents: Mapping[str, Any]
    hashes: Mapping[str, str]
    listed: Mapping[str, Any]

    @property
    def about(self) -> Mapping[str, Any]:
        """Which month of which contract, and how numbers are rounded."""
        return dict(self.documents[ABOUT])

    @property
    def terms(self) -> Mapping[str, Any]:
        """Number, version, fingerprint and terms of the contract."""
        return dict(self.documents[TERMS])

    @property
    def inputs(self) -> dict[str, Any]:
        """Everything the month is judged by."""
        return dict(self.documents[INPUTS])

    @property
    def results(self) -> dict[str, Any]:
        """What followed."""
        return dict(self.documents[RESULTS])

    @property
    def submissions(self) -> list[Any]:
        """What was submitted and counts."""
        return list(self.documents[SUBMISSIONS])

    @property
    def claims(self) -> list[Any]:
        """What both sides said about the month and its lines."""
        return list(self.documents[CLAIMS])

    @property
    def earlier(self) -> list[Any]:
        """The agreed months before, with their results."""
        return list(self.documents[EARLIER])

    @property
    def trail(self) -> Mapping[str, Any]:
        """The signed links of the audit trail and the public key."""
        return dict(self.documents[TRAIL])

    def open(self, path: str) -> IO[bytes]:
        """The bytes of an original file."""
        return self.archive.open(path)


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Bundle]:
    """Open a bundle; raises Invalid in words when it is none or cannot be read to its end."""
    try:
        with zipfile.ZipFile(stream) as archive:
            yield _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError) as fault:
        raise _no_bundle() from fault


def _read(archive: zipfile.ZipFile) -> Bundle:
    names = archive.namelist()
    if len(set(names)) != len(names) or not {MANIFEST, *DOCUMENTS} <= set(names):
        raise _no_bundle()
    documents = {name: _document(archive, name) for name in DOCUMENTS}
    listed = _document(archive, MANIFEST)
    if not isinstance(listed, dict) or documents[ABOUT].get("format") != FORMAT:
        raise Invalid(
            message("This bundle is of another format than %(format)s, the one read here.", format=FORMAT)
        )
    hashes = {name: _hash(archive, name) for name in sorted(names) if name != MANIFEST}
    return Bundle(archive, documents, hashes, listed)


def _document(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > LARGEST_DOCUMENT:
        raise _no_bundle()
    try:
        return json.loads(archive.read(name))
    except ValueError as fault:
        raise Invalid(message("%(name)s in the bundle cannot be read.", name=name)) from fault


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while piece := member.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _no_bundle() -> Invalid:
    return Invalid(message("This is no evidence bundle, or it was cut off on the way."))
