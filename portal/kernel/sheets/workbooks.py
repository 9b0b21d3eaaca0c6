"""Packed workbooks (.xlsx) opened with the standard library alone: slowly, and so that anybody can check it."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from portal.kernel.messages import Message
from portal.kernel.sheets.archives import check_workbook, damaged
from portal.kernel.sheets.grids import Grid, sheets_of
from portal.kernel.sheets.markup import Attributes, Damaged, Walker, Wording
from portal.kernel.sheets.moments import BUILT_IN, Shown, shown_by
from portal.kernel.sheets.table import Limits, Recognise, Sheet
from portal.kernel.sheets.worksheets import Common, cells_of

TEXTS = "xl/sharedstrings.xml"


@dataclass(frozen=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    is_hidden: bool
    relation: str


def read_workbook(
    content: bytes, *, name: str, known: Recognise, limits: Limits
) -> tuple[list[Sheet], list[Message]]:
    """Read every visible sheet with a heading; answers the sheets and what was left out.

    Cells come as values (never formulas), rows with the numbers Excel shows. Raises Invalid with the cause.
    """
    check_workbook(content, name=name, limits=limits)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sheets_of(Workbook(archive).grids(), known=known, limits=limits)
    except (Damaged, KeyError, zipfile.BadZipFile) as fault:
        raise damaged(name) from fault


class Workbook:
    """The parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.parts = {member.lower(): member for member in reversed(archive.namelist())}
        self.listed: list[Listed] = []
        self.targets: dict[str, str] = {}
        self.since_1904 = False

    def sheets(self) -> list[Listed]:
        """The worksheets in the order of their tabs."""
        self._walk("xl/workbook.xml", self._list)
        self._walk("xl/_rels/workbook.xml.rels", self._relate)
        return [one for one in self.listed if "worksheets/" in self.targets[one.relation]]

    def common(self, plain_texts: Callable[[bytes], list[str] | None] | None = None) -> Common:
        """What the sheets share, once they are listed; `plain_texts` may read the table of texts at once."""
        name = self.parts.get(TEXTS)
        texts = None if name is None or plain_texts is None else plain_texts(self.archive.read(name))
        return Common(self._texts() if texts is None else texts, self._styles(), self.since_1904)

    def part_of(self, sheet: Listed) -> str:
        """Where the cells of a sheet stand in the archive."""
        return self.parts[self.targets[sheet.relation].lower()]

    def grids(self) -> Iterator[Grid]:
        """The cells of the worksheets."""
        sheets, common = self.sheets(), self.common()
        for one in sheets:
            if one.is_hidden:
                yield Grid(one.name, is_hidden=True)
                continue
            with self.archive.open(self.part_of(one)) as part:
                found = cells_of(part, common)
            yield Grid(one.name, found.extent, found.lines(), found.merged)

    def _list(self, name: str, attributes: Attributes) -> bool:
        if name == "sheet":
            state = attributes.get("state", "visible")
            self.listed.append(Listed(attributes["name"], state != "visible", attributes["id"]))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in {"1", "true"}
        return False

    def _relate(self, name: str, attributes: Attributes) -> bool:
        if name == "Relationship":
            target = attributes["Target"]
            self.targets[attributes["Id"]] = (
                target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"
            )
        return False

    def _walk(self, part: str, opened: Callable[[str, Attributes], bool]) -> None:
        with self.archive.open(self.parts[part]) as stream:
            Walker(opened, lambda _name, _text: None).walk(stream)

    def _texts(self) -> list[str]:
        texts: list[str] = []
        wording = Wording()

        def closed(name: str, text: str) -> None:
            wording.closed(name, text)
            if name == "si":
                texts.append(wording.taken())

        with suppress(KeyError), self.archive.open(self.parts[TEXTS]) as stream:
            Walker(wording.opened, closed).walk(stream)
        return texts

    def _styles(self) -> list[Shown]:
        styles = _Styles()
        with suppress(KeyError), self.archive.open(self.parts["xl/styles.xml"]) as stream:
            Walker(styles.opened, styles.closed).walk(stream)
        return styles.shown


class _Styles:
    """How each style of a workbook shows its numbers, in the order in which cells refer to them."""

    def __init__(self) -> None:
        self.own: dict[str, Shown] = {}
        self.shown: list[Shown] = []
        self.is_of_cells = False

    def opened(self, name: str, attributes: Attributes) -> bool:
        if name == "numFmt":
            self.own[attributes["numFmtId"]] = shown_by(attributes["formatCode"])
        elif name == "cellXfs":
            self.is_of_cells = True
        elif name == "xf" and self.is_of_cells:
            self.shown.append(self._of(attributes.get("numFmtId", "0")))
        return False

    def closed(self, name: str, _text: str) -> None:
        self.is_of_cells = self.is_of_cells and name != "cellXfs"

    def _of(self, number: str) -> Shown:
        if number in self.own:
            return self.own[number]
        return (
            BUILT_IN.get(int(number), Shown.NUMBER) if number.isascii() and number.isdigit() else Shown.NUMBER
        )
