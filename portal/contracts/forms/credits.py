"""Editor of the rules for deductions: limits, ladder, lateness, grades, states, and what is looked after."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField

from portal.contracts.forms.base import (
    DAYS,
    HOURS,
    MONTHS,
    PERCENT,
    ChecksField,
    SectionForm,
    WithChoices,
    decimal,
    shown,
    whole,
    with_spare,
)
from portal.contracts.rules.schedule import CreditRules, EarnBack, Grade, LateRule, RepeatRule
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.watch import COMPARED, Watch, compared_by, metrics_of
from portal.infra.i18n import language, lazy
from portal.kernel.metrics import metric
from portal.kernel.money import Money


class RepeatRow(WithChoices):
    """What a miss costs from some month in a row on."""

    months = whole(lazy("From month in a row"))
    times = decimal(lazy("Service credit times"))
    next_tier = BooleanField(lazy("Next step instead"))


class GradeRow(WithChoices):
    """A grade and the score from which it is given."""

    at_least = decimal(lazy("From points"))
    name = StringField(lazy("Grade"))


class CreditsForm(SectionForm):
    """How deductions are limited, made heavier and earned back, and what becomes of lines that are not judged."""

    groups = MappingProxyType(
        {
            "carry": "carry_rule",
            "no_data": "no_data",
            "below_minimum": "below_minimum",
            "relieved": "relieved",
        }
    )

    headings = MappingProxyType(
        {
            "cap": lazy("Limits"),
            "earn_back_window": lazy("Earning back"),
            "repeat": lazy("Repeated misses"),
            "late_percent": lazy("Late figures"),
            "grades": lazy("Score and states"),
            "item_score": lazy("Follow-ups"),
        }
    )

    cap = decimal(
        lazy("Service credits of a month at most"), unit=PERCENT, description=lazy("Empty: no cap.")
    )
    carry = SelectField(lazy("Service credits beyond the fee"), validate_choice=False)
    bonus_cap = decimal(lazy("Bonuses of a month at most"), unit=PERCENT)
    earn_back_window = whole(
        lazy("Service credits can be earned back within"),
        unit=MONTHS,
        description=lazy("Empty: they cannot."),
    )
    earn_back_share = decimal(lazy("Share earned back"), unit=PERCENT)
    earn_back_months = whole(lazy("Months at the stretch value it takes"), unit=MONTHS)
    repeat = FieldList(
        FormField(RepeatRow),
        lazy("Misses in a row"),
        description=lazy(
            "For example: from month 2 in a row 1.5 times the service credit. Empty: always the same."
        ),
    )
    termination_months = whole(
        lazy("Critical metric missed so many months in a row: right to end"), unit=MONTHS
    )
    late_percent = decimal(lazy("Figures late: service credit per day"), unit=PERCENT)
    late_amount = decimal(lazy("Figures late: sum per day"))
    late_free = whole(lazy("Days late without a service credit"), unit=DAYS)
    late_most = decimal(lazy("Figures late: at most"), unit=PERCENT)
    grades = FieldList(
        FormField(GradeRow),
        lazy("Grades by score"),
        description=lazy("Empty: gold from 90, silver from 80, bronze from 70 points."),
    )
    no_data = SelectField(lazy("A metric with no data"), validate_choice=False)
    below_minimum = SelectField(lazy("A metric below its minimum volume"), validate_choice=False)
    relieved = SelectField(lazy("A metric for which relief was agreed"), validate_choice=False)
    service_hours_only = BooleanField(
        lazy("Judge only conversations that begin in the service hours, where the file says when")
    )
    item_score = decimal(lazy("Items rated below are followed up"))
    pending_hours = whole(lazy("Questions put off are answered within"), unit=HOURS)
    team_metrics = ChecksField(
        lazy("Agents are compared by"),
        validate_choice=False,
        description=lazy(
            "Who lies below the team's average by more than chance, or else the weakest, is followed up."
        ),
    )
    team_cases = whole(lazy("Agents below the team are looked into from"), unit=lazy("cases"))
    follow_days = whole(lazy("Follow-ups are due after"), unit=DAYS)

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.team_metrics.choices = [(key, metric(key).name.read(language())) for key in COMPARED]

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        rules = terms.credits
        return {
            **_limits(rules),
            **_late(rules.late),
            "repeat": with_spare([_shown_repeat(one) for one in rules.repeat]),
            "grades": with_spare(
                [{"at_least": shown(one.at_least), "name": one.name} for one in rules.grades]
            ),
            "no_data": rules.no_data,
            "below_minimum": rules.below_minimum,
            "relieved": rules.relieved,
            "service_hours_only": terms.measurement.service_hours_only,
            "item_score": shown(terms.watch.item_score),
            "pending_hours": shown(terms.watch.pending_hours),
            "team_metrics": list(compared_by(terms.watch.team_metrics)),
            "team_cases": shown(terms.watch.team_cases),
            "follow_days": shown(terms.watch.follow_days),
        }

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        return replace(
            terms,
            credits=self._rules(terms),
            measurement=replace(terms.measurement, service_hours_only=bool(self.service_hours_only.data)),
            watch=self._watch(terms.watch),
        )

    def _rules(self, terms: ContractTerms) -> CreditRules:
        return replace(
            terms.credits,
            cap_percent=self.cap.value,
            carry=self.carry.data,
            bonus_cap_percent=self.bonus_cap.value or Decimal(0),
            earn_back=self._earn_back(),
            repeat=tuple(
                RepeatRule(row.months.value, row.times.value or Decimal(1), bool(row.next_tier.data))
                for row in (entry.form for entry in self.repeat)
                if row.months.value is not None
            ),
            termination_months=self.termination_months.value,
            late=self._late_rule(terms.currency),
            grades=tuple(
                Grade(row.at_least.value, (row.name.data or "").strip())
                for row in (entry.form for entry in self.grades)
                if row.at_least.value is not None and (row.name.data or "").strip()
            ),
            no_data=self.no_data.data,
            below_minimum=self.below_minimum.data,
            relieved=self.relieved.data,
        )

    def _earn_back(self) -> EarnBack | None:
        window = self.earn_back_window.value
        if not window:
            return None
        return EarnBack(window, self.earn_back_share.value or Decimal(100), self.earn_back_months.value or 1)

    def _late_rule(self, currency: str) -> LateRule | None:
        percent, amount = self.late_percent.value, self.late_amount.value
        if percent is None and amount is None:
            return None
        return LateRule(
            free_days=self.late_free.value or 0,
            percent_per_day=percent or Decimal(0),
            amount_per_day=None if amount is None else Money.from_decimal(amount, currency),
            max_percent=self.late_most.value,
        )

    def _watch(self, before: Watch) -> Watch:
        def kept(typed: Any, value: Any) -> Any:
            return value if typed is None else typed

        return replace(
            before,
            item_score=kept(self.item_score.value, before.item_score),
            pending_hours=kept(self.pending_hours.value, before.pending_hours),
            team_metrics=metrics_of(tuple(self.team_metrics.data or ())),
            team_cases=kept(self.team_cases.value, before.team_cases),
            follow_days=kept(self.follow_days.value, before.follow_days),
        )


def _limits(rules: CreditRules) -> dict[str, Any]:
    back = rules.earn_back
    return {
        "cap": shown(rules.cap_percent),
        "carry": rules.carry,
        "bonus_cap": shown(rules.bonus_cap_percent),
        "earn_back_window": shown(back.window_months if back else None),
        "earn_back_share": shown(back.share_percent if back else None),
        "earn_back_months": shown(back.months_needed if back else None),
        "termination_months": shown(rules.termination_months),
    }


def _late(rule: LateRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "late_percent": shown(rule.percent_per_day),
        "late_amount": shown(rule.amount_per_day.decimal) if rule.amount_per_day else "",
        "late_free": shown(rule.free_days),
        "late_most": shown(rule.max_percent),
    }


def _shown_repeat(rule: RepeatRule) -> dict[str, Any]:
    return {"months": shown(rule.months), "times": shown(rule.times), "next_tier": rule.next_tier}
