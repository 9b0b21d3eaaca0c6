"""Cutting one shop's part out of a file of several, as the file that both sides of its contract will hold."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from portal.infra.tables.parts import text_part, workbook_part
from portal.infra.tables.reading import read_table
from portal.kernel.conversations.cutting import cut_out
from portal.kernel.conversations.layout import Layout
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.table import Sheet, TableFile
from portal.sla.actions.wanted import Reading
from portal.sla.rules.cuts import cells_in, part_of_table
from portal.sla.rules.imported import ColumnMapping
from portal.sla.rules.tools.registry import known_heading


def is_ready(whole: Reading) -> bool:
    """Whether a file was read without anything to mend or to ask; before that it stays with its sender, whole."""
    return not whole.errors and not whole.questions and whole.row_count > 0


def table_part(table: TableFile, mapping: ColumnMapping, shop: str) -> tuple[bytes, str]:
    """The part of a table of figures and its kind. Raises Invalid where it would not read as the whole does."""
    return sheets_part(part_of_table(table.sheets, mapping, shop), shop, is_text=table.kind == "csv")


def sheets_part(parts: Sequence[Sheet], shop: str, *, is_text: bool) -> tuple[bytes, str]:
    """Sheets written out as a file that reads as they do."""
    if is_text and len(parts) == 1:
        content, kind = text_part(parts[0]), "csv"
    else:
        content, kind = workbook_part(parts), "xlsx"
    again = read_table(content, name=f"part.{kind}", known=known_heading)
    if [*cells_in(again.sheets)] != [*cells_in(parts)]:
        raise not_to_be_cut(shop)
    return content, kind


def conversations_part(content: bytes, mapping: Mapping[str, Any]) -> bytes:
    """The part of a small text file of conversations."""
    layout = Layout.from_plain(mapping["layout"])
    target = io.BytesIO()
    cut_out(io.BytesIO(content), target, layout, layout.shop or "")
    return target.getvalue()


def with_cut(part: Reading, whole: Reading, content: bytes, kind: str, shop: str) -> Reading:
    """What the part gives, with the part itself and what the sender alone may know of the whole.

    Raises Invalid where both readings differ: then the part would not be what the sender saw.
    """
    if part.errors or (not part.questions and part.figures != whole.figures):
        raise not_to_be_cut(shop)
    return replace(
        part, cut=facts_of_cut(whole, part) | {"content": base64.b64encode(content).decode(), "kind": kind}
    )


def facts_of_cut(whole: Reading, part: Reading) -> dict[str, Any]:
    """The shops of the whole file with their rows, and how many rows are not in the part."""
    return {"shops": dict(whole.mapping.get("shops", {})), "left_out": whole.skipped_rows - part.skipped_rows}


def content_of_cut(cut: Mapping[str, Any]) -> bytes:
    """The bytes of the part."""
    return base64.b64decode(cut["content"])


def not_to_be_cut(shop: str) -> Invalid:
    """The refusal of a file whose part cannot stand alone."""
    return Invalid(
        message(
            "The rows of “%(shop)s” cannot be read alone as they are read in this file. Export this shop alone and "
            "upload that file.",
            shop=shop,
        )
    )
