"""`flask backup FILE` and `flask restore FILE`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.infra.backup import restore_backup, write_backup
from portal.kernel.errors import PortalError


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup_command(file: Path) -> None:
    """Write everything (database, files, keys) into one FILE while the portal goes on working."""
    manifest = write_backup(file)
    click.echo(f"{sum(manifest.rows.values())} rows and {_files(manifest.sha256)} files saved to {file}")


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@with_appcontext
def restore_command(file: Path) -> None:
    """Bring everything back from FILE into an empty installation; stop the portal first."""
    try:
        manifest = restore_backup(file)
    except PortalError as refusal:
        raise click.ClickException(str(refusal.reason)) from refusal
    click.echo(f"{sum(manifest.rows.values())} rows and {_files(manifest.sha256)} files restored from {file}")


def _files(members: object) -> int:
    return sum(1 for name in members if str(name).startswith("files/")) if isinstance(members, dict) else 0
