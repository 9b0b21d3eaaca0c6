"""The page about figures that came late: how the days are counted, what they cost, and what both sides say about it."""

from typing import Any

from flask import url_for

from portal.infra.i18n import _, say_number
from portal.infra.pages import page
from portal.kernel.errors import NotFound
from portal.sla.forms import ClaimForm, WaiverForm
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.keys import LATE
from portal.sla.rules.shares import LineCredit
from portal.sla.views.board import line_name
from portal.sla.views.claim_parts import talk_about
from portal.sla.views.deciding import deciding_about_lateness


def late_page(full: MonthInFull, form: ClaimForm, waiver: WaiverForm) -> str:
    """Why figures count as late and what follows; NotFound in a month in which nothing was late."""
    found = next((one for one in full.judged.credits.lines if one.key == LATE), None)
    if not full.inputs.days_late and found is None and LATE not in full.claims:
        raise NotFound
    return page(
        "sla/late.html",
        month=full.record,
        name=line_name(full.terms, LATE),
        back=url_for("sla.month", month_id=full.record.id),
        state=_state(full, found),
        facts=_facts(full, found),
        deduction=found,
        report_days=full.terms.measurement.report_days,
        talk=talk_about(full, LATE),
        form=form,
        deciding=deciding_about_lateness(full),
        waiver=waiver,
    )


def _state(full: MonthInFull, found: LineCredit | None) -> str:
    if LATE in full.inputs.disputed:
        return "disputed"
    if LATE in full.inputs.relieved or found is None or not found.amount:
        return "relieved" if found is not None else "reported"
    return "missed"


def _facts(full: MonthInFull, found: LineCredit | None) -> list[tuple[str, Any]]:
    rule = full.terms.credits.late
    shown: list[tuple[str, Any]] = [
        (_("Due after the month"), _("%(days)s days", days=full.terms.measurement.report_days)),
        (_("Days late"), say_number(full.inputs.days_late)),
        (_("Handed in complete"), _("yes") if full.record.is_complete is not False else _("no")),
    ]
    if rule is None:
        return [*shown, (_("By the contract"), _("nothing is deducted for lateness"))]
    cap = None if rule.max_percent is None else f"{say_number(rule.max_percent)} %"
    return [
        *shown,
        (_("Days without a service credit"), say_number(rule.free_days) if rule.free_days else None),
        (
            _("Per day, of the service fee"),
            f"{say_number(rule.percent_per_day)} %" if rule.percent_per_day else None,
        ),
        (_("Per day, fixed"), rule.amount_per_day),
        (_("At most, of the service fee"), cap),
        (_("Service credit before the cap"), None if found is None else found.amount),
    ]
