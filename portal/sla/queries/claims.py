"""What both sides said about single lines of a month, and the files that show it."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.progress import side_of
from portal.kernel.errors import NotFound
from portal.sla.models import AnswerFile, MonthAnswer, MonthRecord
from portal.sla.rules.claims import Act, Claim, Said, latest_by_line, matters_of
from portal.sla.rules.relief import details_from_plain


def line_matters(record: MonthRecord) -> tuple[Claim, ...]:
    """Every objection and claim of relief of a month, settled or open, in the order in which they were raised."""
    query = select(MonthAnswer).where(
        MonthAnswer.month_id == record.id, MonthAnswer.kind.in_([act.value for act in Act])
    )
    return matters_of(
        Said(
            act=Act(found.kind),
            line=found.line,
            by=side_of(record, found.author_id),
            said_by=found.said_by,
            said_at=found.said_at,
            comment=found.comment,
            details=details_from_plain(found.details),
            id=found.id,
        )
        for found in db.session.scalars(query.order_by(MonthAnswer.id))
    )


def line_claims(record: MonthRecord) -> dict[str, Claim]:
    """The latest objection or claim of relief about each line of a month."""
    return latest_by_line(line_matters(record))


def files_of_answers(answer_ids: Sequence[int]) -> dict[int, list[AnswerFile]]:
    """The files that were sent with answers, by answer."""
    query = select(AnswerFile).where(AnswerFile.answer_id.in_(answer_ids)).order_by(AnswerFile.id)
    found: dict[int, list[AnswerFile]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.answer_id, []).append(one)
    return found


def answer_file(month_id: int, file_id: int) -> AnswerFile:
    """One file sent with an answer about this month."""
    query = (
        select(AnswerFile)
        .join(MonthAnswer, MonthAnswer.id == AnswerFile.answer_id)
        .where(AnswerFile.id == file_id, MonthAnswer.month_id == month_id)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found
