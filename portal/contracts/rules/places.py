"""What the library's conditions and places mean for given terms."""

from portal.contracts.rules.plain import decimal_words
from portal.contracts.rules.promise_words import grade_words, late_words, repeat_words
from portal.contracts.rules.schedule import CreditRules, CreditTier, Measurement
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import BLANK, day, labelled, listed, money, number, worded
from portal.reference.rules.clauses import label


def conditions(terms: ContractTerms) -> dict[str, bool]:
    """Which of the library's conditions hold; the whole list of conditions there are."""
    law, online = terms.disputes.governing_law, terms.signing.method == "online"
    secrecy, fees, term = terms.confidentiality, terms.payment, terms.term
    earn_back = terms.credits.earn_back
    has_bonus_tiers = any(line.bonus_tiers for line in terms.sla)
    has_bonus = any(line.bonus_percent for line in terms.sla)
    return {
        "calendar_month": terms.start_day == 1,
        "bilingual": len(terms.languages) > 1,
        "has_out_of_scope": any(not line.included for line in terms.content),
        "has_forecast": terms.capacity.forecast is not None,
        "has_grace": terms.grace_months > 0,
        "deemed_acceptance": terms.measurement.deemed_acceptance,
        "has_prepayment": fees.prepayment_percent > 0,
        "has_deposit": bool(terms.deposits),
        "has_late_fee": fees.late_fee_percent > 0,
        "has_cap": terms.credits.cap_percent is not None,
        "earn_back_at_once": earn_back is not None and earn_back.months_needed == 1,
        "earn_back_in_several": earn_back is not None and earn_back.months_needed > 1,
        "has_stretch_bonus": has_bonus and not has_bonus_tiers,
        "has_bonus_tiers": has_bonus_tiers,
        "has_other_deductions": any(_is_other(tier) for line in terms.sla for tier in line.tiers),
        "has_repeat": bool(terms.credits.repeat),
        "has_late_rule": terms.credits.late is not None,
        "has_grades": bool(terms.credits.grades),
        "usual_states": _has_usual_states(terms.credits),
        "service_hours_only": terms.measurement.service_hours_only,
        "has_notices": bool(terms.notices),
        "mutual_secrecy": secrecy.mutual,
        "has_exclusions": bool(secrecy.exclusions),
        "has_measures": bool(secrecy.measures),
        "has_audit": secrecy.audit_notice_days is not None,
        "subcontracting_consent": secrecy.subcontracting_needs_consent,
        "has_damages": secrecy.damages is not None or secrecy.damages_percent > 0,
        "survival": secrecy.survives,
        "law_prc": law == "prc",
        "law_taiwan": law == "taiwan",
        "has_liability_cap": terms.liability_cap_months is not None,
        "has_transfer_fee": terms.staffing.transfer_fee_months > 0,
        "has_end": term.last_day is not None,
        "auto_renewal": term.renewal_months > 0,
        "fixed_without_renewal": term.last_day is not None and term.renewal_months == 0,
        "has_convenience": term.convenience_days is not None,
        "has_termination_months": terms.credits.termination_months is not None,
        "arbitration": terms.disputes.arbitration,
        "signed_online": online,
        "signed_online_prc": online and law == "prc",
        "signed_online_other": online and law != "prc",
        "signed_on_paper": not online,
    }


def _is_other(tier: CreditTier) -> bool:
    """Whether a step of a deduction is more than a percentage of the fee."""
    return tier != CreditTier(tier.shortfall_from, tier.shortfall_to, tier.percent)


def _has_usual_states(rules: CreditRules) -> bool:
    usual = CreditRules()
    return (rules.no_data, rules.below_minimum, rules.relieved) == (
        usual.no_data,
        usual.below_minimum,
        usual.relieved,
    )


def holds(condition: str, known: dict[str, bool]) -> bool:
    """Whether a part with this condition is printed: ``x``, ``not x``, or nothing for always."""
    if not condition:
        return True
    return not known[condition[4:]] if condition.startswith("not ") else known[condition]


def fillings(terms: ContractTerms, language: str) -> dict[str, str]:
    """The words for every place of the library, in one language."""
    return {
        **_frame(terms, language),
        **_work(terms),
        **_measures(terms, language),
        **_fees(terms, language),
        **_secrecy(terms, language),
        **_ending(terms, language),
    }


def _frame(terms: ContractTerms, language: str) -> dict[str, str]:
    return {
        "merchant_name": terms.merchant.name or BLANK,
        "vendor_name": terms.vendor.name or BLANK,
        "time_zone": terms.time_zone,
        "start_day": number(terms.start_day),
        "currency": terms.currency,
        "service_languages": labelled("language", terms.service_languages, language),
        "languages": labelled("language", terms.languages, language),
        "prevailing_language": worded("language", terms.languages[0] if terms.languages else "", language),
    }


