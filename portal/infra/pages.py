"""The frame around every page: rail, organisation, language and notices, given to the templates in one place."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask import flash as flask_flash
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.infra.access import Actor, actor_or_none, now
from portal.infra.i18n import LANGUAGES, _, language, lazy, say, say_last_day
from portal.infra.progress import STEPS, OpenDuty, open_duties, steps_of
from portal.infra.states import state_look
from portal.kernel.messages import Message
from portal.kernel.permissions import Permission, Side


@dataclass(frozen=True)
class RailEntry:
    """One entry of the left rail: where it leads, its word, its icon, and the permission that shows it."""

    endpoint: str
    label: Any
    icon: str
    permission: Permission
    phone: bool = False
    small_label: Any = None
    """Its word for a small shop; without one a small shop does not see it in the rail."""


P = Permission
PLACED = {"sla.schedule_line": "contracts"}
"""Pages that belong under another entry of the rail than their module's."""

RAILS: dict[Side, Sequence[RailEntry]] = {
    Side.MERCHANT: (
        RailEntry("overview.today", lazy("Today"), "home", P.ORGANISATION_VIEW, True, lazy("Today")),
        RailEntry("requirements.index", lazy("Requirements"), "clipboard-list", P.REQUIREMENTS_VIEW),
        RailEntry("vendors.directory", lazy("Vendors"), "users-group", P.VENDORS_VIEW),
        RailEntry(
            "contracts.index", lazy("Contracts"), "file-text", P.CONTRACTS_VIEW, True, lazy("Engagement")
        ),
        RailEntry("sla.months", lazy("Months"), "calendar-stats", P.MONTHS_VIEW, True, lazy("Months")),
        RailEntry("invoicing.index", lazy("Invoices"), "receipt", P.INVOICES_VIEW, True, lazy("Invoices")),
        RailEntry("reviews.index", lazy("Reviews"), "report-analytics", P.REVIEWS_VIEW),
        RailEntry(
            "accounts.settings", lazy("Settings"), "settings", P.ORGANISATION_VIEW, False, lazy("Settings")
        ),
    ),
    Side.VENDOR: (
        RailEntry("overview.today", lazy("Today"), "home", P.ORGANISATION_VIEW, True, lazy("Today")),
        RailEntry(
            "sourcing.tenders", lazy("Tenders"), "clipboard-list", P.TENDERS_VIEW, False, lazy("Tenders")
        ),
        RailEntry(
            "contracts.index", lazy("Contracts"), "file-text", P.CONTRACTS_VIEW, True, lazy("Contracts")
        ),
        RailEntry("sla.months", lazy("Months"), "calendar-stats", P.MONTHS_VIEW, True, lazy("Months")),
        RailEntry("invoicing.index", lazy("Invoices"), "receipt", P.INVOICES_VIEW, True, lazy("Invoices")),
        RailEntry("reviews.index", lazy("Reviews"), "report-analytics", P.REVIEWS_VIEW),
        RailEntry("vendors.own_profile", lazy("Profile"), "id-badge-2", P.ORGANISATION_VIEW),
        RailEntry(
            "accounts.settings", lazy("Settings"), "settings", P.ORGANISATION_VIEW, False, lazy("Settings")
        ),
    ),
    Side.OPERATOR: (
        RailEntry("overview.installation", lazy("Installation"), "server", P.INSTALLATION_VIEW, True),
        RailEntry(
            "accounts.organisations", lazy("Organisations"), "building-store", P.INSTALLATION_VIEW, True
        ),
        RailEntry("overview.jobs", lazy("Jobs"), "list-check", P.INSTALLATION_VIEW, True),
        RailEntry("overview.audit", lazy("Audit trail"), "history", P.AUDIT_VIEW, True),
    ),
}

FrameLoader = Callable[[Actor], dict[str, Any]]
"""What only accounts knows about the person: ``user_name``, ``organisations`` and ``notice_count``."""


