"""Files are kept whole, once, under the hash of their content, and only when they are what they say they are."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from portal.infra.files.content import KINDS, judge
from portal.infra.files.store import LocalStore
from portal.kernel.errors import Invalid


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files", limit=1000)


def put(store: LocalStore, content: bytes) -> str:
    with store.receive(io.BytesIO(content)) as received:
        store.adopt(received)
    return received.sha256


def test_a_file_is_found_again_by_the_hash_of_its_content(store: LocalStore) -> None:
    sha256 = put(store, b"a,b\n1,2\n")
    assert sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    with store.open(sha256) as file:
        assert file.read() == b"a,b\n1,2\n"


def test_the_same_content_twice_is_one_file(store: LocalStore) -> None:
    assert put(store, b"once") == put(store, b"once")
    assert len(list(store.hashes())) == 1


def test_what_is_not_adopted_leaves_nothing(store: LocalStore) -> None:
    with store.receive(io.BytesIO(b"refused")):
        pass
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"x" * 1001, "at most")])
def test_an_empty_or_too_large_file_is_refused_and_leaves_nothing(
    store: LocalStore, content: bytes, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason), store.receive(io.BytesIO(content)):
        pass
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("wrong", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_a_hash_opens_a_file(store: LocalStore, wrong: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(wrong)


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
WORKBOOK = zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("data.csv", "日期,人数\n".encode("gb18030"), "text/csv"),
        ("DATA.CSV", b"a\n", "text/csv"),
        ("data.csv", "a\tb\n".encode("utf-16"), "text/csv"),
        ("month.xlsx", WORKBOOK, KINDS[".xlsx"].media_type),
        ("scan.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("shot.png", PNG, "image/png"),
        ("shot.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("shot.webp", b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_taken(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert judge(path, name, len(content)) == media_type


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("program.exe", b"MZ", "not taken here"),
        ("nothing", b"x", "not taken here"),
        ("month.xlsx", PNG, "looks like: .png"),
        ("month.xlsx", b"a,b\n", "looks like: .txt"),
        ("month.xlsx", b"PK\x03\x04 broken", "is not what its name says"),
        ("month.xlsx", zipped({"word/document.xml": b"<x/>"}), "is not what its name says"),
        ("data.csv", WORKBOOK, "is not what its name says"),
        ("data.csv", PNG, "is not what its name says"),
        ("data.csv", b"\x00\x01\x02", "is not what its name says"),
        ("shot.png", b"<svg/>", "is not what its name says"),
        ("month.xlsx", zipped({"xl/a.xml": b"\x00" * 30_000_000}), "unpacks to far more"),
        ("month.xlsx", zipped({f"xl/{n}": b"" for n in range(2001)}), "unpacks to far more"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=reason):
        judge(path, name, len(content))


def test_a_page_takes_only_the_kinds_it_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(PNG)
    with pytest.raises(Invalid, match=r"Possible: \.csv, \.xlsx"):
        judge(path, "shot.png", len(PNG), frozenset({".csv", ".xlsx"}))
