"""Comparison with the team: Σ/Σ over all agents of a contract and role in the month, the judged one included."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from portal.kernel.metrics import is_own
from portal.sla.rules.inputs import AgentFigures
from portal.sla.rules.measurements import SUMS, Measurement
from portal.sla.rules.pooling import Figures, month_figures

PERCENTILE = "row"
"""The grain of a percentile over single rows, which can never be pooled."""

Measure = Callable[[Figures], Measurement | None]


@dataclass(frozen=True)
class AgentResult:
    """One agent's result and how far it lies on the bad side of what the team's average allows."""

    agent: str
    measurement: Measurement
    value: Fraction
    shortfall: Fraction


@dataclass(frozen=True)
class Team:
    """The team's average, what it allows, and the agents compared with it, the weakest first.

    `too_few` names agents with fewer cases than the minimum: they count for the average and are not judged.
    """

    average: Fraction
    mark: Fraction
    agents: tuple[AgentResult, ...]
    too_few: tuple[str, ...]

    @property
    def below(self) -> tuple[AgentResult, ...]:
        """The agents on the bad side."""
        return tuple(one for one in self.agents if one.shortfall)


def team_of(
    agents: Iterable[AgentFigures], measure: Measure, *, allowed: Decimal, at_most: bool, min_volume: int
) -> Team | None:
    """Compare each agent with all of them together; None when no agent's figures give the metric.

    The average is never a mean of means: sums over sums, and for a metric that is a sum itself the sum per agent.
    An agent in several files is one agent.
    """
    found = _by_agent(agents, measure)
    average = _average(list(found.values()))
    if average is None:
        return None
    mark = average + Fraction(allowed) if at_most else average - Fraction(allowed)
    judged: list[AgentResult] = []
    too_few: list[str] = []
    for agent, one in found.items():
        value = one.value
        if value is None or (one.counted and one.denominator < min_volume):
            too_few.append(agent)
            continue
        distance = value - mark if at_most else mark - value
        judged.append(AgentResult(agent, one, value, max(distance, Fraction(0))))
    worst_first = sorted(judged, key=lambda one: (one.value if not at_most else -one.value, one.agent))
    return Team(average, mark, tuple(worst_first), tuple(too_few))


def _by_agent(agents: Iterable[AgentFigures], measure: Measure) -> dict[str, Measurement]:
    pooled: dict[str, list[Figures]] = {}
    for one in agents:
        pooled.setdefault(one.agent, []).append(one.figures)
    return {
        agent: found
        for agent, several in sorted(pooled.items())
        if (found := measure(month_figures(several))) is not None
    }


def _average(results: list[Measurement]) -> Fraction | None:
    """Σ numerator ÷ Σ denominator; averages without counts cannot be pooled with others."""
    if not results or (len(results) > 1 and any(_is_bare(one) for one in results)):
        return None
    scale = max(one.scale for one in results)
    whole = replace(
        results[0],
        numerator=sum(one.numerator * (scale // one.scale) for one in results),
        denominator=sum(one.denominator for one in results),
        scale=scale,
    )
    return whole.value


def _is_bare(one: Measurement) -> bool:
    """An average without the count behind it, or a percentile; a sum has no count either and can be added."""
    is_sum = one.metric in SUMS or (is_own(one.metric) and one.grain != PERCENTILE)
    return not one.counted and not is_sum
