"""Files of millions of conversations: kept at once, read in the background, and looked at when they are ready."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, BinaryIO

from portal.infra.db import db
from portal.infra.files import StoredFile, keep_large, keep_made, making, stored_path
from portal.infra.jobs import JobState, enqueue, job_state, job_states, report_progress
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.messages import Message, message
from portal.sla.actions.parts import keep_parts
from portal.sla.actions.row_readers import keep_rows, plain_wanted, read_large
from portal.sla.actions.staging import fill, new_submission, refuse_same, slot_in, wanted_for
from portal.sla.actions.wanted import Reading, plain_problem
from portal.sla.actions.wholes import become_part, public_name
from portal.sla.models import MonthRecord, Submission
from portal.sla.queries.months import month, submission, terms_of
from portal.sla.rules.conversation_files import HEAD_BYTES, head_of
from portal.sla.rules.conversations import CONVERSATIONS
from portal.sla.rules.imported import CellError
from portal.sla.rules.progress import TAKES_FIGURES, need_state

LARGE_BYTES = 5_000_000
"""About 50,000 conversations; smaller files are read at once."""
READ_ROWS = "read_rows"
KEEP_ROWS = "keep_rows"
PARQUET = "application/vnd.apache.parquet"
LARGE_TYPE = "text/csv"
READING = "reading"
STEP = 4


def is_large_file_of_conversations(stream: BinaryIO) -> bool:
    """Whether a file has one row per conversation and too many of them to be read at once."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size <= LARGE_BYTES:
        return False
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    return head_of(head) is not None


def keep_large_file(stream: BinaryIO) -> StoredFile:
    """Keep a large file of conversations before the turn to write; nothing points to it yet."""
    return keep_large(stream, "upload.csv", frozenset({".csv"}))


def stage_large_file(record: MonthRecord, file: StoredFile, *, slot_key: str, name: str) -> Submission:
    """Take a large file in: it is read in the background and can be looked at, and submitted, after that."""
    need_state(record.state, *TAKES_FIGURES)
    shop = slot_in(terms_of(record), slot_key).shop
    refuse_same(record, slot_key, file.sha256)
    name = public_name(record, shop, name)
    staged = new_submission(record, file, slot_key=slot_key, name=name, provenance="computed")
    staged.state, staged.tool = READING, CONVERSATIONS
    staged.mapping, staged.figures = {}, {"parts": {}, "counts": {}, "unpoolable": []}
    staged.errors = staged.warnings = staged.questions = staged.ignored = staged.dropped = []
    staged.row_count = staged.skipped_rows = 0
    db.session.add(staged)
    db.session.flush()
    job_id = enqueue(READ_ROWS, {"submission_id": staged.id}, unique_key=f"{READ_ROWS}:{staged.id}")
    staged.mapping = {"job": job_id}
    db.session.flush()
    return staged


def read_rows(submission_id: int) -> dict[str, Any] | None:
    """In the background: read the file and keep its rows; None when nobody waits for it any more."""
    try:
        staged = submission(submission_id)
    except NotFound:
        return None
    if staged.state != READING:
        return None
    wanted = wanted_for(month(staged.month_id), slot_key=staged.slot, name=staged.file_name, tool="")
    path, size = stored_path(staged.file_sha256 or ""), max(staged.file_size, 1)
    shown = 0

    def hear(done: int) -> None:
        nonlocal shown
        if done * 100 // size >= shown + STEP:
            shown = done * 100 // size
            report_progress(done, size)

    with making() as evidence, making() as part:
        try:
            reading = read_large(path, evidence, plain_wanted(wanted), hear, part=part)
        except Invalid as refusal:
            return {"reading": asdict(_refused(refusal.reason)), "evidence": None, "part": None}
        kept = keep_made(evidence, PARQUET).sha256 if evidence.exists() else None
        cut = asdict(keep_made(part, LARGE_TYPE)) if part.exists() else None
    return {"reading": asdict(reading), "evidence": kept, "part": cut}


def keep_reading(result: dict[str, Any] | None, submission_id: int) -> None:
    """Write down what a large file gave; its sender looks at it and submits it like any other."""
    with suppress(NotFound):
        staged = submission(submission_id)
        if result is None or staged.state != READING:
            return
        reading = Reading(**result["reading"])
        staged.state, staged.evidence_file_sha256 = "staged", result["evidence"]
        if result.get("part") is not None and reading.cut is not None:
            become_part(month(staged.month_id), staged, StoredFile(**result["part"]), reading.cut)
        fill(staged, reading)
        db.session.flush()
        keep_parts(staged, reading.parts)


def reading_state(staged: Submission) -> JobState:
    """How far the reading of a large file has come."""
    return job_state(int(staged.mapping["job"]))


def reading_states(staged: Sequence[Submission]) -> dict[int, JobState]:
    """The same for those of many that are being read, by submission, in one statement."""
    jobs = {one.id: int(one.mapping["job"]) for one in staged if one.state == READING}
    states = job_states(jobs.values())
    return {number: states[job] for number, job in jobs.items() if job in states}


def order_evidence(submitted: Submission) -> None:
    """Have the rows of a file that was read at once kept as well, now that it counts."""
    if submitted.provenance == "computed" and submitted.evidence_file_sha256 is None:
        enqueue(KEEP_ROWS, {"submission_id": submitted.id}, unique_key=f"{KEEP_ROWS}:{submitted.id}")


def make_evidence(submission_id: int) -> str | None:
    """In the background: the rows of a file that counts, as a columnar file."""
    found = submission(submission_id)
    if found.evidence_file_sha256 or "layout" not in found.mapping:
        return None
    path = stored_path(found.file_sha256 or "")
    with making() as evidence:
        keep_rows(path, evidence, layout=found.mapping["layout"], kind=found.mapping["kind"])
        return keep_made(evidence, PARQUET).sha256


def keep_evidence(sha256: str | None, submission_id: int) -> None:
    """Write down where the rows of a file lie."""
    if sha256 is not None:
        submission(submission_id).evidence_file_sha256 = sha256
        db.session.flush()


def _refused(reason: Message) -> Reading:
    error = CellError(
        sheet="",
        row=0,
        column="",
        heading="",
        value="",
        reason=reason,
        remedy=message("Correct the file and upload it again."),
    )
    return Reading(
        kind="csv",
        tool=CONVERSATIONS,
        mapping={},
        figures={"parts": {}, "counts": {}, "unpoolable": []},
        parts={},
        errors=[plain_problem(error)],
        warnings=[],
        questions=[],
        ignored=[],
        dropped=[],
        row_count=0,
        skipped_rows=0,
        provenance="computed",
    )
