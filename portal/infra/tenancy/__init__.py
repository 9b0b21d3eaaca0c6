"""Who may see and change a row: most rows belong to two parties, and no query needs to remember who is asking.

Every mapped table declares one of six kinds by its mixin. One listener adds the kind's condition to every
statement; one check stands before every flush. Without a viewer, with plain SQL or with a bulk statement on such
tables the answer is ``TenancyError``: it fails closed. The only way round is ``across_tenants("reason")``.
"""

from portal.infra.tenancy.guard import TenantSession
from portal.infra.tenancy.kinds import (
    Installation,
    Invited,
    PartOf,
    Private,
    Public,
    Reference,
    Shared,
    Tenanted,
    parties,
)
from portal.infra.tenancy.viewer import (
    TenancyError,
    Viewer,
    across_tenants,
    current_viewer,
    set_viewer,
    viewing,
)

__all__ = [
    "Installation",
    "Invited",
    "PartOf",
    "Private",
    "Public",
    "Reference",
    "Shared",
    "TenancyError",
    "TenantSession",
    "Tenanted",
    "Viewer",
    "across_tenants",
    "current_viewer",
    "parties",
    "set_viewer",
    "viewing",
]
