"""`python -m portal.serve [--demo]`: everything between "installed" and "people can sign in"."""

import os
import subprocess
import sys
from pathlib import Path

import click

from portal.serve.address import free_address
from portal.serve.stamp import is_prepared
from portal.serve.supervisor import Supervisor
from portal.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEMONSTRATION = {"PORTAL_DATA_FOLDER": "var-demo", "PORTAL_DEMONSTRATION": "true"}


def main(arguments: list[str]) -> int:
    """Prepare in a child of its own, so that the supervisor stays small, then serve until told to stop.

    After a crash of a program that was prepared before there is nothing to prepare.
    """
    os.umask(0o077)
    environment = dict(os.environ)
    if "--demo" in arguments:
        environment |= {name: environment.get(name, value) for name, value in DEMONSTRATION.items()}
    try:
        settings = Settings.from_environment(environment)
    except ValueError as wrong:
        click.echo(f"A setting is wrong:\n{wrong}", err=True)
        return 2
    wanted = settings.bind
    address = free_address(wanted)
    if str(address) != wanted:
        click.echo(f"{wanted} is taken; using {address}.")
    environment["PORTAL_BIND"] = str(address)
    if not is_prepared(settings):
        command = [sys.executable, "-m", "portal.serve.preparation"]
        prepared = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if prepared.returncode:
            return prepared.returncode
    return Supervisor(address, settings.data_folder, environment).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
