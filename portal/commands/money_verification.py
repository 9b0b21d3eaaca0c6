"""The invariants of money, recomputed from the rows: lines add up, taxes fit, payments count, numbers have no gaps."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from portal.infra.db import db
from portal.invoicing.rules.notes import SIGNS, NoteKind

NUMBER = re.compile(r"(?:ST|CN|SI)-(?P<year>[0-9]{4})-(?P<place>[0-9]{4,})")
DEPOSIT = "deposit"
WHOLE = 10_000
"""Basis points in one."""


def invoice_totals(connection: Connection) -> Iterator[str]:
    """Net is the sum of the lines, VAT is taken once of the net, half up, and gross is both."""
    lines = db.metadata.tables["invoice_lines"].columns
    billed = (
        select(lines["invoice_id"], func.sum(lines["amount_minor"]))
        .where(lines["kind"] != DEPOSIT)
        .group_by(lines["invoice_id"])
    )
    sums = {invoice_id: int(total) for invoice_id, total in connection.execute(billed)}
    invoices = db.metadata.tables["invoices"]
    for row in connection.execute(select(invoices).order_by(invoices.columns["id"])):
        place = f"invoice: {row.id} ({row.number or 'draft'})"
        if row.net_minor != sums.get(row.id, 0):
            yield f"{place} has a net of {row.net_minor}, its lines add up to {sums.get(row.id, 0)}"
        if row.tax_minor != _tax(row.net_minor, row.tax_basis_points):
            yield f"{place} has a VAT of {row.tax_minor}, which is not {row.tax_basis_points / 100} % of its net"
        if row.gross_minor != row.net_minor + row.tax_minor:
            yield f"{place} has a gross of {row.gross_minor}, which is not net and VAT"
        if row.payable_minor != row.gross_minor + row.deposits_minor:
            yield f"{place} asks for {row.payable_minor}, which is not gross and deposits"


def payments(connection: Connection) -> Iterator[str]:
    """What an invoice says was paid is what was recorded and not taken back, in its own currency."""
    paid = db.metadata.tables["payments"].columns
    recorded = (
        select(paid["invoice_id"], paid["currency"], func.sum(paid["amount_minor"]))
        .where(paid["withdrawn_at"].is_(None))
        .group_by(paid["invoice_id"], paid["currency"])
    )
    sums = {
        (invoice_id, currency): int(total) for invoice_id, currency, total in connection.execute(recorded)
    }
    invoices = db.metadata.tables["invoices"]
    for row in connection.execute(select(invoices).order_by(invoices.columns["id"])):
        found = sums.pop((row.id, row.currency), 0)
        if row.paid_minor != found:
            yield f"invoice: {row.id} ({row.number}) counts {row.paid_minor} as paid, {found} is recorded"
    for invoice_id, currency in sums:
        yield f"payment: {currency} was paid for invoice {invoice_id}, which has another currency"


def invoice_numbers(connection: Connection) -> Iterator[str]:
    """Each vendor's numbers of a year run from 1 to the counter, each once; a void invoice keeps its own."""
    yield from _numbers(connection, "invoices", "invoice_counters")


def invoice_notes(connection: Connection) -> Iterator[str]:
    """Credit notes and supplementary invoices add up, bring VAT to the tax on the right net sum, count on their
    invoice, and have numbers without gaps, each kind its own."""
    yield from _note_sums(connection)
    yield from _with_notes(connection)
    for kind in NoteKind:
        yield from _numbers(connection, "invoice_notes", "note_counters", kind=kind)


def _note_sums(connection: Connection) -> Iterator[str]:
    lines = db.metadata.tables["invoice_note_lines"].columns
    differing = select(lines["note_id"], func.sum(lines["amount_minor"])).group_by(lines["note_id"])
    sums = {note_id: int(total) for note_id, total in connection.execute(differing)}
    notes = db.metadata.tables["invoice_notes"]
    for row in connection.execute(select(notes).order_by(notes.columns["id"])):
        place = f"invoice note: {row.id} ({row.number or 'draft'})"
        if row.net_minor != sums.get(row.id, 0):
            yield f"{place} has a net of {row.net_minor}, its lines add up to {sums.get(row.id, 0)}"
        if abs(row.tax_minor - _tax(row.net_minor, row.tax_basis_points)) > 1:
            yield f"{place} has a VAT of {row.tax_minor}, which is not {row.tax_basis_points / 100} % of its net"
        if row.gross_minor != row.net_minor + row.tax_minor:
            yield f"{place} has a gross of {row.gross_minor}, which is not net and VAT"
        is_credit = row.number and row.kind == NoteKind.CREDIT
        if is_credit and row.set_off_minor + row.refund_minor != row.gross_minor:
            yield f"{place} is neither set off nor paid back in full"


def _tax(net_minor: int, basis_points: int) -> int:
    """VAT half up, in minor units."""
    return (net_minor * basis_points * 2 + WHOLE) // (2 * WHOLE)


def _with_notes(connection: Connection) -> Iterator[str]:
    """An invoice counts what its issued notes say, and shows with them the VAT on their net sum, never less than 0."""
    notes = db.metadata.tables["invoice_notes"]
    issued: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(notes).where(notes.columns["number"].is_not(None))):
        issued[row.invoice_id].append(row)
    invoices = db.metadata.tables["invoices"]
    for row in connection.execute(select(invoices).order_by(invoices.columns["id"])):
        place = f"invoice: {row.id} ({row.number})"
        found = issued[row.id]
        set_off = sum(one.set_off_minor for one in found)
        added = sum(one.gross_minor for one in found if one.kind == NoteKind.SUPPLEMENT)
        if row.credited_minor != set_off:
            yield f"{place} counts {row.credited_minor} as set off, notes say {set_off}"
        if row.added_minor != added:
            yield f"{place} counts {row.added_minor} as added, notes say {added}"
        net = row.net_minor + sum(SIGNS[NoteKind(one.kind)] * one.net_minor for one in found)
        tax = row.tax_minor + sum(SIGNS[NoteKind(one.kind)] * one.tax_minor for one in found)
        if found and net < 0:
            yield f"{place} over {row.net_minor} has credit notes that leave {net}"
        if found and tax != _tax(net, row.tax_basis_points):
            yield f"{place} has with its notes a VAT of {tax}, which is not that of their net sum"


def _numbers(
    connection: Connection, table: str, counter_table: str, *, kind: NoteKind | None = None
) -> Iterator[str]:
    rows = db.metadata.tables[table].columns
    counters = db.metadata.tables[counter_table].columns
    used: dict[tuple[int, int], list[int]] = defaultdict(list)
    given = select(rows["vendor_id"], rows["number"]).where(rows["number"].is_not(None))
    kept_query = select(counters["organisation_id"], counters["year"], counters["last"])
    if kind is not None:
        given, kept_query = given.where(rows["kind"] == kind), kept_query.where(counters["kind"] == kind)
    for vendor_id, number in connection.execute(given):
        parts = NUMBER.fullmatch(number)
        if parts is None:
            yield f"number: {number} of vendor {vendor_id} is not written like one"
        else:
            used[vendor_id, int(parts["year"])].append(int(parts["place"]))
    kept = connection.execute(kept_query)
    last = {(vendor_id, year): int(place) for vendor_id, year, place in kept}
    for key in sorted(used.keys() | last.keys()):
        places = used.get(key, [])
        if sorted(places) != list(range(1, last.get(key, 0) + 1)):
            vendor_id, year = key
            what = table.replace("_", " ")
            yield f"number: the {what} of vendor {vendor_id} in {year} are not 1 to {last.get(key, 0)}"
