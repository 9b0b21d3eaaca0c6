"""Two parties with a contract, strangers, and browsers in which any of them is signed in."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories.accounts import PASSWORD, Party
from tests.factories.cooperations import Cooperation, make_cooperation
from tests.visitor import Visitor

Arrive = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrive:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come
