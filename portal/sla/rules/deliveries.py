"""Which export tools give a metric, under which headings, and whether as counts or only as the printed result."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.metrics import MetricDefinition, is_own
from portal.sla.rules.folding import simplified
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS
from portal.sla.rules.tools.definition import Tool
from portal.sla.rules.tools.registry import TOOLS


@dataclass(frozen=True)
class Delivery:
    """A tool that gives a metric: the headings it stands under; `printed` when only the result is printed."""

    tool: Tool
    headings: tuple[str, ...]
    printed: bool


def deliveries_of(definition: MetricDefinition) -> tuple[Delivery, ...]:
    """The tools whose exports give a metric, those with counts first."""
    found = [one for tool in TOOLS.values() if (one := _delivery(definition, tool)) is not None]
    return tuple(sorted(found, key=lambda one: one.printed))


def _delivery(definition: MetricDefinition, tool: Tool) -> Delivery | None:
    for needed, printed in _ways(definition):
        if needed and all(key in tool.columns for key in needed):
            return Delivery(tool, tuple(tool.columns[key][0] for key in needed), printed)
    return None


def _ways(definition: MetricDefinition) -> Iterable[tuple[tuple[str, ...], bool]]:
    """The sets of fields that give the metric, best first."""
    yield definition.fields, False
    if is_own(definition.key):
        return
    key = SUMS.get(definition.key, definition.key)
    made = FIELDS.get(key, FIELDS["day"])
    if made.numerator and made.denominator:
        yield (made.numerator, made.denominator), False
    if made.complement:
        yield (made.complement, made.denominator), False
    yield (key,), definition.key not in SUMS


def is_about(definition: MetricDefinition, words: str) -> bool:
    """Whether a search finds a metric: every word in its key, its names or what counts, in either script."""
    return _holds((definition.key, *_all(definition.name), *_all(definition.counts)), words)


def is_called(definition: MetricDefinition, words: str) -> bool:
    """Whether a metric is called by these words, in any of its names and either script."""
    return _holds(_all(definition.name), words)


def _holds(texts: Iterable[str], words: str) -> bool:
    haystack = simplified(" ".join(texts).lower())
    return all(word in haystack for word in simplified(words.lower()).split())


def _all(words: object) -> tuple[str, ...]:
    return tuple(str(getattr(words, name)) for name in ("en", "zh_hans", "zh_hant"))
