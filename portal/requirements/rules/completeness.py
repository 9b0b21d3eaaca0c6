"""What a requirement still lacks before quotes can be asked for, and what would make the quotes better."""

from dataclasses import dataclass
from datetime import date

from portal.kernel.messages import Message, message

MONTHS_OF_HISTORY = 3


@dataclass(frozen=True)
class RequirementFacts:
    """What the requirement holds at the moment: counts of lines, and the single values."""

    title: str = ""
    shops: int = 0
    work_contents: int = 0
    has_hours: bool = False
    months_with_volume: int = 0
    months_estimated: int = 0
    shifts: int = 0
    shifts_with_volume: int = 0
    people: int = 0
    standards: int = 0
    starts_on: date | None = None
    has_budget: bool = False


@dataclass(frozen=True)
class Gap:
    """Something that is missing: the field it belongs to, and whether quotes have to wait for it."""

    field: str
    reason: Message
    blocks: bool


def gaps(facts: RequirementFacts, *, today: date) -> tuple[Gap, ...]:
    """Everything missing, what blocks first; estimated values count as values but are named."""
    return (*_blocking(facts, today), *_advisable(facts))


def can_ask_for_quotes(found: tuple[Gap, ...]) -> bool:
    """Whether nothing that blocks is missing."""
    return not any(gap.blocks for gap in found)


def _blocking(facts: RequirementFacts, today: date) -> tuple[Gap, ...]:
    checks = (
        ("title", bool(facts.title.strip()), message("Give the requirement a name.")),
        ("shops", facts.shops > 0, message("Name at least one shop and its platform.")),
        ("work_contents", facts.work_contents > 0, message("Tick what the agents are to do.")),
        ("hours", facts.has_hours, message("Say when buyers are to be answered.")),
        (
            "volumes",
            facts.months_with_volume > 0,
            message("Enter how many conversations a month there are: vendors size their team by it."),
        ),
        ("roles", facts.people > 0, message("Say how many people are needed.")),
        ("standards", facts.standards > 0, message("Set at least one service standard.")),
        ("starts_on", facts.starts_on is not None, message("Say when the work is to start.")),
        (
            "starts_on",
            facts.starts_on is None or facts.starts_on >= today,
            message("The start lies in the past."),
        ),
    )
    return tuple(Gap(field, reason, blocks=True) for field, is_there, reason in checks if not is_there)


def _advisable(facts: RequirementFacts) -> tuple[Gap, ...]:
    measured = facts.months_with_volume - facts.months_estimated
    checks = (
        (
            "volumes",
            not facts.months_with_volume or measured >= MONTHS_OF_HISTORY,
            _estimates(measured),
        ),
        (
            "shifts",
            not facts.months_with_volume or facts.shifts_with_volume == facts.shifts,
            message("Split the volumes by shift: day and night need different teams."),
        ),
        ("budget", facts.has_budget, message("Without a budget nothing can be marked as over budget.")),
    )
    return tuple(Gap(field, reason, blocks=False) for field, is_there, reason in checks if not is_there)


def _estimates(measured: int) -> Message:
    if measured == 0:
        return message(
            "All volumes are estimates: three counted months make quotes firmer, twelve show the peaks."
        )
    return message(
        "Only %(measured)s months are counted, the others estimated; three make quotes firmer, twelve show the"
        " peaks.",
        measured=measured,
    )
