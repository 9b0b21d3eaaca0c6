"""A service month under its contract: which files are due, what is promised, and what follows from the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.contracts.rules.definitions import definition_of
from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.metrics import Direction, is_own
from portal.kernel.money import exponent_of
from portal.kernel.periods import ServiceMonth, service_month_of
from portal.kernel.rate_cards import MonthFacts, PricedCard, price, quantities_needed, quantity_key
from portal.sla.rules.credits import CreditLimits, MonthCredits, credits_of
from portal.sla.rules.evaluation import MonthEvaluation, evaluate
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.measurements import Measurement, measurement_of
from portal.sla.rules.pooling import Figures, month_figures
from portal.sla.rules.promises import Judged, Promise, Tier

SOURCES: Mapping[str, tuple[str, ...]] = {
    "conversations": ("valid_sessions", "sessions", "received_users", "consult_users"),
    "gross_sales_minor": ("sales_amount",),
    "net_sales_minor": ("net_sales_amount",),
}
"""Quantities of the rate card that come from the figures, with the fields that can stand for them, best first."""

SEATS = frozenset({"seats", "shift_seats"})


@dataclass(frozen=True)
class Slot:
    """One file that a month needs: a shop and the tool its figures are exported from ("" = any tool)."""

    key: str
    platform: str
    shop: str
    tool: str


@dataclass(frozen=True)
class JudgedMonth:
    """Everything that follows from the figures of a month, from result to deduction."""

    evaluation: MonthEvaluation
    credits: MonthCredits
    priced: PricedCard
    quantities: Mapping[str, int]
    figures: Figures


def slots_of(terms: ContractTerms) -> tuple[Slot, ...]:
    """The files a month needs: one per shop and export tool, in the order of the contract."""
    slots = [
        Slot(f"{shop.platform}|{shop.name}|{tool}"[:200], shop.platform, shop.name, tool)
        for shop in terms.shops
        for tool in (shop.export_tools or ("",))
    ]
    return tuple(slots) or (Slot("||", "", "", ""),)


def grace_until(terms: ContractTerms, line: SlaLine) -> date | None:
    """The last day of a line's running-in period; None when it has none."""
    if not line.grace_months or terms.term.start is None:
        return None
    first = service_month_of(terms.term.start, terms.start_day)
    return first.shift(line.grace_months - 1).last_day


def promises_of(terms: ContractTerms) -> tuple[Promise, ...]:
    """The SLA schedule of a contract as it is judged; the catalogue says which side of a target is good."""
    return tuple(_promise(terms, line) for line in terms.sla)


def key_of(line: SlaLine) -> str:
    """What tells a line of the schedule from the others: its metric, and the shops it is limited to."""
    return "@".join((line.metric, *sorted(line.shops)))


def _promise(terms: ContractTerms, line: SlaLine) -> Promise:
    definition = definition_of(terms, line)
    at_most = definition.direction is Direction.LOWER
    return Promise(
        key=key_of(line),
        metric=line.metric,
        version=line.version,
        target=line.target,
        judged=Judged.AT_MOST if at_most else Judged.AT_LEAST,
        floor=line.floor,
        stretch=line.stretch,
        weight=Decimal(line.weight),
        critical=line.critical,
        min_volume=line.min_volume,
        grace_until=grace_until(terms, line),
        tiers=tuple(_tier(tier) for tier in line.tiers),
        bonus_percent=line.bonus_percent,
        own=definition if is_own(line.metric) else None,
    )


def _tier(tier: CreditTier) -> Tier:
    return Tier(above=tier.shortfall_from, up_to=tier.shortfall_to, percent=tier.percent)


def judge_month(
    terms: ContractTerms,
    month: ServiceMonth,
    *,
    files: Mapping[str, Figures],
    typed: Mapping[str, Figures],
    stated: Mapping[str, int],
    relieved: frozenset[str] = frozenset(),
    disputed: frozenset[str] = frozenset(),
) -> JudgedMonth:
    """Judge a month by the terms in force on its first day, without anything from the months before."""
    return judge(
        MonthInputs(
            terms=terms,
            month=month,
            files=files,
            typed=typed,
            stated=stated,
            relieved=relieved,
            disputed=disputed,
        )
    )


