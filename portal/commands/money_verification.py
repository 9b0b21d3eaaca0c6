"""The invariants of money, recomputed from the rows: lines add up, taxes fit, payments count, numbers have no gaps."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from portal.infra.db import db

NUMBER = re.compile(r"ST-(?P<year>[0-9]{4})-(?P<place>[0-9]{4,})")
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
        if row.tax_minor != (row.net_minor * row.tax_basis_points * 2 + WHOLE) // (2 * WHOLE):
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
    invoices = db.metadata.tables["invoices"].columns
    counters = db.metadata.tables["invoice_counters"].columns
    used: dict[tuple[int, int], list[int]] = defaultdict(list)
    given = select(invoices["vendor_id"], invoices["number"]).where(invoices["number"].is_not(None))
    for vendor_id, number in connection.execute(given):
        parts = NUMBER.fullmatch(number)
        if parts is None:
            yield f"number: {number} of vendor {vendor_id} is not written like one"
        else:
            used[vendor_id, int(parts["year"])].append(int(parts["place"]))
    kept = connection.execute(select(counters["organisation_id"], counters["year"], counters["last"]))
    last = {(vendor_id, year): int(place) for vendor_id, year, place in kept}
    for key in sorted(used.keys() | last.keys()):
        places = used.get(key, [])
        if sorted(places) != list(range(1, last.get(key, 0) + 1)):
            vendor_id, year = key
            yield f"number: the invoices of vendor {vendor_id} in {year} are not 1 to {last.get(key, 0)}"
