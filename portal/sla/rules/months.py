"""A service month under its contract: what is promised, and what follows from the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.contracts.rules.terms import ContractTerms
from portal.kernel.periods import ServiceMonth, is_weekday
from portal.kernel.rate_cards import MonthFacts, PricedCard, price, quantities_needed, quantity_key
from portal.sla.rules.credits import CreditLimits, Lateness, MonthCredits, MonthFee, credits_of
from portal.sla.rules.evaluation import GRADES, Circumstances, Conduct, MonthEvaluation, evaluate
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.keys import LATE, key_of, slots_of_line
from portal.sla.rules.pooling import Figures, month_figures
from portal.sla.rules.promises import Promise
from portal.sla.rules.slots import Slot, slots_of
from portal.sla.rules.targets import case_of, grace_until, promise_of

__all__ = [
    "JudgedMonth",
    "Slot",
    "conduct_of",
    "default_quantities",
    "grace_until",
    "judge",
    "judge_month",
    "key_of",
    "limits_of",
    "promises_of",
    "slots_of",
    "slots_of_line",
]

SOURCES: Mapping[str, tuple[str, ...]] = {
    "conversations": ("valid_sessions", "sessions", "received_users", "consult_users"),
    "gross_sales_minor": ("sales_amount",),
    "net_sales_minor": ("net_sales_amount",),
}
"""Quantities of the rate card that come from the figures, with the fields that can stand for them, best first."""

SEATS = frozenset({"seats", "shift_seats"})


@dataclass(frozen=True)
class JudgedMonth:
    """Everything that follows from the figures of a month, from result to deduction."""

    evaluation: MonthEvaluation
    credits: MonthCredits
    priced: PricedCard
    quantities: Mapping[str, int]
    figures: Figures


def promises_of(terms: ContractTerms, month: ServiceMonth | None = None) -> tuple[Promise, ...]:
    """The SLA schedule of a contract as it is judged; the catalogue says which side of a target is good."""
    return tuple(promise_of(terms, line, month) for line in terms.sla)


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
    terms = inputs.terms
    quantities = {**default_quantities(terms, inputs.files), **inputs.stated}
    facts = _facts(inputs)
    priced = price(terms.rate_card, quantities, currency=terms.currency, facts=facts)
    evaluation = evaluate(
        [case_of(inputs, line) for line in terms.sla],
        Circumstances(
            last_day=inputs.month.last_day,
            relieved=inputs.relieved,
            disputed=inputs.disputed,
            confirmed=inputs.confirmed,
            waived=inputs.waived,
            earlier=inputs.earlier,
            is_open=inputs.is_open,
        ),
        conduct_of(terms),
    )
    served = (facts.last - facts.first).days + 1
    found = credits_of(
        evaluation,
        MonthFee(priced.service_fee, max(served, 0)),
        limits_of(terms),
        earlier=inputs.earlier,
        month=inputs.month.key,
        lateness=lateness_of(inputs),
    )
    return JudgedMonth(
        evaluation=evaluation,
        credits=found,
        priced=priced,
        quantities=quantities,
        figures=month_figures(inputs.files.values()),
    )


def lateness_of(inputs: MonthInputs) -> Lateness:
    """How late the figures came, and what both sides said about it."""
    return Lateness(
        days=inputs.days_late,
        is_relieved=LATE in inputs.relieved,
        is_held=LATE in inputs.disputed,
        waived=inputs.waived.get(LATE, ""),
    )


def conduct_of(terms: ContractTerms) -> Conduct:
    """What the contract makes of states, repeated misses and scores."""
    rules = terms.credits
    return Conduct(
        no_data=rules.no_data,
        below_minimum=rules.below_minimum,
        relieved=rules.relieved,
        repeat=rules.repeat,
        termination_months=rules.termination_months,
        grades=tuple((grade.at_least, grade.name) for grade in rules.grades) or GRADES,
    )


def limits_of(terms: ContractTerms) -> CreditLimits:
    """The contract's limits on deductions, bonuses and what comes back."""
    rules, back = terms.credits, terms.credits.earn_back
    return CreditLimits(
        cap_percent=rules.cap_percent,
        bonus_cap_percent=rules.bonus_cap_percent,
        earn_back_share_percent=back.share_percent if back else Decimal(0),
        earn_back_window=back.window_months if back else 0,
        earn_back_needed=back.months_needed if back else 1,
        late=rules.late,
    )


def _facts(inputs: MonthInputs) -> MonthFacts:
    """What pricing must know of the month; working days follow the public holidays that the inputs name."""
    terms, month = inputs.terms, inputs.month
    holidays, make_up = frozenset(inputs.legal_holidays), frozenset(inputs.make_up_days)
    return MonthFacts(
        month=month,
        service_start=terms.term.start or month.first_day,
        service_end=terms.term.last_day,
        rule=terms.payment.proration,
        tax_rate=terms.payment.tax_rate,
        is_working=lambda day: day in make_up or (is_weekday(day) and day not in holidays),
    )


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
