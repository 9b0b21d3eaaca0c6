"""One promise of the SLA schedule in words: what is judged, what a miss costs, what a surpassed target earns."""

from collections.abc import Iterator
from decimal import Decimal

from portal.contracts.rules.definitions import definition_of, formula_words
from portal.contracts.rules.plain import decimal_words
from portal.contracts.rules.schedule import CreditRules, CreditTier, LateRule, RepeatRule, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import BLANK, listed, money, number
from portal.kernel.metrics import Direction, Unit, is_own
from portal.reference.rules.clauses import label

KINDS = ("at_least", "at_most", "band", "within", "team_average", "history", "forecast")
"""How a line can be judged, besides by the direction of its metric."""

NONE = "—"
"""Printed where nothing was agreed because nothing has to be."""

_TIERS = {
    (False, False): "tier_any",
    (False, True): "tier_first",
    (True, False): "tier_open",
    (True, True): "tier",
}


def metric_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """The name of the metric, marked when it is critical."""
    name = definition_of(terms, line).name.read(language)
    return f"{name} ({label('phrase', 'critical', language)})" if line.critical else name


def versioned_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """The metric and, in a row of its own, the version of its definition that was agreed."""
    version = _said("version", language, number=str(line.version))
    return f"{metric_words(terms, line, language)}\n{version}"


def bounds_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """Floor and stretch, one per row; a dash where there is neither."""
    rows = (
        _said(key, language, value=value_words(terms, line, value, language))
        for key, value in (("floor", line.floor), ("stretch", line.stretch))
        if value is not None
    )
    return "\n".join(rows) or NONE


def unit_of_line(terms: ContractTerms, line: SlaLine) -> Unit:
    """The unit of target and shortfall: a share is in per cent whatever the metric is measured in."""
    return Unit.PERCENT if line.kind == "within" else definition_of(terms, line).unit


def value_words(terms: ContractTerms, line: SlaLine, value: Decimal, language: str) -> str:
    """A value with its unit and the side that is good, such as ≥ 98 %."""
    measured = label("unit", unit_of_line(terms, line), language).format(value=decimal_words(value))
    return label("metric_direction", _direction(terms, line), language).format(value=measured)


def _direction(terms: ContractTerms, line: SlaLine) -> str:
    fixed = {
        "at_least": Direction.HIGHER,
        "within": Direction.HIGHER,
        "at_most": Direction.LOWER,
        "band": Direction.BAND,
    }
    return fixed.get(line.kind, definition_of(terms, line).direction)


def target_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """What is promised, with everything it is compared with."""
    value = value_words(terms, line, line.target, language)
    match line.kind:
        case "band":
            high = value_words(terms, line, line.band_high, language) if line.band_high is not None else BLANK
            return _said("band", language, low=value, high=high)
        case "within":
            return _said("within", language, value=value, seconds=number(line.within_seconds) or BLANK)
        case "forecast":
            capacity = terms.capacity
            forecast = number(capacity.forecast) if capacity.forecast is not None else BLANK
            band = number(line.allowed_change or capacity.band_percent)
            return _said("forecast", language, band=band, value=forecast)
        case "history":
            words = _said("history", language, months=number(line.history_months), value=value)
        case "team_average":
            key = "team_average_of_role" if line.role else "team_average"
            words = _said(key, language, role=label("role", line.role, language))
        case _:
            return value
    if not line.allowed_change:
        return words
    allowed = _said("allowed", language, gap=_gap(terms, line, line.allowed_change, language))
    return f"{words}; {allowed}" if language == "en" else f"{words}，{allowed}"


def deduction_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """The steps of the deduction, one per row; a dash where a miss costs nothing."""
    return "\n".join(_tier(terms, line, tier, language) for tier in line.tiers) or NONE


def _tier(terms: ContractTerms, line: SlaLine, tier: CreditTier, language: str) -> str:
    low, high = tier.shortfall_from, tier.shortfall_to
    key = _TIERS[bool(low), high is not None]
    return _said(
        key,
        language,
        low=number(low) if high is not None else _gap(terms, line, low, language),
        high="" if high is None else _gap(terms, line, high, language),
        charge=charge_words(terms, line, tier, language),
    )


