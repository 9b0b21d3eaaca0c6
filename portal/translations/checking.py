"""Proves that every text is translated, loses no parameter on the way, and no catalogue holds leftovers."""

import re

import click
from babel.messages.catalog import Catalog

from portal.translations.catalogues import LOCALES, ROOT, entries, folder_of, read_all
from portal.translations.extraction import Text, extract

PLACEHOLDER = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)s")
ODD_PERCENT = re.compile(r"%(?!%|\(\w+\)s)")


def run(_arguments: list[str]) -> int:
    """Print every fault with the file to mend; 0 when there is none."""
    texts = extract(ROOT)
    faults = [fault for text in texts for fault in faults_of_msgid(text)]
    for locale in LOCALES:
        faults += faults_of_locale(locale, texts, read_all(locale))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} faults. `python -m portal.translations update` finds new texts.", err=True)
    return 1 if faults else 0


def faults_of_msgid(text: Text) -> list[str]:
    """A text with parameters goes through the % operator: a bare percent sign would break it."""
    if PLACEHOLDER.search(text.msgid) and ODD_PERCENT.search(text.msgid.replace("%%", "")):
        return [f"{text.places[0]}: write %% for a percent sign beside parameters: {text.msgid!r}"]
    return []


def faults_of_locale(locale: str, texts: list[Text], catalogues: dict[str, Catalog]) -> list[str]:
    """What is missing, left over, in the wrong file or loses a parameter in one locale."""
    faults: list[str] = []
    home = {text.msgid: text.module for text in texts}
    seen: set[str] = set()
    for module, catalogue in catalogues.items():
        path = (folder_of(locale) / f"{module}.po").relative_to(ROOT)
        for entry in entries(catalogue):
            msgid = str(entry.id)
            seen.add(msgid)
            faults += [f"{path}: {fault}: {msgid!r}" for fault in _faults(msgid, entry.string, entry.fuzzy)]
            if home.get(msgid) != module:
                faults.append(f"{path}: no longer used here: {msgid!r}")
    faults += [
        f"{locale}: not in a catalogue: {text.msgid!r} ({text.places[0]})"
        for text in texts
        if text.msgid not in seen
    ]
    return faults


def _faults(msgid: str, translation: object, fuzzy: bool) -> list[str]:
    if not translation:
        return ["not translated"]
    faults = ["marked as unsure (fuzzy)"] if fuzzy else []
    wanted, given = set(PLACEHOLDER.findall(msgid)), set(PLACEHOLDER.findall(str(translation)))
    if wanted != given:
        faults.append(f"parameters differ ({', '.join(sorted(wanted ^ given))})")
    if wanted and ODD_PERCENT.search(str(translation).replace("%%", "")):
        faults.append("write %% for a percent sign beside parameters")
    return faults
