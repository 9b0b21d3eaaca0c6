"""What is wrong with a rate card before anybody signs it, in words for the person who enters it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from portal.kernel.messages import Message, message
from portal.kernel.rate_cards.lines import QUANTITIES, LineType, RateLine, quantity_key

NEEDS_BASE = frozenset({LineType.SALES_COMMISSION})


def faults_of_line(line: RateLine, currency: str) -> tuple[Message, ...]:
    """Why this line cannot be charged by; empty when it can."""
    return (*_price_faults(line, currency), *_quantity_faults(line), *_range_faults(line))


def faults_of_card(lines: Sequence[RateLine], currency: str) -> tuple[Message, ...]:
    """Why this card cannot be charged by, line by line and as a whole; empty when it can."""
    if not lines:
        return (message("A rate card needs at least one line."),)
    faults = [fault for line in lines for fault in faults_of_line(line, currency)]
    return tuple(dict.fromkeys([*faults, *_tier_faults(lines), *_limit_faults(lines)]))


def _price_faults(line: RateLine, currency: str) -> Iterator[Message]:
    name = line.kind.name
    if line.kind.by_rate:
        if line.rate is None or not 0 < line.rate <= 1:
            yield message("%(line)s: enter a share above 0 and up to 100 %%.", line=name)
    elif line.unit_price is None or line.unit_price.minor < 0:
        yield message("%(line)s: enter a price of 0 or more.", line=name)
    elif line.unit_price.currency != currency:
        yield message("%(line)s: the price must be in %(currency)s.", line=name, currency=currency)


def _quantity_faults(line: RateLine) -> Iterator[Message]:
    if line.line_type in NEEDS_BASE and line.base is None:
        yield message("%(line)s: choose which sales it is taken of.", line=line.kind.name)
    if line.quantity is not None and line.quantity not in QUANTITIES:
        yield message("%(line)s: this quantity is not known.", line=line.kind.name)


def _range_faults(line: RateLine) -> Iterator[Message]:
    if line.from_qty < 0 or (line.to_qty is not None and line.to_qty <= line.from_qty):
        yield message("%(line)s: the end of the tier must lie above its start.", line=line.kind.name)
    if line.valid_from and line.valid_to and line.valid_to <= line.valid_from:
        yield message("%(line)s: the last day must not lie before the first.", line=line.kind.name)


def _tier_faults(lines: Iterable[RateLine]) -> Iterator[Message]:
    def group(line: RateLine) -> tuple[str, str]:
        return str(quantity_key(line)), str(line.valid_from)

    tiers = sorted((line for line in lines if line.line_type is LineType.CONVERSATION_TIER), key=group)
    for _, members in groupby(tiers, key=group):
        ladder = sorted(members, key=lambda line: line.from_qty)
        if ladder[0].from_qty != 0 or ladder[-1].to_qty is not None:
            yield message("The tiers must begin at 0, and the last one must be open.")
        if any(below.to_qty != above.from_qty for below, above in pairwise(ladder)):
            yield message("The tiers must follow one another without gap or overlap.")
        if len({line.tier_mode for line in ladder}) > 1:
            yield message("Tiers of one volume are either all by slab or all by whole volume.")


def _limit_faults(lines: Iterable[RateLine]) -> Iterator[Message]:
    prices = {
        line.line_type: line.unit_price
        for line in lines
        if line.line_type in {LineType.MINIMUM, LineType.CAP} and line.unit_price
    }
    minimum, cap = prices.get(LineType.MINIMUM), prices.get(LineType.CAP)
    if minimum and cap and minimum.currency == cap.currency and minimum > cap:
        yield message("The minimum charge must not lie above the maximum.")
