"""What the editors of a contract's sections have in common: typed values, rows, choices in the reader's words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from wtforms import Form, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.contracts.rules.plain import decimal_words
from portal.contracts.rules.terms import ContractTerms
from portal.infra.forms import ParsedField, PortalForm
from portal.infra.i18n import language, lazy
from portal.kernel.money import Money, parse_amount
from portal.kernel.numerals import parse_decimal, parse_whole
from portal.reference.rules.clauses import labels

SPARE_ROWS = 2


def choices_of(group: str, *, empty: bool = False, value: Any = None) -> list[tuple[str, str]]:
    """The library's words for one kind of value; a value of the parties' own stays selectable."""
    known = [(key, words.within(language())) for key, words in labels(group).items()]
    own = [(str(value), str(value))] if value and value not in labels(group) else []
    return [*([("", "–")] if empty else []), *known, *own]


class ChecksField(SelectMultipleField):
    """Several of a kind, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WithChoices(Form):
    """A form whose selections take their words from the clause library, in the reader's language."""

    groups: ClassVar[Mapping[str, str]] = MappingProxyType({})
    may_be_empty: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        put_choices(self, self.groups, self.may_be_empty)


def put_choices(form: Any, groups: Mapping[str, str], may_be_empty: frozenset[str]) -> None:
    """Give the selections of a form their words."""
    for name, group in groups.items():
        field = form._fields[name]
        value = None if isinstance(field, ChecksField) else field.data
        field.choices = choices_of(group, empty=name in may_be_empty, value=value)


class SectionForm(PortalForm):
    """An editor of one section: filled from terms, and answering terms with that section changed."""

    groups: ClassVar[Mapping[str, str]] = MappingProxyType({})
    may_be_empty: ClassVar[frozenset[str]] = frozenset()
    headings: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """What stands above a field where another part of a long section begins, by the field's name."""

    seen = HiddenField()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        put_choices(self, self.groups, self.may_be_empty)

    @classmethod
    def showing(cls, terms: ContractTerms, seen: str) -> Self:
        """The form with what the draft says now."""
        return cls(data=cls.data_of(terms) | {"seen": seen})

    def offer(self, terms: ContractTerms) -> None:
        """Give selections that depend on the contract itself what they offer."""

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        """The values of the section as they are typed."""
        raise NotImplementedError

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        """The terms with this section as typed; only after the form was found valid."""
        raise NotImplementedError


def whole(label: Any, unit: Any = None, **options: Any) -> ParsedField:
    """A field for a whole number."""
    return ParsedField(label, parse=parse_whole, unit=unit, **options)


def decimal(label: Any, unit: Any = None, **options: Any) -> ParsedField:
    """A field for a decimal number."""
    return ParsedField(label, parse=parse_decimal, unit=unit, **options)


def shown(value: Any) -> str:
    """A number as it is typed."""
    return "" if value is None else str(value) if isinstance(value, int) else decimal_words(value)


def shown_money(value: Money | None) -> str:
    """An amount as it is typed, without its currency."""
    return "" if value is None else f"{value.decimal:f}"


def amount(text: str | None, currency: str) -> Money | None:
    """A typed amount; None where nothing was typed."""
    return parse_amount(text, currency) if text and text.strip() else None


def with_spare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows there are and a few empty ones to fill in."""
    return [*rows, *({} for _ in range(SPARE_ROWS))]


def split_words(text: str | None) -> tuple[str, ...]:
    """Several names typed in one field, kept apart by commas of either kind."""
    parts = (text or "").replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


DAYS = lazy("days")
HOURS = lazy("hours")
MONTHS = lazy("months")
PERCENT = "%"
