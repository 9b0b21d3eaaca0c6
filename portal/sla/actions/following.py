"""Putting agents, items and questions on the list of follow-ups, saying who looks into them, and closing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.accounts.actions.notices import notify
from portal.accounts.models import Organisation
from portal.contracts.models import Contract
from portal.contracts.queries import contract, current_version
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import close_duty, engagement, open_duty, other_party
from portal.infra.tables.reading import read_table
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.kernel.ratios import Ratio
from portal.sla.events import FollowUpClosed, FollowUpPlanned, FollowUpsRaised
from portal.sla.models import FollowUp
from portal.sla.queries.follow_ups import (
    CLOSED,
    OPEN,
    follow_up,
    known_follow_ups,
    open_agents,
    open_follow_ups,
)
from portal.sla.queries.months import month, terms_of
from portal.sla.queries.parts import month_parts
from portal.sla.rules.breakdown import By
from portal.sla.rules.follow_up_lists import ListRow, RowFault, is_heading, items_of, questions_of
from portal.sla.rules.follow_ups import (
    Kind,
    Listed,
    agents_below,
    answered_in_time,
    items_below,
    questions_waiting,
)
from portal.sla.rules.plain_messages import message_to_plain

MOST_ROWS = 5_000
MOST_BYTES = 5_000_000
"""A list is read while others wait for their turn to write."""

NAMED = 5


@dataclass(frozen=True)
class TakenList:
    """What became of a list: rows read, matters that are new on it, rows that could not be read.

    ``in_time`` counts questions answered in time over those that were due; None for a list of items.
    """

    rows: int
    listed: int
    faults: tuple[RowFault, ...]
    in_time: Ratio | None = None


def list_agents(month_id: int) -> list[FollowUp]:
    """Put the agents below the team's average on the list, once figures by agent are handed in.

    Those of the same month that are no longer below it after a correction are taken off.
    """
    of = month(month_id)
    terms = terms_of(of)
    promised = {line.metric for line in terms.sla}
    found = agents_below(month_parts(of.id, By.AGENT), of.month, terms.watch, promised)
    for gone in open_agents(of.contract_id, of.month):
        if gone.key not in {one.key for one in found}:
            _close(gone, "")
    return _put(contract(of.contract_id), terms, found)


def list_from_file(contract_id: int, kind: Kind, *, content: bytes, name: str) -> TakenList:
    """Take a list of items or questions (CSV, or cells copied from a sheet); only what needs attention is kept.

    A question that was answered since the last list is closed. Raises Invalid when there is no list to read.
    """
    of = contract(contract_id)
    terms = current_version(of).agreed
    table = read_table(_as_text(content, name), name=name, known=is_heading)
    sheet = table.sheets[0]
    if len(sheet.rows) > MOST_ROWS:
        raise Invalid(message("The list has more than %(rows)s rows.", rows=MOST_ROWS))
    rows = [ListRow(row.number, tuple(str(cell) for cell in row.cells)) for row in sheet.rows]
    listed, faults, in_time = _judged(kind, sheet.header, rows, terms)
    new = _put(of, terms, listed)
    return TakenList(len(rows), len(new), tuple(faults), in_time)


def _as_text(content: bytes, name: str) -> bytes:
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise Invalid(
            message("%(name)s is a workbook. Copy its cells into the field, or save it as CSV.", name=name)
        )
    if len(content) > MOST_BYTES:
        raise Invalid(message("The list has more than %(rows)s rows.", rows=MOST_ROWS))
    return content


def _judged(
    kind: Kind, header: Sequence[str], rows: Sequence[ListRow], terms: ContractTerms
) -> tuple[tuple[Listed, ...], list[RowFault], Ratio | None]:
    if kind is Kind.ITEM:
        items, faults = items_of(header, rows)
        return items_below(items, terms.watch), faults, None
    questions, faults = questions_of(header, rows, ZoneInfo(terms.time_zone))
    in_time = answered_in_time(questions, terms.watch, actor().now)
    return questions_waiting(questions, terms.watch), faults, in_time


def _put(of: Contract, terms: ContractTerms, listed: Sequence[Listed]) -> list[FollowUp]:
    """New matters come on the list; of known ones the reason is renewed, and an answer closes a question."""
    known = known_follow_ups(of.id, [one.key for one in listed])
    new: list[FollowUp] = []
    for one in {each.key: each for each in listed}.values():
        earlier = known.get(one.key)
        if earlier is None:
            new.append(_new(of, terms, one))
        elif earlier.state == OPEN:
            earlier.why, earlier.answered_at = message_to_plain(one.why), one.answered_at
            if one.answered_at is not None:
                _close(earlier, "")
    db.session.add_all(new)
    db.session.flush()
    renew_follow_up_duties(of)
    if new:
        _say(of, new)
    return new


def _new(of: Contract, terms: ContractTerms, one: Listed) -> FollowUp:
    moment = actor().now
    is_answered = one.answered_at is not None
    return FollowUp(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=actor().party,
        visible_from=moment,
        engagement_id=of.engagement_id,
        contract_id=of.id,
        kind=one.kind.value,
        key=one.key,
        subject=one.subject,
        metric=one.metric,
        why=message_to_plain(one.why),
        link=one.link,
        asked_at=one.asked_at,
        answered_at=one.answered_at,
        raised_at=moment,
        raised_by=actor().label,
        state=CLOSED if is_answered else OPEN,
        side=_usual_side(of),
        person="",
        due_at=one.due_at or moment + timedelta(days=terms.watch.follow_days),
        closed_at=one.answered_at,
        closed_by=actor().label if is_answered else "",
        outcome="",
    )


def _usual_side(of: Contract) -> Side:
    """The vendor looks into its own work; while it has not joined, the merchant does."""
    vendor = db.session.get(Organisation, of.vendor_id)
    return Side.VENDOR if vendor is not None and vendor.joined_at is not None else Side.MERCHANT


def _say(of: Contract, new: Sequence[FollowUp]) -> None:
    names = ", ".join(one.subject for one in new[:NAMED]) + (" …" if len(new) > NAMED else "")
    record(
        FollowUpsRaised(
            engagement_id=of.engagement_id, contract_id=of.id, kind=new[0].kind, subjects=names[:500]
        )
    )
    notify(
        other_party(of, actor().party),
        message("New on the list of follow-ups: %(count)s.", count=len(new)),
        permission=Permission.MONTHS_VIEW,
        endpoint="sla.follow_ups_of",
        contract_id=of.id,
    )


def plan(contract_id: int, follow_up_id: int, *, side: str, person: str, due_at: datetime) -> FollowUp:
    """Say which side looks into a matter, who does it, and until when."""
    found = _open(contract_id, follow_up_id)
    found.side, found.person, found.due_at = Side(side), person.strip()[:100], due_at
    db.session.flush()
    renew_follow_up_duties(contract(contract_id))
    record(
        FollowUpPlanned(
            engagement_id=found.engagement_id,
            contract_id=contract_id,
            follow_up_id=found.id,
            subject=found.subject,
            person=found.person or found.side,
            due=f"{due_at.astimezone(ZoneInfo(actor().time_zone)):%Y-%m-%d}",
        )
    )
    return found


def close(contract_id: int, follow_up_id: int, *, outcome: str) -> FollowUp:
    """Say what was found and done. Raises Invalid without words."""
    found = _open(contract_id, follow_up_id)
    if not outcome.strip():
        raise Invalid(fields={"outcome": message("Say what was found and done.")})
    _close(found, outcome.strip())
    db.session.flush()
    renew_follow_up_duties(contract(contract_id))
    record(
        FollowUpClosed(
            engagement_id=found.engagement_id,
            contract_id=contract_id,
            follow_up_id=found.id,
            subject=found.subject,
            outcome=outcome.strip()[:500],
        )
    )
    return found


def _open(contract_id: int, follow_up_id: int) -> FollowUp:
    found = follow_up(contract_id, follow_up_id)
    if found.state != OPEN:
        raise Conflict(message("This matter is closed already."))
    return found


def _close(found: FollowUp, outcome: str) -> None:
    found.state, found.closed_at, found.closed_by = CLOSED, actor().now, actor().label
    found.outcome = outcome


def renew_follow_up_duties(of: Contract) -> None:
    """One duty per side with the number of open matters and the first due time; none when nothing is open."""
    for side, debtor_id in ((Side.VENDOR, of.vendor_id), (Side.MERCHANT, of.merchant_id)):
        still = open_follow_ups(of.id, side)
        key = f"follow_ups:{of.id}:{side}"
        if not still.count:
            close_duty(key, moment=actor().now)
            continue
        open_duty(
            engagement(of.engagement_id),
            key=key,
            debtor_id=debtor_id,
            author_id=actor().party,
            permission=Permission.MONTHS_SUBMIT,
            what=message("Look into the follow-ups (%(count)s)", count=still.count),
            endpoint="sla.follow_ups_of",
            moment=actor().now,
            due_at=still.due_at,
            contract_id=of.id,
        )
