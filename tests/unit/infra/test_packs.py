"""Claims about archives of many tables."""

import io
import zipfile

import pytest

from portal.infra.tables import packs
from portal.infra.tables.packs import unpacked
from portal.kernel.errors import Invalid


def archive_of(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_table_is_one_file_itself() -> None:
    assert unpacked(b"a,b", name="x.csv") == [("x.csv", b"a,b")]


def test_a_workbook_stays_whole() -> None:
    content = archive_of(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))
    assert unpacked(content, name="x.xlsx") == [("x.xlsx", content)]


def test_an_archive_gives_its_files_without_folders_and_leftovers() -> None:
    content = archive_of(
        ("十月/", b""),
        ("十月/甲.csv", b"1"),
        ("__MACOSX/._甲.csv", b"2"),
        (".DS_Store", b"3"),
        ("a/~$b.xlsx", b"4"),
    )
    assert unpacked(content, name="x.zip") == [("甲.csv", b"1")]


def test_names_packed_on_chinese_windows_are_read_as_gbk() -> None:
    content = archive_of(("JJJJ.csv", b"1")).replace(b"JJJJ.csv", "甲店".encode("gbk") + b".csv")
    assert unpacked(content, name="x.zip") == [("甲店.csv", b"1")]


def test_names_that_are_neither_stay_as_they_stand() -> None:
    content = archive_of(("JJ.csv", b"1")).replace(b"JJ.csv", b"\x81\xff.csv"[:6].ljust(6, b"v"))
    assert len(unpacked(content, name="x.zip")) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (archive_of(("a.csv", b"0" * 3_000_000)), "far more"),
    ],
)
def test_what_cannot_be_unpacked_safely_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        unpacked(content, name="x.zip")
    assert words in str(refusal.value.reason)


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "MOST_MEMBERS", 1)
    with pytest.raises(Invalid):
        unpacked(archive_of(("a.csv", b"1"), ("b.csv", b"2")), name="x.zip")


def test_a_locked_archive_is_named_as_such() -> None:
    content = bytearray(archive_of(("a.csv", b"1")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Invalid) as refusal:
        unpacked(bytes(content), name="x.zip")
    assert "password" in str(refusal.value.reason)
