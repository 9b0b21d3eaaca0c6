"""Taking a file in: read, judged, kept, and shown to its sender before anything counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.contracts.rules.definitions import own_metrics_used
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.files import StoredFile
from portal.kernel.calendars import Stretch
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.messages import message
from portal.kernel.money import exponent_of
from portal.sla.actions.parts import drop_parts, keep_parts
from portal.sla.actions.plausibility import odd_beside_earlier
from portal.sla.actions.readers import read
from portal.sla.actions.room import need_room
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.actions.wholes import as_sent, kept_file, name_file, remember_whole
from portal.sla.models import MonthRecord, SavedMapping, Submission
from portal.sla.queries.elsewhere import elsewhere, shops_by_partner
from portal.sla.queries.months import (
    current_submissions,
    saved_mapping,
    saved_mappings,
    service_month,
    terms_of,
)
from portal.sla.queries.public_days import days_of_month
from portal.sla.rules.hours import judged_times
from portal.sla.rules.months import Slot, slots_of
from portal.sla.rules.own_metrics import own_headings, spread_fields
from portal.sla.rules.progress import TAKES_FIGURES, need_state


@dataclass(frozen=True)
class Answers:
    """What a sender decided about the files of one tool; None and absent columns leave what was saved."""

    clock: str | None
    percent: str | None
    columns: Mapping[str, str]

    def added_to(self, saved: Mapping[str, Any] | None) -> dict[str, Any]:
        """The saved mapping with these answers."""
        before = saved or {"columns": {}, "clock": None, "percent": None}
        return {
            "columns": {**before["columns"], **self.columns},
            "clock": self.clock or before["clock"],
            "percent": self.percent or before["percent"],
        }


def stage_file(
    record: MonthRecord, *, slot_key: str, content: bytes, name: str, tool: str = ""
) -> Submission:
    """Read a file for one slot of a month and keep it staged, both in one step."""
    reading = read_for_slot(record, slot_key=slot_key, content=content, name=name, tool=tool)
    return stage_reading(record, reading, slot_key=slot_key, content=content, name=name)


def read_for_slot(
    record: MonthRecord,
    *,
    slot_key: str,
    content: bytes,
    name: str,
    tool: str = "",
    answers: Answers | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Reading:
    """Read a file for one slot of a month; changes nothing, so that it can be done before the turn to write.

    `answers` are what the sender just decided about the tool; `kept` is the mapping with which somebody else read
    this very file, and stands in for everything that was saved. Raises Invalid in words when it cannot be read at
    all or names a slot the month does not have.
    """
    wanted = wanted_for(record, slot_key=slot_key, name=name, tool=tool, answers=answers)
    return read(content, wanted if kept is None else replace(wanted, mappings={tool: _plain_part(kept)}))


def _plain_part(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: mapping.get(name) for name in ("columns", "clock", "percent")}


def wanted_for(
    record: MonthRecord, *, slot_key: str, name: str, tool: str, answers: Answers | None = None
) -> Wanted:
    """What a file for one slot of a month is read for."""
    terms = terms_of(record)
    slot = slot_in(terms, slot_key)
    mappings = plain_mappings()
    if answers is not None:
        mappings[tool] = answers.added_to(mappings.get(tool))
    return wanted_in(record, terms, slot, name=name, tool=tool, mappings=mappings)


def wanted_in(
    record: MonthRecord,
    terms: ContractTerms,
    slot: Slot,
    *,
    name: str = "",
    tool: str = "",
    mappings: Mapping[str, Mapping[str, Any]],
    by_partner: Mapping[int, set[str]] | None = None,
) -> Wanted:
    """The same once terms and slot are known, as for many places at once."""
    zone = ZoneInfo(terms.time_zone)
    return Wanted(
        name=name,
        tool=tool,
        slot_tool=slot.tool,
        slot_shop=slot.shop,
        first_day=record.first_day.isoformat(),
        last_day=record.last_day.isoformat(),
        until=(actor().now.astimezone(zone).date() - timedelta(days=1)).isoformat(),
        zone=terms.time_zone,
        currency_digits=exponent_of(terms.currency),
        mappings=mappings,
        shifts=_shifts(terms),
        open=_judged_times(terms, record),
        own_columns=own_headings(own_metrics_used(terms)),
        spread=spread_fields(own_metrics_used(terms)),
        elsewhere=elsewhere(record, shops_by_partner() if by_partner is None else by_partner),
    )


def _judged_times(terms: ContractTerms, record: MonthRecord) -> tuple[Stretch, ...]:
    public = days_of_month(record, terms)
    return judged_times(
        terms,
        service_month(record),
        legal_holidays=public.days_off,
        make_up_days=public.make_up_days,
    )


def stage_reading(
    record: MonthRecord, reading: Reading, *, slot_key: str, content: bytes, name: str
) -> Submission:
    """Keep a file that was read staged, visible to its sender alone.

    Raises Invalid when it is the very file that counts already or names a slot the month does not have; then
    nothing is kept.
    """
    need_state(record.state, *TAKES_FIGURES)
    shop = slot_in(terms_of(record), slot_key).shop
    refuse_same(record, slot_key, hashlib.sha256(content).hexdigest())
    kept = kept_file(record, reading, content, name=name, shop=shop)
    staged = new_submission(
        record, kept.file, slot_key=slot_key, name=kept.name, provenance=reading.provenance
    )
    name_file(staged, kept)
    fill(staged, reading)
    db.session.add(staged)
    db.session.flush()
    remember_whole(staged, kept)
    keep_parts(staged, reading.parts)
    return staged


def new_submission(
    record: MonthRecord, file: StoredFile, *, slot_key: str, name: str, provenance: str
) -> Submission:
    """A submission of a file that is kept, visible to its sender alone and empty so far.

    Raises Invalid when its sender has uploaded too much without submitting it.
    """
    need_room(file.size)
    return Submission(
        merchant_id=record.merchant_id,
        vendor_id=record.vendor_id,
        author_id=actor().party,
        visible_from=None,
        month_id=record.id,
        slot=slot_key,
        version=None,
        state="staged",
        provenance=provenance,
        reason="",
        submitted_by=actor().label,
        staged_at=actor().now,
        file_sha256=file.sha256,
        file_name=name[:200],
        file_size=file.size,
        media_type=file.media_type,
    )


def read_again(staged: Submission, record: MonthRecord, *, tool: str, answers: Answers) -> Reading:
    """Read a staged file, the whole of it, with the sender's answers; changes nothing."""
    content, name = as_sent(staged)
    return read_for_slot(record, slot_key=staged.slot, content=content, name=name, tool=tool, answers=answers)


