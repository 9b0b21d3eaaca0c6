"""Finds every text a person may read in sources and templates, and the module it belongs to."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2.ext import babel_extract

KEYWORDS = frozenset({"_", "gettext", "lazy", "message", "both"})
"""Functions whose first argument is a text: at request time, at module level, in rules, in bilingual documents."""

SENTENCE = "summary"
"""Class attribute of an event: the sentence that the audit trail shows for it."""

PLACEHOLDER = re.compile(r"%\(\w+\)s")

FALLBACK = "infra"
MODULES = (
    FALLBACK,
    "accounts",
    "reference",
    "vendors",
    "requirements",
    "sourcing",
    "contracts",
    "communication",
    "sla",
    "invoicing",
    "supervision",
    "reviews",
    "overview",
)
"""In import order: a text used by several modules belongs to the lowest of them."""

TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".svg", ".xml"})


@dataclass(frozen=True)
class Text:
    """One text with the catalogue it belongs to and the files that use it."""

    msgid: str
    module: str
    places: tuple[str, ...]


def extract(root: Path) -> list[Text]:
    """All texts of the project below `root`, each once, sorted by catalogue and text."""
    found: dict[str, set[str]] = {}
    for place, msgid in _occurrences(root):
        found.setdefault(msgid, set()).add(place)
    texts = [
        Text(msgid, _home(places), tuple(sorted(places)))
        for msgid, places in found.items()
        if re.search(r"\w", PLACEHOLDER.sub("", msgid))
    ]
    return sorted(texts, key=lambda text: (MODULES.index(text.module), text.msgid))


def texts_in_python(source: str) -> Iterator[str]:
    """Literal texts given to a keyword function or standing as the sentence of an event class."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _texts_of_call(node)
        elif isinstance(node, ast.ClassDef):
            yield from _sentence_of_class(node)


def texts_in_template(path: Path) -> Iterator[str]:
    """Literal texts marked for translation in a Jinja template."""
    options = {"silent": "false", "trimmed": "true"}
    with path.open("rb") as file:
        for _line, _function, text, _comments in babel_extract(file, sorted(KEYWORDS), (), options):
            first = text if isinstance(text, str) else (text or ("",))[0]
            if first:
                yield first


def _occurrences(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "portal").rglob("*.py")):
        if "translations" in path.parts or "versions" in path.parts:
            continue
        place = path.relative_to(root).as_posix()
        yield from ((place, msgid) for msgid in texts_in_python(path.read_text("utf-8")))
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            place = path.relative_to(root).as_posix()
            yield from ((place, msgid) for msgid in texts_in_template(path))


def _texts_of_call(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in KEYWORDS or not call.args:
        return
    first = call.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
        yield first.value


def _sentence_of_class(definition: ast.ClassDef) -> Iterator[str]:
    for statement in definition.body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        value = getattr(statement, "value", None)
        named = any(isinstance(target, ast.Name) and target.id == SENTENCE for target in targets)
        if named and isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield value.value


def _home(places: set[str]) -> str:
    """The lowest module among the files that use a text; what belongs to no module is the machinery's."""
    folders = {Path(place).parts[1] for place in places}
    for module in MODULES:
        if module in folders or (module == FALLBACK and folders - set(MODULES)):
            return module
    return FALLBACK
