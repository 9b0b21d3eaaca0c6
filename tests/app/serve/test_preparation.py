"""Before it serves, an installation is brought up to date, and nobody's data become a demonstration."""

import os
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.actions.set_up import is_set_up
from portal.infra.db import db
from portal.kernel.errors import Refused
from portal.kernel.permissions import Side
from portal.serve import preparation
from portal.serve.preparation import DEMONSTRATION_MARK, prepare
from portal.serve.supervisor import FIRST_LINK
from tests.factories.accounts import make_party


def first_link(app: Flask) -> Path:
    return Path(app.config["DATA_FOLDER"]) / "run" / FIRST_LINK


def test_an_empty_folder_becomes_an_installation_with_a_link(empty_app: Flask) -> None:
    prepare(empty_app, empty_app.config["SETTINGS"])
    assert "/set-up/" in first_link(empty_app).read_text("utf-8")
    with empty_app.app_context():
        assert not is_set_up()


def test_preparing_again_changes_nothing_but_the_link(empty_app: Flask) -> None:
    settings = empty_app.config["SETTINGS"]
    prepare(empty_app, settings)
    before = first_link(empty_app).read_text("utf-8")
    prepare(empty_app, settings)
    assert first_link(empty_app).read_text("utf-8") != before
    assert not (settings.data_folder / "backups").exists()


def test_once_somebody_is_in_there_is_no_link(empty_app: Flask) -> None:
    settings = empty_app.config["SETTINGS"]
    prepare(empty_app, settings)
    os.remove(first_link(empty_app))
    make_party(empty_app, Side.MERCHANT)
    prepare(empty_app, settings)
    assert not first_link(empty_app).exists()


def test_data_in_use_never_become_a_demonstration(empty_app: Flask) -> None:
    settings = empty_app.config["SETTINGS"]
    prepare(empty_app, settings)
    make_party(empty_app, Side.MERCHANT)
    with pytest.raises(Refused, match="no finished demonstration"):
        prepare(empty_app, settings.model_copy(update={"demonstration": True}))


def test_a_finished_demonstration_is_started_again_as_it_is(empty_app: Flask) -> None:
    settings = empty_app.config["SETTINGS"].model_copy(update={"demonstration": True})
    with empty_app.app_context():
        db.create_all()
        preparation.flask_migrate.stamp()
    make_party(empty_app, Side.MERCHANT)
    (settings.data_folder / DEMONSTRATION_MARK).touch()
    prepare(empty_app, settings)
    assert not first_link(empty_app).exists()


def test_data_are_saved_before_an_update(empty_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = empty_app.config["SETTINGS"]
    prepare(empty_app, settings)
    monkeypatch.setattr(preparation, "revisions", lambda: ({"0001"}, {"0002"}))
    prepare(empty_app, settings)
    (backup,) = (settings.data_folder / "backups").iterdir()
    assert backup.name.startswith("before-0002-")
    assert backup.stat().st_size > 1000
