"""A portal as `./run` starts it: web server, worker and a data folder of its own, on a free port."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.serve.address import free_address

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"Steelyard is running: (?P<url>\S+)")
PATIENCE = 120.0


class Portal:
    """A running portal: its address, what it printed, and where its data lie."""

    def __init__(self, url: str, log: Path, folder: Path) -> None:
        self.url, self.log, self.folder = url.rstrip("/"), log, folder

    @property
    def printed(self) -> str:
        """Everything the start has printed so far."""
        return self.log.read_text("utf-8")

    @property
    def set_up_link(self) -> str:
        """The one-time link of the first start, on this portal's own address."""
        found = re.search(r"https?://\S+?(?P<path>/set-up\S+)", self.printed)
        assert found, f"No set-up link was printed:\n{self.printed}"
        return self.url + found["path"]


def _first_port() -> int:
    """Test processes that run side by side look for ports in ranges of their own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return 18_400 + 100 * int(worker.removeprefix("gw"))


@contextmanager
def serving(folder: Path, *, demonstration: bool = False) -> Iterator[Portal]:
    """Start a portal in this folder and stop it with everything it started."""
    address = free_address(f"127.0.0.1:{_first_port()}")
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "printed.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {"PORTAL_DATA_FOLDER": str(folder / "data"), "PORTAL_BIND": str(address)}
    command = [sys.executable, "-m", "portal.serve", *(["--demo"] if demonstration else [])]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield Portal(_wait_until_ready(process, log), log, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = READY.search(log.read_text("utf-8"))
        if found:
            return found["url"]
        assert process.poll() is None, f"The portal ended while starting:\n{log.read_text('utf-8')}"
        time.sleep(0.1)
    raise AssertionError(f"The portal was not ready in time:\n{log.read_text('utf-8')}")
