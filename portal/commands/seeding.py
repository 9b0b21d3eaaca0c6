"""`flask seed-demo`: fills an empty installation with the demonstration."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from portal.accounts.actions.set_up import is_set_up
from portal.demonstration.seeding import seed
from portal.infra.db import db
from portal.infra.jobs.queue import jobs_of_app


@click.command("seed-demo")
@click.option("--if-empty", is_flag=True, help="Do nothing where there are data already.")
@with_appcontext
def seed_demo_command(if_empty: bool) -> None:
    """Fill an empty installation with two merchants, four vendors and a year of their work."""
    has_data = is_set_up()
    db.session.rollback()  # what is read from here on must see what the story writes
    if has_data:
        if if_empty:
            return
        raise click.ClickException("There are data already. Demonstration data need an empty installation.")
    app = jobs_of_app().app
    began = time.monotonic()
    click.echo("Writing the demonstration data …")
    seed(app, datetime.now(ZoneInfo("Asia/Shanghai")).date())
    click.echo(
        f"Done in {time.monotonic() - began:.0f} s. Files to upload: {app.config['DATA_FOLDER']}/uploads"
    )
