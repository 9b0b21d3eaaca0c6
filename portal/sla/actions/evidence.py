"""Files that show what somebody says about a month: kept as they are, hashed, open to both sides."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.db import db
from portal.infra.files import StoredFile, keep
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.actions.submitting import EVIDENCE
from portal.sla.models import AnswerFile, MonthAnswer

MOST_FILES = 10


@dataclass(frozen=True)
class KeptFile:
    """A file of evidence that is stored and can be named by any number of answers."""

    name: str
    stored: StoredFile


def keep_evidence(files: Sequence[tuple[str, bytes]]) -> list[KeptFile]:
    """Store files of evidence, given as name and content; Invalid for too many or for a kind that is not taken."""
    if len(files) > MOST_FILES:
        raise Invalid(fields={"evidence": message("At most %(count)s files at once.", count=MOST_FILES)})
    kept = []
    for name, content in files:
        try:
            kept.append(KeptFile(name, keep(io.BytesIO(content), name, EVIDENCE)))
        except Invalid as refusal:
            raise Invalid(
                fields={"evidence": message("%(name)s: %(reason)s", name=name[:80], reason=refusal.reason)}
            ) from refusal
    return kept


def attach(answer: MonthAnswer, files: Sequence[KeptFile]) -> None:
    """Let an answer name files that show what it says."""
    for one in files:
        db.session.add(
            AnswerFile(
                answer_id=answer.id,
                file_sha256=one.stored.sha256,
                file_name=one.name[:200],
                file_size=one.stored.size,
                media_type=one.stored.media_type,
            )
        )
    db.session.flush()
