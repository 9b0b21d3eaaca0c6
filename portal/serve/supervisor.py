"""Keeps web server and worker running, starts again what dies, and stops both cleanly when told to."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from portal.serve.address import Address, answers, is_free

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
"""Seconds a child gets to finish what it is doing before it is killed."""
CALM = 30.0
"""A child that ran this many seconds before it died starts again at once."""
SLOWEST_RESTART = 16.0
READY_WITHIN = 60.0
FIRST_LINK = "first-link"
NO_PRINTING = """
  PDF DOCUMENTS ARE OFF: this machine cannot print Chinese text. As root:
      apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0
  and start again. Everything else works; ordered documents are made then.
"""


def web_command(address: Address) -> list[str]:
    """Two processes with eight threads each: one slow upload never makes a page wait."""
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", address.host, "--port", str(address.port)),
        *("--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "15", "--log-level", "error"),
        "wsgi:app",
    ]


def worker_command() -> list[str]:
    """The process that does background jobs."""
    return [sys.executable, "-m", "portal.worker"]


def print_check_command() -> list[str]:
    """Whether this machine can make documents: libraries load, and no sample character lacks a glyph."""
    return [sys.executable, "-m", "portal.serve.printing"]


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    environment: dict[str, str]
    stop_signal: signal.Signals
    pid_file: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restart_at: float = 0.0
    delay: float = 0.0

    def start(self) -> None:
        """Start in a process group of its own, so that Ctrl-C reaches it only through the supervisor."""
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.started = time.monotonic()
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.pid_file.with_suffix(".new")
        unfinished.write_text(f"{self.process.pid}\n", "utf-8")
        unfinished.replace(self.pid_file)

    def look_after(self) -> None:
        """Start again what died: at once after a calm run, ever later when it keeps dying."""
        if self.process is not None and (code := self.process.poll()) is not None:
            now = time.monotonic()
            calm = now - self.started > CALM
            self.delay = 0.0 if calm else min(SLOWEST_RESTART, max(1.0, self.delay * 2))
            self.restart_at = now + self.delay
            self.process = None
            click.echo(f"{self.name} ended with {code}; starting again in {self.delay:.0f} s.", err=True)
        if self.process is None and time.monotonic() >= self.restart_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Let it finish what it has begun."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_until_gone(self, deadline: float) -> None:
        """Wait for the end, then end it with everything it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.pid_file.unlink(missing_ok=True)


@dataclass
class Supervisor:
    """Web server and worker of one installation."""

    address: Address
    data_folder: Path
    environment: dict[str, str]
    stopping: bool = False
    children: list[Child] = field(default_factory=list)
    print_check: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Serve until SIGTERM, SIGINT or SIGHUP; 0 after a clean stop, 1 when the web server never came up.

        Pages come first: the worker starts when they answer, not beside them.
        """
        run_folder = self.data_folder / "run"
        self.children = [
            Child("web", web_command(self.address), self.environment, signal.SIGTERM, run_folder / "web.pid"),
            Child("worker", worker_command(), self.environment, signal.SIGTERM, run_folder / "worker.pid"),
        ]
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.children[0].start()
        ready = self._announce_when_ready()
        self.print_check = subprocess.Popen(print_check_command(), cwd=ROOT, env=self.environment)
        while ready and not self.stopping:
            time.sleep(0.2)
            self._say_whether_it_prints()
            for child in self.children:
                child.look_after()
        self._stop_children()
        return 0 if ready or self.stopping else 1

    def _announce_when_ready(self) -> bool:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and not self.stopping:
            web = self.children[0].process
            if web is None or web.poll() is not None:
                click.echo("The web server did not start.", err=True)
                return False
            if answers(self.address):
                self._announce()
                return True
            time.sleep(0.1)
        if not self.stopping and not is_free(self.address):
            self._announce()  # a machine so busy that a page takes a minute still gets its worker
            return True
        return self.stopping

    def _announce(self) -> None:
        public = self.environment.get("PORTAL_PUBLIC_URL", "").rstrip("/")
        click.echo(f"Steelyard is running: {public or self.address.url}/   (Ctrl-C stops it)")
        self._show_first_link()

    def _show_first_link(self) -> None:
        """The preparation left it in a file, so that it is printed when it can be opened."""
        file = self.data_folder / "run" / FIRST_LINK
        if file.exists():
            click.echo(f"Open this link once to set it up: {file.read_text('utf-8')}")
            file.unlink()

    def _say_whether_it_prints(self) -> None:
        """Say once and clearly when documents cannot be made; everything else works without."""
        if self.print_check is None or (code := self.print_check.poll()) is None:
            return
        self.print_check = None
        if code:
            click.echo(NO_PRINTING, err=True)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _stop_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            child.wait_until_gone(deadline)
        click.echo("Stopped.")
