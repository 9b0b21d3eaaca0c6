"""What imports cannot say about a source file or a template, as functions that return faults in words."""

import ast
import re
from collections.abc import Callable, Iterator

LONGEST_MODULE = 320
LONGEST_TEMPLATE = 120
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "services", "manager", "misc"})
MAY_COMMIT = frozenset({"portal/infra/transactions.py"})
MAY_NAME_TABLES = frozenset({"portal/infra/tenancy.py"})
ENGINE_DOORS = frozenset({"db.engine.connect", "db.engine.begin", "db.engine.raw_connection"})
BELOW_THE_SESSION = re.compile(
    r"^portal/(infra/(db|transactions|backup|files/unused|health|jobs|tenancy)|commands|serve)\b"
)
HEAVY = frozenset({"weasyprint", "pyarrow", "pyhanko", "numpy", "pandas"})
MAY_IMPORT_HEAVY = (
    frozenset({"portal/infra/pdf/child.py"})
    | {
        f"portal/infra/pdf/tuning/{name}.py"
        for name in (
            "__init__",
            "boxes",
            "drawings",
            "faces",
            "litter",
            "reading",
            "styles",
            "words",
            "writing",
        )
    }
    | {
        f"portal/infra/conversations/{name}.py"
        for name in (
            *("blocks", "cells", "columns", "counting", "digits", "evidence", "grid", "lookup", "looking"),
            *("plain_cells", "repeating", "spread"),
        )
    }
    | {
        f"portal/sla/actions/by_column/{name}.py"
        for name in ("contradicting", "figures", "gathering", "judging", "pooling", "row_parts")
    }
    | {
        f"portal/infra/tables/{name}.py"
        for name in ("columns", "placing", "scanning", "wide_sheets", "wide_texts")
    }
)
CLOCKS = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.monotonic",
        "uuid.uuid4",
        "uuid4",
    }
)
CHANCE = frozenset({"random", "secrets", "uuid"})
PURE = re.compile(r"^portal/(kernel/|\w+/rules(/|\.py$))")
CLOCKLESS = re.compile(r"^portal/(kernel/|\w+/(rules|models|queries|actions|forms|documents)(/|\.py$))")
SILENCED = re.compile(
    r"#\s*(noqa|type:\s*ignore|pragma:\s*no\s*cover|TODO|FIXME|XXX)|pytest\.(skip|xfail|mark\.(skip|xfail))"
)


def faults_in_python(place: str, source: str) -> list[str]:
    """Faults of one module of `portal/`, each with what to do instead."""
    tree = ast.parse(source)
    return [f"{place}{fault}" for check in PYTHON_CHECKS for fault in check(place, source, tree)]


def faults_in_template(place: str, source: str) -> list[str]:
    """Faults of one template, each with what to do instead."""
    return [f"{place}{fault}" for check in TEMPLATE_CHECKS for fault in check(place, source)]


