"""Choosing one shop, so that people are compared with those who do the same work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.contracts.rules.terms import ContractTerms
from portal.infra.i18n import _
from portal.sla.rules.line_parts import SlotPart
from portal.sla.rules.months import slots_of
from portal.sla.views.board import slot_label

ALL = "all"


@dataclass(frozen=True)
class ShopChoice:
    """The slots to choose from as (key, words, chosen); empty while there is only one."""

    chosen: str
    items: tuple[tuple[str, str, bool], ...]

    def of(self, parts: Iterable[SlotPart]) -> list[SlotPart]:
        """The parts of the chosen slot, or all."""
        return [part for part in parts if self.chosen in {ALL, part.slot}]


def shop_choice(
    terms: ContractTerms, parts: Sequence[SlotPart], wanted: str | None, *, usual: str | None = ALL
) -> ShopChoice:
    """What can be chosen among the slots that have parts; `usual` None means the first of several."""
    held = {part.slot for part in parts}
    slots = [slot for slot in slots_of(terms) if slot.key in held]
    if len(slots) < 2:
        return ShopChoice(ALL, ())
    known = {ALL, *(slot.key for slot in slots)}
    chosen = wanted if wanted in known else usual or slots[0].key
    items = [(ALL, _("All shops")), *((slot.key, slot_label(slot)) for slot in slots)]
    return ShopChoice(chosen, tuple((key, words, key == chosen) for key, words in items))
