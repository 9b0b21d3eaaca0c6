"""Pages of accounts."""

from flask import Blueprint

from portal.infra.access import public, requires, signed_in
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.post("/language")
@public
def choose_language() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/notices")
@signed_in
def notices() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/me")
@signed_in
def profile() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.post("/organisation")
@signed_in
def switch_organisation() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/settings")
@requires(Permission.ORGANISATION_VIEW)
def settings() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/organisations")
@requires(Permission.INSTALLATION_VIEW)
def organisations() -> str:
    """To be built."""
    return page("layout/page.html")