def called_name(node: ast.AST) -> str:
    """`datetime.now` for the call `datetime.now()`, `f` for `f()`; empty when the callee has no plain name."""
    if isinstance(node, ast.Call):
        return called_name(node.func)
    if isinstance(node, ast.Attribute):
        inner = called_name(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _opens_with_a_sentence(_place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    if not (ast.get_docstring(tree) or "").strip():
        yield ": open the module with one sentence that could stand in the manual"


def _is_short(_place: str, source: str, _tree: ast.Module) -> Iterator[str]:
    if (lines := source.count("\n")) > LONGEST_MODULE:
        yield f": {lines} lines; split it into a package along a seam (at most {LONGEST_MODULE})"


def _says_what_it_is(place: str, _source: str, _tree: ast.Module) -> Iterator[str]:
    for part in place.removesuffix(".py").split("/"):
        if part in FORBIDDEN_NAMES:
            yield f": the name {part!r} says nothing; name the module after what it does for the business"


def _imports_at_the_top(_place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f":{node.lineno}: imports stand at the top; a circle is solved by an event or a lower module"


def _commits_in_one_place(place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    if place in MAY_COMMIT:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f":{node.lineno}: one request is one transaction; only infra/transactions.py commits"


def _leaves_tables_to_the_mapper(place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    if place in MAY_NAME_TABLES:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            yield f":{node.lineno}: __table__ escapes the tenancy listener; use the mapped class"


def _asks_through_the_session(place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    if BELOW_THE_SESSION.match(place):
        return
    for node in ast.walk(tree):
        name = called_name(node) if isinstance(node, ast.Attribute) else ""
        if name in ENGINE_DOORS or name.endswith((".metadata.tables", ".connection")):
            yield f":{node.lineno}: {name} goes round the tenancy wall; ask the session for mapped classes"
        if isinstance(node, ast.Attribute) and node.attr.startswith("bulk_"):
            yield f":{node.lineno}: {node.attr} skips the check before the flush; add the rows to the session"


def _loads_nothing_heavy(place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    if place in MAY_IMPORT_HEAVY:
        return
    for node in ast.walk(tree):
        names = _imported(node)
        for name in sorted({name.split(".")[0] for name in names} & HEAVY):
            yield f":{node.lineno}: {name} belongs to the rendering child process or the reader of rows alone"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _gets_time_through_the_door(place: str, _source: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if CLOCKLESS.match(place) and isinstance(node, ast.Call) and called_name(node) in CLOCKS:
            yield f":{node.lineno}: edges read the clock and pass it down; ids are made by the database"
        if PURE.match(place) and CHANCE & set(_imported(node)):
            yield f":{node.lineno}: a rule knows no chance; let the caller pass the value in"


def _hides_nothing(_place: str, source: str, _tree: ast.Module) -> Iterator[str]:
    for number, line in enumerate(source.splitlines(), start=1):
        if SILENCED.search(line):
            yield f":{number}: mend the cause; warnings, gaps and tests are not switched off"


PYTHON_CHECKS: tuple[Callable[[str, str, ast.Module], Iterator[str]], ...] = (
    _opens_with_a_sentence,
    _is_short,
    _says_what_it_is,
    _imports_at_the_top,
    _commits_in_one_place,
    _leaves_tables_to_the_mapper,
    _asks_through_the_session,
    _loads_nothing_heavy,
    _gets_time_through_the_door,
    _hides_nothing,
)

FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""method\s*=\s*["']post["']|hx-(post|put|patch|delete)""", re.IGNORECASE)
PRINTED = re.compile(r"^templates/(pdf|mail)/|_document\.html$")
INLINE = (
    (re.compile(r"<style\b", re.IGNORECASE), "styles stand in portal/static (the CSP refuses inline ones)"),
    (re.compile(r"\sstyle\s*=\s*[\"'{]", re.IGNORECASE), "use a class; the CSP refuses style attributes"),
    (
        re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
        "scripts stand in portal/static (the CSP refuses inline ones)",
    ),
    (re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE), "event attributes are refused by the CSP"),
    (re.compile(r"\bhx-on\b"), "hx-on needs eval, which the CSP refuses"),
    (re.compile(r"[\"']js:"), "js: values need eval, which the CSP refuses"),
    (re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\["), "trigger filters need eval, which the CSP refuses"),
    (re.compile(r"javascript:", re.IGNORECASE), "javascript: links are refused by the CSP"),
)
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+false")


def _template_is_short(_place: str, source: str) -> Iterator[str]:
    if (lines := source.count("\n")) > LONGEST_TEMPLATE:
        yield f": {lines} lines; move parts to macros or includes (at most {LONGEST_TEMPLATE})"


def _posting_forms_carry_their_keys(_place: str, source: str) -> Iterator[str]:
    for form in FORM.finditer(source):
        if POSTS.search(form["attributes"]) and "form_keys(" not in form["body"]:
            line = source[: form.start()].count("\n") + 1
            yield f":{line}: a form that posts needs {{{{ form_keys() }}}} (CSRF and idempotency key)"


def _nothing_is_inline(place: str, source: str) -> Iterator[str]:
    if PRINTED.search(place):
        return
    for pattern, advice in INLINE:
        for found in pattern.finditer(source):
            yield f":{source[: found.start()].count(chr(10)) + 1}: {advice}"


def _text_stays_text(_place: str, source: str) -> Iterator[str]:
    for found in UNESCAPED.finditer(source):
        yield f":{source[: found.start()].count(chr(10)) + 1}: user text is escaped text; never switch escaping off"


TEMPLATE_CHECKS: tuple[Callable[[str, str], Iterator[str]], ...] = (
    _template_is_short,
    _posting_forms_carry_their_keys,
    _nothing_is_inline,
    _text_stays_text,
)
