"""What goes to the other side is looked through for shops of the sender's other contracts."""

import io
from dataclasses import replace
from typing import BinaryIO

from portal.infra.tables.mentions import mentions
from portal.sla.actions.cutting import content_of_cut
from portal.sla.actions.wanted import Reading, Wanted, plain_problem
from portal.sla.rules.cuts import shop_to_cut
from portal.sla.rules.elsewhere import MENTIONED, error_about, named_elsewhere, names_in, sought
from portal.sla.rules.plain_messages import message_to_plain


def guarded(reading: Reading, content: bytes, wanted: Wanted) -> Reading:
    """The reading with an error where its rows are of another contract's shop, a warning where the file names one."""
    if not wanted.elsewhere:
        return reading
    shared = content if reading.cut is None else content_of_cut(reading.cut)
    return guarded_file(reading, io.BytesIO(shared), wanted)


def guarded_file(reading: Reading, shared: BinaryIO, wanted: Wanted) -> Reading:
    """The same for a file that lies somewhere. A whole that waits to be mended stays with its sender as it is."""
    if not wanted.elsewhere or shop_to_cut(reading.mapping, wanted.slot_shop) is not None:
        return reading
    shop = named_elsewhere(names_in(reading.mapping, reading.parts), wanted.elsewhere)
    if shop is not None:
        return replace(reading, errors=[plain_problem(error_about(shop)), *reading.errors], cut=None)
    if mentions(shared, sought(wanted.elsewhere, wanted.slot_shop)):
        return replace(reading, warnings=[message_to_plain(MENTIONED), *reading.warnings])
    return reading
