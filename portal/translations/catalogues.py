"""Reads and writes the catalogues: one per locale and module, sorted, undated, so that branches merge."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "portal" / "translations"
SIMPLIFIED = "zh_Hans_CN"
TRADITIONAL = "zh_Hant_TW"
LOCALES = (SIMPLIFIED, TRADITIONAL)
COMPILED = "messages.mo"

HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def folder_of(locale: str) -> Path:
    """Where the catalogues of a locale stand."""
    return FOLDER / locale / "LC_MESSAGES"


def read(path: Path, locale: str) -> Catalog:
    """One catalogue; a missing file is an empty one."""
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def read_all(locale: str) -> dict[str, Catalog]:
    """Every catalogue of a locale by module name."""
    return {path.stem: read(path, locale) for path in sorted(folder_of(locale).glob("*.po"))}


def entries(catalogue: Catalog) -> Iterator[Message]:
    """The entries in use, without the header."""
    return (entry for entry in catalogue if entry.id)


def write(path: Path, locale: str, catalogue: Catalog) -> bool:
    """Write a catalogue when its content changed; says whether it did."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    content = HEADER.format(locale=locale).encode() + buffer.getvalue()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
