"""What a printed settlement invoice says, as plain values in the contract's languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.infra.i18n import say_number
from portal.kernel.amounts_in_words import amount_in_words
from portal.kernel.money import Money

TEMPLATE = "invoicing/settlement_document.html"
SERVICE_KINDS = ("fee",)
EXPLAINED_KINDS = ("credit", "bonus", "returned", "limit", "carried")


def figure(amount: Money) -> str:
    """An amount without its currency, with separators and a real minus: −1,800.00."""
    places = max(0, -int(amount.decimal.as_tuple().exponent))
    return say_number(amount.decimal, places)


def in_languages_of(words: Mapping[str, str], languages: Sequence[str]) -> list[str]:
    """Kept words in a document's languages, an equal one not repeated."""
    return list(dict.fromkeys(words.get(tag) or words.get("en", "") for tag in languages))


def settlement_values(
    head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], languages: Sequence[str]
) -> dict[str, Any]:
    """The values of a settlement invoice's page.

    ``head`` holds dates as text, parties, bank lines and amounts in minor units; ``lines`` the kept lines.
    """
    currency = head["currency"]

    def amount(minor: int) -> str:
        return figure(Money(minor, currency))

    payable = Money(head["payable_minor"], currency)
    return {
        "issued_on": head["issued_on"],
        "due_on": head["due_on"],
        "service_month": head["service_month"],
        "period": head["period"],
        "contract_number": head["contract_number"],
        "currency": currency,
        "vendor": head["vendor"],
        "merchant": head["merchant"],
        "bank": head["bank"],
        "lines": [_line(line, languages, amount) for line in lines if line["kind"] != "deposit"],
        "credits": [_credit(line, languages, amount) for line in lines if line["kind"] in EXPLAINED_KINDS],
        "fees": amount(head["fees_minor"]),
        "adjusted": amount(head["net_minor"] - head["fees_minor"]),
        "has_adjustments": head["net_minor"] != head["fees_minor"],
        "net": amount(head["net_minor"]),
        "tax_percent": head["tax_percent"],
        "tax": amount(head["tax_minor"]),
        "gross": amount(head["gross_minor"]),
        "deposits": amount(head["deposits_minor"]) if head["deposits_minor"] else "",
        "payable": f"{currency} {figure(payable)}",
        "words": list(dict.fromkeys(amount_in_words(payable, tag) for tag in languages)),
    }


def _line(line: Mapping[str, Any], languages: Sequence[str], amount: Any) -> dict[str, Any]:
    return {
        "description": in_languages_of(line["label"], languages),
        "quantity": line["quantity"],
        "unit_price": line["price"],
        "net": amount(line["amount_minor"]),
    }


def _credit(line: Mapping[str, Any], languages: Sequence[str], amount: Any) -> dict[str, Any]:
    return {
        "metric": in_languages_of(line["label"], languages),
        "target": in_languages_of(line["target"], languages)[0] if line["target"] else "",
        "result": in_languages_of(line["result"], languages)[0] if line["result"] else "",
        "amount": amount(line["amount_minor"]),
        "reason": in_languages_of(line["explanation"], languages),
    }
