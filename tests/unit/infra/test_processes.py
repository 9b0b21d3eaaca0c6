"""A process is known again, and known to have ended, only where that is certain."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.infra import processes
from portal.infra.processes import Process, has_ended, is_here, this_process


def own() -> Process:
    found = Process.named(this_process())
    assert found is not None
    return found


def test_the_process_that_asks_lives_here() -> None:
    assert own().number == os.getpid()
    assert is_here(this_process())
    assert not has_ended(this_process())


def test_a_number_given_again_is_another_process() -> None:
    earlier = Process(own().boot, own().space, own().number, "1")
    assert has_ended(str(earlier))


def test_an_ended_process_has_ended_before_and_after_its_parent_looks() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "from portal.infra.processes import *; print(this_process()); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert not has_ended(name)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert has_ended(name)
    assert has_ended(name)


@pytest.mark.parametrize("name", ["", "nonsense", "a/b/c/d", "another-boot/1/1/1"])
def test_who_cannot_be_seen_from_here_counts_as_alive(name: str) -> None:
    assert not is_here(name)
    assert not has_ended(name)


def test_another_container_of_this_machine_cannot_be_seen() -> None:
    assert not has_ended(str(Process(own().boot, "another", 2**22 + 1, "1")))


def test_a_process_that_may_not_be_asked_counts_as_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_number: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert not has_ended(str(Process(own().boot, own().space, own().number, "1")))


def test_where_the_system_tells_nothing_a_process_knows_only_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(processes, "PROCESSES", tmp_path)
    processes._process.cache_clear()
    try:
        assert is_here(this_process())
        assert not has_ended(this_process())
    finally:
        monkeypatch.undo()
        processes._process.cache_clear()
