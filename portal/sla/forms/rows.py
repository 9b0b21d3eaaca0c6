"""What somebody wants to see of the single conversations of a month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wtforms import BooleanField, Form, SelectField

from portal.infra.i18n import language, lazy, say_day
from portal.reference.rules.clauses import label
from portal.sla.rules.breakdown import By


class RowsForm(Form):
    """Which conversations: those behind a line, of a day, an agent, a shift, a shop, or only those that miss."""

    line = SelectField(lazy("Result"), validate_choice=False)
    day = SelectField(lazy("Day"), validate_choice=False)
    agent = SelectField(lazy("Agent"), validate_choice=False)
    shift = SelectField(lazy("Shift"), validate_choice=False)
    shop = SelectField(lazy("Shop"), validate_choice=False)
    missed = BooleanField(lazy("Only those that miss the target"))

    def offer(
        self, lines: Iterable[tuple[str, str]], keys: Mapping[By, Sequence[str]], everything: str
    ) -> None:
        """Fill the lists with what the month has."""
        self.line.choices = [("", everything), *lines]
        self.day.choices = [
            ("", everything),
            *((key, say_day(date.fromisoformat(key))) for key in keys[By.DAY]),
        ]
        for field, by in ((self.agent, By.AGENT), (self.shift, By.SHIFT), (self.shop, By.SHOP)):
            field.choices = [("", everything), *((key, part_name(by, key)) for key in keys[by])]


def part_name(by: By, key: str) -> str:
    """What a part is called: shifts by the words of the contract, everything else by its own name."""
    return label("shift", key, language()) if by is By.SHIFT else key
