"""What the portal has learnt about an organisation's files: answers by tool and names of shops, to see and forget."""

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.forms import typed_key
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.actions.batches import forget_alias
from portal.sla.actions.staging import forget_mapping
from portal.sla.queries.batches import shop_aliases
from portal.sla.queries.months import saved_mappings
from portal.sla.views.blueprint import blueprint
from portal.sla.views.board import tool_name
from portal.sla.views.reasons import figure_name


@blueprint.get("/months/learnt")
@requires(Permission.MONTHS_SUBMIT)
def learnt() -> str:
    """The saved answers by tool, and by what names shops are known."""
    return page(
        "sla/learnt.html",
        mappings=saved_mappings(),
        aliases=shop_aliases(),
        tool_name=tool_name,
        figure_name=figure_name,
    )


@blueprint.post("/months/learnt/tool")
@requires(Permission.MONTHS_SUBMIT)
def forget_tool() -> Response:
    """Forget the answers about the files of one tool."""
    forget_mapping(request.form.get("tool", ""))
    flash(message("Forgotten. The next file of this kind asks again."))
    return redirect_to("sla.learnt")


@blueprint.post("/months/learnt/shop")
@requires(Permission.MONTHS_SUBMIT)
def forget_shop() -> Response:
    """Forget by what name a shop was known."""
    forget_alias(typed_key("alias"))
    flash(message("Forgotten. The next file of this kind asks again."))
    return redirect_to("sla.learnt")
