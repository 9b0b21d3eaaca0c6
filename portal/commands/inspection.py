"""`flask state`, `verify` and `routes-json`: what is there, whether it holds together, who may open what."""

import json
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.commands.state import state_of_installation
from portal.commands.verification import faults_of_installation
from portal.infra.access import access_of


@click.command("state")
@with_appcontext
def state_command() -> None:
    """Print the number of everything as one JSON object."""
    click.echo(json.dumps(state_of_installation(), ensure_ascii=False, sort_keys=True))


@click.command("verify")
@with_appcontext
def verify_command() -> None:
    """Check every invariant; prints one line per fault and exits 1 when there is one."""
    faults = 0
    for fault in faults_of_installation():
        click.echo(fault)
        faults += 1
    if faults:
        sys.exit(1)
    click.echo("Everything holds together.", err=True)


@click.command("routes-json")
@with_appcontext
def routes_command() -> None:
    """Print every route with its methods and the permission it needs, as JSON."""
    click.echo(json.dumps(routes(current_app), indent=1))


def routes(app: Flask) -> list[dict[str, object]]:
    """Every rule of the portal: path, methods, endpoint, and the permission, "signed in" or "public"."""
    return [
        {
            "rule": rule.rule,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "endpoint": rule.endpoint,
            "permission": str(access_of(app, rule.endpoint)),
        }
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    ]