def install_pages(app: Flask, load_frame: FrameLoader) -> None:
    """Give every template the frame; built lazily, so that answers without a page do not pay for it."""
    app.jinja_env.globals.update(asset_url=asset_url, state_look=state_look)
    app.jinja_env.filters.update(
        state_chip=lambda state: _state_chip(str(state), language()),
        dots=lambda steps: _dots(tuple((step.key, step.state) for step in steps), language()),
    )

    @app.context_processor
    def frame() -> dict[str, Any]:
        acting = actor_or_none()
        shared = {"locale": language(), "locales": list(LANGUAGES), "shell": _shell(acting), "thread": None}
        if acting is None:
            return shared | {"viewer": None, "rail": [], "notice_count": 0}
        known = load_frame(acting)
        viewer = SimpleNamespace(
            side=acting.side,
            roles=acting.roles,
            organisation_id=acting.organisation_id,
            organisation_name=acting.organisation_name,
            small=acting.is_small,
            may=acting.may,
            user_name=known["user_name"],
            organisations=known["organisations"],
        )
        return shared | {"viewer": viewer, "rail": rail(acting), "notice_count": known["notice_count"]}


def _shell(acting: Actor | None) -> SimpleNamespace:
    addresses = {"language_url": url_for("accounts.choose_language")}
    if acting is not None:
        addresses |= {
            "home_url": url_for("overview.home"),
            "search_url": url_for("overview.search"),
            "notices_url": url_for("accounts.notices"),
            "sign_out_url": url_for("accounts.sign_out"),
            "profile_url": url_for("accounts.profile"),
            "organisation_url": url_for("accounts.switch_organisation"),
        }
    else:
        addresses |= {"home_url": "/"}
    return SimpleNamespace(**addresses)


def rail(acting: Actor) -> list[SimpleNamespace]:
    """The entries this person sees, in the order of the work; a small shop sees the four it needs."""
    if acting.side is None:
        return []
    here = PLACED.get(request.endpoint or "", (request.endpoint or "").split(".")[0])
    shown = [entry for entry in RAILS[acting.side] if acting.may(entry.permission)]
    if acting.is_small:
        shown = [entry for entry in shown if entry.small_label is not None]
    return [
        SimpleNamespace(
            url=url_for(entry.endpoint),
            label=entry.small_label if acting.is_small else entry.label,
            icon=entry.icon,
            phone=entry.phone,
            active=_is_active(entry, here),
        )
        for entry in shown
    ]


def _is_active(entry: RailEntry, here: str) -> bool:
    module, view = entry.endpoint.split(".")
    if module in ("overview", "accounts"):
        return request.endpoint == entry.endpoint or (view == "settings" and here == "accounts")
    return module == here or (module == "requirements" and here == "sourcing")


@cache
def asset_url(filename: str) -> str:
    """The address of a static file with its fingerprint, so that browsers may keep it for ever."""
    path = Path(str(current_app.static_folder), filename)
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "missing"
    return f"{current_app.static_url_path}/{filename}?v={fingerprint}"


@cache
def _state_chip(state: str, _language: str) -> Markup:
    """The chip of a state without details, drawn once per language: lists show hundreds of them."""
    drawn: Any = current_app.jinja_env.get_template("macros/page.html").module
    chip: Markup = drawn.state_chip(state)
    return chip


@lru_cache(maxsize=4096)
def _dots(states: tuple[tuple[str, str], ...], _language: str) -> Markup:
    """The row of dots for the states of the steps, drawn once per language: few ways to stand ever occur."""
    drawn: Any = current_app.jinja_env.get_template("macros/page.html").module
    row: Markup = drawn.dots([SimpleNamespace(label=STEPS[key], state=state) for key, state in states])
    return row


def page(template: str, **values: Any) -> str:
    """Render a page."""
    return render_template(template, **values)


def redirect_to(endpoint: str, **values: Any) -> Response:
    """After a writing form: see the result under its own address."""
    return redirect(url_for(endpoint, **values), 303)


def flash(words: Message | str, category: str = "success") -> None:
    """Say something once on the next page."""
    flask_flash(say(words), category)


def thread_of(engagement_id: int) -> SimpleNamespace:
    """The thread of six steps and the open duties, for the pages of an engagement."""
    acting = actor_or_none()
    me = acting.organisation_id if acting is not None else None
    duties = [_shown_duty(duty, me) for duty in open_duties(engagement_id=engagement_id)]
    return SimpleNamespace(steps=steps_of(engagement_id), duties=duties)


def _shown_duty(duty: OpenDuty, me: int | None) -> SimpleNamespace:
    side = _("Merchant") if duty.debtor_id == duty.merchant_id else _("Vendor")
    return SimpleNamespace(
        who=_("Your turn") if duty.debtor_id == me else side,
        what=say(duty.what),
        url=duty.url if duty.debtor_id == me else None,
        until=say_last_day(duty.due_at) if duty.due_at else None,
        late=bool(duty.due_at and duty.due_at < now()),
    )
