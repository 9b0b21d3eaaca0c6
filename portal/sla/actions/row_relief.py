"""Relief for single conversations: the files that count are read anew without them, before anything is claimed."""

from collections.abc import Sequence
from typing import Any

from portal.infra.files import stored_path
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.actions.row_readers import figures_without
from portal.sla.models import MonthRecord
from portal.sla.queries.claims import line_matters
from portal.sla.queries.months import submission, terms_of
from portal.sla.queries.rows import row_files
from portal.sla.rules.claims import partly_relieved
from portal.sla.rules.keys import slots_of_line

SHOWN = 5


def figures_left(of: MonthRecord, line: str, conversations: Sequence[str]) -> dict[str, Any]:
    """What each file of the line gives without these conversations and those agreed before, by slot.

    Raises Invalid when no file has single conversations, or none of the files has one that was named.
    """
    wanted = slots_of_line(terms_of(of), line)
    files = [one for one in row_files(of.id) if one.slot in wanted]
    if not files:
        raise Invalid(
            fields={
                "scope": message(
                    "These figures cannot be recomputed without single conversations. "
                    "Claim relief for days or for the whole line."
                )
            }
        )
    before = partly_relieved(line_matters(of)).get(line, ())
    named = list(dict.fromkeys([*conversations, *(number for one in before for number in one.conversations)]))
    left: dict[str, Any] = {}
    found: set[str] = set()
    for one in files:
        kept = submission(one.submission_id)
        answer = figures_without(
            stored_path(kept.file_sha256 or ""),
            layout=one.layout.to_plain(),
            kind=str(kept.mapping["kind"]),
            name=kept.file_name,
            conversations=named,
            days=(of.first_day, of.last_day),
        )
        found |= set(answer["found"])
        left[one.slot] = {
            "submission": one.submission_id,
            "figures": answer["figures"],
            "days": answer["days"],
        }
    if unknown := [number for number in conversations if number not in found]:
        raise Invalid(
            fields={
                "conversations": message(
                    "Not in the submitted files: %(names)s.", names=", ".join(unknown[:SHOWN])[:200]
                )
            }
        )
    return left
