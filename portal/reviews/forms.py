"""Shape of input: what one side says about a review."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.infra.forms import PortalForm, choices_of
from portal.infra.i18n import lazy


class RatingForm(PortalForm):
    """What the merchant thinks of the month's service."""

    points = RadioField(
        lazy("How was the service this month?"),
        [InputRequired(lazy("Choose 1 to 5 points."))],
        choices=choices_of(
            {
                "5": lazy("5 very good"),
                "4": lazy("4 good"),
                "3": lazy("3 fair"),
                "2": lazy("2 poor"),
                "1": lazy("1 very poor"),
            }
        ),
    )
    remark = TextAreaField(lazy("Why, in words the vendor reads"), [Length(max=1000)])


class CommentForm(PortalForm):
    """A comment, or what this side will do next."""

    kind = RadioField(
        lazy("What is it?"),
        choices=choices_of({"comment": lazy("A comment"), "next": lazy("What we will do next")}),
        default="comment",
    )
    text = TextAreaField(
        lazy("Your words"),
        [InputRequired(lazy("Write what the other side should read.")), Length(max=2000)],
    )
