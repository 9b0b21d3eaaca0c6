"""Can this vendor do the work: the facts it declares, held against what the requirement asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sourcing.rules.criteria import Assessment, Figure
from portal.sourcing.rules.scoring import shown

FULL = Fraction(100)
TEAM_TIMES_NEED = 3
YEARS_FOR_FULL = 5
TRAINING_DAYS_FOR_FULL = 5
HOURS_TO_REPLACE = 24

DECLARED = message("Declared by the vendor")
NO_DATA = message("No data: left out, the other facts weigh more")


@dataclass(frozen=True)
class Need:
    """What the requirement asks of a team."""

    people: int
    platforms: frozenset[str]
    category: str | None = None


@dataclass(frozen=True)
class Facts:
    """What a vendor says it has; None where it says nothing."""

    agents: int | None = None
    reserve_agents: int | None = None
    years: int | None = None
    platforms: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    exam_before_start: bool | None = None
    training_days: int | None = None
    replacement_hours: int | None = None


@dataclass(frozen=True)
class _Part:
    """One fact: how much it weighs, what was said, and how far it goes from 0 to 1 (None: nothing was said)."""

    weight: int
    name: Message
    said: object
    reached: Fraction | None


def capability(facts: Facts, need: Need) -> Assessment:
    """Points from 0 to 100 over the declared facts, rounded half up to two decimals.

    Facts that are not declared are left out and marked; they neither help nor count as zero. With nothing
    declared there is no value.
    """
    parts = tuple(_parts(facts, need))
    figures = tuple(_figure(part) for part in parts)
    known = [part for part in parts if part.reached is not None]
    if not known:
        return Assessment(None, figures)
    reached = sum((part.weight * (part.reached or Fraction(0)) for part in known), Fraction(0))
    return Assessment(shown(FULL * reached / sum(part.weight for part in known), 2), figures)


def _parts(facts: Facts, need: Need) -> Iterable[_Part]:
    yield _Part(
        20,
        message("Agents, against %(times)s times the need", times=TEAM_TIMES_NEED),
        facts.agents,
        _up_to(facts.agents, need.people * TEAM_TIMES_NEED),
    )
    yield _Part(
        15,
        message("Agents in reserve, against the need"),
        facts.reserve_agents,
        _up_to(facts.reserve_agents, need.people),
    )
    yield _Part(
        15,
        message("Years in business, full at %(years)s", years=YEARS_FOR_FULL),
        facts.years,
        _up_to(facts.years, YEARS_FOR_FULL),
    )
    yield _Part(
        20,
        message("E-commerce platforms asked for that it works on"),
        None if facts.platforms is None else len(facts.platforms & need.platforms),
        _share_of(facts.platforms, need.platforms),
    )
    if need.category is not None:
        yield _Part(
            10,
            message("Knows the product category"),
            None if facts.categories is None else need.category in facts.categories,
            _share_of(facts.categories, frozenset({need.category})),
        )
    yield _Part(
        10,
        message("Exam before going live"),
        facts.exam_before_start,
        None if facts.exam_before_start is None else Fraction(facts.exam_before_start),
    )
    yield _Part(
        5,
        message("Days of training, full at %(days)s", days=TRAINING_DAYS_FOR_FULL),
        facts.training_days,
        _up_to(facts.training_days, TRAINING_DAYS_FOR_FULL),
    )
    yield _Part(
        5,
        message("Replaces an agent within %(hours)s hours", hours=HOURS_TO_REPLACE),
        facts.replacement_hours,
        _at_most(facts.replacement_hours, HOURS_TO_REPLACE),
    )


def _figure(part: _Part) -> Figure:
    if part.reached is None:
        return Figure(part.name, None, NO_DATA)
    return Figure(part.name, part.said, DECLARED, points=shown(FULL * part.reached))


def _up_to(said: int | None, enough: int) -> Fraction | None:
    if said is None:
        return None
    return min(Fraction(1), Fraction(said, enough)) if enough > 0 else Fraction(1)


def _at_most(said: int | None, limit: int) -> Fraction | None:
    if said is None:
        return None
    return min(Fraction(1), Fraction(limit, said)) if said > 0 else Fraction(1)


def _share_of(said: frozenset[str] | None, asked: frozenset[str]) -> Fraction | None:
    if said is None:
        return None
    return Fraction(len(said & asked), len(asked)) if asked else Fraction(1)
