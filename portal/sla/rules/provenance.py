"""How a figure came about, in words both sides read beside it."""

from collections.abc import Iterable

from portal.kernel.messages import Message, message

NAMES = {
    "typed": message("typed by hand"),
    "declared_by_vendor": message("declared by the vendor"),
    "declared_by_merchant": message("declared by the merchant"),
    "computed": message("computed from single rows"),
    "verified": message("checked by the merchant"),
}
"""The labels of a figure; the last one stands once the merchant checked it."""


def source_words(sources: Iterable[str]) -> Message | None:
    """Where a result comes from in one sentence; None when no figures give it."""
    names = [NAMES[one] for one in sorted(set(sources))]
    return message("Source: %(names)s.", names=names) if names else None
