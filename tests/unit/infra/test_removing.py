"""Stored bytes go only when no row refers to them and nobody has taken them up."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.infra.files.holding import FORGOTTEN_SECONDS
from portal.infra.files.store import Busy, LocalStore

UNUSED: frozenset[str] = frozenset()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files", limit=1000)


def put(store: LocalStore, content: bytes) -> str:
    with store.receive(io.BytesIO(content)) as received:
        store.adopt(received)
    return received.sha256


def nothing(_hashes: Collection[str]) -> Collection[str]:
    return UNUSED


def test_what_no_row_refers_to_goes_and_everything_else_stays(store: LocalStore) -> None:
    one, two, three = put(store, b"1"), put(store, b"2"), put(store, b"3")
    assert store.remove([one, two, "0" * 64], lambda hashes: {two}) == [one]
    assert list(store.hashes()) == sorted([two, three])
    assert store.remove([one], lambda hashes: pytest.fail("nothing is left to ask about")) == []


def test_what_somebody_has_taken_up_stays_until_it_is_let_go(store: LocalStore) -> None:
    sha256 = put(store, b"1")
    let_go = store.hold(sha256)
    also = store.hold(sha256)
    let_go()
    assert store.remove([sha256], nothing) == []
    also()
    assert store.remove([sha256], nothing) == [sha256]


def test_what_a_dead_process_had_taken_up_is_free(store: LocalStore) -> None:
    sha256 = put(store, b"1")
    code = (
        "import sys; from pathlib import Path; from portal.infra.files.store import LocalStore;"
        "LocalStore(Path(sys.argv[1]), 1).hold(sys.argv[2])"
    )
    subprocess.run([sys.executable, "-c", code, str(store.folder), sha256], check=True)
    assert len(list((store.folder / "held").iterdir())) == 1
    assert store.remove([sha256], nothing) == [sha256]
    assert list((store.folder / "held").iterdir()) == []


def test_what_was_taken_up_days_ago_was_forgotten(store: LocalStore) -> None:
    sha256 = put(store, b"1")
    store.hold(sha256)
    (mark,) = (store.folder / "held").iterdir()
    old = time.time() - FORGOTTEN_SECONDS - 1
    os.utime(mark, (old, old))
    assert store.remove([sha256], nothing) == [sha256]


def test_nothing_is_removed_while_somebody_reads_everything(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.infra.files.store.STEPS", 2)
    sha256 = put(store, b"1")
    with store.undisturbed():
        put(store, b"2")
        with pytest.raises(Busy):
            store.remove([sha256], nothing)
    assert store.remove([sha256], nothing) == [sha256]


def test_content_that_was_removed_can_come_again(store: LocalStore) -> None:
    sha256 = put(store, b"1")
    store.remove([sha256], nothing)
    assert put(store, b"1") == sha256
    assert store.sizes() == {sha256: 1}


def test_the_age_of_a_file_is_known(store: LocalStore) -> None:
    sha256 = put(store, b"1")
    now = datetime.now(UTC)
    assert store.unchanged_since(now - timedelta(days=1)) == []
    assert store.unchanged_since(now + timedelta(days=1)) == [sha256]


def test_whoever_takes_a_file_up_while_it_is_removed_has_it(store: LocalStore) -> None:
    used: set[str] = set()
    sha256, missing, ending = put(store, b"1"), [], threading.Event()

    def remove() -> None:
        while not ending.is_set():
            with suppress(Busy):
                store.remove([sha256], lambda hashes: set(used))

    remover = threading.Thread(target=remove)
    remover.start()
    removed = 0
    for _ in range(300):
        removed += not store.path_of(sha256).exists()
        let_go = store.hold(sha256)
        put(store, b"1")
        used.add(sha256)
        let_go()
        if not store.path_of(sha256).exists():
            missing.append(sha256)
        used.discard(sha256)
        time.sleep(0.001)
    ending.set()
    remover.join()
    assert missing == []
    assert removed > 0
