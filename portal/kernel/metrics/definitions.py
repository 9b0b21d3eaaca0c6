"""What a metric and the fields behind it are, as data that a contract can pin by key and version."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.kernel.calendars import ServiceWindow


class Unit(StrEnum):
    """In what a metric's value and its target are read; a percentage is a fraction (95 % is 0.95)."""

    PERCENT = "percent"
    SECONDS = "seconds"
    HOURS = "hours"
    COUNT = "count"
    SCORE = "score"
    MONEY = "money"
    POINTS = "points"
    ITEMS = "items"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"  # within limits that the contract sets
    INFORMATIONAL = "informational"  # shown, never judged


class Aggregation(StrEnum):
    """How the figure of a month comes from those of days, agents and shops. Rates are never averaged."""

    SUM = "SUM"
    RATIO = "RATIO"  # sum of numerators ÷ sum of denominators
    WMEAN = "WMEAN"  # the same; where only a mean is delivered it is weighted and marked approximate
    PCTL = "PCTL"  # from single rows or a histogram, never from other percentiles
    LAST = "LAST"  # as it stands at the end of the period
    MAX = "MAX"
    DISTINCT = "DISTINCT"  # people, each once per agent and day: sums overcount


class Scope(StrEnum):
    """Whose answers count; part of a metric's identity."""

    HUMAN = "human"
    BOT = "bot"
    ALL = "all"


class Group(StrEnum):
    """The chapters of the catalogue, A to E, and what parties define for themselves."""

    PRE_SALES = "pre_sales"
    SPEED = "speed"
    QUALITY = "quality"
    AFTER_SALES = "after_sales"
    WORKFORCE = "workforce"
    OWN = "own"


CHAPTERS = tuple(group for group in Group if group is not Group.OWN)
"""The groups that stand in the catalogue."""


class FieldKind(StrEnum):
    """How a field is written and kept; every field is kept as a whole number."""

    COUNT = "count"
    DURATION_SECONDS = "duration_seconds"  # written in seconds, kept in milliseconds
    HOURS = "hours"  # written in hours, kept in milliseconds
    MONEY = "money"  # kept in minor units of the contract's currency
    SCORE = "score"  # kept in thousandths


MILLISECONDS_PER_SECOND = 1_000
MILLISECONDS_PER_HOUR = 3_600_000
SCORE_SCALE = 1_000

Term = tuple[str, int]
"""A field and its sign in a sum: ("consult_users", 1), ("unreplied_users", -1)."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the three languages of the product."""

    en: str
    zh_hans: str
    zh_hant: str

    def read(self, locale: str) -> str:
        """The text for a locale such as ``en``, ``zh_Hans_CN`` or ``zh-Hant``; English for any other."""
        if locale.startswith("zh"):
            return self.zh_hant if "Hant" in locale or locale.endswith(("TW", "HK")) else self.zh_hans
        return self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A figure that is delivered and stored; ``people`` are counted once per agent and day."""

    key: str
    kind: FieldKind
    name: Words
    people: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDefinition:
    """One version of a metric.

    Its value is the sum of the numerator's terms over the sum of the denominator's (no denominator: the sum
    itself), in integers. ``printed`` names the field with the value as the platform prints it, used where the
    counts behind it are not delivered. ``counts`` says in plain words what counts and what does not. The
    version holds from ``valid_from`` to the day before ``valid_to``; a contract pins key and version.
    """

    key: str
    version: int
    group: Group
    name: Words
    counts: Words
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    printed: str | None
    unit: Unit
    direction: Direction
    aggregation: Aggregation
    scope: Scope
    window: str
    source: str
    first_release: bool
    valid_from: date
    valid_to: date | None
    percentile: int | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields the metric is made of, numerator first."""
        return tuple(dict.fromkeys(field for field, _ in (*self.numerator, *self.denominator)))

    def is_valid_on(self, day: date) -> bool:
        """Whether this version is the one in force on that day."""
        return self.valid_from <= day < (self.valid_to or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformPreset:
    """How a platform counts one of its own rates.

    Values whose windows, units or treatment of bots differ cannot be compared with each other.
    """

    platform: str
    metric: str
    window: ServiceWindow
    rolling_days: int | None
    unit: Words
    bot_counted: bool | None
    valid_from: date
    valid_to: date | None
    source: str

    def is_valid_on(self, day: date) -> bool:
        """Whether the platform counts in this way on that day."""
        return self.valid_from <= day < (self.valid_to or date.max)
