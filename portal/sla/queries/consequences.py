"""What would follow for a month if an open objection or claim ended in a certain way."""

from dataclasses import dataclass

from portal.kernel.money import Money
from portal.sla.queries.exclusions import settled_inputs
from portal.sla.queries.months import TYPED, MonthInFull
from portal.sla.rules.claims import Act, Claim, as_if
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.keys import quantity_in
from portal.sla.rules.months import judge


@dataclass(frozen=True)
class Standing:
    """How a line stands and what the month costs: deducted at once, and held."""

    line: LineResult | None
    """None for what concerns the month as a whole, such as lateness."""
    deducted: Money
    held: Money
    days_late: int = 0
    quantity: int | None = None
    net: Money | None = None
    """A quantity of the rate card and the fee that follows from all of them, where the matter is about one."""


@dataclass(frozen=True)
class Consequence:
    """A line as it stands, and as it would stand if the matter ended with this act."""

    act: Act
    before: Standing
    after: Standing


def consequence(full: MonthInFull, claim: Claim, act: Act) -> Consequence:
    """What ending the claim with this act would change; nothing is kept."""
    return Consequence(
        act,
        _standing(full.inputs, claim.line),
        _standing(inputs_with(full, as_if(claim, act)), claim.line),
    )


def inputs_with(full: MonthInFull, claim: Claim) -> MonthInputs:
    """What the month would be judged by with this claim: in place of the latest about its line, or as a further one."""
    others = list(full.matters)
    latest = full.claims.get(claim.line)
    if latest is not None and latest.said[0] == claim.said[0]:
        others.remove(latest)
    matters = (*others, claim)
    files = {key: one for key, one in full.submissions.items() if not key.startswith(TYPED)}
    return settled_inputs(full.inputs, full.record, files, matters)


def _standing(inputs: MonthInputs, key: str) -> Standing:
    judged = judge(inputs)
    line = next((one for one in judged.evaluation.lines if one.promise.key == key), None)
    name = quantity_in(key)
    return Standing(
        line,
        judged.credits.credit,
        judged.credits.held,
        days_late=inputs.days_late,
        quantity=None if name is None else judged.quantities.get(name, 0),
        net=None if name is None else judged.priced.net,
    )
