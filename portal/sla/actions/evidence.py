"""Files that show what somebody says about a month: kept as they are, hashed, open to both sides."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.files import StoredFile, keep, open_stored
from portal.infra.files.content import KINDS
from portal.infra.tables.mentions import mentions
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Side
from portal.sla.actions.submitting import EVIDENCE
from portal.sla.models import AnswerFile, MonthAnswer, MonthRecord
from portal.sla.queries.elsewhere import elsewhere, shops_by_partner
from portal.sla.rules.elsewhere import sought

MOST_FILES = 10
OTHERS_NAMED = message("The words name a shop of your other contracts, and the other side reads them.")
LOOKED_AT = 20_000_000
TABLES = frozenset({KINDS[".csv"].media_type, KINDS[".xlsx"].media_type})


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


def need_own(of: MonthRecord, comment: str, files: Sequence[KeptFile]) -> None:
    """Raise Invalid where a vendor's words or tables name another merchant's shop: both sides read them.

    A merchant may speak of its own shops, whoever serves them.
    """
    if actor().side is not Side.VENDOR:
        return
    by_partner = shops_by_partner()
    others = elsewhere(of, by_partner)
    names = sought(others, " ".join(shop for shops in by_partner.values() for shop in shops - {*others}))
    if any(name in comment for name in names):
        raise Invalid(fields={"comment": OTHERS_NAMED})
    for one in files:
        if one.stored.media_type in TABLES:
            with open_stored(one.stored.sha256) as stream:
                if mentions(stream, names, most=LOOKED_AT):
                    raise Invalid(
                        fields={
                            "evidence": message(
                                "%(name)s names shops of your other contracts. Send the rows of this one alone.",
                                name=one.name[:80],
                            )
                        }
                    )


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
