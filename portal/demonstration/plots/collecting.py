"""Many files at once: a shop's other name is told once, and a faulty file waits to be mended."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from portal.demonstration.cooperation import Cooperation, ExportFile, MonthStory
from portal.demonstration.plots.contracts import at
from portal.demonstration.stage import Act
from portal.kernel.permissions import Role
from portal.sla.actions.batches import place, read_at, stage_files, submit_files
from portal.sla.actions.sending import read_files
from portal.sla.models import MonthRecord
from portal.sla.queries.batches import lines_of
from portal.sla.queries.months import month_of_contract, terms_of
from portal.sla.rules.batches import FileState
from portal.sla.rules.months import slots_of

CODE = "京东自营远山"
"""What the tool of the second shop calls it: no contract knows this name until it is told."""
NEGATIVE = "-12"
FAULTY_ROWS = (2, 7, 11)


def sent_together(cooperation: Cooperation, contract_id: int, story: MonthStory, day: date) -> Act:
    """All files of a month at once; where the one with the unknown name belongs is told, then all are submitted."""
    return Act(
        at(cooperation, day, 10, 12),
        cooperation.vendor,
        Role.ANALYST,
        partial(_send_and_submit, contract_id, story),
    )


def faulty_file(cooperation: Cooperation, story: MonthStory, day: date) -> Iterator[Act]:
    """A file of the running month with impossible counts, read and not submitted: its copy to mend can be had."""
    if len(story.files) > 1:
        files = [(story.files[1].name, _faulty(_with_code(story.files[1].content)))]
        yield Act(
            at(cooperation, day, 0, 40),
            cooperation.vendor,
            Role.ANALYST,
            lambda: stage_files(read_files(files)).id,
        )


def _send_and_submit(contract_id: int, story: MonthStory) -> int:
    batch = stage_files(read_files(_sent(story.files)))
    of = _month(contract_id, story)
    slots = slots_of(terms_of(of))
    for line in lines_of(batch):
        if line.file.state == FileState.OPEN:
            slot = slots[line.file.position].key
            reading = read_at(line.file, month_id=of.id, slot=slot)
            place(batch, line.file, month_id=of.id, slot=slot, reading=reading)
    return submit_files(batch)[0]


def _sent(files: tuple[ExportFile, ...]) -> list[tuple[str, bytes]]:
    first, *others = files
    return [(first.name, first.content), *((file.name, _with_code(file.content)) for file in others)]


def _with_code(content: bytes) -> bytes:
    """The export of JD with one more column, in which the tool names the shop its own way."""
    head, *rows = content.decode("gb18030").splitlines()
    coded = [_after_day(head, "店铺"), *(_after_day(row, CODE) for row in rows)]
    return ("\r\n".join(coded) + "\r\n").encode("gb18030")


def _after_day(line: str, cell: str) -> str:
    day, comma, others = line.partition(",")
    return f"{day},{cell}{comma}{others}"


def _faulty(content: bytes) -> bytes:
    """The same file with negative counts in some rows."""
    lines = content.decode("gb18030").splitlines()
    for number in FAULTY_ROWS:
        cells = lines[number].split(",")
        lines[number] = ",".join([*cells[:3], NEGATIVE, *cells[4:]])
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def _month(contract_id: int, story: MonthStory) -> MonthRecord:
    found = month_of_contract(contract_id, story.month.key)
    if found is None:
        raise LookupError(f"The month {story.month.key} was not opened.")
    return found
