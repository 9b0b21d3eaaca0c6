"""The shape of what is entered about a month: a file, a typed figure, quantities, answers."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, MultipleFileField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.infra.forms import ParsedField, PortalForm, choices_of
from portal.infra.i18n import lazy
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.rules.values.numbers import count_of, decimal_of
from portal.sla.rules.values.texts import Fault


def parse_number(text: str) -> Fraction:
    """A number as people write it."""
    answer = decimal_of(text)
    if isinstance(answer, Fault) or answer is None or answer < 0:
        raise Invalid(message("“%(value)s” is not a number.", value=text[:40]))
    return Fraction(answer)


def parse_count(text: str) -> int:
    """A whole number from zero."""
    answer = count_of(text)
    if not isinstance(answer, int):
        raise Invalid(message("“%(value)s” is not a whole number.", value=text[:40]))
    return answer


class UploadForm(PortalForm):
    """A file for one shop and tool of the month."""

    slot = SelectField(lazy("Shop and tool"), validators=[DataRequired()])
    file = FileField(lazy("File"))

    def offer(self, slots: Sequence[tuple[str, Any]]) -> None:
        """The slots to choose from."""
        self.slot.choices = choices_of(dict(slots))


class ManyFilesForm(PortalForm):
    """Files of many shops and months, sent together."""

    files = MultipleFileField(lazy("Files"))


class SubmitForm(PortalForm):
    """Why a further version of a file is submitted."""

    reason = TextAreaField(lazy("Why is there a new version?"), validators=[Optional(), Length(max=500)])


class MappingForm(PortalForm):
    """What only the sender knows about a file."""

    tool = SelectField(lazy("Export tool"), validators=[DataRequired()])
    clock = SelectField(
        lazy("What does 01:23 mean?"),
        choices=choices_of(
            {
                "": lazy("not asked"),
                "mm:ss": lazy("1 minute 23 seconds"),
                "hh:mm": lazy("1 hour 23 minutes"),
            }
        ),
        validators=[Optional()],
    )
    percent = SelectField(
        lazy("What does 0.985 mean?"),
        choices=choices_of(
            {
                "": lazy("not asked"),
                "fraction": lazy("98.5 per cent"),
                "percent": lazy("0.985 per cent"),
            }
        ),
        validators=[Optional()],
    )


class TypedFigureForm(PortalForm):
    """One figure without an export, with evidence."""

    metric = SelectField(lazy("Metric"), validators=[DataRequired()])
    value = ParsedField(lazy("Result"), validators=[DataRequired()], parse=parse_number)
    cases = ParsedField(
        lazy("Number of cases"),
        validators=[Optional()],
        parse=parse_count,
        description=lazy("How many cases the result is made of, if known; needed to judge small numbers."),
    )
    evidence = FileField(lazy("Screenshot or file as evidence"))


class AnswerForm(PortalForm):
    """A comment with which figures are returned or a month is opened again."""

    comment = TextAreaField(lazy("Comment"), validators=[Length(max=2000)])
    line = HiddenField()
    is_unusable = BooleanField(lazy("The figures are of no use: the days late go on counting"))
