"""What a file really is, judged by its first bytes and never by its name."""

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK"

REFUSED_MAGIC: tuple[tuple[bytes, Message], ...] = (
    (b"\x89PNG", message("a picture (PNG)")),
    (b"\xff\xd8\xff", message("a picture (JPEG)")),
    (b"GIF8", message("a picture (GIF)")),
    (b"II*\x00", message("a picture (TIFF)")),
    (b"MM\x00*", message("a picture (TIFF)")),
    (b"%PDF-", message("a PDF document")),
    (b"{\\rtf", message("a text document (RTF)")),
    (b"Rar!\x1a", message("a packed archive")),
    (b"7z\xbc\xaf", message("a packed archive")),
    (b"\x1f\x8b", message("a packed archive")),
    (b"BZh9", message("a packed archive")),
    (b"\xfd7zXZ", message("a packed archive")),
    (b"\x28\xb5\x2f\xfd", message("a packed archive")),
    (b"\x7fELF", message("a program")),
    (b"MZ\x90\x00", message("a program")),
    (b"SQLite format 3", message("a database")),
    (b"PAR1", message("a Parquet file")),
)

WEB_PAGE_STARTS = (b"<!doctype", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<script", b"<div")


def kind_of(content: bytes, *, name: str) -> str:
    """Say whether the content is "csv", "xlsx" (any zip) or "xls"; refuse everything else in words.

    The name only serves the wording: a picture called .xlsx is named as what it is.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Invalid(
            message("The file %(name)s is empty. Export it again and upload the new file.", name=name)
        )
    for magic, what in REFUSED_MAGIC:
        if content.startswith(magic):
            raise _not_a_table(name, what)
    if content[8:12] == b"WEBP" or content[4:8] == b"ftyp":
        raise _not_a_table(name, message("a picture or film"))
    if content.startswith(OLE):
        return "xls"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "xlsx"
    _refuse_markup(content, name)
    return "csv"


def _refuse_markup(content: bytes, name: str) -> None:
    start = content[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(WEB_PAGE_STARTS) or (start.startswith(b"<?xml") and b"html" in start):
        raise Invalid(
            message(
                "%(name)s is a web page that was only named like a table. Open it in Excel or WPS, save it as "
                ".xlsx and upload that file.",
                name=name,
            )
        )
    if start.startswith(b"<?xml"):
        raise Invalid(
            message(
                "%(name)s is an XML file. Open it in Excel or WPS, save it as .xlsx and upload that file.",
                name=name,
            )
        )


def _not_a_table(name: str, what: Message) -> Invalid:
    return Invalid(
        message(
            "%(name)s is %(what)s, not a table. Upload the .xlsx or .csv file that your tool exports.",
            name=name,
            what=what,
        )
    )
