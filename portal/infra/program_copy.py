"""A copy of the part of the portal that needs nothing but Python, as one file that runs: for whoever trusts no one."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PACKAGE = Path(__file__).parent.parent
PURE = ("kernel", "contracts/rules", "reference/rules", "sla/rules")
"""Folders of the package that import nothing outside the standard library."""

MODULES = ("sla", "infra")
ENDINGS = (".py", ".toml")
MOMENT = (1980, 1, 1, 0, 0, 0)
MAIN = b"import sys\n\nfrom portal.verify import main\n\nsys.exit(main(sys.argv[1:], sys.stdout))\n"


def verifier() -> bytes:
    """The program as a zip that `python` runs; the same version always gives the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("__main__.py", MOMENT), MAIN)
        for path in sorted(set(_files())):
            entry = ZipInfo(f"portal/{path.relative_to(PACKAGE).as_posix()}", MOMENT)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def _files() -> Iterator[Path]:
    yield PACKAGE / "verify.py"
    for folder in PURE:
        found = PACKAGE / folder
        yield from (path for path in found.rglob("*") if path.suffix in ENDINGS)
        while found != PACKAGE:
            found = found.parent
            yield found / "__init__.py"
    for module in MODULES:
        yield from (PACKAGE / "translations").glob(f"zh_*/LC_MESSAGES/{module}.po")
