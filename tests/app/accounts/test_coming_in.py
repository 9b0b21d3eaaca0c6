"""Setting up, joining, signing in and out, as people do it in a browser."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.actions.invitations import invite_person, invite_vendor
from portal.accounts.actions.set_up import issue_set_up_link
from portal.accounts.queries.organisations import organisation
from portal.infra.mail import outbox
from portal.infra.transactions import transaction
from portal.kernel.permissions import Role
from portal.settings import Settings
from tests.factories.accounts import PASSWORD, acting_as, make_colleague, make_merchant, make_vendor
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]


def set_up_link(app: Flask) -> str:
    with app.app_context(), transaction():
        link = issue_set_up_link()
    assert link is not None
    return link.split("8000", 1)[1]


FIRST = {"organisation": "山野运动", "name": "林晓", "login": "lin@example.com", "password": PASSWORD}


def test_the_first_person_sets_the_portal_up(app: Flask, visitor: Visitors) -> None:
    link, anna = set_up_link(app), visitor()
    page = anna.get(link)
    assert "Welcome to Steelyard" in page.title
    page = anna.submit(page, FIRST | {"size": "small", "situation": "vendor"}, having="Begin")
    assert page.url == "/contracts/enter"
    assert "山野运动" in page.text
    assert "Installation" in page.text
    visitor().get(link, status=404)
    with app.app_context(), transaction():
        assert issue_set_up_link() is None


def test_wrong_entries_lose_nothing(app: Flask, visitor: Visitors) -> None:
    link, anna = set_up_link(app), visitor()
    wrong = FIRST | {"login": "lin@", "organisation": "  ", "password": "short"}
    page = anna.submit(anna.get(link), wrong, having="Begin", status=422)
    assert page.form("Begin").fields["name"] == "林晓"
    page = anna.submit(page, FIRST | {"password": "password1"}, having="Begin", status=422)
    assert "among the first that anybody would try" in page.text
    anna.submit(page, FIRST | {"login": "two words!"}, having="Begin", status=422)
    anna.submit(page, FIRST, having="Begin")


def test_a_newer_set_up_link_replaces_the_older(app: Flask, visitor: Visitors) -> None:
    old, new = set_up_link(app), set_up_link(app)
    visitor().get(old, status=404)
    visitor().get(new)


def test_whoever_wants_to_look_first_is_told_how(app: Flask, visitor: Visitors) -> None:
    link, anna = set_up_link(app), visitor()
    page = anna.submit(anna.get(link), {"situation": "demonstration"}, having="Begin")
    assert "./run demo" in page.text
    anna.get(page.link("Back to the set-up"))


@pytest.mark.parametrize("typed", ["{login}", " {login} ", "{LOGIN}"])
def test_signing_in_and_out(app: Flask, visitor: Visitors, typed: str) -> None:
    merchant, anna = make_merchant(app), visitor()
    anna.sign_in(typed.format(login=merchant.login, LOGIN=merchant.login.upper()), PASSWORD)
    page = anna.get("/me")
    assert merchant.person in page.text
    anna.submit(page, having="Sign out")
    assert "/sign-in" in anna.get("/me").url


def test_signing_in_leads_to_the_page_that_was_wanted(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    page = anna.get("/settings")
    page = anna.submit(page, {"login": merchant.login, "password": PASSWORD}, having="password")
    assert page.url == "/settings"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_signing_in_never_leads_elsewhere(app: Flask, visitor: Visitors, target: str) -> None:
    merchant, anna = make_merchant(app), visitor()
    page = anna.get("/sign-in?next=" + target)
    page = anna.submit(page, {"login": merchant.login, "password": PASSWORD}, having="password")
    assert page.url == "/today"


def test_ten_wrong_passwords_lock_strangers_out_but_not_the_owners_browser(
    app: Flask, visitor: Visitors
) -> None:
    merchant, owner, stranger = make_merchant(app), visitor(), visitor()
    owner.sign_in(merchant.login, PASSWORD)
    owner.submit(owner.get("/me"), having="Sign out")
    wrong = {"login": merchant.login, "password": "wrong password"}
    for _ in range(10):
        page = stranger.submit(stranger.get("/sign-in"), wrong, having="password", status=422)
        assert "Account or password is wrong" in page.text
    right = {"login": merchant.login, "password": PASSWORD}
    page = stranger.submit(page, right, having="password", status=429)
    assert "wait five minutes" in page.text
    owner.sign_in(merchant.login, PASSWORD)


@pytest.mark.parametrize("login", ["nobody@example.com", "not an account!", "13800138000"])
def test_an_unknown_account_is_answered_like_a_wrong_password(
    app: Flask, visitor: Visitors, login: str
) -> None:
    anna = visitor()
    page = anna.submit(anna.get("/sign-in"), {"login": login, "password": "x"}, having="password", status=422)
    assert "Account or password is wrong" in page.text


def test_an_invited_person_joins_with_the_roles_of_the_link(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    with acting_as(app, merchant):
        link = invite_person(name="陈会计", address="chen@example.com", roles=[Role.FINANCE])
    path = "/join/" + link.rpartition("/")[2]
    page = anna.get(path)
    assert f"Join {merchant.name}" in page.title
    assert page.form("Join").fields["login"] == "chen@example.com"
    page = anna.submit(page, {"password": PASSWORD}, having="Join")
    assert page.url == "/today"
    assert "Finance" in anna.get("/me").text
    visitor().get(path, status=404)
    owner = visitor()
    owner.sign_in(merchant.login, PASSWORD)
    assert "陈会计 has joined" in owner.get("/notices").text


def test_an_invited_vendor_joins_and_the_merchant_is_told(app: Flask, visitor: Visitors) -> None:
    merchant, bo = make_merchant(app), visitor()
    with acting_as(app, merchant):
        vendor, link = invite_vendor("云海客服", "王经理", "overview.today")
        number = vendor.id
    page = bo.get("/join/" + link.rpartition("/")[2])
    assert f"{merchant.name} invites you" in page.title
    bo.submit(page, {"login": "wang", "password": PASSWORD}, having="Join")
    with acting_as(app, merchant):
        assert organisation(number).joined_at is not None
    anna = visitor()
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get("/notices")
    assert "云海客服 has joined" in page.text
    page = anna.submit(page, having="Mark all as read")
    assert "new" not in page.text.split("What happened")[1]


def test_somebody_with_an_account_joins_with_it(app: Flask, visitor: Visitors) -> None:
    merchant, other, anna = make_merchant(app), make_merchant(app), visitor()
    with acting_as(app, merchant):
        link = invite_person(name="x", roles=[Role.VIEWER])
    page = anna.get(anna.get("/join/" + link.rpartition("/")[2]).link("already have an account"))
    page = anna.submit(page, {"login": other.login, "password": PASSWORD}, having="password")
    page = anna.submit(page, having="Join " + merchant.name)
    assert merchant.name in page.text
    page = anna.submit(page, having=other.name)
    assert page.url == "/today"


def test_a_vendor_that_is_here_already_takes_over_what_was_prepared(app: Flask, visitor: Visitors) -> None:
    merchant, vendor, bo = make_merchant(app), make_vendor(app, "云海客服"), visitor()
    with acting_as(app, merchant):
        named, link = invite_vendor("云海", "", "overview.today")
        number = named.id
    bo.sign_in(vendor.login, PASSWORD)
    page = bo.get("/join/" + link.rpartition("/")[2])
    page = bo.submit(page, having="Join with 云海客服")
    assert page.url == "/today"
    with acting_as(app, merchant):
        assert organisation(number).merged_into_id == vendor.organisation_id


def test_somebody_elses_account_cannot_be_taken(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    with acting_as(app, merchant):
        link = invite_person(name="x", roles=[Role.VIEWER])
    page = anna.get("/join/" + link.rpartition("/")[2])
    taken = {"name": "x", "login": merchant.login, "password": PASSWORD}
    page = anna.submit(page, taken, having="Join", status=422)
    assert "This account is taken" in page.text
    anna.submit(page, {"login": "free", "password": PASSWORD}, having="Join")


def test_an_account_is_only_changed_by_who_knows_its_password(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    anna.sign_in(merchant.login, PASSWORD)
    anna.submit(anna.get("/me"), {"name": "Anna Lin"}, having="Save my account")
    refused = anna.submit(anna.get("/me"), {"login": "anna-lin"}, having="Save my account", status=422)
    assert "This is not your present password." in refused.text
    assert refused.tree.xpath("//input[@name='login']/@value") == ["anna-lin"]
    anna.submit(anna.get("/me"), {"login": "anna-lin", "present": PASSWORD}, having="Save my account")
    bo = visitor()
    bo.sign_in("anna-lin", PASSWORD)
    assert "Anna Lin" in bo.get("/me").text


def test_a_language_is_kept_by_cookie_and_by_person(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    anna.submit(anna.get("/sign-in"), having="简体中文")
    anna.get("/sign-in")
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.submit(anna.get("/me"), having="繁體中文")
    assert page.tree.get("lang") == "zh-Hant"
    bo = visitor()
    bo.sign_in(merchant.login, PASSWORD)
    assert bo.get("/me").tree.get("lang") == "zh-Hant"


def test_an_owner_manages_people(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    make_colleague(app, merchant, Role.VIEWER, name="赵六")
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get("/people/invite")
    page = anna.submit(page, {"name": "新人", "roles": ["analyst"]}, having="Make the link")
    assert "The link for 新人 is ready" in page.text
    page = anna.submit(page, having="Withdraw")
    page = anna.get(page.link("赵六"))
    page = anna.submit(page, {"roles": ["manager", "analyst"]}, having="Save the roles")
    assert "Manager, Analyst" in page.text
    page = anna.get(page.link("赵六"))
    page = anna.submit(page, having="Link for a new password")
    assert "/reset/" in page.tree.xpath("//textarea")[0].text
    page = anna.submit(anna.get(page.link("赵六")), having="Remove from the organisation")
    assert "赵六 does not belong" in page.text


def test_an_organisation_keeps_an_owner(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get(anna.get("/people").link(merchant.person))
    page = anna.submit(page, {"roles": ["viewer"]}, having="Save the roles", status=422)
    assert "needs an owner" in page.text
    anna.submit(page, having="Remove from the organisation", status=403)


def test_an_owner_opens_no_door_of_another_organisation(app: Flask, visitor: Visitors) -> None:
    merchant, other, anna = make_merchant(app), make_merchant(app), visitor()
    with acting_as(app, merchant):
        link = invite_person(name="x", roles=[Role.VIEWER])
    bo = visitor()
    bo.sign_in(other.login, PASSWORD)
    bo.submit(bo.get("/join/" + link.rpartition("/")[2]), having="Join " + merchant.name)
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get(anna.get("/people").link(other.person))
    anna.submit(page, having="Link for a new password", status=403)


def test_a_reset_link_sets_a_password_once_and_signs_out_everywhere(app: Flask, visitor: Visitors) -> None:
    merchant, anna, bo = make_merchant(app), visitor(), visitor()
    colleague = make_colleague(app, merchant, Role.VIEWER)
    bo.sign_in(colleague.login, PASSWORD)
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.submit(anna.get(anna.get("/people").link(colleague.person)), having="Link for a new password")
    link = page.tree.xpath("//textarea")[0].text.rpartition("/")[2]
    stranger = visitor()
    page = stranger.get(f"/reset/{link}")
    page = stranger.submit(page, {"password": "12345678"}, having="Set the new", status=422)
    stranger.submit(page, {"password": "another long secret"}, having="Set the new")
    stranger.get(f"/reset/{link}", status=404)
    assert "/sign-in" in bo.get("/me").url
    stranger.sign_in(colleague.login, "another long secret")


def test_changing_the_password_needs_the_present_one(app: Flask, visitor: Visitors) -> None:
    merchant, anna, elsewhere = make_merchant(app), visitor(), visitor()
    anna.sign_in(merchant.login, PASSWORD)
    elsewhere.sign_in(merchant.login, PASSWORD)
    page = anna.get("/me")
    wrong = {"current": "wrong", "password": "another long secret"}
    page = anna.submit(page, wrong, having="Change the password", status=422)
    assert "not your present password" in page.text
    anna.submit(page, wrong | {"current": PASSWORD}, having="Change the password")
    assert "/sign-in" in elsewhere.get("/me").url
    anna.get("/me")


def test_a_forgotten_password_is_answered_the_same_for_everybody(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    for login in (merchant.login, "nobody@example.com"):
        page = anna.submit(anna.get("/forgotten"), {"login": login}, having="Send the link")
        assert "a link is on its way" in page.text


def test_settings_are_kept_and_a_doubtful_number_is_only_remarked_upon(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get("/settings")
    values = {"name": "山野运动有限公司", "identifier": "91110000600037341M", "bank_account": "6222 0000"}
    page = anna.submit(page, values, having="Save")
    assert "check character is wrong" in page.text
    assert page.form("bank_account").fields["bank_account"] == "6222 0000"
    anna.submit(page, {"name": " "}, having="Save", status=422)


def test_a_viewer_reads_the_settings_but_changes_nothing(app: Flask, visitor: Visitors) -> None:
    merchant, bo = make_merchant(app), visitor()
    viewer = make_colleague(app, merchant, Role.VIEWER)
    bo.sign_in(viewer.login, PASSWORD)
    assert "An owner of the organisation can change this" in bo.get("/settings").text
    bo.get("/people", status=403)


def test_a_merchant_does_not_answer_its_own_invitation(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    with acting_as(app, merchant):
        _, link = invite_vendor("云海", "", "overview.today")
    token = link.rpartition("/")[2]
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get(f"/join/{token}")
    assert "for the other side" in page.text
    values = {"csrf_token": page.form("somebody else").fields["csrf_token"], "idempotency_key": "k"}
    anna.post(f"/join/{token}/own-account", values, status=403)
    page = anna.submit(page, having="somebody else")
    anna.submit(page, {"name": "王", "login": "wang", "password": PASSWORD}, having="Join")


def test_a_wrong_password_stands_in_the_audit_trail(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    wrong = {"login": merchant.login, "password": "wrong password"}
    anna.submit(anna.get("/sign-in"), wrong, having="password", status=422)
    anna.sign_in(merchant.login, PASSWORD)
    assert f"A wrong password was tried for {merchant.person}" in anna.get("/audit").text


def test_people_of_another_organisation_do_not_exist(app: Flask, visitor: Visitors) -> None:
    merchant, other, anna, bo = make_merchant(app), make_merchant(app), visitor(), visitor()
    anna.sign_in(merchant.login, PASSWORD)
    page = anna.get("/people")
    number = page.link(merchant.person).rpartition("/")[2]
    page = anna.get("/people/invite")
    anna.submit(page, {"name": "x", "roles": ["viewer"]}, having="Make the link")
    bo.sign_in(other.login, PASSWORD)
    page = bo.get("/people")
    assert merchant.person not in page.text
    bo.get(f"/people/{number}", status=404)
    for place in (f"{number}/remove", f"{number}/reset-link", "invitations/1/withdraw"):
        keys = {"csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0]}
        bo.post(f"/people/{place}", keys | {"idempotency_key": place}, status=404)


def test_a_mail_leads_to_a_new_password(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    for _ in range(4):
        anna.submit(anna.get("/forgotten"), {"login": merchant.login}, having="Send the link")
    with app.app_context():
        letters = outbox()
    assert len(letters) == 3
    link = next(word for word in letters[0].text.split() if "/reset/" in word)
    page = anna.get("/reset/" + link.rpartition("/")[2])
    anna.submit(page, {"password": "another long secret"}, having="Set the new")
    anna.sign_in(merchant.login, "another long secret")


def test_the_demonstration_lets_a_visitor_be_anybody(
    app: Flask, visitor: Visitors, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant, anna = make_merchant(app), visitor()
    make_colleague(app, merchant, Role.FINANCE, name="陈会计")
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"demonstration": True}))
    page = anna.submit(anna.get("/sign-in"), having="陈会计")
    assert page.url == "/today"
    assert "Finance" in anna.get("/me").text
