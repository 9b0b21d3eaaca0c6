"""What goes into the evidence bundle of a month: documents of plain values, and the original files behind them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.contracts.queries import contract, party_names
from portal.contracts.rules.plain import fingerprint, to_plain
from portal.infra.db import db
from portal.infra.events import AuditEntry, link_of, trail
from portal.infra.files import open_stored
from portal.infra.keys import audit_public_key
from portal.infra.progress import side_of
from portal.kernel.money import exponent_of
from portal.sla.models import FigurePart, MonthAnswer, MonthRecord, Submission
from portal.sla.queries.claims import files_of_answers
from portal.sla.queries.earlier import earlier_agreed
from portal.sla.queries.months import TYPED, MonthInFull, month_in_full
from portal.sla.rules.bundles import contents
from portal.sla.rules.bundles.contents import FORMAT, ROUNDING, Original
from portal.sla.rules.inputs import inputs_to_plain
from portal.sla.rules.months import slots_of
from portal.sla.rules.results import results_to_plain


@dataclass(frozen=True)
class BundleFacts:
    """The documents of a bundle by name, and the files that can go with them."""

    documents: Mapping[str, Any]
    originals: Sequence[Original]
    size: int
    """Bytes of all original files."""


def bundle_facts(record: MonthRecord) -> BundleFacts:
    """Everything both parties need to reckon a month anew without us.

    A file of several shops, as they came before parts were cut out, stays with its sender: the bundle has its hash.
    """
    full = month_in_full(record)
    submissions = [_submission(full, slot, one) for slot, one in sorted(full.submissions.items())]
    said, earlier = _said(record), _earlier(record)
    with_others = {one.id for one in full.submissions.values() if one.holds_other_shops}
    files = [one for one in submissions if one["sha256"] and one["id"] not in with_others]
    sent = {one["sha256"]: one for one in (*files, *(file for answer in said for file in answer["files"]))}
    documents = {
        contents.ABOUT: _about(record),
        contents.TERMS: {
            "version": record.version,
            "fingerprint": fingerprint(full.terms),
            "terms": to_plain(full.terms),
        },
        contents.INPUTS: _kept_inputs(record) or inputs_to_plain(full.inputs),
        contents.RESULTS: record.results if record.agreed_at else results_to_plain(full.judged),
        contents.SUBMISSIONS: _with_parts(submissions),
        contents.CLAIMS: said,
        contents.EARLIER: earlier,
        contents.TRAIL: _trail(record, {one["month_id"] for one in earlier}),
    }
    originals = [Original(key, one["file_name"], _opener(key)) for key, one in sorted(sent.items())]
    return BundleFacts(documents, originals, sum(one["file_size"] for one in sent.values()))


def _opener(sha256: str) -> Any:
    return lambda: open_stored(sha256)


def _kept_inputs(record: MonthRecord) -> dict[str, Any] | None:
    """What an accepted month was judged by; a month that still moves is judged by what counts now."""
    if record.agreed_at is None:
        return None
    kept: dict[str, Any] | None = db.session.scalar(
        select(MonthRecord.inputs).where(MonthRecord.id == record.id)
    )
    return kept


def _about(record: MonthRecord) -> dict[str, Any]:
    of = contract(record.contract_id)
    merchant, vendor = party_names(of)
    return {
        "format": FORMAT,
        "month_id": record.id,
        "month": record.month,
        "first_day": record.first_day.isoformat(),
        "last_day": record.last_day.isoformat(),
        "contract_id": record.contract_id,
        "contract": of.number,
        "merchant": merchant,
        "vendor": vendor,
        "currency": record.currency,
        "state": record.state,
        "submitted_at": None if record.submitted_at is None else record.submitted_at.isoformat(),
        "agreed_at": None if record.agreed_at is None else record.agreed_at.isoformat(),
        "rounding": dict(ROUNDING),
    }


def _submission(full: MonthInFull, slot: str, one: Submission) -> dict[str, Any]:
    shops = {found.key: found.shop for found in slots_of(full.terms)}
    return {
        "id": one.id,
        "slot": slot,
        "is_typed": slot.startswith(TYPED),
        "version": one.version,
        "tool": one.tool,
        "shop": shops.get(slot, ""),
        "zone": full.terms.time_zone,
        "currency_digits": exponent_of(full.terms.currency),
        "first_day": full.record.first_day.isoformat(),
        "last_day": full.record.last_day.isoformat(),
        "mapping": one.mapping,
        "figures": one.figures,
        "provenance": one.provenance,
        "row_count": one.row_count,
        "skipped_rows": one.skipped_rows,
        "submitted_by": one.submitted_by,
        "submitted_at": None if one.submitted_at is None else one.submitted_at.isoformat(),
        "reason": one.reason,
        "file_name": one.file_name,
        "file_size": one.file_size,
        "sha256": one.file_sha256,
        **({"whole_sha256": one.whole_sha256} if one.whole_sha256 else {}),
    }


def _with_parts(submissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    query = select(FigurePart.submission_id, FigurePart.kind, FigurePart.key, FigurePart.figures).where(
        FigurePart.submission_id.in_([one["id"] for one in submissions])
    )
    parts: dict[int, dict[str, dict[str, Any]]] = {one["id"]: {} for one in submissions}
    for submission_id, kind, key, figures in db.session.execute(query.order_by(FigurePart.id)):
        parts[submission_id].setdefault(kind, {})[key] = figures
    return [one | {"parts": parts[one["id"]]} for one in submissions]


def _said(record: MonthRecord) -> list[dict[str, Any]]:
    """What both sides can read; what one of them keeps to itself so far is in nobody's bundle."""
    query = select(MonthAnswer).where(
        MonthAnswer.month_id == record.id, MonthAnswer.visible_from.is_not(None)
    )
    answers = list(db.session.scalars(query.order_by(MonthAnswer.id)))
    files = files_of_answers([one.id for one in answers])
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "line": one.line,
            "by": side_of(record, one.author_id).value,
            "said_by": one.said_by,
            "said_at": one.said_at.isoformat(),
            "comment": one.comment,
            "details": one.details,
            "files": [
                {"sha256": file.file_sha256, "file_name": file.file_name, "file_size": file.file_size}
                for file in files.get(one.id, ())
            ],
        }
        for one in answers
    ]


def _earlier(record: MonthRecord) -> list[dict[str, Any]]:
    return [
        {"month_id": one.id, "month": one.month, "results": dict(one.results)}
        for one in earlier_agreed(record)
    ]


def _trail(record: MonthRecord, earlier: Collection[int]) -> dict[str, Any]:
    """The chain of the engagement up to the last thing that happened to these months or their contract."""
    entries = sorted(trail(record.engagement_id), key=lambda one: one.sequence)
    last = max((one.sequence for one in entries if _concerns(one, record, earlier)), default=0)
    return {
        "key": audit_public_key(current_app.config["DATA_FOLDER"]),
        "entries": [
            vars(link_of(one)) | {"digest": one.digest, "signature": one.signature}
            for one in entries
            if one.sequence <= last
        ],
    }


def _concerns(entry: AuditEntry, record: MonthRecord, earlier: Collection[int]) -> bool:
    payload = entry.payload
    if "month_id" in payload:
        return bool(payload["month_id"] == record.id) or payload["month_id"] in earlier
    return bool(payload.get("contract_id") == record.contract_id)
