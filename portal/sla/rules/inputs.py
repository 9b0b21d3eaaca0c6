"""Everything a service month is judged by, as one value that can be stored, handed over and judged again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from portal.contracts.rules.plain import from_plain, to_plain
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.periods import ServiceMonth
from portal.sla.rules.plain_figures import figures_from_plain, figures_to_plain
from portal.sla.rules.pooling import Figures


@dataclass(frozen=True)
class EarlierLine:
    """How one line stood in an earlier month: its result, the state, and what was deducted after the cap.

    `came_back` says that another agreed month has returned the deduction already.
    """

    key: str
    state: str
    numerator: int | None = None
    denominator: int | None = None
    scale: int = 1
    factor: Fraction = Fraction(1)
    shortfall: Fraction = Fraction(0)
    reached_stretch: bool = False
    credit_minor: int = 0
    came_back: bool = False

    @property
    def value(self) -> Fraction | None:
        """The exact result in the metric's unit; None without data."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator * self.scale) * self.factor


@dataclass(frozen=True)
class EarlierMonth:
    """An agreed month before the judged one under the same contract."""

    month: str
    lines: tuple[EarlierLine, ...] = ()

    def line(self, key: str) -> EarlierLine | None:
        """The line of that key; None when the schedule did not have it then."""
        return next((line for line in self.lines if line.key == key), None)


@dataclass(frozen=True)
class AgentFigures:
    """The figures of one agent in one slot; the role is empty where no file names it."""

    slot: str
    agent: str
    figures: Figures
    role: str = ""


@dataclass(frozen=True)
class MonthInputs:
    """Terms, month and facts: the same inputs always give the same answer.

    `files` are the figures by slot, `typed` single figures by metric, `stated` quantities of the rate card that
    both sides know better than the files. `relieved`, `disputed` and `confirmed` (deductions below the minimum
    volume that stand) name lines by key, `waived` gives the reason of a waiver by line. `earlier` are the agreed
    months before, oldest first. `agents` are needed to compare with the team's average. `days_late` says how many
    days after the agreed day the figures came in. `adjusted` are the figures by which a line (by key) is judged
    instead of its files': without days for which relief was agreed, or as both sides found them to be right.
    `is_open` says that figures are still awaited: what is missing is not yet held against anybody.
    """

    terms: ContractTerms
    month: ServiceMonth
    files: Mapping[str, Figures] = field(default_factory=dict)
    typed: Mapping[str, Figures] = field(default_factory=dict)
    stated: Mapping[str, int] = field(default_factory=dict)
    relieved: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()
    waived: Mapping[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    earlier: tuple[EarlierMonth, ...] = ()
    agents: tuple[AgentFigures, ...] = ()
    legal_holidays: tuple[date, ...] = ()
    make_up_days: tuple[date, ...] = ()
    days_late: int = 0
    is_open: bool = False
    adjusted: Mapping[str, Figures] = field(default_factory=dict)


def inputs_to_plain(inputs: MonthInputs) -> dict[str, Any]:
    """Whole numbers and words only, every list in a fixed order: equal inputs, equal bytes."""
    return {
        "terms": to_plain(inputs.terms),
        "month": inputs.month.key,
        "start_day": inputs.month.start_day,
        "files": {key: figures_to_plain(one) for key, one in sorted(inputs.files.items())},
        "typed": {key: figures_to_plain(one) for key, one in sorted(inputs.typed.items())},
        "stated": dict(sorted(inputs.stated.items())),
        "relieved": sorted(inputs.relieved),
        "disputed": sorted(inputs.disputed),
        "waived": dict(sorted(inputs.waived.items())),
        "confirmed": sorted(inputs.confirmed),
        "earlier": [
            {"month": one.month, "lines": [_earlier_line_to_plain(line) for line in one.lines]}
            for one in inputs.earlier
        ],
        "agents": [
            {"slot": one.slot, "agent": one.agent, "role": one.role, "figures": figures_to_plain(one.figures)}
            for one in inputs.agents
        ],
        "legal_holidays": [day.isoformat() for day in inputs.legal_holidays],
        "make_up_days": [day.isoformat() for day in inputs.make_up_days],
        "days_late": inputs.days_late,
        "is_open": inputs.is_open,
        "adjusted": {key: figures_to_plain(one) for key, one in sorted(inputs.adjusted.items())},
    }


def inputs_from_plain(plain: Mapping[str, Any]) -> MonthInputs:
    """The inputs behind `inputs_to_plain`; facts that were not known when they were stored are left out."""
    return MonthInputs(
        terms=from_plain(ContractTerms, plain["terms"]),
        month=ServiceMonth.from_key(plain["month"], plain["start_day"]),
        files={key: figures_from_plain(one) for key, one in plain["files"].items()},
        typed={key: figures_from_plain(one) for key, one in plain["typed"].items()},
        stated=dict(plain["stated"]),
        relieved=frozenset(plain["relieved"]),
        disputed=frozenset(plain["disputed"]),
        waived=dict(plain["waived"]),
        confirmed=frozenset(plain["confirmed"]),
        earlier=tuple(
            EarlierMonth(one["month"], tuple(_earlier_line(line) for line in one["lines"]))
            for one in plain["earlier"]
        ),
        agents=tuple(
            AgentFigures(one["slot"], one["agent"], figures_from_plain(one["figures"]), one["role"])
            for one in plain["agents"]
        ),
        legal_holidays=tuple(date.fromisoformat(day) for day in plain["legal_holidays"]),
        make_up_days=tuple(date.fromisoformat(day) for day in plain["make_up_days"]),
        days_late=plain["days_late"],
        is_open=plain.get("is_open", False),
        adjusted={key: figures_from_plain(one) for key, one in plain.get("adjusted", {}).items()},
    )


def earlier_month(
    month: str, results: Mapping[str, Any], returned: Collection[tuple[str, str]] = ()
) -> EarlierMonth:
    """An earlier month from its stored results; what older results do not say is taken as not given.

    `returned` names the deductions that came back in some agreed month, by month and line.
    """
    lines = results.get("lines", ())
    return EarlierMonth(
        month, tuple(_of_results(line, came_back=(month, line["key"]) in returned) for line in lines)
    )


def returned_in(results: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The earlier deductions that came back in a month, by month and line, from its stored results."""
    return {(one["month"], one["key"]) for one in results.get("returns", ())}


def _of_results(line: Mapping[str, Any], *, came_back: bool) -> EarlierLine:
    numerator, denominator, scale = line["numerator"], line["denominator"], line["scale"] or 1
    value = Fraction(line["value"] or 0)
    return EarlierLine(
        key=line["key"],
        state=line["state"],
        numerator=numerator,
        denominator=denominator,
        scale=scale,
        factor=value * denominator * scale / numerator if numerator else Fraction(1),
        shortfall=Fraction(line.get("shortfall") or 0),
        reached_stretch=bool(line.get("reached_stretch")),
        credit_minor=line.get("charged_minor") or 0,
        came_back=came_back,
    )


def _earlier_line_to_plain(line: EarlierLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "state": line.state,
        "numerator": line.numerator,
        "denominator": line.denominator,
        "scale": line.scale,
        "factor": str(line.factor),
        "shortfall": str(line.shortfall),
        "reached_stretch": line.reached_stretch,
        "credit_minor": line.credit_minor,
        "came_back": line.came_back,
    }


def _earlier_line(plain: Mapping[str, Any]) -> EarlierLine:
    return EarlierLine(
        **{
            **plain,
            "factor": Fraction(plain["factor"]),
            "shortfall": Fraction(plain["shortfall"]),
        }
    )
