"""The original files of a bundle: are they those that were submitted, and do they give the figures that count?"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.kernel.errors import PortalError
from portal.kernel.messages import Message, message
from portal.sla.rules.bundles.contents import path_of
from portal.sla.rules.bundles.differences import Difference, differences
from portal.sla.rules.bundles.findings import Finding, Part, differs, not_checked, same
from portal.sla.rules.bundles.opening import Bundle
from portal.sla.rules.bundles.rereading import Reread, reread
from portal.sla.rules.bundles.trails import Witness
from portal.sla.rules.means import FIELDS

MOST_NAMED = 30
FIGURE_PLACES = {
    "parts": ("numerator", "denominator", "scale", "exact", "weighted", "grain", "approximate", "rows"),
    "counts": ("value", "grain", "approximate", "rows"),
}


def file_findings(bundle: Bundle, seen: Witness) -> Iterator[Finding]:
    """Each file that counts: its hash against the trail, then its figures against a second reading."""
    for one in bundle.submissions:
        if one["sha256"] is None:
            words = message(
                "“%(slot)s” was typed without a file; the figure is taken as typed.", slot=one["slot"]
            )
            yield not_checked(Part.FILE, words)
        else:
            yield from _hashes(bundle, one, seen)
    for answer in bundle.claims:
        for file in answer["files"]:
            yield from _hashes(bundle, file, seen)
    for one in bundle.submissions:
        if not one["is_typed"]:
            yield from _figures(bundle, one)


def _hashes(bundle: Bundle, one: Mapping[str, Any], seen: Witness) -> Iterator[Finding]:
    name, path = one["file_name"], path_of(one["sha256"], one["file_name"])
    submitted = seen.files.get(one.get("id", 0))
    if submitted is not None and submitted != one["sha256"]:
        yield differs(
            Part.FILE, message("%(name)s is not the file that was submitted by the audit trail.", name=name)
        )
    if path not in bundle.hashes:
        yield not_checked(Part.FILE, message("%(name)s is not in the bundle.", name=name))
    elif bundle.hashes[path] != one["sha256"]:
        yield differs(
            Part.FILE,
            message(
                "%(name)s was changed: its SHA-256 is %(found)s, submitted was %(stated)s.",
                name=name,
                found=bundle.hashes[path][:16],
                stated=one["sha256"][:16],
            ),
        )
    else:
        yield same(
            Part.FILE,
            message(
                "%(name)s is the file that was submitted (SHA-256 %(sha256)s).",
                name=name,
                sha256=one["sha256"][:16],
            ),
        )


def _figures(bundle: Bundle, one: Mapping[str, Any]) -> Iterator[Finding]:
    name, path = one["file_name"], path_of(one["sha256"], one["file_name"])
    if path not in bundle.hashes:
        yield not_checked(Part.FIGURE, message("%(name)s: figures taken as they were submitted.", name=name))
        return
    try:
        with bundle.open(path) as stream:
            again = reread(one, stream)
    except PortalError as refusal:
        yield differs(Part.FIGURE, message("%(name)s cannot be read: %(why)s", name=name, why=refusal.reason))
        return
    yield from _compared(one, again)


def _compared(one: Mapping[str, Any], again: Reread) -> Iterator[Finding]:
    stated = {"month": one["figures"], **one["parts"]}
    found = {"month": again.figures, **{kind: again.parts.get(kind, {}) for kind in one["parts"]}}
    parted = [*differences(stated, found)]
    for difference in parted[:MOST_NAMED]:
        yield differs(
            Part.FIGURE,
            message(
                "%(name)s, %(place)s: submitted was %(stated)s, the file gives %(found)s.",
                name=one["file_name"],
                place=_where(difference),
                stated=str(difference.stated),
                found=str(difference.found),
            ),
        )
    if not parted:
        yield same(
            Part.FIGURE,
            message(
                "%(name)s, read again: %(count)s figures are the same.",
                name=one["file_name"],
                count=len(one["figures"]["parts"]) + len(one["figures"]["counts"]),
            ),
        )


def _where(difference: Difference) -> Message:
    """Whose figure it is and which of its numbers: month › Reply rate (numerator)."""
    *names, figure, last = ("", *difference.path)
    kind = names[-1] if names else ""
    places = FIGURE_PLACES.get(kind, ())
    number = places[int(last) - 1] if last.isdigit() and int(last) <= len(places) else last
    whose = " › ".join(name for name in names if name and name not in FIGURE_PLACES)
    if figure not in FIELDS:
        return message("%(whose)s › %(figure)s › %(number)s", whose=whose, figure=figure, number=number)
    return message(
        "%(whose)s › %(figure)s (%(number)s)", whose=whose, figure=FIELDS[figure].label, number=number
    )
