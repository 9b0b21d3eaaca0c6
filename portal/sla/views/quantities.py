"""The page about one quantity behind the fee, such as seats: what counts, and objections also after the agreement."""

from flask import url_for

from portal.infra.i18n import _, say_number
from portal.infra.pages import page
from portal.kernel.errors import NotFound
from portal.sla.forms import ClaimForm
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.keys import QUANTITY
from portal.sla.views.board import quantity_name
from portal.sla.views.claim_parts import talk_about


def quantity_page(full: MonthInFull, name: str, form: ClaimForm) -> str:
    """One quantity of the rate card in this month; NotFound for one that the fee does not use."""
    count = full.judged.quantities.get(name)
    if count is None:
        raise NotFound
    form.about_quantity()
    return page(
        "sla/quantity.html",
        month=full.record,
        name=quantity_name(name),
        back=url_for("sla.month", month_id=full.record.id),
        facts=[
            (_("Counts in this month"), say_number(count)),
            (_("Fee by the rate card"), full.judged.priced.net),
        ],
        talk=talk_about(full, f"{QUANTITY}{name}"),
        form=form,
    )
