"""What every test stands on: an app on SQLite or PostgreSQL with an empty database, and people who visit it.

`PORTAL_TEST_ENGINE=postgresql` runs the same tests on PostgreSQL: the server named by `PORTAL_TEST_DATABASE_URL`,
or one that comes by pip. No fixture holds an app context around a request: it would remember who signed in.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from portal.app import create_app
from portal.infra.db import db
from portal.settings import Settings
from portal.translations.compiling import run as compile_catalogues
from tests.databases import Database, PostgresDatabase, SqliteDatabase, postgres_server
from tests.marks import expect_marks
from tests.visitor import Visitor, Watch

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
"""A claim is true or false, however busy the machine is."""


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """A data folder in memory where the system has one: tests wait for no disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="steelyard-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def engine_name() -> str:
    """The kind of database these tests run on."""
    return os.environ.get("PORTAL_TEST_ENGINE", "sqlite")


@pytest.fixture(scope="session")
def server(engine_name: str, data_folder: Path) -> Iterator[str]:
    """The address of the PostgreSQL server; empty on SQLite."""
    if engine_name == "sqlite":
        yield ""
        return
    with postgres_server(data_folder / "server") as address:
        yield address


def make_database(server: str, folder: Path) -> Database:
    """A new, empty database of the kind these tests run on."""
    return PostgresDatabase.create(server) if server else SqliteDatabase(folder / "portal.sqlite")


@pytest.fixture(scope="session")
def database(server: str, data_folder: Path) -> Database:
    """The database of this test process."""
    return make_database(server, data_folder)


@pytest.fixture
def empty_app(server: str, tmp_path: Path) -> Iterator[Flask]:
    """Another installation with a database that holds nothing, not even tables."""
    yield from make_empty_app(server, tmp_path / "one")


@pytest.fixture
def second_empty_app(server: str, tmp_path: Path) -> Iterator[Flask]:
    """A third one, to move to."""
    yield from make_empty_app(server, tmp_path / "two")


def make_empty_app(server: str, folder: Path) -> Iterator[Flask]:
    """An installation in a folder of its own."""
    folder.mkdir()
    other = make_database(server, folder)
    app = create_app(Settings(data_folder=folder, database_url=other.url, testing=True))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def settings(data_folder: Path, database: Database) -> Settings:
    """The settings of the app under test."""
    return Settings(data_folder=data_folder, database_url=database.url, testing=True)


@pytest.fixture(scope="session")
def built_app(settings: Settings, database: Database) -> Iterator[Flask]:
    """The app, built once per test process, with its tables made once."""
    compile_catalogues([])
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        database.remember(db.engine)
        expect_marks(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask, database: Database) -> Flask:
    """The app with the database as it was when it was new."""
    with built_app.app_context():
        database.reset(db.engine)
    return built_app


@pytest.fixture
def watch(app: Flask) -> Iterator[Watch]:
    """Counts statements and notices reading requests that change rows."""
    with app.app_context():
        engine = db.engine
    with Watch.over(engine) as watching:
        yield watching


@pytest.fixture
def visitor(app: Flask, watch: Watch) -> Callable[[], Visitor]:
    """Makes visitors, each with a browser of its own: `anna = visitor()`."""
    return lambda: Visitor(app.test_client(), watch)
