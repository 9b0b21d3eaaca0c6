"""Two parties, a stranger of each side, and their browsers."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from flask import Flask

from portal.infra import pdf
from portal.kernel.permissions import Side
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import Parties
from tests.visitor import Visitor


@pytest.fixture(autouse=True, scope="module")
def _end_of_children() -> Iterator[None]:
    yield
    pdf.close()


@pytest.fixture
def town(app: Flask, visitor: Callable[[], Visitor]) -> Town:
    return Town(app, visitor)


@pytest.fixture
def merchant(town: Town) -> Person:
    return town.person(Side.MERCHANT, "杭州跃动体育")


@pytest.fixture
def vendor(town: Town) -> Person:
    return town.person(Side.VENDOR, "诚声客服")


@pytest.fixture
def parties(app: Flask, town: Town, merchant: Person, vendor: Person) -> Parties:
    def as_person(person: Person) -> Callable[[datetime], AbstractContextManager[None]]:
        return lambda moment: town.acting(person, moment)

    return Parties(
        app, as_person(merchant), as_person(vendor), merchant.organisation_id, vendor.organisation_id
    )