def judge(inputs: MonthInputs) -> JudgedMonth:
    """Everything that follows from the inputs: equal inputs give equal answers.

    Typed figures count only where no file gives the metric.
    """
    terms, month = inputs.terms, inputs.month
    slots = slots_of(terms)
    quantities = {**default_quantities(terms, inputs.files), **inputs.stated}
    priced = price(
        terms.rate_card,
        quantities,
        currency=terms.currency,
        facts=MonthFacts(
            month=month,
            service_start=terms.term.start or month.first_day,
            service_end=terms.term.last_day,
            rule=terms.payment.proration,
            tax_rate=terms.payment.tax_rate,
        ),
    )
    evaluation = evaluate(
        promises_of(terms),
        {
            key_of(line): found
            for line in terms.sla
            if (found := _measurement(line, inputs, slots)) is not None
        },
        last_day=month.last_day,
        relieved=inputs.relieved,
        disputed=inputs.disputed,
    )
    limits = CreditLimits(
        cap_percent=terms.credits.cap_percent,
        bonus_cap_percent=terms.credits.bonus_cap_percent,
        earn_back_share_percent=terms.credits.earn_back.share_percent
        if terms.credits.earn_back
        else Decimal(0),
    )
    return JudgedMonth(
        evaluation=evaluation,
        credits=credits_of(evaluation, priced.service_fee, limits),
        priced=priced,
        quantities=quantities,
        figures=month_figures(inputs.files.values()),
    )


def _measurement(line: SlaLine, inputs: MonthInputs, slots: Sequence[Slot]) -> Measurement | None:
    terms = inputs.terms
    definition, digits = definition_of(terms, line), exponent_of(terms.currency)
    adjusted = inputs.adjusted.get(key_of(line))
    if adjusted is not None:
        return measurement_of(definition, adjusted, currency_digits=digits)
    wanted = {slot.key for slot in slots if not line.shops or slot.shop in line.shops}
    ours = month_figures(figures for key, figures in inputs.files.items() if key in wanted)
    found = measurement_of(definition, ours, currency_digits=digits)
    if found is not None or line.metric not in inputs.typed:
        return found
    return measurement_of(definition, inputs.typed[line.metric], currency_digits=digits)


def slots_of_line(terms: ContractTerms, key: str) -> tuple[str, ...]:
    """The slots whose figures a line of the schedule is judged by, by its key."""
    line = next((one for one in terms.sla if key_of(one) == key), None)
    shops = line.shops if line is not None else ()
    return tuple(slot.key for slot in slots_of(terms) if not shops or slot.shop in shops)


def default_quantities(terms: ContractTerms, files: Mapping[str, Figures]) -> dict[str, int]:
    """The quantities of the rate card that follow from the files or, for seats, from the contract."""
    needed = quantities_needed(terms.rate_card)
    found: dict[str, int] = {}
    for line in terms.rate_card:
        name, full = line.quantity_name, quantity_key(line)
        if name is None or full is None:
            continue
        quantity = _agreed_seats(terms, line.shift) if name in SEATS else _counted(name, files, line.platform)
        if quantity is not None:
            found[name if name in needed else full] = quantity
    return found


def _agreed_seats(terms: ContractTerms, shift: str | None) -> int | None:
    """The seats manned at once in a shift, or in all shifts together."""
    most: dict[str, int] = {}
    for window in terms.windows:
        if shift in {None, window.shift}:
            most[window.shift] = max(most.get(window.shift, 0), window.seats)
    return sum(most.values()) or None


def _counted(name: str, files: Mapping[str, Figures], platform: str | None) -> int | None:
    chosen = [figures for key, figures in files.items() if platform is None or key.startswith(f"{platform}|")]
    counts = month_figures(chosen).counts
    field = next((field for field in SOURCES.get(name, ()) if field in counts), None)
    return None if field is None else counts[field].value
