"""What an evidence bundle holds and how it is packed: the same facts always give the same bytes."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

FORMAT = 1
MANIFEST = "manifest.json"
ABOUT = "about.json"
TERMS = "terms.json"
INPUTS = "inputs.json"
RESULTS = "results.json"
SUBMISSIONS = "submissions.json"
CLAIMS = "claims.json"
EARLIER = "earlier.json"
TRAIL = "trail.json"
DOCUMENTS = (ABOUT, TERMS, INPUTS, RESULTS, SUBMISSIONS, CLAIMS, EARLIER, TRAIL)
"""What every bundle holds besides the manifest, the read-me and the original files."""

FILES = "files/"
MOMENT = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 20

ROUNDING: Mapping[str, str] = {
    "results": "exact fractions, never rounded before they are judged",
    "shown_results": "2 decimals, half up",
    "score": "2 decimals, half up",
    "money": "minor units, half up, once per line",
    "cap": "minor units, down",
    "tax": "minor units, half up, once per rate",
    "percentiles": "nearest rank, never interpolated",
    "durations": "whole milliseconds, half up",
}
"""How numbers are rounded, stated in every bundle so that a bundle reckoned otherwise is noticed."""


@dataclass(frozen=True)
class Original:
    """A file that goes into the bundle as it was sent; `open` gives its bytes."""

    sha256: str
    name: str
    open: Callable[[], BinaryIO]

    @property
    def path(self) -> str:
        """Where it lies in the bundle: under its hash, with the ending it was sent with."""
        return path_of(self.sha256, self.name)


def path_of(sha256: str, name: str) -> str:
    """Where a file lies in the bundle."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    safe = ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin"
    return f"{FILES}{sha256}.{safe}"


def canonical(document: object) -> bytes:
    """A document as JSON in UTF-8, keys sorted, one line per value: equal documents, equal bytes."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return text.encode("utf-8") + b"\n"


def write_bundle(
    target: BinaryIO,
    documents: Mapping[str, Any],
    *,
    texts: Mapping[str, str],
    originals: Iterable[Original] = (),
    told: Callable[[int], None] = lambda _size: None,
) -> str:
    """Write a bundle and answer the SHA-256 of its manifest, which names the bundle.

    Names are sorted and times fixed; originals are copied piece by piece, and `told` hears how large each piece was.
    """
    listed: dict[str, dict[str, Any]] = {}
    files = {one.path: one for one in originals}
    small = {name: canonical(document) for name, document in documents.items()}
    small |= {name: text.encode("utf-8") for name, text in texts.items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted({*small, *files}):
            with archive.open(_entry(name), "w", force_zip64=name in files) as member:
                if name in files:
                    with files[name].open() as source:
                        listed[name] = _copied(source.read, member.write, told)
                else:
                    member.write(small[name])
                    listed[name] = {"sha256": sha256_of(small[name]), "size": len(small[name])}
        manifest = canonical(listed)
        archive.writestr(_entry(MANIFEST), manifest)
    return sha256_of(manifest)


def sha256_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _copied(
    read: Callable[[int], bytes], write: Callable[[bytes], object], told: Callable[[int], None]
) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while piece := read(PIECE):
        digest.update(piece)
        size += len(piece)
        write(piece)
        told(len(piece))
    return {"sha256": digest.hexdigest(), "size": size}
