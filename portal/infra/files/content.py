"""Judges what a file is by its content, never by its name alone, in an order that lets nothing dangerous be read."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import puremagic

from portal.kernel.errors import Invalid
from portal.kernel.messages import message

HEAD = 8192
MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 1 << 30
HIGHEST_RATIO = 250
RATIO_COUNTS_FROM = 1 << 20
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Kind:
    """A kind of file the portal takes."""

    media_type: str
    fits: Callable[[Path, bytes], bool]


def judge(path: Path, name: str, size: int, extensions: frozenset[str] | None = None) -> str:
    """The media type of a received file; raises `Invalid` when name and content don't agree or it is not taken."""
    extension = Path(name).suffix.lower()
    allowed = frozenset(KINDS) if extensions is None else extensions
    if extension not in allowed or extension not in KINDS:
        raise Invalid(
            message(
                "Files of this kind are not taken here: %(name)s. Possible: %(kinds)s.",
                name=name,
                kinds=", ".join(sorted(allowed)),
            )
        )
    with path.open("rb") as file:
        head = file.read(min(HEAD, size))
    kind = KINDS[extension]
    if not kind.fits(path, head):
        raise Invalid(
            message(
                "%(name)s is not what its name says. Its content looks like: %(found)s.",
                name=name,
                found=describe(head),
            )
        )
    return kind.media_type


def describe(head: bytes) -> str:
    """What the first bytes look like, as an ending such as ".png"; "?" when they tell nothing."""
    try:
        return str(puremagic.from_string(head)) or "?"
    except (puremagic.PureError, ValueError):
        return ".txt" if _is_text(head) else "?"


def _is_text(head: bytes) -> bool:
    return head.startswith(BYTE_ORDER_MARKS) or b"\x00" not in head


def _text(_path: Path, head: bytes) -> bool:
    markers = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
    return _is_text(head) and not head.startswith(markers)


def _beginning(*starts: bytes) -> Callable[[Path, bytes], bool]:
    return lambda _path, head: head.startswith(starts)


def _webp(_path: Path, head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _office(folder: str) -> Callable[[Path, bytes], bool]:
    """A zipped office file with a sane directory; bombs are refused before anything is unpacked."""

    def fits(path: Path, head: bytes) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(path) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        _refuse_bombs(members)
        return any(member.filename.startswith(folder) for member in members)

    return fits


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    excessive = unpacked > RATIO_COUNTS_FROM and unpacked > packed * HIGHEST_RATIO
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or excessive:
        raise Invalid(message("This file unpacks to far more than its size; please save it again and retry."))


KINDS: Mapping[str, Kind] = {
    ".csv": Kind("text/csv", _text),
    ".tsv": Kind("text/tab-separated-values", _text),
    ".txt": Kind("text/plain", _text),
    ".xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _office("xl/")),
    ".xls": Kind("application/vnd.ms-excel", _beginning(bytes.fromhex("d0cf11e0a1b11ae1"))),
    ".docx": Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _office("word/")
    ),
    ".pdf": Kind("application/pdf", _beginning(b"%PDF-")),
    ".png": Kind("image/png", _beginning(b"\x89PNG\r\n\x1a\n")),
    ".jpg": Kind("image/jpeg", _beginning(b"\xff\xd8\xff")),
    ".jpeg": Kind("image/jpeg", _beginning(b"\xff\xd8\xff")),
    ".webp": Kind("image/webp", _webp),
}
"""By ending, in small letters."""
