"""Assets taken from elsewhere are the files their makers published."""

import base64
import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "portal" / "static" / "vendor"


def test_every_vendored_file_has_the_hash_that_vendor_json_names() -> None:
    catalogue = VENDOR / "vendor.json"
    listed = json.loads(catalogue.read_text("utf-8"))["files"] if catalogue.exists() else {}
    found = {
        path.relative_to(VENDOR).as_posix(): _sha384(path)
        for path in VENDOR.rglob("*")
        if path.is_file() and path != catalogue
    }
    assert found == listed, (
        "List every vendored file with its sha384 in vendor.json; never edit one in place."
    )


def _sha384(path: Path) -> str:
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()
