"""Brings the catalogues up to date: new texts in, traditional Chinese drafted, nothing written over."""

import click
from babel.messages.catalog import Catalog

from portal.translations.catalogues import (
    LOCALES,
    ROOT,
    SIMPLIFIED,
    TRADITIONAL,
    entries,
    folder_of,
    read_all,
    write,
)
from portal.translations.drafting import traditional
from portal.translations.extraction import MODULES, Text, extract


def run(_arguments: list[str]) -> int:
    """Update both locales; texts no longer used leave, translations move with their text to its module."""
    texts = extract(ROOT)
    known = {locale: _translations(locale) for locale in LOCALES}
    drafted = _draft(texts, known)
    for locale in LOCALES:
        _write_locale(locale, texts, known[locale])
    for locale in LOCALES:
        missing = sum(1 for text in texts if not known[locale].get(text.msgid))
        click.echo(f"{locale}: {len(texts)} texts, {missing} still to translate")
    click.echo(f"{TRADITIONAL}: {drafted} drafted from {SIMPLIFIED}, please read them")
    return 0


def _translations(locale: str) -> dict[str, str]:
    return {
        str(entry.id): str(entry.string)
        for catalogue in read_all(locale).values()
        for entry in entries(catalogue)
        if entry.string
    }


def _draft(texts: list[Text], known: dict[str, dict[str, str]]) -> int:
    drafted = 0
    for text in texts:
        simplified = known[SIMPLIFIED].get(text.msgid)
        if simplified and not known[TRADITIONAL].get(text.msgid):
            known[TRADITIONAL][text.msgid] = traditional(simplified)
            drafted += 1
    return drafted


def _write_locale(locale: str, texts: list[Text], known: dict[str, str]) -> None:
    for module in MODULES:
        path = folder_of(locale) / f"{module}.po"
        catalogue = Catalog(locale=locale)
        for text in texts:
            if text.module == module:
                places = [(place, 0) for place in text.places]
                catalogue.add(text.msgid, known.get(text.msgid, ""), locations=places)
        if len(catalogue) and write(path, locale, catalogue):
            click.echo(f"{path.relative_to(ROOT)}: {len(catalogue)} texts")
        elif not len(catalogue):
            path.unlink(missing_ok=True)
