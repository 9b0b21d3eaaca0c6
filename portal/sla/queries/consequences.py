"""What would follow for a month if an open objection or claim ended in a certain way."""

from dataclasses import dataclass, replace

from portal.kernel.money import Money
from portal.sla.queries.exclusions import adjusted_figures
from portal.sla.queries.months import TYPED, MonthInFull
from portal.sla.rules.claims import Act, Claim, as_if, disputed_lines, relieved_lines
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.months import JudgedMonth, judge


@dataclass(frozen=True)
class Standing:
    """How a line stands and what the month costs: deducted at once, and held."""

    line: LineResult
    deducted: Money
    held: Money


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
        _standing(full.judged, claim.line),
        _standing(judged_with(full, as_if(claim, act)), claim.line),
    )


def judged_with(full: MonthInFull, claim: Claim) -> JudgedMonth:
    """The month judged with this claim in place of the latest about its line, or with it as a further one."""
    others = list(full.matters)
    latest = full.claims.get(claim.line)
    if latest is not None and latest.said[0] == claim.said[0]:
        others.remove(latest)
    matters = (*others, claim)
    files = {key: one for key, one in full.submissions.items() if not key.startswith(TYPED)}
    return judge(
        replace(
            full.inputs,
            relieved=relieved_lines(matters),
            disputed=disputed_lines(matters),
            adjusted=adjusted_figures(full.record, full.terms, files, matters),
        )
    )


def _standing(judged: JudgedMonth, line: str) -> Standing:
    found = next(one for one in judged.evaluation.lines if one.promise.key == line)
    return Standing(found, judged.credits.credit, judged.credits.held)
