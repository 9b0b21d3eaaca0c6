"""Whether a contract can be sent for signature: what is missing, and what deserves a second look."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from portal.contracts.rules.findings import Finding
from portal.contracts.rules.schedule_checks import schedule_problems, schedule_warnings
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.messages import message
from portal.kernel.periods import LAST_START_DAY
from portal.kernel.rate_cards import faults_of_card
from portal.reference.rules.clauses import LANGUAGES, clauses

LATE_FEE_WARNING = Decimal("0.1")
"""Percent per day above which a late fee is likely to be reduced by a court."""


def problems(terms: ContractTerms) -> tuple[Finding, ...]:
    """Why the contract cannot be sent yet, in the order of its clauses; empty when it can."""
    return tuple(finding for check in _PROBLEMS for finding in check(terms))


def warnings(terms: ContractTerms) -> tuple[Finding, ...]:
    """What doesn't stop the contract, but should be read before it is sent."""
    return tuple(finding for check in _WARNINGS for finding in check(terms))


def _frame(terms: ContractTerms) -> Iterator[Finding]:
    if not terms.merchant.name or not terms.vendor.name:
        yield Finding("parties", message("Name both parties."))
    if not 1 <= len(terms.languages) <= 2 or len(set(terms.languages)) != len(terms.languages):
        yield Finding("final", message("Choose one or two contract languages."))
    if not set(terms.languages) <= set(LANGUAGES):
        yield Finding(
            "final", message("Contracts can be written in English, simplified and traditional Chinese.")
        )
    if not 1 <= terms.start_day <= LAST_START_DAY:
        yield Finding("definitions", message("The service month starts on a day from 1 to 28."))
    mandatory = {one.key for one in clauses() if one.mandatory}
    if mandatory & set(terms.omitted):
        yield Finding("final", message("A mandatory clause has been left out."))


def _work(terms: ContractTerms) -> Iterator[Finding]:
    places = [(shop.platform, shop.name) for shop in terms.shops]
    if not places or not all(name for _, name in places):
        yield Finding("shops", message("Name the shops to be served."))
    if len(set(places)) != len(places):
        yield Finding("shops", message("A shop is listed twice."))
    if not any(line.included for line in terms.content):
        yield Finding(
            "service_content", message("The service content is missing: say what the vendor is to do.")
        )
    if not terms.windows:
        yield Finding("service_hours", message("The service hours are missing."))
    if any(window.seats < 1 for window in terms.windows):
        yield Finding("service_hours", message("Every shift needs at least one seat."))


def _fees(terms: ContractTerms) -> Iterator[Finding]:
    if not terms.rate_card:
        yield Finding("fees", message("The fees are missing: add at least one line to the rate card."))
        return
    for fault in faults_of_card(terms.rate_card, terms.currency):
        yield Finding("fees", fault)


def _amounts(terms: ContractTerms) -> Iterator[Finding]:
    limits = terms.authority
    granted = (limits.discount_per_order, limits.refund_per_order, limits.compensation_per_case)
    late = terms.credits.late.amount_per_day if terms.credits.late else None
    parts = {"confidentiality": (terms.confidentiality.damages,), "authority": granted, "credits": (late,)}
    for section, sums in parts.items():
        if any(amount is not None and amount.currency != terms.currency for amount in sums):
            yield Finding(section, message("An amount is not in the currency of the contract."))


def _secrecy(terms: ContractTerms) -> Iterator[Finding]:
    agreed = terms.confidentiality
    missing = {
        "categories": (not agreed.categories, message("Confidentiality: say which information is meant.")),
        "years": (
            agreed.years_after is None,
            message("Confidentiality: say for how many years it lasts after the contract."),
        ),
        "return": (
            agreed.return_days is None,
            message("Confidentiality: say within how many days data are returned or destroyed."),
        ),
        "incident": (
            agreed.incident_hours is None,
            message("Confidentiality: say within how many hours a leak is reported."),
        ),
    }
    for absent, reason in missing.values():
        if absent:
            yield Finding("confidentiality", reason)


def _duration(terms: ContractTerms) -> Iterator[Finding]:
    if terms.term.start is None:
        yield Finding("term", message("Say on which day the contract starts."))
    elif terms.term.last_day is not None and terms.term.last_day < terms.term.start:
        yield Finding("term", message("The contract ends before it starts."))
    if terms.term.renewal_months and terms.term.last_day is None:
        yield Finding("term", message("A contract without an end cannot renew itself."))


def _identity_warnings(terms: ContractTerms) -> Iterator[Finding]:
    for party in (terms.merchant, terms.vendor):
        if not party.registration_number:
            yield Finding("parties", message("%(party)s has no registration number.", party=party.name))
        if not party.signatory:
            yield Finding("parties", message("It isn't said who signs for %(party)s.", party=party.name))


def _money_warnings(terms: ContractTerms) -> Iterator[Finding]:
    if terms.payment.late_fee_percent > LATE_FEE_WARNING:
        yield Finding(
            "fees",
            message(
                "A late fee of %(percent)s %% per day is high: above %(limit)s %% courts often reduce it.",
                percent=terms.payment.late_fee_percent,
                limit=LATE_FEE_WARNING,
            ),
        )
    if terms.confidentiality.damages is not None or terms.confidentiality.damages_percent:
        yield Finding(
            "confidentiality",
            message(
                "Liquidated damages may be reduced where they exceed the loss by far (Civil Code, article 585);"
                " more than 130 % of the loss is usually held excessive."
            ),
        )


def _data_warnings(terms: ContractTerms) -> Iterator[Finding]:
    data = terms.personal_data
    items = {
        message("purpose"): data.purpose,
        message("period of processing"): data.period,
        message("means of processing"): data.method,
        message("kinds of personal data"): data.kinds,
        message("protective measures"): data.measures,
        message("rights and duties"): data.rights,
    }
    for item, value in items.items():
        if not value:
            yield Finding(
                "personal_data",
                message("Entrusted personal data: “%(item)s” is missing (PIPL, article 21).", item=item),
            )
    if data.impact_assessed_on is None:
        yield Finding(
            "personal_data",
            message(
                "No impact assessment is recorded; the law asks for one before personal data are entrusted."
            ),
        )
    handlings = {one.category: one.handling for one in terms.confidentiality.categories}
    if handlings.get("credentials") == "share":
        yield Finding(
            "confidentiality", message("Passwords are to be shared: give every agent a sub-account instead.")
        )


_PROBLEMS: tuple[Callable[[ContractTerms], Iterator[Finding]], ...] = (
    _frame,
    _work,
    schedule_problems,
    _fees,
    _amounts,
    _secrecy,
    _duration,
)
_WARNINGS: tuple[Callable[[ContractTerms], Iterator[Finding]], ...] = (
    _identity_warnings,
    schedule_warnings,
    _money_warnings,
    _data_warnings,
)