def _work(terms: ContractTerms) -> dict[str, str]:
    capacity, staffing = terms.capacity, terms.staffing
    return {
        "forecast": number(capacity.forecast),
        "band": number(capacity.band_percent),
        "daily_load": number(capacity.daily_load),
        "promo_notice": number(capacity.promo_notice_days),
        "reserve": number(capacity.reserve_percent),
        "backfill": number(staffing.backfill_hours),
        "replacement": number(staffing.replacement_days),
        "attrition": number(staffing.attrition_percent),
        "core_months": number(staffing.core_months),
        "transfer_fee": number(staffing.transfer_fee_months),
        "grace_months": number(terms.grace_months),
    }


def _tolerance(delivery: Measurement) -> str:
    """How far figures may differ, where the parties agreed on something else than usual."""
    is_usual = delivery.tolerance_percent == Measurement.tolerance_percent
    return "" if is_usual else f" (±{number(delivery.tolerance_percent)} %)"


def _measures(terms: ContractTerms, language: str) -> dict[str, str]:
    earn_back, rules, delivery = terms.credits.earn_back, terms.credits, terms.measurement
    return {
        "report_days": number(delivery.report_days),
        "acceptance_days": number(delivery.acceptance_days),
        "source": worded("source", delivery.prevailing_source, language) + _tolerance(delivery),
        "log_days": number(delivery.log_days),
        "cap": number(rules.cap_percent),
        "carry_rule": worded("carry_rule", rules.carry, language),
        "earn_back_window": number(earn_back.window_months if earn_back else None),
        "earn_back_share": number(earn_back.share_percent if earn_back else None),
        "earn_back_months": number(earn_back.months_needed if earn_back else None),
        "bonus_cap": number(rules.bonus_cap_percent),
        "repeat": repeat_words(rules, language),
        "late_rule": late_words(rules.late, language),
        "grades": grade_words(rules, language),
        "no_data_rule": label("no_data", rules.no_data, language),
        "below_minimum_rule": label("below_minimum", rules.below_minimum, language),
        "relieved_rule": label("relieved", rules.relieved, language),
        "termination_months": number(rules.termination_months),
    }


def _fees(terms: ContractTerms, language: str) -> dict[str, str]:
    fees = terms.payment
    due = (
        ("due_days", {"days": fees.due_days}) if fees.due_day is None else ("due_day", {"day": fees.due_day})
    )
    exempt = label("phrase", "exempt", language)
    return {
        "tax_inclusion": worded("tax_inclusion", _tax_inclusion(terms), language),
        "proration": worded("proration", fees.proration, language),
        "invoice_type": worded("invoice_type", fees.invoice_type, language),
        "invoice_item": worded("invoice_item", fees.invoice_item, language),
        "tax_rate": f"{decimal_words(fees.tax_percent)}%" if fees.tax_percent else exempt,
        "due": label("phrase", due[0], language).format(**due[1]),
        "prepayment": number(fees.prepayment_percent),
        "deposit": listed((money(one) for one in terms.deposits), language),
        "deposit_return_days": number(fees.deposit_return_days),
        "late_fee": number(fees.late_fee_percent),
        "late_from": number(fees.late_from),
        "suspension_days": number(fees.suspension_days),
        "liability_cap": number(terms.liability_cap_months),
    }


def _tax_inclusion(terms: ContractTerms) -> str:
    kinds = {line.tax_inclusive for line in terms.rate_card}
    if len(kinds) > 1:
        return "mixed"
    return "inclusive" if True in kinds else "exclusive"


def _secrecy(terms: ContractTerms, language: str) -> dict[str, str]:
    agreed, sub = terms.confidentiality, terms.personal_data.subprocessors
    share = label("phrase", "damages_percent", language).format(percent=number(agreed.damages_percent))
    return {
        "exclusions": labelled("exclusion", agreed.exclusions, language),
        "measures": labelled("measure", agreed.measures, language),
        "years_after": number(agreed.years_after),
        "return_days": number(agreed.return_days),
        "return_method": worded("return_method", agreed.return_method, language),
        "certificate": worded("certificate", "yes" if agreed.certificate else "no", language),
        "audit_days": number(agreed.audit_notice_days),
        "incident_hours": number(agreed.incident_hours),
        "damages": share if agreed.damages is None else money(agreed.damages),
        "subprocessors": worded("subprocessors", "some" if sub else "none", language).format(
            names=listed(sub, language)
        ),
    }


def _ending(terms: ContractTerms, language: str) -> dict[str, str]:
    term = terms.term
    return {
        "start": day(term.start, language),
        "last_day": day(term.last_day, language),
        "renewal_months": number(term.renewal_months),
        "renewal_notice": number(term.renewal_notice_days),
        "convenience_notice": number(term.convenience_days),
        "handover_days": number(term.handover_days),
        "governing_law": worded("governing_law", terms.disputes.governing_law, language),
        "forum": worded("forum", terms.disputes.forum, language),
    }
