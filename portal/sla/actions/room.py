"""How much an organisation may keep uploaded without submitting it."""

from flask import current_app

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.queries.staged import staged_bytes

MEGABYTE = 1 << 20


def need_room(size: int) -> None:
    """Raise Invalid when this many bytes more than what waits already are too many."""
    limit = current_app.config["SETTINGS"].staged_limit_mb * MEGABYTE
    used = staged_bytes()
    if used + size > limit:
        raise Invalid(
            message(
                "What your organisation uploaded and did not submit takes %(used)s of %(limit)s MB, and this file "
                "has %(size)s MB. Submit or discard some of it first.",
                used=_megabytes(used),
                limit=limit // MEGABYTE,
                size=_megabytes(size),
            )
        )


def _megabytes(size: int) -> int:
    return -(-size // MEGABYTE)
