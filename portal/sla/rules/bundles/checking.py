"""A bundle reckoned anew, from the original bytes to the deduction, and where the two reckonings part ways."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from portal.kernel.errors import PortalError
from portal.kernel.messages import Message, message
from portal.sla.rules.bundles.contents import ROUNDING
from portal.sla.rules.bundles.cuts import part_findings
from portal.sla.rules.bundles.differences import Difference, differences, narrowed
from portal.sla.rules.bundles.earlier import earlier_findings
from portal.sla.rules.bundles.files import file_findings
from portal.sla.rules.bundles.findings import Finding, Part, differs, not_checked, same
from portal.sla.rules.bundles.left_out import left_findings
from portal.sla.rules.bundles.opening import Bundle
from portal.sla.rules.bundles.said import said_findings
from portal.sla.rules.bundles.trails import Witness, head_findings, trail_findings, witness
from portal.sla.rules.inputs import inputs_from_plain, inputs_to_plain
from portal.sla.rules.months import judge
from portal.sla.rules.results import digest_of, results_to_plain

MOST_NAMED = 50


def check(bundle: Bundle, *, whole: BinaryIO | None = None, heads: Sequence[str] = ()) -> Iterator[Finding]:
    """Everything that can be checked about a bundle, in the order of the parts.

    `whole` is the opened file of several shops that a part in the bundle was cut out of, if its sender gives it;
    `heads` are heads of the trail that somebody holds on paper.
    """
    seen = witness(bundle)
    yield from _manifest(bundle)
    yield from trail_findings(bundle)
    yield from head_findings(bundle, heads)
    yield from _terms(bundle, seen)
    yield from _rounding(bundle)
    yield from part_findings(bundle, whole)
    yield from file_findings(bundle, seen)
    yield from left_findings(bundle)
    yield from _inputs(bundle, seen)
    yield from _results(bundle, seen)


def _manifest(bundle: Bundle) -> Iterator[Finding]:
    found = False
    for name in sorted({*bundle.hashes, *bundle.listed}):
        listed = bundle.listed.get(name, {}).get("sha256")
        if listed != bundle.hashes.get(name):
            found = True
            yield differs(
                Part.BUNDLE, message("%(name)s is not the file that the manifest lists.", name=name)
            )
    if not found:
        yield same(
            Part.BUNDLE,
            message("All %(count)s members are as the manifest lists them.", count=len(bundle.hashes)),
        )


def _terms(bundle: Bundle, seen: Witness) -> Iterator[Finding]:
    stated, terms = bundle.terms["fingerprint"], bundle.terms["terms"]
    actual = digest_of(terms)
    if actual != stated:
        yield differs(
            Part.TERM,
            message(
                "The terms give the fingerprint %(actual)s, the bundle states %(stated)s.",
                actual=actual[:16],
                stated=stated[:16],
            ),
        )
    yield _signed(bundle.terms["version"], actual, seen)
    for one in _first(differences(terms, bundle.inputs["terms"])):
        yield differs(
            Part.TERM,
            message(
                "Term “%(place)s”: the contract says %(stated)s, the month was judged by %(found)s.",
                place=one.place,
                stated=_shown(one.stated),
                found=_shown(one.found),
            ),
        )


def _signed(version: int, actual: str, seen: Witness) -> Finding:
    """Whether the terms are those that were signed under this version."""
    if actual in seen.signed.get(version, ()):
        words = message("The terms are those that were signed (SHA-256 %(sha256)s).", sha256=actual[:16])
        return same(Part.TERM, words)
    if seen.signed:
        return differs(Part.TERM, message("These are not the terms that both sides signed."))
    return not_checked(
        Part.TERM,
        message("The trail holds no signature under these terms: the contract was concluded elsewhere."),
    )


def _rounding(bundle: Bundle) -> Iterator[Finding]:
    parted = [*differences(bundle.about["rounding"], dict(ROUNDING))]
    for one in parted:
        yield differs(
            Part.ROUNDING,
            message(
                "Rounding of “%(place)s”: the bundle says %(stated)s, agreed is %(found)s.",
                place=one.place,
                stated=_shown(one.stated),
                found=_shown(one.found),
            ),
        )
    if not parted:
        yield same(Part.ROUNDING, message("The bundle rounds by the rules that are applied here."))


def _inputs(bundle: Bundle, seen: Witness) -> Iterator[Finding]:
    inputs = bundle.inputs
    stated = {one["slot"]: one["figures"] for one in bundle.submissions}
    typed = {f"typed:{metric}": figures for metric, figures in inputs["typed"].items()}
    parted = [*_first(differences(stated, {**inputs["files"], **typed}))]
    for one in parted:
        yield differs(
            Part.INPUT,
            message(
                "Input “%(place)s”: submitted was %(stated)s, the month was judged by %(found)s.",
                place=one.place,
                stated=_shown(one.stated),
                found=_shown(one.found),
            ),
        )
    if not parted:
        yield same(Part.INPUT, message("The month is judged by what was submitted, and by nothing else."))
    yield from said_findings(bundle)
    accepted = (seen.accepted or {}).get("inputs")
    if accepted and accepted != digest_of(inputs):
        yield differs(Part.INPUT, message("The inputs are not those that were accepted."))


def _results(bundle: Bundle, seen: Witness) -> Iterator[Finding]:
    yield _acceptance(bundle, seen)
    try:
        inputs = inputs_from_plain(bundle.inputs)
        found = results_to_plain(judge(inputs))
    except (PortalError, ValueError, KeyError, TypeError, ArithmeticError) as fault:
        yield differs(
            Part.RESULT,
            message("The inputs cannot be judged: %(why)s", why=f"{type(fault).__name__}: {fault}"),
        )
        return
    yield from earlier_findings(bundle, seen, inputs)
    parted = [*_first(differences(bundle.results, narrowed(found, bundle.results)))]
    for one in parted:
        yield differs(Part.RESULT, _parting(one))
    if not parted:
        yield same(
            Part.RESULT,
            message(
                "%(count)s lines, score and service credits are the same to the last digit.",
                count=len(bundle.results.get("lines", ())),
            ),
        )
    if digest_of(inputs_to_plain(inputs)) != digest_of(bundle.inputs):
        yield not_checked(
            Part.RESULT, message("The inputs hold facts that these rules do not know and do not weigh.")
        )


def _acceptance(bundle: Bundle, seen: Witness) -> Finding:
    if seen.accepted is None:
        return not_checked(
            Part.RESULT, message("The figures of this month are not accepted yet: they may still change.")
        )
    if seen.accepted["digest"] != digest_of(bundle.results):
        return differs(Part.RESULT, message("The results are not those that were accepted."))
    return same(
        Part.RESULT,
        message(
            "The results are those that were accepted (SHA-256 %(sha256)s).",
            sha256=seen.accepted["digest"][:16],
        ),
    )


def _parting(one: Difference) -> Message:
    if one.path[-1].endswith("_minor") and _is_near(one):
        return message(
            "Result “%(place)s”: the bundle says %(stated)s, reckoned anew it is %(found)s: rounded otherwise.",
            place=one.place,
            stated=_shown(one.stated),
            found=_shown(one.found),
        )
    return message(
        "Result “%(place)s”: the bundle says %(stated)s, reckoned anew it is %(found)s.",
        place=one.place,
        stated=_shown(one.stated),
        found=_shown(one.found),
    )


def _is_near(one: Difference) -> bool:
    return isinstance(one.stated, int) and isinstance(one.found, int) and abs(one.stated - one.found) <= 1


def _first(parted: Iterator[Difference]) -> Iterator[Difference]:
    """As many as a reader can use."""
    for _, one in zip(range(MOST_NAMED), parted, strict=False):
        yield one


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
