"""What both sides said about single lines, weighed anew: which lines are relieved, disputed, or judged by less."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from portal.contracts.rules.plain import from_plain
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.messages import message
from portal.kernel.permissions import Side
from portal.sla.rules.breakdown import By
from portal.sla.rules.bundles.differences import differences
from portal.sla.rules.bundles.findings import Finding, Part, differs, same
from portal.sla.rules.bundles.opening import Bundle
from portal.sla.rules.claims import (
    Act,
    Claim,
    Said,
    decided_days_late,
    decided_figures,
    decided_quantities,
    disputed_lines,
    matters_of,
    partly_relieved,
    relieved_lines,
)
from portal.sla.rules.exclusions import decided_figure, figures_without
from portal.sla.rules.months import slots_of_line
from portal.sla.rules.plain_figures import figures_from_plain, figures_to_plain
from portal.sla.rules.pooling import Figures
from portal.sla.rules.relief import details_from_plain
from portal.sla.rules.values.dates import Days
from portal.sla.rules.waivers import LineAct, LineDecisions, LineWord, decisions_of

STATED = "QuantitiesStated"


def said_findings(bundle: Bundle) -> Iterator[Finding]:
    """Whether the inputs follow from what was said, and agents' figures are those of the files."""
    matters = matters_in(bundle.claims)
    inputs = bundle.inputs
    stated = {
        "relieved": inputs["relieved"],
        "disputed": inputs["disputed"],
        "adjusted": inputs.get("adjusted", {}),
        "agents": _agents_stated(inputs),
        "waived": inputs.get("waived", {}),
        "confirmed": inputs.get("confirmed", []),
        "stated": inputs["stated"],
        "days_late": inputs["days_late"],
    }
    decisions = decisions_in(bundle)
    found = {
        "relieved": sorted(relieved_lines(matters)),
        "disputed": sorted(disputed_lines(matters)),
        "adjusted": _adjusted(bundle, matters),
        "agents": _agents_found(bundle) if inputs.get("agents") else {},
        "waived": decisions.reasons,
        "confirmed": sorted(decisions.confirmed),
        "stated": {**_quantities(bundle), **decided_quantities(matters)},
        "days_late": _days_late(inputs, matters),
    }
    parted = [*differences(stated, found)]
    for one in parted:
        yield differs(
            Part.INPUT,
            message(
                "Input “%(place)s”: the month was judged by %(stated)s, what was said and sent gives %(found)s.",
                place=one.place,
                stated=str(one.stated),
                found=str(one.found),
            ),
        )
    if not parted:
        yield same(
            Part.INPUT,
            message("%(count)s objections and claims of relief were weighed as agreed.", count=len(matters)),
        )


def matters_in(claims: list[Any]) -> tuple[Claim, ...]:
    """The objections and claims of relief among everything that was said."""
    acts = {act.value for act in Act}
    return matters_of(
        Said(
            act=Act(one["kind"]),
            line=one["line"],
            by=Side(one["by"]),
            said_by=one["said_by"],
            said_at=datetime.fromisoformat(one["said_at"]),
            comment=one["comment"],
            details=details_from_plain(one["details"]),
            id=one["id"],
        )
        for one in claims
        if one["kind"] in acts
    )


def decisions_in(bundle: Bundle) -> LineDecisions:
    """Waivers and confirmed deductions; a confirmation counts for the figures that were handed in last."""
    acts = {act.value for act in LineAct}
    since = bundle.about["submitted_at"]
    return decisions_of(
        LineWord(
            LineAct(one["kind"]), one["line"], Side(one["by"]), said_by=one["said_by"], reason=one["comment"]
        )
        for one in bundle.claims
        if one["kind"] in acts
        and (
            one["kind"] != LineAct.DEDUCTION_CONFIRMED
            or since is None
            or datetime.fromisoformat(one["said_at"]) >= datetime.fromisoformat(since)
        )
    )


def _quantities(bundle: Bundle) -> dict[str, int]:
    """The quantities that were stated, by the signed trail; what was stated last counts."""
    found: dict[str, int] = {}
    for entry in bundle.trail["entries"]:
        if entry["event"] == STATED and entry["payload"]["month_id"] == bundle.about["month_id"]:
            for stated in entry["payload"]["quantities"].split(", "):
                name, _, value = stated.rpartition(" = ")
                found[name] = int(value)
    return found


def _days_late(inputs: Mapping[str, Any], matters: tuple[Claim, ...]) -> int:
    """The days late as both sides decided them; otherwise as the portal counted them."""
    decided = decided_days_late(matters)
    return int(inputs["days_late"]) if decided is None else decided


def _adjusted(bundle: Bundle, matters: tuple[Claim, ...]) -> dict[str, Any]:
    files = {one["slot"]: figures_from_plain(one["figures"]) for one in bundle.submissions}
    current = {one["slot"]: one["id"] for one in bundle.submissions if not one["is_typed"]}
    found: dict[str, Figures] = {}
    for line, excluded in partly_relieved(matters).items():
        wanted = slots_of_line(from_plain(ContractTerms, bundle.terms["terms"]), line)
        found[line] = figures_without(
            excluded, files=files, days=_days(bundle), wanted=wanted, submissions=current
        )
    month = Days(date.fromisoformat(bundle.about["first_day"]), date.fromisoformat(bundle.about["last_day"]))
    for line, values in decided_figures(matters).items():
        found[line] = decided_figure(values, month)
    return {line: figures_to_plain(figures) for line, figures in found.items()}


def _days(bundle: Bundle) -> dict[str, dict[date, Figures]]:
    return {
        one["slot"]: {
            date.fromisoformat(day): figures_from_plain(figures)
            for day, figures in one["parts"].get(By.DAY.value, {}).items()
        }
        for one in bundle.submissions
    }


def _agents_stated(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{one['slot']} {one['agent']}": one["figures"] | ({"role": one["role"]} if one["role"] else {})
        for one in inputs.get("agents", ())
    }


def _agents_found(bundle: Bundle) -> dict[str, Any]:
    return {
        f"{one['slot']} {agent}": figures
        for one in bundle.submissions
        for agent, figures in one["parts"].get(By.AGENT.value, {}).items()
    }
