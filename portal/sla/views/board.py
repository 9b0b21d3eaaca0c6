"""What the month board shows, made from a month in full: one line per promise, and the money beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.contracts.rules.definitions import definition_in
from portal.contracts.rules.terms import ContractTerms
from portal.infra.charts.lines import Sparkline, sparkline
from portal.infra.charts.marks import Bullet, bullet
from portal.infra.i18n import _, language, say
from portal.kernel.messages import Message
from portal.kernel.money import Money
from portal.kernel.rate_cards import QUANTITIES
from portal.reference.rules.clauses.library import label
from portal.sla.queries.explaining import submissions_behind
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.claims import lines_with_relief_claimed
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.keys import KINDS, LATE, LATENESS, named, quantity_in
from portal.sla.rules.measurements import Unit, quantity
from portal.sla.rules.months import Slot
from portal.sla.rules.promises import Judged, Promise
from portal.sla.rules.states import State
from portal.sla.rules.tools.registry import TOOLS

LOOKS = {State.BELOW_MINIMUM_VOLUME: "below_minimum"}
TONES = {State.MET: "met", State.MISSED: "missed", State.DISPUTED: "attention", State.GRACE: "relieved"}


@dataclass(frozen=True)
class BoardLine:
    """One promise as the board shows it."""

    key: str
    metric: str
    name: str
    other_name: str
    result: str | None
    target: str
    state: str
    points: Fraction | None
    reasons: tuple[Message, ...]
    bullet: Bullet
    trend: Sparkline | None
    credit: Money | None
    is_approximate: bool
    is_critical: bool
    shops: str
    version: int
    sources: tuple[str, ...]
    """How the figures behind the result came about: typed, declared, computed, verified."""


@dataclass(frozen=True)
class SlotLine:
    """One file the month needs, and what counts for it now."""

    key: str
    label: str
    tool: str
    submission: Any


def metric_name(terms: ContractTerms, key: str) -> str:
    """The name of a metric of the contract in the reader's language."""
    return definition_in(terms, key).name.read(language())


def line_name(terms: ContractTerms, key: str) -> str:
    """The name of a line: its metric, and the shops it is limited to; or that it is about lateness."""
    if key == LATE:
        return say(LATENESS)
    if (counted := quantity_in(key)) is not None:
        return quantity_name(counted)
    name, how, shops = named(key)
    marks = [*([] if how is None else [say(how)]), *shops]
    return metric_name(terms, name) + (f" ({'、'.join(marks)})" if marks else "")


WORDED = frozenset({"role", "shift", "platform"})
"""Qualifiers of the rate card whose values have words of their own."""


def quantity_name(key: str) -> str:
    """A quantity of the rate card in words, with what narrows it down."""
    name, *narrowed = key.split("|")
    found = QUANTITIES.get(name)
    words = say(found.meaning) if found else name
    return f"{words} ({'、'.join(map(_narrowed, narrowed))})" if narrowed else words


def _narrowed(qualifier: str) -> str:
    """What narrows a quantity down, such as the night shift, as the contract says it."""
    group, _is, value = qualifier.partition("=")
    return label(group, value, language()) if group in WORDED else value


def board_lines(full: MonthInFull, history: Sequence[tuple[str, dict[str, Any]]]) -> list[BoardLine]:
    """The lines of the schedule in the order of the contract, each with its trend."""
    amounts: dict[str, Money] = {}
    for one in full.judged.credits.lines:
        amounts[one.key] = one.amount
    return [_line(line, full, history, amounts) for line in full.judged.evaluation.lines]


def _line(
    line: LineResult,
    full: MonthInFull,
    history: Sequence[tuple[str, dict[str, Any]]],
    amounts: Mapping[str, Money],
) -> BoardLine:
    promise = line.promise
    definition = promise.definition
    unit = promise.unit
    target = target_words(promise, unit)
    return BoardLine(
        key=promise.key,
        metric=promise.metric,
        name=line_name(full.terms, promise.key),
        other_name=definition.name.read("zh-Hans" if language() == "en" else "en"),
        result=None if line.value is None else say(quantity(line.value, unit)),
        target=target,
        state=look_of(line, full),
        points=line.points,
        reasons=line.reasons,
        bullet=_bullet(line, unit),
        trend=_trend(promise, TONES.get(line.state, "neutral"), history),
        credit=amounts.get(promise.key),
        is_approximate=line.measurement is not None and line.measurement.approximate,
        is_critical=promise.critical,
        shops="",
        version=promise.version,
        sources=tuple(sorted({one.source for one in submissions_behind(full, line)})),
    )


def look_of(line: LineResult, full: MonthInFull) -> str:
    """How the state of a line is shown; relief that waits for an answer is no dispute yet."""
    if line.state is State.DISPUTED and line.promise.key in lines_with_relief_claimed(full.matters):
        return "relief_claimed"
    return LOOKS.get(line.state, line.state.value)


def target_words(promise: Promise, unit: Unit) -> str:
    """The target with its sign, or both ends of a band."""
    target = say(quantity(promise.mark, unit))
    if promise.judged is Judged.BAND and promise.band_high is not None:
        return f"{target} – {say(quantity(promise.band_high, unit))}"
    return f"{'≤' if promise.judged is Judged.AT_MOST else '≥'} {target}"


def _bullet(line: LineResult, unit: Unit) -> Bullet:
    promise = line.promise
    low = Fraction(0)
    if unit is Unit.PERCENT and promise.judged is Judged.AT_LEAST:
        marks = [Fraction(promise.target), Fraction(promise.floor or promise.target)]
        marks += [] if line.value is None else [line.value]
        low = Fraction(max(0, int(min(marks)) - 5))
    high = Fraction(100) if unit is Unit.PERCENT and promise.judged is Judged.AT_LEAST else None
    return bullet(
        line.value,
        promise.target,
        tone=TONES.get(line.state, "neutral"),
        low=low,
        high=high,
        floor=promise.floor,
    )


def _trend(promise: Promise, tone: str, history: Sequence[tuple[str, dict[str, Any]]]) -> Sparkline | None:
    values: list[Fraction | None] = []
    targets: list[Decimal | None] = []
    for _name, results in history:
        found = next((one for one in results.get("lines", ()) if one["key"] == promise.key), None)
        values.append(Fraction(found["value"]) if found and found["value"] else None)
        targets.append(Decimal(found["target"]) if found else promise.target)
    if sum(value is not None for value in values) < 2:
        return None
    return sparkline(values, targets=targets, is_fixed=promise.kind not in KINDS, tone=tone)


def platform_name(key: str) -> str:
    """The name of a platform in the reader's language; a key nobody knows stays as it is."""
    return label("platform", key, language())


def slot_label(slot: Slot) -> str:
    """A slot in words: shop and tool."""
    shop = slot.shop or _("All shops")
    return f"{shop} · {tool_name(slot.tool)}" if slot.tool else shop


def shop_in(slot: str) -> str:
    """The shop a file was sent for; empty when it is for all shops or for no file."""
    return slot.split("|")[1] if slot.count("|") > 1 else ""


def tool_name(key: str) -> str:
    """The name of an export tool as a reader knows it."""
    return say(TOOLS[key].label) if key in TOOLS else key
