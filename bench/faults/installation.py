"""An installation of its own for an experiment: started as `./run` does, killed without warning, looked into after."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pysqlite3.dbapi2 as sqlite_driver

ROOT = Path(__file__).resolve().parents[2]
FLASK = str(Path(sys.executable).with_name("flask"))
READY_WITHIN = 60.0
UNUSUAL = frozenset({"PYTHONDONTWRITEBYTECODE"})
"""With it every start would compile the whole program; an installation keeps what it compiled."""


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """Web server and worker with a data folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PORTAL_") and name not in UNUSUAL
        }
        self.environment = inherited | {
            "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
            "PORTAL_DATA_FOLDER": str(folder),
            "PORTAL_BIND": f"127.0.0.1:{self.port}",
            **(environment or {}),
        }
        self.supervisor: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start and wait until it is ready; the seconds it took."""
        began = time.monotonic()
        log = (self.folder.parent / "log").open("ab")
        self.supervisor = subprocess.Popen(
            [sys.executable, "-m", "portal.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        """Wait for `/readyz`."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            if _is_ready(self.port):
                return
            time.sleep(0.02)
        raise RuntimeError("The installation did not become ready: " + self.log()[-2000:])

    def log(self) -> str:
        """What it said so far."""
        return (self.folder.parent / "log").read_text("utf-8", errors="replace")

    def kill_without_warning(self) -> None:
        """Everything dies at once, as in a power cut of the process kind."""
        if self.supervisor is not None:
            victims = [self.supervisor.pid, *(self.group(name) for name in ("web", "worker"))]
            for victim in victims:
                if victim:
                    kill_group(victim)
            self.supervisor.wait()
            self.supervisor = None

    def stop(self) -> None:
        """Stop as a person would."""
        if self.supervisor is not None:
            self.supervisor.send_signal(signal.SIGTERM)
            self.supervisor.wait(60)
            self.supervisor = None

    def group(self, name: str) -> int:
        """The process group of "web" or "worker"; 0 when it has none."""
        file = self.folder / "run" / f"{name}.pid"
        return int(file.read_text("utf-8")) if file.exists() else 0

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the portal's commands on it."""
        return subprocess.run(
            [FLASK, "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """The database itself, read from below."""
        opened = sqlite_driver.connect(str(self.folder / "portal.sqlite"))
        try:
            yield opened
        finally:
            opened.close()

    def state(self) -> dict[str, dict[str, int]]:
        """`flask state`."""
        found: dict[str, dict[str, int]] = json.loads(self.flask("state").stdout)
        return found

    def faults(self) -> list[str]:
        """The lines of `flask verify`; a crash of it counts as one."""
        answer = self.flask("verify")
        lines = answer.stdout.splitlines()
        return lines if answer.returncode == 0 or lines else [f"verify failed: {answer.stderr[-500:]}"]


def _is_ready(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False


def kill_group(group: int) -> bool:
    """Kill a process and all it started, without warning; says whether it was still there."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def installation(environment: Mapping[str, str] | None = None) -> Iterator[Installation]:
    """A new installation that is gone afterwards."""
    with TemporaryDirectory(prefix="steelyard-fault-") as folder:
        made = Installation(Path(folder) / "var", environment)
        try:
            yield made
        finally:
            made.kill_without_warning()
