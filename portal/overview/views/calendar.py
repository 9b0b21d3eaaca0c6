"""The public holidays that months are judged by, for everybody to read and for the operator to enter."""

from flask import request, url_for
from werkzeug.wrappers import Response

from portal.infra.access import now, requires, signed_in
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.kernel.sheets.encodings import decode
from portal.overview.forms import PLACES, HolidaysForm
from portal.overview.views.blueprint import blueprint
from portal.reference.actions.holidays import enter_holidays
from portal.reference.queries.holidays import all_versions, known_years, years_to_enter
from portal.reference.rules.holidays import MAINLAND, lines_of

LARGEST_FILE = 100_000
LINES = {"rows": 12, "spellcheck": "false"}


@blueprint.get("/calendar")
@signed_in
def calendar() -> str:
    """Every year that is known, from which announcement, and which year is missing."""
    versions = all_versions()
    return page(
        "overview/calendar.html",
        versions=versions,
        newest={(one.zone, one.year): one.version for one in reversed(versions)},
        missing=years_to_enter(now().date()),
        places=PLACES,
    )


@blueprint.get("/calendar/enter")
@requires(Permission.INSTALLATION_MANAGE)
def holidays_form() -> str:
    """A new year, or what is known about one to be corrected."""
    zone, year = request.args.get("place", MAINLAND), request.args.get("year", type=int)
    known = next((one for one in known_years() if (one.zone, one.year) == (zone, year)), None)
    if known is None:
        return _form_page(HolidaysForm(formdata=None, year=year or now().year + 1, zone=zone))
    return _form_page(
        HolidaysForm(
            formdata=None,
            zone=known.zone,
            year=known.year,
            source=known.source,
            published_on=known.published_on,
            lines=lines_of(known, off=_("off"), work=_("work")),
        )
    )


@blueprint.post("/calendar/enter")
@requires(Permission.INSTALLATION_MANAGE)
def enter_holiday_year() -> Response | tuple[str, int]:
    """Keep a year as it was announced."""
    form = HolidaysForm()
    try:
        if not form.validate():
            return _form_page(form), 422
        found = enter_holidays(
            zone=form.zone.data,
            year=form.year.data or 0,
            source=form.changed_text("source"),
            published_on=form.published_on.data or now().date(),
            lines=_file_lines() or form.lines.data or "",
        )
    except PortalError as refusal:
        form.refuse(refusal)
        return _form_page(form), 422
    flash(
        _(
            "The public holidays of %(year)s are kept as version %(version)s.",
            year=str(found.year),
            version=found.version,
        )
    )
    return redirect_to("overview.calendar")


def _form_page(form: HolidaysForm) -> str:
    return page("overview/calendar_edit.html", form=form, back=url_for("overview.calendar"), box=LINES)


def _file_lines() -> str:
    """The lines of the file that came along; nothing without one."""
    file = request.files.get("file")
    content = file.stream.read(LARGEST_FILE + 1) if file is not None else b""
    if len(content) > LARGEST_FILE:
        reason = message("The file is larger than a year of holidays can be.")
        raise Invalid(reason, fields={"file": reason})
    return decode(content, lambda _heading: False)[0] if content else ""
