"""The vendor's side: what it was asked for, and its quote on one page."""

from decimal import Decimal
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import actor, now, requires
from portal.infra.forms import value_of
from portal.infra.i18n import _, say
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.kernel.errors import NotFound, PortalError
from portal.kernel.permissions import Permission, Side
from portal.requirements.documents import body_words
from portal.requirements.queries import body_at, requirement
from portal.requirements.rules.body import Body
from portal.requirements.rules.standards import standard
from portal.sourcing.actions import decline_request, save_quote, submit_quote, withdraw_quote
from portal.sourcing.forms import QuoteForm, promise_fields, typed_line
from portal.sourcing.queries import latest_quote, party_names, rate_lines, tenders_of
from portal.sourcing.queries import quote_request as request_of
from portal.sourcing.rules.assembling import need_of
from portal.sourcing.views.frame import blueprint
from portal.vendors.queries import facts_of, years_since

EMPTY_LINES = 3


@blueprint.get("/tenders")
@requires(Permission.TENDERS_VIEW)
def tenders() -> str:
    """Requests this vendor received."""
    return page("sourcing/tenders.html", lines=tenders_of(actor().party))


@blueprint.get("/requests/<int:request_id>")
@requires(Permission.ORGANISATION_VIEW)
def quote_request(request_id: int) -> str:
    """One request: what is asked for, and the quote as far as the reader may see it."""
    asked = request_of(request_id)
    title, body = body_at(asked.requirement_id, asked.requirement_version)
    quote = latest_quote(request_id)
    merchant, vendor = party_names(asked)
    return page(
        "sourcing/request.html",
        asked=asked,
        title=title,
        body=body,
        quote=quote,
        lines=rate_lines(quote) if quote else (),
        merchant=merchant,
        vendor=vendor,
        is_vendor=actor().side is Side.VENDOR,
        is_open=asked.state in ("invited", "quoted") and not _is_over(asked),
        is_over=_is_over(asked),
        thread=thread_of(asked.engagement_id),
        **body_words(body),
    )


def _is_over(asked: Any) -> bool:
    return asked.deadline is not None and asked.deadline < now()


@blueprint.route("/requests/<int:request_id>/quote", methods=["GET", "POST"])
@requires(Permission.QUOTES_GIVE)
def quote_form(request_id: int) -> str | Response | tuple[str, int]:
    """Prices, promises and facts; kept as a draft or sent at once."""
    asked = request_of(request_id)
    if asked.vendor_id != actor().party:
        raise NotFound
    title, body = body_at(asked.requirement_id, asked.requirement_version)
    form = _form(body, latest_quote(request_id), currency=requirement(asked.requirement_id).currency)
    values = {"asked": asked, "title": title, "body": body, "form": form, "standard": standard}
    if request.method == "GET":
        return page("sourcing/quote_form.html", **values)
    if form.validate():
        try:
            saved = _save(request_id, form, body)
            if request.form.get("act") == "send":
                submit_quote(saved.id)
                flash(_("The quote was sent."))
            else:
                flash(_("The draft was saved."))
        except PortalError as error:
            form.refuse(error)
        else:
            return redirect_to("sourcing.quote_request", request_id=request_id)
    return page("sourcing/quote_form.html", **values), 422


def _save(request_id: int, form: QuoteForm, body: Body) -> Any:
    promised = {line.metric: value_of(form[f"promise_{line.metric}"]) for line in body.standards}
    return save_quote(
        request_id,
        currency=form.currency.data,
        tax_rate=form.tax_rate.value,
        lines=form.rate_card(),
        promises={metric: target for metric, target in promised.items() if target is not None},
        facts=form.facts(body.category),
        note=form.changed_text("note"),
    )


def _form(body: Body, earlier: Any, *, currency: str) -> QuoteForm:
    """The form with what is known: the earlier version, else the profile and the standards asked for."""
    rows = [
        (line.metric, say(standard(line.metric).metric.name), say(standard(line.metric).unit))
        for line in body.standards
    ]
    form_class: Any = type("FullQuoteForm", (QuoteForm,), promise_fields(rows))
    typed = _typed(earlier) if earlier else _usual(body, currency)
    form: QuoteForm = form_class(platforms=sorted(need_of(body).platforms), data=typed)
    return form


def _typed(earlier: Any) -> dict[str, Any]:
    facts = dict(earlier.facts)
    lines = rate_lines(earlier)
    return {
        "currency": earlier.currency,
        "tax_rate": f"{(Decimal(earlier.tax_rate) * 100).normalize():f}",
        "tax_inclusive": any(line.tax_inclusive for line in lines),
        "lines": [typed_line(line) for line in lines] + [{}] * EMPTY_LINES,
        "note": earlier.note,
        **_numbers(facts),
        "platforms": facts.get("platforms", []),
        "exam_before_start": facts.get("exam_before_start", False),
        "knows_category": "other" not in facts.get("categories", []),
        **{f"promise_{metric}": target for metric, target in earlier.promises.items()},
    }


def _usual(body: Body, currency: str) -> dict[str, Any]:
    profile = facts_of(actor().party)
    asked = need_of(body).platforms
    known = {**profile, "years": years_since(profile.get("founded_year"), now().date())}
    return {
        "currency": currency,
        "lines": [{"kind": "seat_month"}] + [{}] * EMPTY_LINES,
        **_numbers(known),
        "platforms": sorted(asked & set(profile["platforms"])) if "platforms" in profile else sorted(asked),
        "exam_before_start": profile.get("exam_before_start", False),
        "knows_category": body.category in profile.get("categories", [body.category]),
        **{f"promise_{line.metric}": str(line.target) for line in body.standards},
    }


def _numbers(facts: dict[str, Any]) -> dict[str, str]:
    names = ("agents", "reserve_agents", "years", "training_days", "replacement_hours")
    return {name: str(facts[name]) for name in names if facts.get(name) is not None}


@blueprint.post("/requests/<int:request_id>/decline")
@requires(Permission.QUOTES_GIVE)
def decline(request_id: int) -> Response:
    """Not quote."""
    if request_of(request_id).vendor_id != actor().party:
        raise NotFound
    decline_request(request_id)
    flash(_("The merchant was told that you will not quote."))
    return redirect_to("sourcing.quote_request", request_id=request_id)


@blueprint.post("/quotes/<int:quote_id>/withdraw")
@requires(Permission.QUOTES_GIVE)
def withdraw_sent_quote(quote_id: int) -> Response:
    """Take a sent quote back."""
    taken = withdraw_quote(quote_id)
    flash(_("The quote was withdrawn."))
    return redirect_to("sourcing.quote_request", request_id=taken.request_id)
