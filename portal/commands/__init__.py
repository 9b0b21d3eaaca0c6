"""The command line of an installation: `flask state`, `verify`, `routes-json`, `backup`, `restore` and the seeds."""

from flask import Flask

from portal.commands.access import reset_link_command, set_up_link_command
from portal.commands.canaries import seed_canaries_command
from portal.commands.inspection import routes_command, state_command, verify_command
from portal.commands.saving import backup_command, restore_command
from portal.commands.seeding import seed_demo_command

COMMANDS = (
    set_up_link_command,
    reset_link_command,
    backup_command,
    restore_command,
    routes_command,
    seed_canaries_command,
    seed_demo_command,
    state_command,
    verify_command,
)


def install_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi …`."""
    for command in COMMANDS:
        app.cli.add_command(command)
