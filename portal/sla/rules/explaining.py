"""Why a result is this number, step by step from the formula to the deduction, in any reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from portal.kernel.messages import Message, message
from portal.kernel.metrics import is_own
from portal.kernel.money import Money
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.figure_names import STATE_NAMES, figure_words, formula_words, sum_words
from portal.sla.rules.keys import WITHIN, named
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS, Measurement, Unit, quantity, rounded
from portal.sla.rules.months import JudgedMonth
from portal.sla.rules.promises import Promise
from portal.sla.rules.relief import Details
from portal.sla.rules.shares import LineCredit

Shown = Any
"""Anything a reader's locale can write: messages, names, numbers, money, moments."""


SHOWN_CONVERSATIONS = 10


@dataclass(frozen=True)
class Source:
    """A file, or a typed figure, that a result comes from."""

    submission_id: int
    name: str
    version: int
    rows: int
    skipped: int
    dropped: int
    sha256: str
    provenance: str
    submitted_by: str


@dataclass(frozen=True)
class Agreed:
    """What is said about the month as a whole: contract, version, and who accepted its figures when."""

    contract: str
    version: int
    fingerprint: str
    accepted_by: str | Message = ""
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One step: facts as pairs (what, value), and sentences. `key` names it for whoever adds links."""

    key: str
    title: Message
    facts: tuple[tuple[Shown, Shown], ...] = ()
    words: tuple[Shown, ...] = ()


def steps_to(
    found: LineResult,
    judged: JudgedMonth,
    *,
    sources: Sequence[Source],
    agreed: Agreed,
    excluded: Sequence[Details] = (),
    is_decided: bool = False,
) -> tuple[Step, ...]:
    """The way to one result and what follows from it; steps about which there is nothing to say are left out.

    ``is_decided`` says that both sides found another figure to be right than the files give.
    """
    steps = (
        _formula(found),
        _inputs(found),
        _left_out(sources, excluded, is_decided=is_decided),
        _result(found),
        _promise(found, agreed),
        _state(found),
        _deduction(found, judged),
        _files(sources),
        _agreement(agreed),
    )
    return tuple(step for step in steps if step.facts or step.words)


def _formula(found: LineResult) -> Step:
    definition = found.promise.definition
    _name, how, _shops = named(found.promise.key)
    facts = () if how is None else ((message("Way of judging"), how),)
    return Step("formula", message("Formula"), facts, (formula_words(definition), definition.counts))


def _inputs(found: LineResult) -> Step:
    measurement = found.measurement
    facts = () if measurement is None else inputs_of(found.promise, measurement)
    return Step("inputs", message("What went in"), facts)


def inputs_of(promise: Promise, measurement: Measurement) -> tuple[tuple[Shown, Shown], ...]:
    """The numbers above and below the line, and over how many rows they were added up."""
    rows = (message("Rows"), measurement.rows)
    if promise.kind == WITHIN:
        return (
            (message("Cases within the time"), measurement.numerator),
            (message("All cases"), measurement.denominator),
            rows,
        )
    definition = promise.definition
    above = stored(measurement.numerator, measurement.unit)
    if is_own(definition.key):
        below = (sum_words(definition.denominator), measurement.denominator)
        return ((sum_words(definition.numerator), above), *((below,) if definition.denominator else ()), rows)
    key = SUMS.get(definition.key, definition.key)
    field = FIELDS[key]
    if definition.key in SUMS or not field.denominator:
        return ((figure_words(key), above),)
    if measurement.scale != 1 or not measurement.counted:
        return ((message("Printed by the tool, weighted by counts"), measurement.denominator), rows)
    return (
        (figure_words(field.numerator), above),
        (figure_words(field.denominator), measurement.denominator),
        rows,
    )


def stored(value: int, unit: Unit) -> Message | int:
    """A stored whole number as a reader knows it: milliseconds as seconds."""
    if unit in {Unit.SECONDS, Unit.HOURS}:
        return message("%(seconds)s s", seconds=rounded(Fraction(value, 1000), 3))
    return value


def _left_out(sources: Sequence[Source], excluded: Sequence[Details], *, is_decided: bool) -> Step:
    words: list[Shown] = [
        message(
            "%(file)s: %(count)s rows are no data (totals, averages, notes).",
            file=one.name,
            count=one.skipped,
        )
        for one in sources
        if one.skipped
    ]
    words += [
        message(
            "%(file)s: %(count)s columns with personal data were not kept.", file=one.name, count=one.dropped
        )
        for one in sources
        if one.dropped
    ]
    words += [_relieved(one) for one in excluded]
    if is_decided:
        words.append(message("Both sides found another figure to be right than the files give; it counts."))
    return Step(
        "left_out", message("What was left out"), (), tuple(words or [message("Nothing was left out.")])
    )


def _relieved(one: Details) -> Message:
    if one.conversations:
        return message(
            "%(count)s conversations (%(names)s): left out, because relief was agreed.",
            count=len(one.conversations),
            names=", ".join(one.conversations[:SHOWN_CONVERSATIONS]),
        )
    return message(
        "%(first)s to %(last)s: left out, because relief was agreed.", first=one.first_day, last=one.last_day
    )


def _result(found: LineResult) -> Step:
    measurement, value = found.measurement, found.value
    if measurement is None or value is None:
        return Step("result", message("Result"), (), (message("There is no result without data."),))
    return Step(
        "result",
        message("Result"),
        (
            (message("Exactly"), _exact(measurement, value)),
            (message("Shown"), quantity(value, measurement.unit)),
        ),
        (message("Nothing is rounded before it is judged; results are shown with two decimals, halves up."),),
    )


def _exact(measurement: Measurement, value: Fraction) -> Shown:
    """The result before rounding; a share as its two counts, so that they are found again among the inputs."""
    above, below = measurement.numerator, measurement.denominator
    if value.denominator == 1:
        return value.numerator
    if measurement.unit is Unit.PERCENT and value == Fraction(100 * above, below):
        return message("%(above)s ÷ %(below)s", above=above, below=below)
    return message("%(above)s ÷ %(below)s", above=value.numerator, below=value.denominator)


def _promise(found: LineResult, agreed: Agreed) -> Step:
    promise = found.promise
    facts: list[tuple[Shown, Shown]] = [
        (message("Target"), quantity(promise.mark, promise.unit)),
        (message("Contract"), agreed.contract),
        (message("Contract version"), agreed.version),
        (message("SHA-256 of the terms"), agreed.fingerprint[:16]),
        (message("Definition of the metric"), message("version %(number)s", number=promise.version)),
    ]
    words = () if promise.basis is None else (promise.basis,)
    return Step("promise", message("What was agreed"), tuple(facts), words)


def _state(found: LineResult) -> Step:
    facts: list[tuple[Shown, Shown]] = [(message("State"), STATE_NAMES[found.state])]
    if found.points is not None:
        facts += [
            (message("Points (of 100)"), rounded(found.points)),
            (message("Weight"), found.promise.weight),
        ]
    words: list[Shown] = list(found.reasons)
    if found.interval is not None:
        low, high = (rounded(Fraction(one) * 100, 1) for one in found.interval)
        words.append(
            message(
                "With so many cases the true share lies between %(low)s %% and %(high)s %% (95 per cent Wilson "
                "interval).",
                low=low,
                high=high,
            )
        )
    return Step("state", message("How it is judged"), tuple(facts), tuple(words))


def _deduction(found: LineResult, judged: JudgedMonth) -> Step:
    key, money = found.promise.key, judged.credits
    cost = next((one for one in money.lines if one.key == key), None)
    earned = [one for one in (*money.bonuses, *money.returns) if one.key == key]
    facts: list[tuple[Shown, Shown]] = []
    words: list[Shown] = []
    if cost is not None:
        facts += _cost(cost, judged)
        words += [cost.reason, *money.reasons]
    for one in earned:
        facts.append((message("Bonus or returned service credit"), one.amount))
        words.append(one.reason)
    if found.waived:
        words.append(message("The service credit is waived: %(reason)s", reason=found.waived))
    return Step("deduction", message("What follows"), tuple(facts), tuple(words))


def _cost(cost: LineCredit, judged: JudgedMonth) -> list[tuple[Shown, Shown]]:
    money = judged.credits
    charged = Money(cost.charged_minor, money.base.currency)
    last = (
        message("Held until the objection is settled") if cost.is_held else message("Deducted for this line")
    )
    return [
        (message("Service fee of the month"), money.base),
        (message("Service credit by the tier"), cost.amount),
        (message("Service credits of all lines"), money.uncapped),
        (message("Cap on service credits"), money.cap),
        (last, charged),
    ]


def _files(sources: Sequence[Source]) -> Step:
    words = tuple(
        message(
            "%(file)s, version %(version)s, %(rows)s rows, %(by)s, SHA-256 %(sha256)s",
            file=one.name or message("Typed figure"),
            version=one.version,
            rows=one.rows,
            by=one.submitted_by,
            sha256=one.sha256[:16] or "–",
        )
        for one in sources
    )
    return Step(
        "files",
        message("Where the figures come from"),
        (),
        words or (message("No submitted file gives this figure."),),
    )


def _agreement(agreed: Agreed) -> Step:
    if agreed.accepted_at is None:
        return Step(
            "agreement", message("Agreement"), (), (message("Not accepted yet: it may still change."),)
        )
    return Step(
        "agreement",
        message("Agreement"),
        (
            (message("Accepted by"), agreed.accepted_by),
            (message("Accepted on"), agreed.accepted_at),
        ),
    )
