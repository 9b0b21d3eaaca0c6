"""A large file among many: once it is read, every other shop it holds finds its place as well."""

from contextlib import suppress
from typing import Any

from portal.kernel.errors import NotFound
from portal.sla.actions.batches import add_files
from portal.sla.actions.large_files import keep_reading
from portal.sla.actions.sending import SentFile, places_now
from portal.sla.actions.sorting import sort_facts
from portal.sla.actions.wholes import shops_sent, stored_as_sent
from portal.sla.models import FileBatch, Submission
from portal.sla.queries.batches import batch, batch_of, lines_of
from portal.sla.queries.months import month, submission
from portal.sla.rules.conversations import CONVERSATIONS
from portal.sla.rules.routing import FileFacts, folded
from portal.sla.rules.shops import same_shop


def keep_reading_and_others(result: dict[str, Any] | None, submission_id: int) -> None:
    """Write down what a large file gave; sent with others, it is taken for its other shops too."""
    keep_reading(result, submission_id)
    with suppress(NotFound):
        staged = submission(submission_id)
        batch_id = batch_of(submission_id)
        if batch_id is not None and staged.state == "staged":
            _take_for_others(staged, batch(batch_id))


def _take_for_others(staged: Submission, of: FileBatch) -> None:
    """Shops whose rows the beginning of the file did not show; those that no contract names are left."""
    kept, name = stored_as_sent(staged)
    known = [line for line in lines_of(of) if line.file.file_sha256 == kept.sha256]
    aliases = {line.file.alias for line in known}
    slots = [line.staged.slot.split("|")[1] for line in known if line.staged is not None]
    others = [
        shop
        for shop in shops_sent(staged)
        if folded(shop) not in aliases and not any(same_shop(shop, one) for one in slots)
    ]
    places = places_now()
    day = month(staged.month_id).first_day.isoformat()
    found: list[SentFile] = []
    for shop in others:
        if any(same_shop(shop, one.shop) for one in places.offers):
            facts = FileFacts(((CONVERSATIONS, 1),), (shop,), (day,), name)
            found += [SentFile(name, b"", one, kept) for one in sort_facts(facts, name=name, places=places)]
    add_files(of, found, places.offers)
