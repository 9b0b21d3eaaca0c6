"""Works in a limited child: reads files of conversations by column, keeps their rows, and looks into them.

The only module of the service months that loads the column reader; it is named to the child and imported nowhere.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from portal.infra.conversations.blocks import IrregularError
from portal.infra.conversations.fast import tally_quickly
from portal.infra.conversations.keeping import tally_and_keep, tally_plainly
from portal.infra.conversations.looking import page_of, repeats_in_evidence
from portal.infra.limited.child import tell
from portal.kernel.conversations.cutting import cut_out
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.rows import RowFilter
from portal.kernel.conversations.tally import Tally
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.actions.cutting import facts_of_cut, is_ready, not_to_be_cut
from portal.sla.actions.guarding import guarded_file
from portal.sla.actions.reading import BROKEN, DONE, REFUSED
from portal.sla.actions.row_reading import head_of_sheet, read_with, sheet_of_workbook
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.rules.conversation_files import HEAD_BYTES, Readers, head_of, sheet_as_text
from portal.sla.rules.cuts import shop_to_cut
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.row_exclusions import left_of
from portal.sla.rules.values.dates import Days


def answer(request: bytes) -> bytes:
    """A line of JSON in, a letter and JSON out."""
    asked = json.loads(request)
    try:
        return DONE + json.dumps(WORK[asked.pop("do")](**asked)).encode()
    except Invalid as refusal:
        return REFUSED + json.dumps(message_to_plain(refusal.reason)).encode()
    except MemoryError:
        return BROKEN + b"it needs more memory than reading may"
    except Exception as broken:
        return BROKEN + f"{type(broken).__name__}: {broken}".encode("utf-8", "replace")


def _read(*, path: str, evidence: str, part: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Read a file as the figures of a slot and keep its rows; of a file of several shops those of one alone."""
    source, kept, of_shop = Path(path), Path(evidence), Path(part)
    whole = _read_file(source, kept, wanted)
    shop = shop_to_cut(whole.mapping, wanted["slot_shop"])
    if shop is None:
        with source.open("rb") as stream:
            return asdict(guarded_file(whole, stream, Wanted(**wanted)))
    kept.unlink(missing_ok=True)
    if not is_ready(whole):
        return asdict(whole)
    with source.open("rb") as stream, of_shop.open("xb") as target:
        cut_out(stream, target, Layout.from_plain(whole.mapping["layout"]), shop, _tell_progress)
    found = _read_file(of_shop, kept, wanted)
    if found.errors or found.figures != whole.figures:
        raise not_to_be_cut(shop)
    found = replace(found, cut=facts_of_cut(whole, found) | {"kind": "csv"})
    with of_shop.open("rb") as stream:
        return asdict(guarded_file(found, stream, Wanted(**wanted)))


def _read_file(source: Path, kept: Path, wanted: Mapping[str, Any]) -> Reading:
    with source.open("rb") as stream:
        head = head_of(stream.read(HEAD_BYTES))
    if head is None:
        raise Invalid(message("This is no file with one row per conversation."))

    def tally(layout: Layout) -> Tally:
        if layout.shop is None:
            return tally_and_keep(source, layout, kept, _tell_progress)
        try:
            return tally_quickly(source, layout, progress=_tell_progress)
        except IrregularError:
            return tally_plainly(source, layout, _tell_progress)

    readers = Readers(tally, lambda _layout: repeats_in_evidence(kept))
    reading: Reading = read_with(readers, head, Wanted(**wanted), kind="csv")
    return reading


def _keep(*, path: str, evidence: str, layout: Mapping[str, Any], kind: str) -> bool:
    """Keep the rows of a file that was read plainly."""
    source, kept = Path(path), Path(evidence)
    of = replace(Layout.from_plain(layout), shop=None)
    if kind == "csv":
        tally_and_keep(source, of, kept, _tell_progress)
        return True
    sheet = sheet_of_workbook(source.read_bytes(), source.name)
    if sheet is None:
        raise Invalid(message("This is no file with one row per conversation."))
    text, lines = sheet_as_text(sheet)
    copy = kept.with_suffix(".csv")
    try:
        copy.write_bytes(text)
        head = head_of_sheet(sheet)
        of = replace(of, encoding=head.encoding, delimiter=head.delimiter, header_row=head.header_row)
        tally_quickly(copy, of, evidence=kept, lines=lines)
    finally:
        copy.unlink(missing_ok=True)
    return True


def _without(
    *, path: str, layout: Mapping[str, Any], kind: str, name: str, conversations: list[str], days: list[str]
) -> dict[str, Any]:
    """What a file gives without single conversations."""
    first, last = (date.fromisoformat(day) for day in days)
    with Path(path).open("rb") as stream:
        left = left_of(
            stream, Layout.from_plain(layout), conversations, Days(first, last), kind=kind, name=name
        )
    return {"figures": left.figures, "days": left.days, "found": sorted(left.found)}


def _page(*, files: list[tuple[str, Mapping[str, Any]]], offset: int, limit: int) -> dict[str, Any]:
    """The rows of several files that fit, one file after the other."""
    count = 0
    rows: list[dict[str, Any]] = []
    for number, (path, wanted) in enumerate(files):
        found = page_of(
            Path(path),
            RowFilter.from_plain(wanted),
            offset=max(offset - count, 0),
            limit=limit - len(rows),
        )
        count += found.count
        rows += [row | {"file": number} for row in found.rows]
    return {"count": count, "rows": rows}


def _tell_progress(done: int) -> None:
    tell(str(done).encode())


WORK: Mapping[str, Callable[..., Any]] = {"read": _read, "keep": _keep, "page": _page, "without": _without}
