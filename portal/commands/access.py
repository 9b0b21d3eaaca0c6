"""`flask set-up-link` and `flask reset-link ACCOUNT`: links for whoever stands at the machine itself."""

import click
from flask.cli import with_appcontext

from portal.accounts.actions.new_passwords import reset_link_of_account
from portal.accounts.actions.set_up import issue_set_up_link
from portal.infra.transactions import transaction
from portal.kernel.errors import PortalError


@click.command("set-up-link")
@with_appcontext
def set_up_link_command() -> None:
    """Print the one-time link of a new installation; nothing once it is set up. Earlier links stop working."""
    with transaction():
        link = issue_set_up_link()
    if link is not None:
        click.echo(f"Open this link once to set the portal up:  {link}")


@click.command("reset-link")
@click.argument("account")
@with_appcontext
def reset_link_command(account: str) -> None:
    """Print a link with which ACCOUNT (e-mail, phone or sign-in name) chooses a new password within 24 hours."""
    try:
        with transaction():
            link = reset_link_of_account(account)
    except PortalError as refusal:
        raise click.ClickException(str(refusal.reason)) from refusal
    click.echo(link)
