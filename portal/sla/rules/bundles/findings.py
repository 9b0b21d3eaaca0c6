"""What checking a bundle found: one sentence per thing that was looked at, and whether it holds."""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.messages import Message, message


class Part(StrEnum):
    """Where two reckonings can part ways, in the order in which they are looked at."""

    BUNDLE = "bundle"
    TRAIL = "trail"
    SIGNATURE = "signature"
    TERM = "term"
    ROUNDING = "rounding"
    FILE = "file"
    FIGURE = "figure"
    INPUT = "input"
    RESULT = "result"


PART_NAMES = {
    Part.BUNDLE: message("Hashes of the bundle"),
    Part.TRAIL: message("Audit trail"),
    Part.SIGNATURE: message("Signatures of the trail"),
    Part.TERM: message("Contract terms"),
    Part.ROUNDING: message("Rounding rules"),
    Part.FILE: message("Original files"),
    Part.FIGURE: message("Figures from the files"),
    Part.INPUT: message("Inputs of the month"),
    Part.RESULT: message("Results and service credits"),
}


class Verdict(StrEnum):
    """Whether what was looked at holds."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    part: Part
    verdict: Verdict
    words: Message


def same(part: Part, words: Message) -> Finding:
    """It holds."""
    return Finding(part, Verdict.SAME, words)


def differs(part: Part, words: Message) -> Finding:
    """It does not hold."""
    return Finding(part, Verdict.DIFFERS, words)


def not_checked(part: Part, words: Message) -> Finding:
    """It could not be looked at, and why."""
    return Finding(part, Verdict.NOT_CHECKED, words)
