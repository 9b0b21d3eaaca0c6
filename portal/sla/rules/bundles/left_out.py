"""Single conversations for which relief was agreed: what their files give without them, read once more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from portal.kernel.conversations.layout import Layout
from portal.kernel.messages import message
from portal.sla.rules.bundles.contents import path_of
from portal.sla.rules.bundles.differences import differences
from portal.sla.rules.bundles.findings import Finding, Part, differs, same
from portal.sla.rules.bundles.opening import Bundle
from portal.sla.rules.bundles.said import matters_in
from portal.sla.rules.claims import partly_relieved
from portal.sla.rules.relief import Details
from portal.sla.rules.row_exclusions import left_of
from portal.sla.rules.values.dates import Days


def left_findings(bundle: Bundle) -> Iterator[Finding]:
    """Whether what was left of each file follows from its bytes and the conversations that were taken out."""
    submissions = {one["id"]: one for one in bundle.submissions}
    for excluded in partly_relieved(matters_in(bundle.claims)).values():
        for place, one in enumerate(excluded):
            for plain in one.left.values():
                submission = submissions.get(plain["submission"])
                if submission is not None and _path(submission) in bundle.hashes:
                    yield _read_again(bundle, submission, plain, _named(excluded[: place + 1]))


def _path(submission: Mapping[str, Any]) -> str:
    return path_of(submission["sha256"], submission["file_name"])


def _named(excluded: Sequence[Details]) -> list[str]:
    """The conversations taken out so far: each claim takes those agreed before as well."""
    return [number for one in excluded for number in one.conversations]


def _read_again(
    bundle: Bundle, submission: Mapping[str, Any], plain: Mapping[str, Any], named: list[str]
) -> Finding:
    days = Days(date.fromisoformat(submission["first_day"]), date.fromisoformat(submission["last_day"]))
    mapping, name = submission["mapping"], submission["file_name"]
    with bundle.open(_path(submission)) as stream:
        left = left_of(
            stream, Layout.from_plain(mapping["layout"]), named, days, kind=mapping["kind"], name=name
        )
    stated = {"figures": plain["figures"], "days": plain["days"]}
    first = next(differences(stated, {"figures": left.figures, "days": left.days}), None)
    if first is not None:
        words = message(
            "%(name)s without %(count)s conversations, %(place)s: judged was %(stated)s, the file gives %(found)s.",
            name=name,
            count=len(named),
            place=first.place,
            stated=str(first.stated),
            found=str(first.found),
        )
        return differs(Part.FIGURE, words)
    words = message("%(name)s without %(count)s conversations gives the same.", name=name, count=len(named))
    return same(Part.FIGURE, words)
