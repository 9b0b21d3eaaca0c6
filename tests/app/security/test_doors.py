"""Links, tickets and hosts: whoever should not come in does not, and nobody is led elsewhere."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.actions import signing_in
from portal.accounts.actions.invitations import invite_into, invite_person, invite_vendor
from portal.accounts.actions.new_passwords import reset_link_for
from portal.accounts.actions.one_time_links import RESET, address_of, issue, open_link
from portal.accounts.actions.people import give_place
from portal.accounts.models import Membership, OneTimeLink, SignIn, User
from portal.accounts.rules.passwords import RESET_LIFE
from portal.infra.db import db
from portal.infra.links import safe_target
from portal.infra.mail import Mail
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import Refused
from portal.kernel.permissions import Role
from portal.settings import Settings
from tests.app.security.attacks import forge, keys
from tests.app.security.conftest import Arrive
from tests.factories.accounts import (
    PASSWORD,
    acting_as,
    make_colleague,
    make_merchant,
    make_vendor,
)
from tests.factories.cooperations import Cooperation
from tests.visitor import Visitor

NEW = {"name": "Mallory", "login": "mallory@example.com", "password": "long enough words"}


def token_of(link: str) -> str:
    return link.rsplit("/", 1)[-1]


def test_a_merchant_does_not_enter_a_vendor_by_the_link_it_made(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    merchant = make_merchant(app)
    with acting_as(app, merchant):
        vendor, first = invite_vendor("Named only")
        second = invite_into(vendor.id, endpoint="overview.home")
        vendor_id = vendor.id
    bo = visitor()
    bo.submit(bo.get(f"/join/{token_of(first)}"), NEW | {"login": "bo@example.com"}, having="password")
    mallory = visitor()
    mallory.get(f"/join/{token_of(second)}", status=404)
    mallory.post(f"/join/{token_of(second)}", {**keys(mallory, "/sign-in"), **NEW}, status=404)
    assert people_of(app, vendor_id) == 1


def people_of(app: Flask, organisation_id: int) -> int:
    with app.app_context(), across_tenants("a test counts people"):
        query = select(Membership).where(Membership.organisation_id == organisation_id)
        return len(db.session.scalars(query).all())


def test_nobody_outside_makes_links_into_an_organisation_that_has_joined(
    pair: Cooperation, arrive: Arrive, app: Flask
) -> None:
    for party in (pair.merchant, pair.vendor):
        forge(arrive(party), f"/contracts/{pair.contract_id}/invite", status=403)
    with acting_as(app, pair.merchant), pytest.raises(Refused):
        invite_into(pair.vendor.organisation_id, endpoint="overview.home")


def test_a_link_for_a_new_password_dies_when_the_person_belongs_elsewhere_too(app: Flask) -> None:
    owner, other = make_merchant(app), make_vendor(app)
    colleague = make_colleague(app, owner, Role.VIEWER)
    with acting_as(app, owner), across_tenants("a test looks for a place"):
        place = db.session.scalars(select(Membership).where(Membership.user_id == colleague.user_id)).one()
        link = db.session.get(OneTimeLink, reset_link_for(place.id))
        assert link is not None
        token = token_of(address_of(link))
    with acting_as(app, other):
        user = db.session.get(User, colleague.user_id)
        assert user is not None
        give_place(user, other.organisation_id, [Role.OWNER])
    with acting_as(app, owner):
        assert open_link(RESET, token) is None


def test_every_link_works_once(app: Flask, visitor: Callable[[], Visitor]) -> None:
    owner = make_merchant(app)
    with acting_as(app, owner):
        reset = token_of(address_of(issue(RESET, life=RESET_LIFE, user_id=owner.user_id)))
        join = token_of(invite_person(name="Eve", roles=[Role.VIEWER]))
    somebody = visitor()
    page = somebody.get(f"/reset/{reset}")
    somebody.submit(page, {"password": "another long phrase"}, having="password")
    somebody.post(
        f"/reset/{reset}", {**keys(somebody, "/sign-in"), "password": "third long phrase"}, status=404
    )
    eve = visitor()
    eve.submit(eve.get(f"/join/{join}"), NEW, having="password")
    mallory = visitor()
    mallory.post(f"/join/{join}", {**keys(mallory, "/sign-in"), **NEW, "login": "m2@example.com"}, status=404)
    assert people_of(app, owner.organisation_id) == 2


def test_signing_in_again_ends_the_earlier_ticket_and_gives_another(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    anna = make_merchant(app)
    browser = visitor()
    browser.sign_in(anna.login, PASSWORD)
    stolen = browser.client.get_cookie("portal")
    assert stolen is not None
    values = {**keys(browser), "login": anna.login, "password": PASSWORD}
    browser.post("/sign-in", values, status=303, follow=False)
    thief = visitor()
    thief.client.set_cookie("portal", stolen.value)
    assert thief.get("/me").url.startswith("/sign-in")
    with app.app_context():
        assert len(db.session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all()) == 1


def test_a_ticket_planted_before_signing_in_is_worth_nothing(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    anna, victim = make_merchant(app), visitor()
    planted = victim.get("/sign-in") and victim.client.get_cookie("portal")
    assert planted is not None
    victim.sign_in(anna.login, PASSWORD)
    attacker = visitor()
    attacker.client.set_cookie("portal", planted.value)
    assert attacker.get("/me").url.startswith("/sign-in")


@pytest.mark.parametrize("end", ["sign-out", "password", "roles", "removal", "switch"])
def test_a_copied_ticket_ends_with_the_session(
    app: Flask, visitor: Callable[[], Visitor], arrive: Arrive, end: str
) -> None:
    owner, other = make_merchant(app), make_vendor(app)
    bo = make_colleague(app, owner, Role.MANAGER)
    with acting_as(app, other):
        user = db.session.get(User, bo.user_id)
        assert user is not None
        give_place(user, other.organisation_id, [Role.VIEWER])
    first = arrive(bo)
    forge(first, "/organisation", {"organisation_id": owner.organisation_id}, status=303)
    copied = first.client.get_cookie("portal")
    assert copied is not None
    thief = visitor()
    thief.client.set_cookie("portal", copied.value)
    assert thief.get("/me").url == "/me"
    with app.app_context(), across_tenants("a test looks for a place"):
        query = select(Membership.id).where(
            Membership.user_id == bo.user_id, Membership.organisation_id == owner.organisation_id
        )
        place = db.session.scalars(query).one()
    if end == "sign-out":
        forge(first, "/sign-out", status=303)
    elif end == "password":
        second = arrive(bo)
        new = {"current": PASSWORD, "password": "something else entirely"}
        forge(second, "/me/password", new, status=303)
    elif end == "switch":
        forge(first, "/organisation", {"organisation_id": other.organisation_id}, status=303)
    else:
        path = f"/people/{place}" + ("/remove" if end == "removal" else "")
        forge(arrive(owner), path, {"roles": "viewer"}, status=303)
    assert thief.get("/me").url.startswith("/sign-in")


def test_the_demonstration_door_is_no_door_elsewhere(app: Flask, visitor: Callable[[], Visitor]) -> None:
    anna, mallory = make_merchant(app), visitor()
    person = f"{anna.user_id}:{anna.organisation_id}"
    mallory.post("/demo/sign-in", {**keys(mallory, "/sign-in"), "person": person}, status=404)
    assert anna.person not in mallory.get("/sign-in").text


def test_the_answer_does_not_tell_whether_an_account_exists(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    anna = make_merchant(app)
    for path, values, status in (
        ("/sign-in", {"password": "wrong words here"}, 422),
        ("/forgotten", {}, 200),
    ):
        said = []
        for login in (anna.login, "nobody-at-all@example.com"):
            browser = visitor()
            page = browser.post(path, {**keys(browser, "/sign-in"), "login": login, **values}, status=status)
            said.append(page.text.replace(login, ""))
        assert said[0] == said[1]


def test_guessing_stops_before_anything_is_hashed(
    app: Flask, visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def judge(user: object, password: str) -> bool:
        looked_at.append(password)
        return False

    anna, browser = make_merchant(app), visitor()
    monkeypatch.setattr(signing_in, "password_matches", judge)
    for number in range(25):
        status = 422 if number < 10 else 429
        spelling = anna.login.upper() if number % 2 else f" {anna.login} "
        values = {"login": spelling, "password": f"guess {number}"}
        browser.post("/sign-in", {**keys(browser, "/sign-in"), **values}, status=status)
    assert len(looked_at) == 10


@pytest.mark.parametrize("password", ["short", "password1", "aaaaaaaaaaaa", "x" * 201])
def test_a_poor_password_is_refused_everywhere(
    app: Flask, visitor: Callable[[], Visitor], arrive: Arrive, password: str
) -> None:
    owner = make_merchant(app)
    with acting_as(app, owner):
        reset = token_of(address_of(issue(RESET, life=RESET_LIFE, user_id=owner.user_id)))
        join = token_of(invite_person(name="Eve", roles=[Role.VIEWER]))
    somebody = visitor()
    start = keys(somebody, "/sign-in")
    somebody.post(f"/reset/{reset}", {**start, "password": password}, status=422)
    start = keys(somebody, "/sign-in")
    somebody.post(f"/join/{join}", {**start, **NEW, "password": password}, status=422)
    forge(arrive(owner), "/me/password", {"current": PASSWORD, "password": password}, status=422)


def test_no_organisation_loses_its_last_owner(app: Flask, arrive: Arrive) -> None:
    owner = make_merchant(app)
    with app.app_context(), across_tenants("a test looks for a place"):
        place = db.session.scalars(select(Membership.id).where(Membership.user_id == owner.user_id)).one()
    anna = arrive(owner)
    forge(anna, f"/people/{place}", {"roles": "viewer"}, status=422)
    forge(anna, f"/people/{place}/remove", status=403)
    assert anna.get("/people").status == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\r\nLocation: https://evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "http:evil.example",
        "/ok\\..\\evil",
    ],
)
def test_nobody_is_led_elsewhere(app: Flask, visitor: Callable[[], Visitor], target: str) -> None:
    anna, browser = make_merchant(app), visitor()
    start = keys(browser, "/sign-in")
    values = {**start, "locale": "en", "next": target}
    told = browser.post("/language", values, status=303, follow=False)
    assert told.response.headers["Location"] in {"/", safe_target(target)}
    values = {**keys(browser, "/sign-in"), "login": anna.login, "password": PASSWORD, "next": target}
    answer = browser.post("/sign-in", values, status=303, follow=False)
    assert answer.response.headers["Location"].startswith("/")
    assert "evil" not in answer.response.headers["Location"] or safe_target(target) is not None


def test_a_forged_host_gets_no_page_and_no_link(app: Flask) -> None:
    anna = make_merchant(app)
    client = app.test_client()
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
    for host in ("localhost:8000", "192.168.1.9:8000", "[::1]:8000", "shop-server", "nas.local"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 200
    liar = "http://6.6.6.6"
    page = client.get("/forgotten", base_url=liar).text
    (token,) = set(re.findall('name="csrf_token" value="([^"]+)"', page))
    values = {"csrf_token": token, "idempotency_key": "one", "login": anna.login}
    assert client.post("/forgotten", data=values, base_url=liar).status_code == 303
    with app.app_context():
        (mail,) = db.session.scalars(select(Mail)).all()
        assert "6.6.6.6" not in mail.text
        assert "http://127.0.0.1:8000/reset/" in mail.text


def test_mail_needs_a_public_address() -> None:
    with pytest.raises(ValueError, match="PORTAL_PUBLIC_URL"):
        Settings(mail_server="mail.example:25")
    Settings(mail_server="mail.example:25", public_url="https://portal.example")


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/forgotten", "/language", "/me", "/people/invite"]
)
def test_a_form_without_this_browsers_token_does_nothing(
    app: Flask, visitor: Callable[[], Visitor], arrive: Arrive, path: str
) -> None:
    anna, mallory = make_merchant(app), visitor()
    victim = arrive(anna)
    foreign = keys(mallory, "/sign-in")
    values = {"name": "x", "login": "x@example.com", "language": "en", "locale": "en", "roles": "owner"}
    for csrf_token in ("", "nonsense", foreign["csrf_token"]):
        sent = {**foreign, **values, "csrf_token": csrf_token}
        victim.post(path, sent, status=400, follow=False)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    app: Flask, visitor: Callable[[], Visitor]
) -> None:
    anna = make_merchant(app)
    browser = visitor()
    values = {**keys(browser, "/sign-in"), "login": anna.login, "password": PASSWORD}
    answer = browser.post("/sign-in", values, status=303, follow=False)
    cookies = answer.response.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
