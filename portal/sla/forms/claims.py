"""The shape of what is said about one line: objections, claims of relief, answers and decisions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    DateField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from portal.infra.forms import ParsedField, PortalForm, choices_of
from portal.infra.i18n import lazy, say
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.metrics import MetricDefinition
from portal.sla.forms.months import parse_count, parse_number
from portal.sla.rules.claims import COUNT, DAYS_LATE, Act
from portal.sla.rules.relief import REASONS, Details, Outage, Outcome, Scope, conversations_in
from portal.sla.rules.typed import typed_values

TAKEN = ".png,.jpg,.jpeg,.webp,.pdf,.xlsx,.csv"


class WithEvidence(PortalForm):
    """Words, and files that show what they say."""

    comment = TextAreaField(lazy("Reason and evidence"), validators=[Length(max=2000)])
    evidence = MultipleFileField(
        lazy("Files that show it"),
        render_kw={"accept": TAKEN},
        description=lazy("Pictures, PDF, XLSX or CSV. Both sides can open them."),
    )

    def sent_files(self) -> list[tuple[str, bytes]]:
        """The files as name and content, in the order in which they were chosen."""
        found = []
        for sent in request.files.getlist("evidence"):
            if sent.filename:
                with sent.stream as stream:
                    found.append((sent.filename.split("/")[-1], stream.read()))
        return found


def count_in(field: ParsedField, key: str) -> tuple[tuple[str, int], ...]:
    """A whole number that was typed, under the name it is kept by; nothing when none was typed."""
    typed = field.value
    if typed is None:
        return ()
    if typed != int(typed):
        raise Invalid(fields={"value": message("Enter a whole number.")})
    return ((key, int(typed)),)


class WithFigure(WithEvidence):
    """The figure that somebody considers right, in the unit of the target."""

    value = ParsedField(
        lazy("The right figure"),
        validators=[Optional()],
        parse=parse_number,
        description=lazy("In the unit of the target, if you know it."),
    )
    cases = ParsedField(
        lazy("Number of cases behind it"),
        validators=[Optional()],
        parse=parse_count,
        description=lazy("Needed to judge small numbers."),
    )

    def values(self, metric: MetricDefinition, *, currency_digits: int) -> tuple[tuple[str, int], ...]:
        """The figure as it is stored; nothing when none was typed. Invalid for a share above 100 %."""
        if self.value.value is None:
            return ()
        typed = typed_values(metric, self.value.value, self.cases.value, currency_digits=currency_digits)
        return tuple(sorted(typed.items()))


class ClaimForm(WithFigure):
    """What is said about one line: the act, and why."""

    own_export = BooleanField(lazy("The figure of my own export is right"))

    def about_quantity(self) -> None:
        """Ask for a count instead of a figure in the unit of a target."""
        self.value.label.text = lazy("The right quantity")
        self.value.description = lazy("A whole number.")

    for_event = BooleanField(lazy("Answer the other lines of the same event in the same way"))
    act = SelectField(validators=[DataRequired()], choices=choices_of({act.value: act.value for act in Act}))


SCOPES = {
    Scope.DAYS.value: lazy("Some days; the rest of the month is judged"),
    Scope.LINE.value: lazy("The whole month of this line"),
    Scope.CONVERSATIONS.value: lazy("Single conversations"),
}


class ReliefForm(WithEvidence):
    """Relief for a whole line, for days or for single conversations."""

    reason = SelectField(lazy("What happened?"), validators=[DataRequired()])
    scope = RadioField(
        lazy("What is not to be judged?"), choices=choices_of(SCOPES), default=Scope.DAYS.value
    )
    first_day = DateField(lazy("From (first day)"), validators=[Optional()])
    last_day = DateField(lazy("To (last day, included)"), validators=[Optional()])
    conversations = TextAreaField(
        lazy("Numbers of the conversations"), validators=[Optional(), Length(max=20_000)]
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.reason.choices = choices_of({one.key: say(one.label) for one in REASONS})

    def about_lateness(self) -> None:
        """Offer the month as a whole only, with the reasons that can excuse lateness first."""
        self.scope.choices = choices_of({Scope.LINE.value: SCOPES[Scope.LINE.value]})
        self.scope.data = Scope.LINE.value
        first = ("export_down", "portal_down")
        ordered = sorted(REASONS, key=lambda one: one.key not in first)
        self.reason.choices = choices_of({one.key: say(one.label) for one in ordered})

    def without_conversations(self) -> None:
        """Offer days and the whole line only: no file of the month has single conversations."""
        kept = {key: label for key, label in SCOPES.items() if key != Scope.CONVERSATIONS.value}
        self.scope.choices = choices_of(kept)

    def details(self, left: Mapping[str, Any]) -> Details:
        """What is claimed, only for the chosen part; ``left`` is what the files give without the conversations."""
        scope = Scope(self.scope.data)
        days = scope is Scope.DAYS
        return Details(
            reason=self.reason.data,
            scope=scope,
            first_day=self.first_day.data if days else None,
            last_day=self.last_day.data if days else None,
            conversations=conversations_in(self.conversations.data or "")
            if scope is Scope.CONVERSATIONS
            else (),
            left=left,
        )


LATE_OUTCOMES = {
    Outcome.STANDS.value: lazy("The days stand as counted"),
    Outcome.RELIEVED.value: lazy("Relief: nothing is deducted for lateness"),
    Outcome.FIGURE.value: lazy("Another number of days is right"),
}


QUANTITY_OUTCOMES = {
    Outcome.STANDS.value: lazy("The quantity stands as agreed"),
    Outcome.FIGURE.value: lazy("Another quantity is right"),
}


class DecisionForm(WithFigure):
    """How an escalated matter is decided; the other side accepts it or not."""

    outcome = RadioField(
        lazy("The decision"),
        choices=choices_of(
            {
                Outcome.STANDS.value: lazy("The figure stands as submitted"),
                Outcome.RELIEVED.value: lazy("The line is relieved as claimed: no points, no service credit"),
                Outcome.FIGURE.value: lazy("Another figure is right"),
            }
        ),
    )
    by_expert = BooleanField(lazy("Decided by an expert outside both sides"))
    counted = DAYS_LATE
    """What a whole number stands for where the matter is not about a metric."""

    def about_lateness(self) -> None:
        """Ask for days instead of a figure in the unit of a target."""
        self.outcome.choices = choices_of(LATE_OUTCOMES)
        self.value.label.text = lazy("Days late that count")
        self.value.description = lazy("Whole days.")

    def details(self, metric: MetricDefinition | None, *, currency_digits: int) -> Details:
        """The decision that is proposed; without a metric the figure is a whole number."""
        outcome = Outcome(self.outcome.data)
        values: tuple[tuple[str, int], ...] = ()
        if outcome is Outcome.FIGURE and metric is None:
            values = count_in(self.value, self.counted)
        elif outcome is Outcome.FIGURE and metric is not None:
            values = self.values(metric, currency_digits=currency_digits)
        return Details(outcome=outcome, values=values, by_expert=bool(self.by_expert.data))

    def about_quantity(self) -> None:
        """Ask for a count instead of a figure in the unit of a target."""
        self.counted = COUNT
        self.outcome.choices = choices_of(QUANTITY_OUTCOMES)
        self.value.label.text = lazy("The right quantity")
        self.value.description = lazy("A whole number.")


class OutageForm(WithEvidence):
    """One event that is claimed for many contracts in one act."""

    reason = SelectField(lazy("What happened?"), validators=[DataRequired()])
    platform = SelectField(lazy("Platform"), validators=[DataRequired()])
    first_day = DateField(lazy("From (first day)"), validators=[DataRequired()])
    last_day = DateField(lazy("To (last day, included)"), validators=[DataRequired()])
    lines = SelectMultipleField(
        lazy("Claim relief for"), validators=[Optional()], choices=[], validate_choice=False
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.reason.choices = choices_of({one.key: say(one.label) for one in REASONS})

    def offer(self, platforms: Sequence[tuple[str, str]]) -> None:
        """The platforms on which the vendor's contracts have shops."""
        self.platform.choices = choices_of(dict(platforms))

    def event(self) -> Outage:
        """What happened, as typed; a day that was not given touches nothing."""
        first, last = self.first_day.data, self.last_day.data
        return Outage(self.reason.data, self.platform.data, first or date.max, last or date.min)
