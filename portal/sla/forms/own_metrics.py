"""The shape of a metric of one's own: name, meaning, what stands above and below the line, own columns, unit."""

from collections.abc import Mapping
from typing import Any

from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.infra.forms import ParsedField, PortalForm, choices_of
from portal.infra.i18n import language, lazy
from portal.kernel.metrics import Direction, FieldKind, OwnKind, OwnMetric, Unit, Words, field
from portal.kernel.metrics.own import column_key, column_of
from portal.kernel.numerals import parse_whole
from portal.kernel.periods import ServiceMonth

COLUMNS = ("a", "b", "c")
COLUMN_WORDS = {"a": lazy("Own column A"), "b": lazy("Own column B"), "c": lazy("Own column C")}
KINDS = {
    OwnKind.RATIO: lazy("Share or ratio: one sum divided by another"),
    OwnKind.MEAN: lazy("Average: a sum of time or money per case"),
    OwnKind.SUM: lazy("Sum"),
    OwnKind.PERCENTILE: lazy("Percentile over the single rows"),
}
UNITS = {
    Unit.PERCENT: lazy("per cent"),
    Unit.SECONDS: lazy("seconds"),
    Unit.HOURS: lazy("hours"),
    Unit.COUNT: lazy("number"),
    Unit.MONEY: lazy("money"),
}
DIRECTIONS = {
    Direction.HIGHER: lazy("higher is better"),
    Direction.LOWER: lazy("lower is better"),
    Direction.INFORMATIONAL: lazy("shown only, not judged"),
}
FIELD_KINDS = {
    FieldKind.COUNT: lazy("number"),
    FieldKind.DURATION_SECONDS: lazy("time in seconds"),
    FieldKind.HOURS: lazy("time in hours"),
    FieldKind.MONEY: lazy("money"),
}
PLACES = ("above", "above_plus", "above_minus", "below", "below_plus", "below_minus")


def _heading() -> StringField:
    return StringField(lazy("Heading in the file"), validators=[Optional(), Length(max=60)])


def _kind() -> SelectField:
    return SelectField(lazy("Written as"), choices=choices_of(FIELD_KINDS), validators=[Optional()])


class OwnMetricForm(PortalForm):
    """A metric made of fields and own columns."""

    name_zh = StringField(lazy("Name in Chinese"), validators=[DataRequired(), Length(max=40)])
    name_en = StringField(lazy("Name in English"), validators=[Optional(), Length(max=60)])
    counts_zh = TextAreaField(
        lazy("What counts and what does not"), validators=[DataRequired(), Length(max=500)]
    )
    counts_en = TextAreaField(lazy("The same in English"), validators=[Optional(), Length(max=500)])
    kind = SelectField(lazy("Kind"), choices=choices_of(KINDS), validators=[DataRequired()])
    above = SelectField(lazy("Above the line"), validate_choice=False)
    above_plus = SelectField(lazy("and added to it"), validate_choice=False)
    above_minus = SelectField(lazy("and taken off"), validate_choice=False)
    below = SelectField(lazy("Divided by"), validate_choice=False)
    below_plus = SelectField(lazy("and added to it"), validate_choice=False)
    below_minus = SelectField(lazy("and taken off"), validate_choice=False)
    heading_a, kind_a = _heading(), _kind()
    heading_b, kind_b = _heading(), _kind()
    heading_c, kind_c = _heading(), _kind()
    unit = SelectField(lazy("Unit"), choices=choices_of(UNITS), validators=[DataRequired()])
    direction = SelectField(lazy("Direction"), choices=choices_of(DIRECTIONS), validators=[DataRequired()])
    percentile = ParsedField(
        lazy("Percentile"),
        validators=[Optional()],
        parse=parse_whole,
        description=lazy("90: nine of ten rows are at most this high."),
    )

    def offer(self, fields: Mapping[str, FieldKind]) -> None:
        """The fields to choose from, by their names in the reader's language."""
        names = sorted((field(key).name.read(language()), key) for key in fields)
        choices = {"": "–", **COLUMN_WORDS, **{key: name for name, key in names}}
        for place in PLACES:
            chosen: Any = self[place]
            chosen.choices = choices_of(choices)

    def metric(self) -> OwnMetric:
        """The definition as typed, without key and version; only after the form was found valid."""
        chinese, meaning = (self.name_zh.data or "").strip(), (self.counts_zh.data or "").strip()
        columns = self._columns()
        return OwnMetric(
            key="",
            version=0,
            name=Words((self.name_en.data or "").strip() or chinese, chinese, chinese),
            counts=Words((self.counts_en.data or "").strip() or meaning, meaning, meaning),
            kind=OwnKind(self.kind.data),
            numerator=self._terms("above", columns),
            denominator=self._terms("below", columns),
            unit=Unit(self.unit.data),
            direction=Direction(self.direction.data),
            percentile=self.percentile.value or 90,
        )

    def _columns(self) -> dict[str, str]:
        return {
            name: column_key(FieldKind(self[f"kind_{name}"].data or "count"), self[f"heading_{name}"].data)
            for name in COLUMNS
            if (self[f"heading_{name}"].data or "").strip()
        }

    def _terms(self, side: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        signs = {side: "", f"{side}_plus": "", f"{side}_minus": "-"}
        chosen = ((sign, self[place].data) for place, sign in signs.items())
        return tuple(sign + columns.get(key, key) for sign, key in chosen if key)


def as_typed(metric: OwnMetric) -> dict[str, Any]:
    """A definition as the form shows it."""
    letters = dict(zip(metric.columns, COLUMNS, strict=False))
    typed: dict[str, Any] = {
        "name_zh": metric.name.zh_hans,
        "name_en": metric.name.en,
        "counts_zh": metric.counts.zh_hans,
        "counts_en": metric.counts.en,
        "kind": metric.kind.value,
        "unit": metric.unit.value,
        "direction": metric.direction.value,
        "percentile": str(metric.percentile),
    }
    for side, names in (("above", metric.numerator), ("below", metric.denominator)):
        plus = [letters.get(name, name) for name in names if not name.startswith("-")]
        minus = [name.removeprefix("-") for name in names if name.startswith("-")]
        shown = zip((side, f"{side}_plus"), plus, strict=False)
        typed |= dict(shown)
        typed |= {f"{side}_minus": letters.get(name, name) for name in minus}
    for key, letter in letters.items():
        column = column_of(key)
        if column is not None:
            typed |= {f"heading_{letter}": column.name.en, f"kind_{letter}": column.kind.value}
    return typed


class TryForm(PortalForm):
    """What a metric is tried on: a file that was submitted before, or one from one's own disk with its month."""

    sample = SelectField(lazy("Submitted file"), validate_choice=False)
    file = FileField(lazy("Or a file of yours"))
    month = ParsedField(
        lazy("Month of your file"),
        validators=[Optional()],
        parse=ServiceMonth.from_key,
        description=lazy("Such as 2026-11; only for a file of yours."),
    )
