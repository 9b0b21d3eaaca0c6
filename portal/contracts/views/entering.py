"""Entering a contract that exists already."""

from portal.contracts.views.blueprint import blueprint
from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Permission


@blueprint.get("/contracts/enter")
@requires(Permission.CONTRACTS_EDIT)
def enter() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.post("/contracts/<int:contract_id>/invite")
@requires(Permission.CONTRACTS_EDIT)
def invite(contract_id: int) -> str:
    """To be built."""
    raise NotFound