def charge_words(terms: ContractTerms, line: SlaLine, tier: CreditTier, language: str) -> str:
    """What one step of the deduction costs."""
    charge = _joined(_charges(tier, language), language) or _said("nothing", language)
    if tier.counted:
        case = label("counted", tier.counted, language)
        charge = _said("counted", language, charge=charge, case=case)
    if tier.each is not None:
        key = "each_started" if tier.started else "each"
        charge = _said(key, language, gap=_gap(terms, line, tier.each, language), charge=charge)
    return charge


def _charges(tier: CreditTier, language: str) -> Iterator[str]:
    if tier.percent:
        yield _said("percent", language, percent=number(tier.percent))
    if tier.amount is not None:
        yield money(tier.amount)
    if tier.days:
        yield _said("daily_fees", language, days=number(tier.days))
    if tier.seats:
        yield _said("seats", language, seats=number(tier.seats), days=number(tier.seat_days))


def bonus_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """What a surpassed target earns, one tier per row; a dash where it earns nothing."""
    rows = []
    if line.bonus_percent:
        charge = _said("percent", language, percent=number(line.bonus_percent))
        rows.append(_said("stretch_bonus", language, charge=charge))
    for tier in line.bonus_tiers:
        charge = _joined(
            _charges(CreditTier(Decimal(0), None, tier.percent, amount=tier.amount), language), language
        )
        value = value_words(terms, line, tier.reached, language)
        rows.append(_said("bonus_tier", language, value=value, charge=charge))
    return "\n".join(rows) or NONE


def further_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """What else was agreed about the line, one per row: shops, running-in, rising targets, points."""
    return "\n".join(_further(terms, line, language)) or NONE


def _further(terms: ContractTerms, line: SlaLine, language: str) -> Iterator[str]:
    if is_own(line.metric):
        definition = definition_of(terms, line)
        yield f"{formula_words(definition, language)}. {definition.counts.read(language)}"
    if line.shops:
        yield _said("shops", language, shops=listed(line.shops, language))
    if line.grace_months:
        yield _said("grace", language, months=number(line.grace_months))
    if line.ramp:
        values = listed((value_words(terms, line, one, language) for one in line.ramp), language)
        yield _said("ramp", language, values=values)
    if line.steps:
        steps = (
            _said(
                "step",
                language,
                value=value_words(terms, line, one.reached, language),
                points=number(one.points),
            )
            for one in line.steps
        )
        yield _said("steps", language, steps=listed(steps, language))


def more_words(terms: ContractTerms, line: SlaLine, language: str) -> str:
    """Bonus and further terms together, one per row."""
    said = (bonus_words(terms, line, language), further_words(terms, line, language))
    return "\n".join(words for words in said if words != NONE) or NONE


def repeat_words(rules: CreditRules, language: str) -> str:
    """The ladder for misses in a row."""
    return listed((_repeat(one, language) for one in rules.repeat), language)


def _repeat(rule: RepeatRule, language: str) -> str:
    key = "repeat_next" if rule.next_tier else "repeat_times"
    words = label("credit_rule", key, language)
    return words.format(months=number(rule.months), times=number(rule.times))


def late_words(rule: LateRule | None, language: str) -> str:
    """What figures delivered late cost."""
    if rule is None:
        return BLANK
    tier = CreditTier(Decimal(0), None, rule.percent_per_day, amount=rule.amount_per_day)
    key = "late_free" if rule.free_days else "late"
    charge = _joined(_charges(tier, language), language)
    late = label("credit_rule", key, language).format(charge=charge, day=number(rule.free_days + 1))
    if rule.max_percent is None:
        return late
    most = label("credit_rule", "late_most", language)
    return most.format(late=late, percent=number(rule.max_percent))


def grade_words(rules: CreditRules, language: str) -> str:
    """The grades with the score from which each is given."""
    words = label("credit_rule", "grade", language)
    return listed(
        (words.format(name=one.name, points=number(one.at_least)) for one in rules.grades), language
    )


def _gap(terms: ContractTerms, line: SlaLine, value: Decimal, language: str) -> str:
    return label("gap", unit_of_line(terms, line), language).format(value=number(value))


def _joined(parts: Iterator[str], language: str) -> str:
    return (" + " if language == "en" else "＋").join(parts)


def _said(key: str, language: str, **values: str) -> str:
    return label("promise", key, language).format(**values)
