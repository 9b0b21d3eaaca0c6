"""Which contracts promise something about which metric, and in which version they fixed its definition."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.contracts.models import Contract, ContractVersion
from portal.contracts.queries import contracts_of
from portal.contracts.rules.plain import from_plain
from portal.infra.access import actor
from portal.infra.db import db
from portal.kernel.metrics import OwnMetric
from portal.kernel.permissions import Side


@dataclass(frozen=True)
class Pinned:
    """One line of one contract: the version of the metric it fixed, and its target as written."""

    contract_id: int
    number: str
    partner: str
    metric: str
    version: int
    target: str


def pinned_metrics() -> list[Pinned]:
    """The lines of all contracts the viewer is party to, in the version that counts now, newest contract first."""
    terms = _current_terms()
    is_vendor = actor().side is Side.VENDOR
    return [
        Pinned(
            contract_id=one.id,
            number=one.number,
            partner=one.merchant if is_vendor else one.vendor,
            metric=line["metric"],
            version=line["version"],
            target=line["target"],
        )
        for one in contracts_of()
        for line in terms.get(one.id, {}).get("sla", ())
    ]


def own_in_contracts() -> dict[str, list[OwnMetric]]:
    """The metrics that parties defined themselves, by key, in every version the viewer's contracts carry."""
    found: dict[tuple[str, int], OwnMetric] = {}
    for _, terms in sorted(_current_terms().items()):
        for plain in terms.get("own_metrics", ()):
            found[plain["key"], plain["version"]] = from_plain(OwnMetric, plain)
    by_key: dict[str, list[OwnMetric]] = {}
    for (key, _version), metric in sorted(found.items()):
        by_key.setdefault(key, []).append(metric)
    return by_key


def _current_terms() -> dict[int, dict[str, Any]]:
    query = select(ContractVersion.contract_id, ContractVersion.terms).join(
        Contract, (Contract.id == ContractVersion.contract_id) & (Contract.version == ContractVersion.number)
    )
    return {contract_id: dict(plain) for contract_id, plain in db.session.execute(query)}
