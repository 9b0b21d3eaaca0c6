"""The part of the audit trail that a bundle carries: its links, its signatures, and what they bear witness to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel.chain import Link
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.signatures import is_signed
from portal.sla.rules.bundles.findings import Finding, Part, differs, not_checked, same
from portal.sla.rules.bundles.opening import Bundle

PRINTED = re.compile(r"(?P<sequence>[0-9]{1,9})[:\uff1a](?P<digest>[0-9a-f]{64})")
SIGNED_BY_BOTH = "ContractSigned"
SUBMITTED = "FiguresSubmitted"
AGREED = "MonthAgreed"
REOPENED = "MonthReopened"


@dataclass(frozen=True)
class Witness:
    """What the trail says about the month of the bundle."""

    accepted: Mapping[str, Any] | None
    """What was accepted, or decided after acceptance, last; nothing when the month was opened again since."""
    files: Mapping[int, str]
    """SHA-256 of what was submitted, by submission."""
    signed: Mapping[int, frozenset[str]]
    """Fingerprints of the terms of this contract that were signed, by version."""
    digests: Mapping[int, tuple[str, int]]
    """The results of each month that were accepted or decided last: their SHA-256 and the place in the trail."""
    accepted_at: int = 0
    """The place in the trail at which this month was accepted, by what stood then; 0 while it was not."""

    def renewed_since(self, month_id: int) -> bool:
        """Whether another month got its results after this one did."""
        return bool(self.accepted_at) and self.digests.get(month_id, ("", 0))[1] > self.accepted_at


def trail_findings(bundle: Bundle) -> Iterator[Finding]:
    """Whether every link follows on the one before, and the portal's key signed it."""
    entries: Sequence[Mapping[str, Any]] = bundle.trail["entries"]
    if not entries:
        yield not_checked(Part.TRAIL, message("The bundle holds no part of the audit trail."))
        return
    broken = [*_broken(entries)]
    yield from broken
    if not broken:
        words = message(
            "%(count)s links of the audit trail follow on one another, up to %(sequence)s.",
            count=len(entries),
            sequence=entries[-1]["sequence"],
        )
        yield same(Part.TRAIL, words)
    yield _signatures(entries, bytes.fromhex(bundle.trail["key"]))


def _broken(entries: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    before: Mapping[str, Any] | None = None
    for entry in entries:
        if _digest(entry) != entry["digest"]:
            words = message("Entry %(sequence)s of the audit trail was changed.", sequence=entry["sequence"])
            yield differs(Part.TRAIL, words)
        elif before is not None and not _follows(before, entry):
            words = message(
                "Entry %(sequence)s of the audit trail does not follow on the one before.",
                sequence=entry["sequence"],
            )
            yield differs(Part.TRAIL, words)
        before = entry


def _digest(entry: Mapping[str, Any]) -> str:
    covered = {name: value for name, value in entry.items() if name not in {"digest", "signature"}}
    return Link(**covered).digest()


def _follows(before: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    return bool(entry["sequence"] == before["sequence"] + 1 and entry["previous"] == before["digest"])


def _signatures(entries: Sequence[Mapping[str, Any]], key: bytes) -> Finding:
    wrong = [
        str(entry["sequence"])
        for entry in entries
        if not is_signed(bytes.fromhex(entry["digest"]), signature=bytes.fromhex(entry["signature"]), key=key)
    ]
    if wrong:
        words = message("No valid signature: entry %(entries)s of the trail.", entries=", ".join(wrong))
        return differs(Part.SIGNATURE, words)
    words = message(
        "All %(count)s links are signed by the key %(key)s. Compare it with the one you noted from the page.",
        count=len(entries),
        key=key.hex()[:16],
    )
    return same(Part.SIGNATURE, words)


def head_findings(bundle: Bundle, printed: Sequence[str]) -> Iterator[Finding]:
    """Whether heads of the trail that somebody holds on paper or in a mail are those of this trail."""
    entries = {entry["sequence"]: entry["digest"] for entry in bundle.trail["entries"]}
    for head in printed:
        found = PRINTED.fullmatch("".join(head.split()).lower())
        if found is None:
            raise Invalid(message("A head of the trail is written as on the paper: 17:9f86d081…"))
        sequence, digest = int(found["sequence"]), found["digest"]
        if sequence > max(entries, default=0):
            words = message(
                "Entry %(sequence)s on the paper is later than this bundle; that of a later month can tell.",
                sequence=sequence,
            )
            yield not_checked(Part.TRAIL, words)
        elif entries.get(sequence) != digest:
            words = message(
                "Entry %(sequence)s is another one on the paper: the trail was changed since.",
                sequence=sequence,
            )
            yield differs(Part.TRAIL, words)
        else:
            words = message("Entry %(sequence)s is the one on the paper.", sequence=sequence)
            yield same(Part.TRAIL, words)


def witness(bundle: Bundle) -> Witness:
    """What the trail bears witness to, whoever holds the database."""
    month_id, contract_id = bundle.about["month_id"], bundle.about["contract_id"]
    accepted: Mapping[str, Any] | None = None
    accepted_at = 0
    files: dict[int, str] = {}
    signed: dict[int, frozenset[str]] = {}
    digests: dict[int, tuple[str, int]] = {}
    for entry in bundle.trail["entries"]:
        event, payload = entry["event"], entry["payload"]
        if event == SIGNED_BY_BOTH and payload["contract_id"] == contract_id:
            version = payload["version"]
            signed[version] = signed.get(version, frozenset()) | {payload["fingerprint"]}
        if "month_id" in payload and "digest" in payload:
            digests[payload["month_id"]] = payload["digest"], entry["sequence"]
        if payload.get("month_id") == month_id:
            if "digest" in payload or event == REOPENED:
                accepted = None if event == REOPENED else payload
            if event in {AGREED, REOPENED}:
                accepted_at = entry["sequence"] if event == AGREED else 0
            if event == SUBMITTED:
                files[payload["submission_id"]] = payload["sha256"]
    return Witness(accepted, files, signed, digests, accepted_at)
