"""The evidence files of a month: where the single conversations behind its figures lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.conversations.layout import Layout
from portal.sla.models import FigurePart, Submission
from portal.sla.queries.months import CURRENT
from portal.sla.rules.breakdown import By

COMPUTED = "computed"


@dataclass(frozen=True)
class RowFile:
    """A file of conversations that counts for a month; `evidence` is None while its rows are still being kept."""

    submission_id: int
    slot: str
    name: str
    evidence: str | None
    layout: Layout


def row_files(month_id: int) -> list[RowFile]:
    """The files of conversations that count for a month, in the order of their slots."""
    query = (
        select(
            Submission.id,
            Submission.slot,
            Submission.file_name,
            Submission.evidence_file_sha256,
            Submission.mapping,
        )
        .where(
            Submission.month_id == month_id,
            Submission.state == CURRENT,
            Submission.tool == "conversations",
        )
        .order_by(Submission.slot, Submission.id)
    )
    return [
        RowFile(number, slot, name, evidence, Layout.from_plain(_layout(mapping)))
        for number, slot, name, evidence, mapping in db.session.execute(query)
        if "layout" in mapping
    ]


def part_keys(month_id: int) -> dict[By, list[str]]:
    """The days, agents, shifts and shops that the files of a month name."""
    query = (
        select(FigurePart.kind, FigurePart.key)
        .join(Submission, Submission.id == FigurePart.submission_id)
        .where(Submission.month_id == month_id, Submission.state == CURRENT)
        .distinct()
        .order_by(FigurePart.key)
    )
    found: dict[By, list[str]] = {by: [] for by in By}
    for kind, key in db.session.execute(query):
        found[By(kind)].append(key)
    return found


def _layout(mapping: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = mapping["layout"]
    return found
