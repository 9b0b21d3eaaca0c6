"""Two at the same moment: exactly one effect, on both databases, and nobody hears that something broke."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from portal.accounts.actions.invitations import invite_person
from portal.accounts.models import Membership
from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.kernel.permissions import Role
from portal.sla.models import MonthAnswer
from tests.app.security.attacks import forge, keys
from tests.app.security.conftest import Arrive
from tests.factories.accounts import PASSWORD, acting_as, make_colleague, make_merchant
from tests.factories.cooperations import GOOD, Cooperation, hand_in_file
from tests.visitor import Visitor

AT_ONCE = 6


def at_once(app: Flask, visitor: Visitor, url: str, forms: list[dict[str, str]]) -> list[int]:
    """Post every form in its own thread with the visitor's cookies, all at the same moment; the answers."""
    barrier = Barrier(len(forms))
    cookie = visitor.client.get_cookie("portal")

    def one(values: dict[str, str]) -> int:
        client = app.test_client()
        if cookie is not None:
            client.set_cookie("portal", cookie.value)
        barrier.wait()
        return client.post(url, data=values).status_code

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(one, forms))


def several(values: dict[str, str], *, count: int = AT_ONCE) -> list[dict[str, str]]:
    """The same form from several windows: each with a key of its own."""
    return [values | {"idempotency_key": secrets.token_urlsafe(18)} for _ in range(count)]


def test_a_month_is_accepted_once(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    page = merchant.get(f"/months/{pair.month_id}")
    (seen,) = set(page.tree.xpath("//input[@name='seen']/@value"))
    answers = at_once(
        app, merchant, f"/months/{pair.month_id}/accept", several({**keys(merchant), "seen": str(seen)})
    )
    assert answers.count(303) == 1
    assert set(answers) <= {303, 403, 409}
    with acting_as(app, pair.merchant):
        query = select(func.count(MonthAnswer.id)).where(MonthAnswer.kind == "accepted")
        assert db.session.scalar(query) == 1


def test_the_same_form_twice_at_once_is_one_act(app: Flask, pair: Cooperation, arrive: Arrive) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    values = {**keys(merchant), "comment": "wrong shop"}
    answers = at_once(app, merchant, f"/months/{pair.month_id}/return", [values] * AT_ONCE)
    assert set(answers) <= {303, 409}
    with acting_as(app, pair.merchant):
        query = select(func.count(MonthAnswer.id)).where(MonthAnswer.kind == "returned")
        assert db.session.scalar(query) == 1


def test_one_invitation_lets_one_person_in(app: Flask, visitor: Callable[[], Visitor]) -> None:
    owner = make_merchant(app)
    with acting_as(app, owner):
        token = invite_person(name="Eve", roles=[Role.VIEWER]).rsplit("/", 1)[-1]
    stranger = visitor()
    start = keys(stranger, f"/join/{token}")
    forms = [
        one | {"name": "E", "login": f"eve{number}@example.com", "password": "long enough words"}
        for number, one in enumerate(several(start))
    ]
    answers = at_once(app, stranger, f"/join/{token}", forms)
    assert answers.count(303) == 1
    assert set(answers) <= {303, 404, 409}
    with app.app_context(), across_tenants("a test counts people"):
        assert db.session.scalar(select(func.count(Membership.id))) == 2


def test_two_owners_cannot_remove_each_other(app: Flask, arrive: Arrive) -> None:
    first = make_merchant(app)
    second = make_colleague(app, first, Role.OWNER)
    with app.app_context(), across_tenants("a test looks for places"):
        rows = db.session.execute(select(Membership.user_id, Membership.id)).all()
        places = {row.user_id: row.id for row in rows}
    anna, bo = arrive(first), arrive(second)
    barrier = Barrier(2)

    def remove(person: Visitor, values: dict[str, str], whom: int) -> int:
        barrier.wait()
        return person.client.post(f"/people/{places[whom]}/remove", data=values).status_code

    jobs = [(anna, keys(anna), second.user_id), (bo, keys(bo), first.user_id)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda job: remove(*job), jobs))
    assert max(answers) < 500
    with app.app_context(), across_tenants("a test counts owners"):
        query = select(func.count(Membership.id)).where(Membership.ended_at.is_(None))
        assert db.session.scalar(query) == 1


def test_a_key_used_elsewhere_or_by_somebody_else_stops_nothing(
    app: Flask, pair: Cooperation, arrive: Arrive
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    key = {"idempotency_key": "the-same-key"}
    forge(vendor, "/notices/read", key, status=303)
    forge(merchant, "/notices/read", key, status=303)
    answer = forge(merchant, f"/months/{pair.month_id}/return", {"comment": "no", **key}, status=303)
    assert answer.response.headers["Location"] == f"/months/{pair.month_id}"
    again = forge(merchant, f"/months/{pair.month_id}/return", {"comment": "no", **key}, status=303)
    assert again.response.headers["Location"] == f"/months/{pair.month_id}"


def test_guesses_at_once_are_counted_one_by_one(app: Flask, visitor: Callable[[], Visitor]) -> None:
    anna, browser, path = make_merchant(app), visitor(), "/sign-in"
    start = keys(browser, path)
    guesses = several({**start, "login": anna.login, "password": "guess"}, count=16)
    answers = at_once(app, browser, path, guesses)
    assert set(answers) <= {422, 429}
    assert answers.count(422) == 10
    browser.post(path, {**keys(browser, path), "login": anna.login, "password": PASSWORD}, status=429)
