"""The schedules of a contract as tables: parties, shops, content, hours, notices, authority, secrecy."""

from collections.abc import Callable
from types import MappingProxyType

from portal.contracts.rules.cells import Table, heads, in_a_row, same, words
from portal.contracts.rules.figures import rate_card, sla
from portal.contracts.rules.parties import Party
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import clock, money
from portal.kernel.money import Money


def schedule(key: str, terms: ContractTerms) -> Table:
    """The schedule that a clause asks for by name."""
    return SCHEDULES[key](terms)


def _parties(terms: ContractTerms) -> Table:
    both = (terms.merchant, terms.vendor)
    rows: tuple[tuple[str, Callable[[Party], str]], ...] = (
        ("name", lambda one: one.name),
        ("registration_number", lambda one: one.registration_number),
        ("address", lambda one: one.address),
        ("legal_representative", lambda one: one.legal_representative),
        ("signatory", lambda one: _together(one.signatory, one.signatory_title)),
        ("contact", lambda one: one.contact_name),
        ("phone", lambda one: one.contact_phone),
        ("email", lambda one: one.contact_email),
        ("bank", lambda one: _together(one.bank_name, one.bank_account)),
        ("tax_number", lambda one: one.tax_number),
        ("invoice_title", lambda one: one.invoice_title),
    )
    return Table(
        key="parties",
        columns=(*heads(terms, "item"), words(terms, "side", "merchant"), words(terms, "side", "vendor")),
        rows=tuple(
            (words(terms, "column", key), *(same(read(party)) for party in both)) for key, read in rows
        ),
    )


def _together(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _shops(terms: ContractTerms) -> Table:
    return Table(
        key="shops",
        columns=heads(terms, "platform", "shop", "accounts", "tools"),
        rows=tuple(
            (
                words(terms, "platform", shop.platform),
                same(_together(shop.name, shop.url)),
                same(shop.accounts),
                in_a_row(terms, "export_tool", shop.export_tools),
            )
            for shop in terms.shops
        ),
    )


def _service_content(terms: ContractTerms) -> Table:
    return Table(
        key="service_content",
        columns=heads(terms, "service", "scope", "note"),
        rows=tuple(
            (
                words(terms, "content", line.category),
                words(terms, "included", "yes" if line.included else "no"),
                (line.note,),
            )
            for line in terms.content
        ),
    )


def _service_hours(terms: ContractTerms) -> Table:
    return Table(
        key="service_hours",
        columns=heads(terms, "days", "shift", "hours", "seats"),
        rows=tuple(
            (
                words(terms, "day_kind", window.day_kind),
                words(terms, "shift", window.shift),
                same(f"{clock(window.from_minute)}–{clock(window.to_minute)}"),
                same(str(window.seats)),
            )
            for window in terms.windows
        ),
        figures=(3,),
    )


def _notices(terms: ContractTerms) -> Table:
    return Table(
        key="notices",
        columns=heads(terms, "party", "name", "email", "phone", "address"),
        rows=tuple(
            (
                words(terms, "side", one.side),
                same(one.name),
                same(one.email),
                same(one.phone),
                same(one.address),
            )
            for one in terms.notices
        ),
    )


def _authority(terms: ContractTerms) -> Table:
    limits = terms.authority
    sums: tuple[tuple[str, Money | None], ...] = (
        ("discount", limits.discount_per_order),
        ("refund", limits.refund_per_order),
        ("compensation", limits.compensation_per_case),
    )
    forbidden = words(terms, "allowed", "no")
    granted = tuple(
        (words(terms, "authority", key), forbidden if amount is None else same(money(amount)))
        for key, amount in sums
    )
    closing = words(terms, "allowed", "yes" if limits.may_close_orders else "no")
    return Table(
        key="authority",
        columns=heads(terms, "item", "limit"),
        rows=(*granted, (words(terms, "authority", "close_orders"), closing)),
    )


def _confidentiality(terms: ContractTerms) -> Table:
    return Table(
        key="confidentiality",
        columns=heads(terms, "category", "handling"),
        rows=tuple(
            (words(terms, "secret", one.category), words(terms, "handling", one.handling))
            for one in terms.confidentiality.categories
        ),
    )


def _personal_data(terms: ContractTerms) -> Table:
    data = terms.personal_data
    return Table(
        key="personal_data",
        columns=heads(terms, "item", "agreed"),
        rows=(
            (words(terms, "column", "purpose"), words(terms, "purpose", data.purpose)),
            (words(terms, "column", "period"), words(terms, "period", data.period)),
            (words(terms, "column", "method"), words(terms, "method", data.method)),
            (words(terms, "column", "data_kinds"), in_a_row(terms, "data_kind", data.kinds)),
            (words(terms, "column", "measures"), in_a_row(terms, "measure", data.measures)),
            (words(terms, "column", "rights"), words(terms, "rights", data.rights)),
            (words(terms, "column", "place"), words(terms, "place", data.place)),
        ),
    )


SCHEDULES: MappingProxyType[str, Callable[[ContractTerms], Table]] = MappingProxyType(
    {
        "parties": _parties,
        "shops": _shops,
        "service_content": _service_content,
        "service_hours": _service_hours,
        "notices": _notices,
        "authority": _authority,
        "confidentiality": _confidentiality,
        "personal_data": _personal_data,
        "rate_card": rate_card,
        "sla": sla,
    }
)
"""Which schedule the name in the library stands for."""
