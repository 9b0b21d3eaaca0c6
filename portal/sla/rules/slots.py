"""Which files a month needs: one per shop and export tool."""

from dataclasses import dataclass

from portal.contracts.rules.terms import ContractTerms


@dataclass(frozen=True)
class Slot:
    """One file that a month needs: a shop and the tool its figures are exported from ("" = any tool)."""

    key: str
    platform: str
    shop: str
    tool: str


def slots_of(terms: ContractTerms) -> tuple[Slot, ...]:
    """The files a month needs: one per shop and export tool, in the order of the contract."""
    slots = [
        Slot(f"{shop.platform}|{shop.name}|{tool}"[:200], shop.platform, shop.name, tool)
        for shop in terms.shops
        for tool in (shop.export_tools or ("",))
    ]
    return tuple(slots) or (Slot("||", "", "", ""),)
