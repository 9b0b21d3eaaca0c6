"""Merges the catalogues of each locale into the one file that the running portal loads."""

import os
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from portal.translations.catalogues import COMPILED, LOCALES, entries, folder_of, read_all


def run(_arguments: list[str]) -> int:
    """Compile every locale whose catalogues are newer than the compiled file."""
    for locale in LOCALES:
        if not is_current(locale):
            click.echo(f"{locale}: {compile_locale(locale)} texts compiled")
    return 0


def is_current(locale: str) -> bool:
    """Whether the compiled file is as new as every catalogue of the locale."""
    compiled = folder_of(locale) / COMPILED
    sources = [*folder_of(locale).glob("*.po"), folder_of(locale)]
    return compiled.exists() and _changed(compiled) >= max(_changed(path) for path in sources)


def compile_locale(locale: str) -> int:
    """Write the merged catalogue under a temporary name, then swap it in; the number of texts."""
    merged = Catalog(locale=locale)
    for catalogue in read_all(locale).values():
        for entry in entries(catalogue):
            if entry.string:
                merged.add(entry.id, entry.string)
    target = folder_of(locale) / COMPILED
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        write_mo(file, merged)
    temporary.replace(target)
    os.utime(target)
    return len(merged)


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns
