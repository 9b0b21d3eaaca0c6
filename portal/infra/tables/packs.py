"""A packed folder of tables, as people send many files at once: measured first, then taken out one by one."""

import io
import zipfile
import zlib
from collections.abc import Sequence

from portal.infra.typed_text import clean_file_name
from portal.kernel.errors import Invalid
from portal.kernel.messages import message

MOST_MEMBERS = 200
LARGEST_UNPACKED = 200_000_000
HIGHEST_RATIO = 250
RATIO_COUNTS_FROM = 1_000_000
ENCRYPTED = 1
KNOWN_PACKING = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How every computer packs; other ways may ask for any amount of memory."""

NAMES_ARE_UTF8 = 0x800
WORKBOOK_PARTS = ("[Content_Types].xml", "xl/")
ODD = ("__MACOSX/", ".", "~$")


def unpacked(content: bytes, *, name: str, room: int = LARGEST_UNPACKED) -> list[tuple[str, bytes]]:
    """The files of a zip archive by their names without folders; anything else is one file, itself.

    A workbook is an archive too and stays whole. Raises Invalid when the archive is damaged, locked, or would
    unpack to far more than its size or to more than `room` bytes.
    """
    if not content.startswith(b"PK\x03\x04"):
        return [(name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.filename.startswith(WORKBOOK_PARTS) for member in members):
                return [(name, content)]
            wanted = [member for member in members if _is_wanted(member)]
            _refuse(wanted, name, room)
            return [(_name_of(member), archive.read(member)) for member in wanted]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as fault:
        raise Invalid(
            message(
                "%(name)s is damaged or was cut off on the way. Pack it again and upload the new file.",
                name=name,
            )
        ) from fault


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    own = _name_of(member)
    return not member.is_dir() and not member.filename.startswith(ODD) and not own.startswith(ODD)


def _name_of(member: zipfile.ZipInfo) -> str:
    """The file's name; archives made in China without the flag for UTF-8 carry GBK."""
    text = member.filename
    if not member.flag_bits & NAMES_ARE_UTF8:
        try:
            text = text.encode("cp437").decode("gb18030")
        except UnicodeError:
            text = member.filename
    return clean_file_name(text)


def _refuse(members: Sequence[zipfile.ZipInfo], name: str, room: int) -> None:
    if any(member.compress_type not in KNOWN_PACKING for member in members):
        raise NotImplementedError
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Invalid(message("%(name)s is protected by a password. Pack the files without one.", name=name))
    total = sum(member.file_size for member in members)
    swells = any(
        member.file_size > RATIO_COUNTS_FROM
        and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if len(members) > MOST_MEMBERS or total > room or swells:
        raise Invalid(message("%(name)s unpacks to far more than tables need and was not opened.", name=name))
