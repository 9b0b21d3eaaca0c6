"""Shape of input: what one side says about a review."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.infra.forms import PortalForm, choices_of
from portal.infra.i18n import lazy


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
