"""The operator lets organisations in; the command line makes links."""

from collections.abc import Callable

from flask import Flask

from tests.factories.accounts import PASSWORD, make_merchant, make_operator
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]


def test_the_operator_lets_an_organisation_in(app: Flask, visitor: Visitors) -> None:
    operator, anna = make_operator(app), visitor()
    anna.sign_in(operator.login, PASSWORD)
    page = anna.get(anna.get("/organisations").link("New organisation"))
    anna.submit(page, {"name": " "}, having="Create", status=422)
    page = anna.submit(page, {"name": "云海客服", "side": "vendor", "contact": "王"}, having="Create")
    link = page.tree.xpath("//textarea")[0].text.rpartition("/")[2]
    assert "has not joined yet" in anna.get("/organisations").text
    bo = visitor()
    bo.submit(bo.get(f"/join/{link}"), {"login": "wang", "password": PASSWORD}, having="Join")
    page = anna.get(page.url)
    assert "not yet" not in page.text
    assert "/join/" not in page.text


def test_a_merchant_does_not_see_the_organisations(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    anna.sign_in(merchant.login, PASSWORD)
    anna.get("/organisations", status=403)


def test_links_from_the_command_line(app: Flask, visitor: Visitors) -> None:
    runner = app.test_cli_runner()
    assert "/set-up/" in runner.invoke(args=["set-up-link"]).output
    merchant = make_merchant(app)
    assert runner.invoke(args=["set-up-link"]).output == ""
    link = runner.invoke(args=["reset-link", merchant.login]).output.strip()
    visitor().get("/reset/" + link.rpartition("/")[2])
    assert "There is no account" in runner.invoke(args=["reset-link", "nobody"]).output


def test_nobody_is_anybody_outside_the_demonstration(app: Flask, visitor: Visitors) -> None:
    merchant, anna = make_merchant(app), visitor()
    page = anna.get("/sign-in")
    token = page.form("password").fields["csrf_token"]
    values = {
        "csrf_token": token,
        "idempotency_key": "k",
        "person": f"{merchant.user_id}:{merchant.organisation_id}",
    }
    anna.post("/demo/sign-in", values, status=404)
