"""After a crash nothing is prepared that was prepared before; whatever changed since is a reason to do it again."""

import os
from pathlib import Path

import pytest
from flask import Flask

from portal.infra.db import db
from portal.infra.transactions import transaction
from portal.kernel.permissions import Side
from portal.serve.preparation import prepare
from portal.serve.stamp import PROGRAM, STAMP, fingerprint, is_prepared
from portal.settings import Settings
from tests.factories.accounts import make_party


@pytest.fixture
def prepared(empty_app: Flask) -> Settings:
    """An installation that was prepared, and that somebody has set up."""
    settings: Settings = empty_app.config["SETTINGS"]
    prepare(empty_app, settings)
    assert not is_prepared(settings)
    make_party(empty_app, Side.MERCHANT)
    return settings


def is_sqlite(settings: Settings) -> bool:
    return settings.effective_database_url.startswith("sqlite")


def test_what_was_prepared_and_set_up_is_not_prepared_again(prepared: Settings) -> None:
    assert is_prepared(prepared) == is_sqlite(prepared)


def test_other_settings_are_prepared_anew(prepared: Settings) -> None:
    assert not is_prepared(prepared.model_copy(update={"demonstration": True}))
    assert not is_prepared(prepared.model_copy(update={"database_url": "sqlite:////nowhere/at.all"}))


def test_other_tables_are_prepared_anew(prepared: Settings, empty_app: Flask) -> None:
    with empty_app.app_context(), transaction(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'another'")
    assert not is_prepared(prepared)


def test_tables_that_are_gone_are_prepared_anew(prepared: Settings, empty_app: Flask) -> None:
    with empty_app.app_context(), transaction(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert not is_prepared(prepared)


def test_a_stamp_that_says_nothing_counts_for_nothing(prepared: Settings) -> None:
    (prepared.data_folder / "run" / STAMP).write_text("half a")
    assert not is_prepared(prepared)


@pytest.mark.parametrize("part", ["migrations/versions/0009_more.py", "translations/zz/LC_MESSAGES/sla.po"])
def test_another_program_prepares_anew(prepared: Settings, tmp_path: Path, part: str) -> None:
    before = fingerprint(tmp_path)
    file = tmp_path / part
    file.parent.mkdir(parents=True)
    file.write_text("one")
    with_file = fingerprint(tmp_path)
    os.utime(file, (1, 1))
    assert len({before, with_file, fingerprint(tmp_path), fingerprint(PROGRAM)}) == 4
    assert not is_prepared(prepared, tmp_path)
