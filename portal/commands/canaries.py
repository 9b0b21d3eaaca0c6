"""`flask seed-canaries`: an installation to be attacked, with a marked word in every text."""

import json
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from portal.accounts.actions.set_up import is_set_up
from portal.demonstration.canaries import seed_canaries
from portal.infra.jobs.queue import jobs_of_app


@click.command("seed-canaries")
@with_appcontext
def seed_canaries_command() -> None:
    """Fill an empty installation with two pairs of parties and print who can sign in, one JSON object per line."""
    if is_set_up():
        raise click.ClickException("There are data already. Canaries need an empty installation.")
    for login in seed_canaries(jobs_of_app().app, datetime.now(ZoneInfo("Asia/Shanghai")).date()):
        click.echo(json.dumps(asdict(login), ensure_ascii=False))