def answer_questions(
    staged: Submission,
    record: MonthRecord,
    *,
    tool: str,
    answers: Answers,
    reading: Reading | None = None,
) -> None:
    """Remember the sender's answers for the tool and keep what the file gives with them.

    `reading` is what `read_again` answered before the turn to write; without it the file is read now.
    """
    if staged.state != "staged":
        raise NotFound
    reading = reading or read_again(staged, record, tool=tool, answers=answers)
    saved = saved_mapping(tool)
    if saved is None:
        saved = SavedMapping(organisation_id=actor().party, tool=tool, columns={}, version=0)
        db.session.add(saved)
    plain = answers.added_to(_plain_mapping(saved))
    saved.columns, saved.clock, saved.percent = plain["columns"], plain["clock"], plain["percent"]
    saved.version += 1
    saved.changed_at = actor().now
    content, name = as_sent(staged)
    shop = slot_in(terms_of(record), staged.slot).shop
    kept = kept_file(record, reading, content, name=name, shop=shop)
    name_file(staged, kept)
    remember_whole(staged, kept)
    fill(staged, reading)
    drop_parts(staged)
    keep_parts(staged, reading.parts)


def _shifts(terms: ContractTerms) -> tuple[tuple[str, int, int], ...]:
    """The shifts of the contract, each by the hours of the first kind of day that has it."""
    shifts: dict[str, tuple[str, int, int]] = {}
    for one in terms.windows:
        if one.shift:
            shifts.setdefault(one.shift, (one.shift, one.from_minute, one.to_minute))
    return tuple(shifts.values())


def plain_mappings() -> dict[str, dict[str, Any]]:
    """What the organisation acted for has answered about the files of its tools."""
    return {one.tool: _plain_mapping(one) for one in saved_mappings()}


def _plain_mapping(saved: SavedMapping) -> dict[str, Any]:
    return {"columns": dict(saved.columns), "clock": saved.clock, "percent": saved.percent}


def slot_in(terms: ContractTerms, key: str) -> Slot:
    """The slot of that key. Raises Invalid when the month has none."""
    slot = next((slot for slot in slots_of(terms) if slot.key == key), None)
    if slot is None:
        raise Invalid(message("This month has no such shop and tool."))
    return slot


def refuse_same(record: MonthRecord, slot_key: str, sha256: str) -> None:
    """Raise Invalid when the file is the very one that counts already."""
    current = current_submissions(record.id).get(slot_key)
    if current is not None and sha256 in {current.file_sha256, current.whole_sha256}:
        raise Invalid(
            message(
                "This very file was already submitted as version %(version)s and counts. Nothing was changed.",
                version=current.version,
            )
        )


def fill(staged: Submission, reading: Reading) -> None:
    """Write down what was read."""
    staged.tool = reading.tool
    staged.mapping = reading.mapping
    saved = saved_mapping(reading.tool)
    staged.mapping_version = None if saved is None else saved.version
    staged.first_day, staged.last_day = (
        map(date.fromisoformat, reading.covers) if reading.covers else (None, None)
    )
    staged.figures = reading.figures
    staged.errors = reading.errors
    staged.warnings = [*odd_beside_earlier(staged, reading.figures), *reading.warnings]
    staged.questions = reading.questions
    staged.ignored = reading.ignored
    staged.dropped = reading.dropped
    staged.row_count = reading.row_count
    staged.skipped_rows = reading.skipped_rows


def forget_mapping(tool: str) -> None:
    """Forget what was answered about the files of a tool: the next file asks again. Submitted files keep theirs."""
    saved = saved_mapping(tool)
    if saved is None:
        raise NotFound
    db.session.delete(saved)
    db.session.flush()
