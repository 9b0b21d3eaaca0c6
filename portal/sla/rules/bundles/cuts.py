"""Parts of files that held other shops too: does the whole, which its sender alone holds, give just these rows?"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import IO, Any, BinaryIO, cast

from portal.kernel.conversations.cells import name_of
from portal.kernel.conversations.reading import records
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import message
from portal.kernel.sheets.reading import read_plainly
from portal.kernel.sheets.table import Sheet
from portal.sla.rules.bundles.contents import PIECE, path_of
from portal.sla.rules.bundles.findings import Finding, Part, differs, not_checked, same
from portal.sla.rules.bundles.opening import Bundle
from portal.sla.rules.conversation_files import HEAD_BYTES, head_of
from portal.sla.rules.conversations import is_of_conversations, plan_rows
from portal.sla.rules.cuts import cells_in, part_of_conversations, part_of_table
from portal.sla.rules.imported import ColumnMapping
from portal.sla.rules.tools.registry import known_heading

SUBMITTED = "FiguresSubmitted"
Rows = Iterator[tuple[object, ...]]


def part_findings(bundle: Bundle, whole: BinaryIO | None) -> Iterator[Finding]:
    """Each part against the trail, and against the whole file where its sender gives that"""
    parts = [one for one in bundle.submissions if one.get("whole_sha256")]
    said = {
        entry["payload"]["submission_id"]: entry["payload"].get("whole")
        for entry in bundle.trail["entries"]
        if entry["event"] == SUBMITTED
    }
    given = None if whole is None else _hash_of(whole)
    if given is not None and given not in {one["whole_sha256"] for one in parts}:
        yield differs(
            Part.FILE, message("No part in this bundle was cut out of the whole file that was given.")
        )
    for one in parts:
        if said.get(one["id"], one["whole_sha256"]) != one["whole_sha256"]:
            words = message("%(name)s is not a part of that file by the audit trail.", name=one["file_name"])
            yield differs(Part.FILE, words)
        elif whole is None or given != one["whole_sha256"]:
            yield not_checked(
                Part.FILE,
                message(
                    "%(name)s is the part of one shop; its sender holds the whole file (SHA-256 %(sha256)s).",
                    name=one["file_name"],
                    sha256=one["whole_sha256"][:16],
                ),
            )
        else:
            yield _beside(bundle, one, whole)


def _beside(bundle: Bundle, one: Mapping[str, Any], whole: BinaryIO) -> Finding:
    name, path = one["file_name"], path_of(one["sha256"], one["file_name"])
    if path not in bundle.hashes:
        return not_checked(Part.FILE, message("%(name)s is not in the bundle.", name=name))
    try:
        whole.seek(0)
        with bundle.open(path) as part:
            count = _rows_alike(one, part, whole)
    except PortalError as refusal:
        return differs(Part.FILE, message("%(name)s cannot be read: %(why)s", name=name, why=refusal.reason))
    if count is None:
        return differs(
            Part.FILE, message("%(name)s is not what the whole file holds for its shop.", name=name)
        )
    return same(
        Part.FILE,
        message(
            "%(name)s: all %(count)s rows of its shop in the whole file, and no other.",
            name=name,
            count=count,
        ),
    )


def _rows_alike(one: Mapping[str, Any], part: IO[bytes], whole: BinaryIO) -> int | None:
    """How many rows both hold, heading left out; None when they part."""
    if "layout" not in one["mapping"]:
        found, expected = _tables(one, part.read(), whole.read())
    elif one["mapping"]["kind"] == "csv":
        found, expected = _texts(one, part, whole)
    else:
        found, expected = _workbooks(one, part.read(), whole.read())
    count = 0
    for mine, theirs in zip_longest(found, expected):
        if mine != theirs:
            return None
        count += 1
    return count - 1


def _tables(one: Mapping[str, Any], part: bytes, whole: bytes) -> tuple[Rows, Rows]:
    mapping = one["mapping"]
    meant = ColumnMapping(mapping["tool"], mapping["columns"], mapping["clock"], mapping["percent"])
    return cells_in(_sheets(part)), cells_in(part_of_table(_sheets(whole), meant, one["shop"]))


def _workbooks(one: Mapping[str, Any], part: bytes, whole: bytes) -> tuple[Rows, Rows]:
    sheet = next((found for found in _sheets(whole) if is_of_conversations(found.header)), None)
    if sheet is None:
        raise _no_conversations()
    return cells_in(_sheets(part)), cells_in([part_of_conversations(sheet, _shop_in(one))])


def _texts(one: Mapping[str, Any], part: IO[bytes], whole: BinaryIO) -> tuple[Rows, Rows]:
    return _records(cast(BinaryIO, part), None), _records(whole, _shop_in(one))


def _records(stream: BinaryIO, shop: str | None) -> Rows:
    """Heading and rows of a text file of conversations, of one shop alone when it is named."""
    head = head_of(stream.read(HEAD_BYTES))
    if head is None:
        raise _no_conversations()
    stream.seek(0)
    place = plan_rows(head.header).columns.index("shop")
    yield head.header
    for _line, record in records(stream, head):
        if shop is None or (place < len(record) and name_of(record[place]) == shop):
            yield tuple(record)


def _sheets(content: bytes) -> tuple[Sheet, ...]:
    return read_plainly(content, name="table", known=known_heading).sheets


def _shop_in(one: Mapping[str, Any]) -> str:
    """The shop as the file spells it: a part names no other."""
    return str(next(iter(one["mapping"]["shops"]), ""))


def _no_conversations() -> Invalid:
    return Invalid(message("This is no file with one row per conversation."))


def _hash_of(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
