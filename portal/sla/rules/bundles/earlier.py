"""The agreed months before the judged one, as far as they bear on it: are they those that were accepted?"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.kernel.messages import message
from portal.sla.rules.bundles.findings import Finding, Part, differs, not_checked, same
from portal.sla.rules.bundles.opening import Bundle
from portal.sla.rules.bundles.trails import Witness
from portal.sla.rules.inputs import EarlierMonth, MonthInputs, earlier_month, returned_in
from portal.sla.rules.results import digest_of


def earlier_findings(bundle: Bundle, seen: Witness, inputs: MonthInputs) -> Iterator[Finding]:
    """Whether each earlier month stands as the trail says it was accepted, and was taken into account so."""
    given = {one["month"]: one for one in bundle.earlier}
    judged = {one.month: one for one in inputs.earlier}
    returned = _returned(bundle, inputs)
    broken = False
    for name in sorted({*given, *judged}):
        finding = _month(name, given.get(name), judged.get(name), seen, returned)
        if finding is not None:
            broken = True
            yield finding
    if given and not broken:
        words = message("%(count)s earlier months stand as they were accepted.", count=len(given))
        yield same(Part.INPUT, words)


def _returned(bundle: Bundle, inputs: MonthInputs) -> frozenset[tuple[str, str]]:
    """The deductions that came back: in one of the earlier months, or, as this month was judged, in a later one."""
    known = {one for given in bundle.earlier for one in returned_in(given["results"])}
    said = {(month.month, line.key) for month in inputs.earlier for line in month.lines if line.came_back}
    return frozenset(known | said)


def _month(
    name: str,
    given: Mapping[str, Any] | None,
    judged: EarlierMonth | None,
    seen: Witness,
    returned: frozenset[tuple[str, str]],
) -> Finding | None:
    """What does not fit about one earlier month; nothing when all does."""
    if given is not None and seen.renewed_since(given["month_id"]):
        words = message("%(month)s was decided anew after this month was accepted.", month=name)
        return not_checked(Part.INPUT, words)
    if given is None or judged is None:
        words = message("%(month)s was agreed at another time than this month was judged.", month=name)
        return differs(Part.INPUT, words)
    if seen.digests.get(given["month_id"], ("", 0))[0] != digest_of(given["results"]):
        return differs(
            Part.INPUT, message("The results of %(month)s are not those that were accepted.", month=name)
        )
    if earlier_month(name, given["results"], returned) != judged:
        return differs(
            Part.INPUT, message("This month was judged by other results of %(month)s.", month=name)
        )
    return None
