"""The worker waits for the pages, but not for ever, and who serves is written down whole."""

import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.serve import supervisor
from portal.serve.address import Address
from portal.serve.supervisor import FIRST_LINK, Child, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", ""]


@pytest.fixture
def listening() -> Iterator[Address]:
    """An address where somebody listens and does not answer yet."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield Address("127.0.0.1", door.getsockname()[1])


def supervising(address: Address, folder: Path, command: list[str]) -> Supervisor:
    web = Child("web", command, {}, signal.SIGKILL, folder / "run" / "web.pid")
    web.start()
    return Supervisor(address, folder, {}, children=[web])


def announced(one: Supervisor) -> bool:
    try:
        return one._announce_when_ready()
    finally:
        one._stop_children()


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "READY_WITHIN", 1.5)


def test_a_web_server_that_listens_and_is_slow_still_gets_its_worker(
    listening: Address, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = supervising(listening, tmp_path, SLEEPS)
    (tmp_path / "run" / FIRST_LINK).write_text("http://x/set-up/1")
    process = one.children[0].process
    assert process is not None
    assert (tmp_path / "run" / "web.pid").read_text() == f"{process.pid}\n"
    assert announced(one)
    assert "http://x/set-up/1" in capsys.readouterr().out
    assert list((tmp_path / "run").iterdir()) == []


def test_where_nobody_listens_in_time_nothing_is_announced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free = Address("127.0.0.1", 1)
    assert not announced(supervising(free, tmp_path, SLEEPS))
    assert "is running" not in capsys.readouterr().out


def test_a_web_server_that_ends_did_not_start(listening: Address, tmp_path: Path) -> None:
    one = supervising(listening, tmp_path, ENDS)
    process = one.children[0].process
    assert process is not None
    process.wait()
    assert not announced(one)
