"""Submitted figures beside the merchant's own export of the platform: the difference, and which of them prevails."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.contracts.rules.definitions import definition_of
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.errors import Conflict, Refused
from portal.kernel.messages import Message, message
from portal.kernel.metrics import MetricDefinition
from portal.kernel.money import exponent_of
from portal.sla.rules.measurements import Unit, measurement_of, unit_of_definition
from portal.sla.rules.pooling import Figures


class Match(StrEnum):
    """How the two figures of one metric stand to each other."""

    EQUAL = "equal"
    WITHIN = "within"
    BEYOND = "beyond"
    ONE_SIDED = "one_sided"


AGREES = frozenset({Match.EQUAL, Match.WITHIN})


class Comparison(StrEnum):
    """The life of a comparison; only one per slot is the latest."""

    COMPARED = "compared"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Compared:
    """One metric: what was submitted, what the export says, and the difference in the metric's own unit.

    `percent` is the difference in per cent of the export's figure; None where that is nothing.
    """

    definition: MetricDefinition
    unit: Unit
    submitted: Fraction | None
    export: Fraction | None
    difference: Fraction | None
    percent: Fraction | None
    match: Match


def compared(terms: ContractTerms, submitted: Figures, export: Figures) -> tuple[Compared, ...]:
    """Every metric of the schedule that at least one of the two files gives, in the order of the contract."""
    digits = exponent_of(terms.currency)
    definitions = {line.metric: definition_of(terms, line) for line in terms.sla}
    rows = [
        _compared(
            definition,
            _value(definition, submitted, digits),
            _value(definition, export, digits),
            terms.measurement.tolerance_percent,
        )
        for definition in definitions.values()
    ]
    return tuple(row for row in rows if row.submitted is not None or row.export is not None)


def _value(definition: MetricDefinition, figures: Figures, digits: int) -> Fraction | None:
    found = measurement_of(definition, figures, currency_digits=digits)
    return None if found is None else found.value


def _compared(
    definition: MetricDefinition, submitted: Fraction | None, export: Fraction | None, tolerance: Decimal
) -> Compared:
    difference = None if submitted is None or export is None else submitted - export
    percent = abs(difference / export) * 100 if difference is not None and export else None
    return Compared(
        definition=definition,
        unit=unit_of_definition(definition)[0],
        submitted=submitted,
        export=export,
        difference=difference,
        percent=percent,
        match=_match(difference, percent, Fraction(tolerance)),
    )


def _match(difference: Fraction | None, percent: Fraction | None, tolerance: Fraction) -> Match:
    if difference is None:
        return Match.ONE_SIDED
    if not difference:
        return Match.EQUAL
    return Match.WITHIN if percent is not None and percent <= tolerance else Match.BEYOND


def is_verified(rows: Iterable[Compared]) -> bool:
    """Whether the export confirms all that was submitted: it has every figure, and none differs beyond tolerance."""
    matches = [row.match for row in rows if row.submitted is not None]
    return bool(matches) and all(match in AGREES for match in matches)


def export_prevails(terms: ContractTerms) -> bool:
    """Whether the contract lets the platform's own figure, or the merchant's export, go before the vendor's."""
    return terms.measurement.prevailing_source != "vendor"


def consequence(terms: ContractTerms, rows: Iterable[Compared]) -> Message:
    """What follows from the comparison by this contract, in one sentence."""
    rows = tuple(rows)
    if is_verified(rows):
        return message(
            "The export confirms the submitted figures; they are marked as checked by the merchant."
        )
    if not any(row.match is not Match.ONE_SIDED for row in rows):
        return message("The two files have no figure in common that could be compared.")
    if not any(row.match is Match.BEYOND for row in rows):
        return message(
            "What the export has agrees. Submitted figures that are not in it: %(count)s; so nothing is marked as "
            "checked.",
            count=sum(row.match is Match.ONE_SIDED and row.submitted is not None for row in rows),
        )
    if export_prevails(terms):
        return message(
            "By the contract the export prevails. The merchant can propose it as the figures of this shop and "
            "tool; it counts once the vendor accepts."
        )
    return message(
        "By the contract the vendor's export prevails. Whoever disagrees can raise an objection to the line."
    )


REFUSALS = {
    Comparison.COMPARED: message("The export was not proposed as the figures yet."),
    Comparison.PROPOSED: message("The export is proposed already and waits for the vendor."),
    Comparison.ACCEPTED: message("The export was accepted already."),
    Comparison.REFUSED: message("The vendor did not accept the export."),
    Comparison.REPLACED: message("There is a newer comparison."),
}


def need_comparison(state: str, wanted: Comparison) -> None:
    """Refuse an act in words when the comparison does not stand where the act needs it."""
    if state != wanted:
        raise Conflict(REFUSALS[Comparison(state)])


def may_propose(terms: ContractTerms, rows: Iterable[Compared]) -> None:
    """Refuse to propose an export that differs in nothing or that the contract does not let prevail."""
    if not any(row.match is Match.BEYOND for row in rows):
        raise Refused(message("The export differs in nothing; there is nothing to propose."))
    if not export_prevails(terms):
        raise Refused(
            message("By the contract the vendor's export prevails; raise an objection to the line instead.")
        )
