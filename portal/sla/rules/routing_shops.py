"""Where the shops of one file belong: a file of several shops has a place for each of them that a contract names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.kernel.messages import Message, message
from portal.sla.rules.routing import Aliases, FileFacts, Offer, Route, alias_of, route
from portal.sla.rules.shops import same_shop

MOST_NAMED = 5


@dataclass(frozen=True)
class ShopRoute:
    """Where the rows of one shop belong; `note` is what is to be said although the place is known."""

    alias: str
    route: Route
    note: Message | None = None


def routes(
    facts: FileFacts, file_name: str, offers: Sequence[Offer], aliases: Aliases
) -> tuple[ShopRoute, ...]:
    """The places of a file: one, or one per shop when it names several that contracts name.

    Of a file of several shops the rows of a shop are taken only for a slot that bears its name; shops that no
    contract names are named with the first place. What stays open is asked, shop by shop.
    """
    found = route(facts, file_name, offers, aliases)
    if found.is_decided or len(facts.shops) < 2:
        return (ShopRoute(alias_of(facts, file_name), found),)
    by_shop: dict[str, list[Offer]] = {}
    for shop in facts.shops:
        if not any(same_shop(shop, other) for other in by_shop):
            by_shop[shop] = [one for one in offers if same_shop(one.shop, shop)]
    unknown = [shop for shop, places in by_shop.items() if not places]
    of_shops = [
        _of_shop(replace(facts, shops=(shop,)), file_name, places)
        for shop, places in by_shop.items()
        if places
    ]
    if not of_shops:
        return (ShopRoute(alias_of(facts, file_name), found),)
    if unknown:
        of_shops[0] = replace(of_shops[0], note=_unnamed(unknown))
    return tuple(of_shops)


def _of_shop(facts: FileFacts, file_name: str, offers: Sequence[Offer]) -> ShopRoute:
    return ShopRoute(alias_of(facts, file_name), route(facts, file_name, offers, {}))


def _unnamed(shops: Sequence[str]) -> Message:
    named = ", ".join(shops[:MOST_NAMED]) + (" …" if len(shops) > MOST_NAMED else "")
    return message("The file also holds shops that none of your contracts names: %(shops)s.", shops=named)
