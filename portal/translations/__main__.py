"""`python -m portal.translations update|check|compile`: find texts, prove none missing, make loadable."""

import importlib
import sys

import click

COMMANDS = {
    "update": "portal.translations.updating",
    "check": "portal.translations.checking",
    "compile": "portal.translations.compiling",
}


def main(arguments: list[str]) -> int:
    """Run the named step; only `update` needs the drafting tool of the test group, so each loads alone."""
    if not arguments or arguments[0] not in COMMANDS:
        click.echo(f"usage: python -m portal.translations {'|'.join(COMMANDS)}", err=True)
        return 2
    result: int = importlib.import_module(COMMANDS[arguments[0]]).run(arguments[1:])
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
