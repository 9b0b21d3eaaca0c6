"""One promise over agents, shifts or shops as the page shows it: results, bars beside the average, spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portal.infra.charts.control import DeviationBar, deviation_bar
from portal.infra.charts.marks import Strip, strip
from portal.infra.i18n import _, say, say_number
from portal.sla.rules.comparing import LEAST_PEERS, Comparison, Peer, Spread, Standing, compare, spread_of
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.keys import WITHIN
from portal.sla.rules.line_parts import ByPart
from portal.sla.rules.measurements import Unit, quantity
from portal.sla.rules.promises import Judged, Promise
from portal.sla.views.board import target_words

TONES = {
    Standing.CLEARLY_BETTER: "met",
    Standing.CLEARLY_WORSE: "missed",
    Standing.FEW: "band-1",
}
LEAST_SCALE = 20
"""The bars reach at least a twentieth of the average to either side, so that small differences look small."""
SignedFigures = tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Cell:
    """One result: its words, the cases behind it, where it stands, and its bar beside the average."""

    words: str
    cases: str | None
    standing: str
    bar: DeviationBar


@dataclass(frozen=True)
class Column:
    """One promise over all of them, the one furthest behind first in `order`."""

    key: str
    name: str
    target: str
    average: str | None
    comparison: Comparison
    order: tuple[str, ...]
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Distribution:
    """How the results of one promise are spread, drawn and in figures."""

    strip: Strip
    low: str
    high: str
    target: str
    figures: SignedFigures


def column_of(promise: Promise, name: str, parts: ByPart, unit: Unit) -> Column:
    """A promise over its parts."""
    found = compare(parts, unit, is_lower_better=promise.judged is Judged.AT_MOST)
    differences = [abs(peer.difference) for peer in found.peers if peer.difference is not None]
    largest = max([*differences, (found.average or Fraction(0)) / LEAST_SCALE])
    return Column(
        key=promise.key,
        name=name,
        target=target_words(promise, unit),
        average=None if found.average is None else say(quantity(found.average, unit)),
        comparison=found,
        order=tuple(peer.name for peer in found.peers),
        cells={
            peer.name: _cell(peer, peer.value, peer.difference, unit, largest)
            for peer in found.peers
            if peer.value is not None and peer.difference is not None
        },
    )


def _cell(peer: Peer, value: Fraction, difference: Fraction, unit: Unit, largest: Fraction) -> Cell:
    one = peer.measurement
    return Cell(
        words=say(quantity(value, unit)),
        cases=say_number(one.denominator) if one is not None and one.counted else None,
        standing=peer.standing.value,
        bar=deviation_bar(difference, largest, tone=TONES.get(peer.standing, "series-1")),
    )


def distribution_of(promise: Promise, column: Column, unit: Unit) -> Distribution | None:
    """How the results lie beside each other; None with too few to speak of a distribution."""
    peers = [peer for peer in column.comparison.peers if peer.value is not None]
    values = [peer.value for peer in peers if peer.value is not None]
    spread = spread_of(values, promise)
    if spread is None or spread.count < LEAST_PEERS:
        return None
    drawn = strip(values, target=promise.mark, tones=[TONES.get(peer.standing, "series-1") for peer in peers])
    low, high = (say(quantity(Fraction(str(end)), unit)) for end in drawn.ends)
    return Distribution(
        drawn, low, high, _("Target %(value)s", value=column.target), spread_figures(spread, unit)
    )


def spread_figures(spread: Spread, unit: Unit) -> SignedFigures:
    """Best, middle, worst tenth, worst and how many miss, for a row of figures."""
    values: tuple[tuple[str, Fraction], ...] = (
        (_("Best"), spread.best),
        (_("Middle"), spread.middle),
        (_("Nine of ten reach"), spread.worst_tenth),
        (_("Worst"), spread.worst),
    )
    return (
        *((label, say(quantity(value, unit)), None) for label, value in values),
        (
            _("Miss the target"),
            _("%(count)s of %(all)s", count=say_number(spread.missing), all=say_number(spread.count)),
            None,
        ),
    )


def beside_the_month(line: LineResult, average: Fraction | None) -> str:
    """Why the sum over all parts is not the figure of the month; empty while both read the same."""
    if line.promise.kind not in {"", WITHIN} or line.value is None or average is None:
        return ""
    counts, parts = (say(quantity(value, line.promise.unit)) for value in (line.value, average))
    if counts == parts:
        return ""
    return _(
        "The month counts %(result)s, not %(average)s: there a file's own total row stands for the rows under it,"
        " and agreed relief and decisions are weighed.",
        result=counts,
        average=parts,
    )


def standing_words() -> dict[str, str]:
    """Each standing in words, for those who don't see its colour."""
    words: dict[Standing, str] = {
        Standing.CLEARLY_BETTER: _("Clearly better than the average"),
        Standing.BETTER: _("Better, within chance"),
        Standing.LEVEL: _("On the average"),
        Standing.WORSE: _("Worse, within chance"),
        Standing.CLEARLY_WORSE: _("Clearly worse than the average"),
        Standing.FEW: _("Too few cases to judge"),
        Standing.NO_DATA: _("No data"),
    }
    return {standing.value: said for standing, said in words.items()}
