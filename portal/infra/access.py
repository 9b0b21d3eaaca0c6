"""Who acts and whether they may: every view carries a mark, and one check before the request judges it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.infra.tenancy import Viewer, set_viewer
from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Role, Side, is_allowed

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed in"


@dataclass(frozen=True)
class Actor:
    """The person or process that acts, the organisation it acts for, and the moment of the act."""

    organisation_id: int | None
    side: Side | None
    roles: frozenset[Role]
    now: datetime
    user_id: int | None = None
    label: str = "system"
    organisation_name: str = ""
    language: str = "en"
    time_zone: str = "Asia/Shanghai"
    is_small: bool = False
    """Whether the organisation chose the small-shop profile, which hides what it does not need yet."""
    seen_state: str = ""
    """What the organisation may see at this moment, in one word that changes with it; empty when unknown."""

    def may(self, permission: Permission | str) -> bool:
        """Whether side and roles hold the permission."""
        return self.side is not None and is_allowed(Permission(permission), side=self.side, roles=self.roles)

    @property
    def party(self) -> int:
        """The organisation acted for; acting without one is refused."""
        if self.organisation_id is None:
            raise Refused(message("Choose an organisation first."))
        return self.organisation_id


ActorLoader = Callable[[datetime], Actor | None]


def actor() -> Actor:
    """Who acts now; refused when nobody does."""
    acting: Actor | None = g.get("actor")
    if acting is None:
        raise Refused(message("Please sign in."))
    return acting


def actor_or_none() -> Actor | None:
    """Who acts now, if anybody: for the frame around a page."""
    return g.get("actor") if has_request_context() else None


def now() -> datetime:
    """The moment of this request or job, read once at its beginning."""
    moment: datetime | None = g.get("now")
    return moment or datetime.now(UTC)


def act_as(acting: Actor) -> None:
    """Set who acts, with whose eyes everything is seen from now on; edges outside a request call it themselves."""
    g.actor = acting
    g.now = acting.now
    g.language = acting.language
    g.time_zone = ZoneInfo(acting.time_zone)
    set_viewer(Viewer(acting.organisation_id, acting.now))


def system_actor(*, organisation_id: int, side: Side, moment: datetime, label: str) -> Actor:
    """A process that does an organisation's own follow-up work, such as drafting its invoice."""
    return Actor(
        organisation_id=organisation_id, side=side, roles=frozenset({Role.OWNER}), now=moment, label=label
    )


def public(view: View) -> View:
    """Mark a view that everybody may open, signed in or not."""
    return _mark(view, PUBLIC)


def signed_in(view: View) -> View:
    """Mark a view that needs a person but no permission, such as one's own language."""
    return _mark(view, SIGNED_IN)


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission it needs."""

    def mark(view: View) -> View:
        return _mark(view, permission)

    return mark


def _mark(view: View, access: Permission | str) -> View:
    view.__dict__["access"] = access
    return view


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """The mark of an endpoint, for the check, the route table and the tests."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access", None)


def install_access(app: Flask, load_actor: ActorLoader) -> None:
    """Judge every request by the mark of its view."""

    @app.before_request
    def judge() -> Response | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        g.now = datetime.now(UTC)
        acting = load_actor(g.now)
        if acting is not None:
            act_as(acting)
        access = access_of(current_app, request.endpoint)
        if access == PUBLIC:
            return None
        if acting is None:
            target = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("accounts.sign_in", next=target), 303)
        if access != SIGNED_IN and (access is None or not acting.may(access)):
            raise Refused(
                message("Your role does not allow this. The owner of your organisation can change that.")
            )
        return None


def refuse_unmarked_routes(app: Flask) -> None:
    """A route without a mark stops the start: nobody would have decided who may open it."""
    unmarked = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None
    )
    if unmarked:
        raise RuntimeError(f"Views without @requires, @signed_in or @public: {', '.join(unmarked)}")
