"""A copy of a faulty file with the reasons beside its rows, made in a limited child; nothing of it is kept."""

import atexit
from collections.abc import Iterable, Mapping
from typing import Any

from portal.infra.files import open_stored
from portal.infra.limited.crew import Crew
from portal.infra.tables.marking import Remark, write_marked
from portal.infra.tables.reading import read_table
from portal.kernel.errors import NotFound
from portal.sla.actions.readers import answer_about
from portal.sla.actions.reading import answered_bytes
from portal.sla.models import Submission
from portal.sla.rules.corrections import REASON_HEADINGS, marks_of
from portal.sla.rules.tools.registry import known_heading

_markers = Crew(
    program=("portal.infra.limited.program", "portal.sla.actions.correcting:answer"), tasks_per_child=20
)


def copy_to_mend(staged: Submission, said: Iterable[tuple[str, int, str, str]], *, language: str) -> bytes:
    """The file as a workbook with coloured cells and a column of reasons, which is left out when it is read again.

    `said` are the problems as (sheet, row, column letters, words). Raises Invalid when the file is too large.
    """
    if staged.file_sha256 is None:
        raise NotFound
    with open_stored(staged.file_sha256) as stored:
        content = stored.read()
    about = {
        "name": staged.file_name,
        "problems": [list(one) for one in said],
        "heading": REASON_HEADINGS.get(language, REASON_HEADINGS["en"]),
    }
    return answer_about(_markers, content, about, name=staged.file_name)


def answer(request: bytes) -> bytes:
    """What the child does: a line of JSON and the file in, a letter and the workbook out."""
    return answered_bytes(request, _marked)


def _marked(about: Mapping[str, Any], content: bytes) -> bytes:
    table = read_table(content, name=about["name"], known=known_heading)
    marks = marks_of((sheet, row, letters, words) for sheet, row, letters, words in about["problems"])
    remarks = {place: Remark(mark.sentence, mark.cells) for place, mark in marks.items()}
    return write_marked(table.sheets, remarks, heading=about["heading"])


atexit.register(_markers.close)
