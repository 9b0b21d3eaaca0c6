"""Brings an installation up to date before it serves: backup, migrations, catalogues, first link."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app

from portal.accounts.actions.set_up import is_set_up, issue_set_up_link
from portal.app import create_app
from portal.infra.backup import write_backup
from portal.infra.db import assert_durable, db
from portal.infra.transactions import transaction
from portal.kernel.errors import PortalError, Refused
from portal.kernel.messages import message
from portal.serve.stamp import note_prepared
from portal.serve.supervisor import FIRST_LINK
from portal.settings import Settings
from portal.translations.compiling import run as compile_catalogues

KEPT_BACKUPS = 5
DEMONSTRATION_MARK = "demonstration"


def prepare(app: Flask, settings: Settings) -> None:
    """Everything between an installed program and one that may serve; each step does nothing when it is done."""
    compile_catalogues([])
    with app.app_context():
        assert_durable(db.engine)
        migrate(settings.data_folder)
        if settings.demonstration:
            demonstrate(settings.data_folder)
        leave_first_link(settings.data_folder / "run")
        current, _wanted = revisions()
    note_prepared(settings, "".join(current))


def demonstrate(data_folder: Path) -> None:
    """Seed the demonstration once; raises `Refused` on data that are none, since it lets anybody in by one click."""
    mark = data_folder / DEMONSTRATION_MARK
    if mark.exists():
        return
    if is_set_up():
        raise Refused(
            message(
                "%(folder)s holds data that are no finished demonstration. Choose another folder, or remove it.",
                folder=str(data_folder),
            )
        )
    current_app.cli.main(["seed-demo"], standalone_mode=False)
    mark.touch(0o600)


def migrate(data_folder: Path) -> None:
    """Bring the tables up to date; what is there is saved first."""
    current, wanted = revisions()
    if current == wanted:
        return
    if current:
        folder = data_folder / "backups"
        folder.mkdir(exist_ok=True, mode=0o700)
        file = folder / f"before-{'-'.join(sorted(wanted))}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.steelyard"
        click.echo(f"Saving the data to {file} before the update")
        write_backup(file)
        for old in sorted(folder.glob("before-*.steelyard"), key=lambda path: path.stat().st_mtime)[
            :-KEPT_BACKUPS
        ]:
            old.unlink()
    flask_migrate.upgrade()


def revisions() -> tuple[set[str], set[str]]:
    """The revision the database is at, and the one this version of the portal needs."""
    config = current_app.extensions["migrate"].migrate.get_config()
    with db.engine.connect() as connection:
        current = set(MigrationContext.configure(connection).get_current_heads())
    return current, set(ScriptDirectory.from_config(config).get_heads())


def leave_first_link(folder: Path) -> None:
    """Leave the link for the first set-up where the supervisor prints it from; nothing once the portal is set up."""
    with transaction():
        link = issue_set_up_link()
    if link is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / FIRST_LINK).write_text(link, "utf-8")


def main() -> int:
    """Prepare the installation the environment describes."""
    settings = Settings.from_environment(os.environ)
    try:
        prepare(create_app(settings), settings)
    except PortalError as refusal:
        click.echo(str(refusal.reason), err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
