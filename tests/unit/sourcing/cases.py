"""The four vendors on which three methods give three orders."""

from collections.abc import Mapping
from decimal import Decimal

from portal.kernel.messages import Message
from portal.sourcing.rules.criteria import Assessment, Candidate, Criterion, Direction

CAPABILITY = Criterion("capability", Message("Capability"), 35)
QUALITY = Criterion("quality", Message("Quality"), 25)
PRICE = Criterion("price", Message("Price"), 25, Direction.LESS, required=True)
REPUTATION = Criterion("reputation", Message("Reputation"), 15, scale=(Decimal(1), Decimal(5)))
CRITERIA = (CAPABILITY, QUALITY, PRICE, REPUTATION)


def candidate(name: str, values: Mapping[str, str | None], currency: str = "CNY") -> Candidate:
    return Candidate(
        key=name,
        name=name,
        currency=currency,
        assessments={
            key: Assessment(None if value is None else Decimal(value)) for key, value in values.items()
        },
    )


def vendor(
    name: str, capability: str | None, quality: str | None, price: str | None, reputation: str | None
) -> Candidate:
    return candidate(
        name, {"capability": capability, "quality": quality, "price": price, "reputation": reputation}
    )


V1 = vendor("V1", "42", "95", "4600", "4.7")
V2 = vendor("V2", "48", "90", "5200", "4.8")
V3 = vendor("V3", "38", "97", "3900", "4.5")
V4 = vendor("V4", "45", "93", "4800", "4.6")
FOUR = (V1, V2, V3, V4)
