"""Warnings about a file as its preview says them: one sentence per kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.infra.i18n import _, say, say_list
from portal.kernel.messages import Message
from portal.sla.rules.grouping import SHOWN_ROWS, WarningGroup, grouped


@dataclass(frozen=True)
class WarningLine:
    """A sentence and the warnings it stands for."""

    words: str
    members: tuple[Message, ...]


def warning_lines(warnings: Sequence[Message]) -> list[WarningLine]:
    """The warnings by kind, with the columns and the first rows each names."""
    return [WarningLine(_words(group), group.members) for group in grouped(warnings)]


def _words(group: WarningGroup) -> str:
    if not group.is_several:
        return say(group.sentence)
    shown = say_list(group.rows[:SHOWN_ROWS])
    rows = (
        _("rows %(rows)s …", rows=shown) if len(group.rows) > SHOWN_ROWS else _("rows %(rows)s", rows=shown)
    )
    return _(
        group.sentence.template,
        columns=say_list(_("“%(name)s”", name=say(one)) for one in group.columns),
        count=len(group.members),
        rows=rows,
    )
