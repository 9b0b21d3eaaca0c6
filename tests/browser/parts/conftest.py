"""A real browser before the real app, to which a gallery of every part is added."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from portal.app import create_app
from portal.infra.db import db
from portal.settings import Settings
from tests.browser.parts.gallery import blueprint

REFUSED = "status of 422"
"""A refused form is an answer, not a fault, though Chromium lists it."""

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def gallery_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app with its own empty database, its own headers, and the gallery."""
    app = create_app(Settings(data_folder=tmp_path_factory.mktemp("gallery"), testing=True))
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(str(app.template_folder)), FileSystemLoader(HERE / "gallery")]
    )
    app.register_blueprint(blueprint)
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture(scope="session")
def gallery(gallery_app: Flask) -> Iterator[str]:
    """The address at which the gallery is served."""

    @Request.application
    def read_whole(request: Request) -> Response:
        """Answers with every file read and closed; the test server leaves one open when the page goes away."""
        return Response.from_app(gallery_app, request.environ, buffered=True)

    server = make_server("127.0.0.1", 0, read_whole, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/gallery"
    server.shutdown()
    thread.join()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, gallery: str) -> Iterator[OpenPage]:
    """Opens a page of the gallery in a fresh browser; anything in its console fails the test."""
    contexts = []
    complaints: list[str] = []

    def opened(
        path: str,
        *,
        width: int = 1366,
        scheme: str = "light",
        language: str = "en",
        bypass_csp: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": gallery}])
        page = context.new_page()
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type == "error" and REFUSED not in said.text else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(gallery + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
