"""Warnings about a file in few sentences: one per kind, naming columns and rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.messages import Message, message

LABELS = ("figure", "rate", "part")
"""Values of a warning that name its column."""
SHOWN_ROWS = 8

KINDS: Mapping[str, Message] = {
    "Row %(row)s: “%(part)s” (%(less)s) is more than “%(whole)s” (%(more)s).": message(
        "%(columns)s: %(count)s times the part is more than its whole (%(rows)s)."
    ),
    "Row %(row)s: “%(rate)s” does not agree with “%(numerator)s” and “%(denominator)s” beside it.": message(
        "%(columns)s: %(count)s times the rate does not agree with the counts beside it (%(rows)s)."
    ),
    "Row %(row)s: answered and abandoned contacts do not add up to those offered.": message(
        "%(count)s times answered and abandoned contacts do not add up to those offered (%(rows)s)."
    ),
    "Row %(row)s: the votes do not add up to the evaluations received.": message(
        "%(count)s times the votes do not add up to the evaluations received (%(rows)s)."
    ),
    "Row %(row)s: average order value times paying buyers is not the sales amount.": message(
        "%(count)s times average order value times paying buyers is not the sales amount (%(rows)s)."
    ),
    "Row %(row)s: “%(figure)s” is far from the other rows. Please check it.": message(
        "%(columns)s: %(count)s values are far from the other rows (%(rows)s). Please check them."
    ),
    "“%(figure)s” has the same value in every row. Please check the export.": message(
        "%(columns)s: the same value in every row. Please check the export."
    ),
    "“%(figure)s”: the rows add up to %(sum)s, the file's own total is %(total)s. The total counts.": message(
        "%(columns)s: the rows do not add up to the file's own total. The total counts."
    ),
    "“%(figure)s”: every value is a round number. Please check the export.": message(
        "%(columns)s: every value is a round number. Please check the export."
    ),
    "“%(figure)s” differs very much from %(month)s. Please check it.": message(
        "%(columns)s: very different from the month before. Please check them."
    ),
}
"""What is said when several warnings are of one kind."""


@dataclass(frozen=True)
class WarningGroup:
    """Warnings of one kind: the sentence for all, the columns and rows they name, and each as it stands."""

    sentence: Message
    columns: tuple[Message, ...]
    rows: tuple[int, ...]
    members: tuple[Message, ...]

    @property
    def is_several(self) -> bool:
        """Whether there is more to read than the sentence."""
        return len(self.members) > 1


def grouped(warnings: Sequence[Message]) -> list[WarningGroup]:
    """The warnings by kind, in the order in which the kinds first occur; a kind of one keeps its own sentence."""
    kinds: dict[str, list[Message]] = {}
    for number, warning in enumerate(warnings):
        key = warning.template if warning.template in KINDS else f"{number}"
        kinds.setdefault(key, []).append(warning)
    return [_group(KINDS.get(key), members) for key, members in kinds.items()]


def _group(sentence: Message | None, members: Sequence[Message]) -> WarningGroup:
    values = [dict(one.values) for one in members]
    columns = {
        str(one[name]): one[name] for one in values for name in LABELS if isinstance(one.get(name), Message)
    }
    rows = sorted({one["row"] for one in values if isinstance(one.get("row"), int)})
    whole = members[0] if sentence is None or len(members) == 1 else sentence
    return WarningGroup(whole, tuple(columns.values()), tuple(rows), tuple(members))
