"""One file, several shops: what was staged for one shop is taken for the others it holds as well."""

from portal.kernel.errors import Invalid, NotFound
from portal.kernel.messages import message
from portal.sla.actions.large_files import LARGE_BYTES
from portal.sla.actions.receiving import Sent, stage
from portal.sla.actions.staging import read_for_slot
from portal.sla.actions.wholes import as_sent, shops_sent, stored_as_sent
from portal.sla.models import Submission
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.shops import same_shop
from portal.sla.rules.slots import Slot, slots_of


def other_shops(staged: Submission) -> list[Slot]:
    """The other slots of the month whose shop stands in a staged file too."""
    named = shops_sent(staged)
    if staged.state != "staged" or len(named) < 2:
        return []
    slots = slots_of(terms_of(month(staged.month_id)))
    own = next((slot for slot in slots if slot.key == staged.slot), None)
    return [
        slot
        for slot in slots
        if own is not None
        and slot.shop != own.shop
        and slot.tool == own.tool
        and any(same_shop(slot.shop, shop) for shop in named)
    ]


def receive_for_other(staged: Submission, slot_key: str) -> Sent:
    """Before the turn to write: read the staged file for another of its shops; a large one is read later."""
    if slot_key not in {slot.key for slot in other_shops(staged)}:
        raise NotFound
    kept, name = stored_as_sent(staged)
    if kept.size > LARGE_BYTES:
        return Sent(name, b"", kept)
    content, name = as_sent(staged)
    record = month(staged.month_id)
    return Sent(name, content, read_for_slot(record, slot_key=slot_key, content=content, name=name))


def stage_for_other(staged: Submission, sent: Sent, *, slot_key: str) -> Submission:
    """Keep the file staged for another of its shops too."""
    if slot_key not in {slot.key for slot in other_shops(staged)}:
        raise Invalid(message("This month has no such shop and tool."))
    record = month(staged.month_id)
    return stage(record, sent, slot_key=slot_key)
