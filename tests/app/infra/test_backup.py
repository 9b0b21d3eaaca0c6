"""A backup is one file that brings everything back, on either database, or is refused before anything changes."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Organisation, User
from portal.infra.backup import restore_backup, write_backup
from portal.infra.db import db
from portal.infra.files import file_store, keep, open_stored
from portal.infra.jobs.table import Job
from portal.infra.keys import audit_key
from portal.infra.transactions import transaction
from portal.kernel.errors import Refused
from portal.kernel.permissions import Side

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def full_app(empty_app: Flask) -> tuple[Flask, str]:
    """An installation with an organisation, a job and a file; and the hash of the file."""
    with empty_app.app_context():
        flask_migrate.upgrade()
        audit_key(empty_app.config["DATA_FOLDER"])
        with transaction():
            db.session.add(
                Organisation(
                    side=Side.MERCHANT,
                    name="喆堃运动",
                    created_at=NOON,
                    joined_at=None,
                    country="CN",
                    identifier="",
                )
            )
            db.session.add(
                User(
                    name="Li", password_hash="x", language="zh-Hans", created_at=NOON, email="li@example.com"
                )
            )
            db.session.add(
                Job(
                    name="write",
                    payload={"词": [1, "二", None]},
                    status="done",
                    attempts=1,
                    run_after=NOON,
                    lease_until=NOON,
                    progress=100,
                    error="",
                    created_at=NOON,
                )
            )
            kept = keep(io.BytesIO("日期,人数\n".encode()), "a.csv")
    return empty_app, kept.sha256


@pytest.fixture
def saved(full_app: tuple[Flask, str], tmp_path: Path) -> Path:
    file = tmp_path / "all.steelyard"
    with full_app[0].app_context():
        write_backup(file)
    return file


def test_a_restored_installation_holds_what_was_saved(
    full_app: tuple[Flask, str], saved: Path, second_empty_app: Flask
) -> None:
    app, sha256 = full_app
    with second_empty_app.app_context():
        manifest = restore_backup(saved)
        organisation = db.session.scalars(select(Organisation)).one()
        job = db.session.scalars(select(Job)).one()
        assert (organisation.name, organisation.side, organisation.created_at) == (
            "喆堃运动",
            Side.MERCHANT,
            NOON,
        )
        assert job.payload == {"词": [1, "二", None]}
        with open_stored(sha256) as file:
            assert file.read().decode() == "日期,人数\n"
        assert manifest.rows["organisations"] == 1
        db.session.rollback()
        with transaction():
            db.session.add(Organisation(side=Side.VENDOR, name="next", created_at=NOON))
    old, new = app.config["DATA_FOLDER"], second_empty_app.config["DATA_FOLDER"]
    assert audit_key(old).public_key() == audit_key(new).public_key()


def test_the_backup_is_readable_by_its_owner_only_and_leaves_no_traces(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in saved.parent.iterdir() if "unfinished" in path.name] == []


def test_an_installation_in_use_is_never_overwritten(full_app: tuple[Flask, str], saved: Path) -> None:
    with full_app[0].app_context(), pytest.raises(Refused, match="empty installation"):
        restore_backup(saved)


def test_a_damaged_backup_is_refused_before_anything_changes(saved: Path, second_empty_app: Flask) -> None:
    content = saved.read_bytes()
    assert content.count("喆堃运动".encode()) == 1
    saved.write_bytes(content.replace("喆堃运动".encode(), "喆堃活动".encode()))
    with second_empty_app.app_context():
        with pytest.raises(Refused, match=r"damaged: tables/organisations\.jsonl"):
            restore_backup(saved)
        assert list(file_store().hashes()) == []


def test_a_backup_with_a_missing_part_is_refused(saved: Path, second_empty_app: Flask) -> None:
    shortened = saved.with_name("short.steelyard")
    with tarfile.open(saved) as whole, tarfile.open(shortened, "w") as short:
        for member in whole.getmembers():
            if not member.name.startswith("files/"):
                short.addfile(member, whole.extractfile(member))
    with second_empty_app.app_context(), pytest.raises(Refused, match="is missing"):
        restore_backup(shortened)
