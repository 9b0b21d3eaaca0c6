"""Finds the browser that the browser tests drive, and installs it where the system's packages hold one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN_LINE = "apt-get install -y --no-install-recommends chromium"
UBUNTU_LINE = f"{sys.executable} -m playwright install --with-deps chromium"


def find_chromium() -> str:
    """The path of a browser that starts, or an empty text; Ubuntu's package is a stub for a snap and doesn't count."""
    for name in (os.environ.get("PORTAL_TEST_CHROMIUM", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path and _starts(path):
            return path
    downloaded = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return str(downloaded[-1]) if downloaded and _starts(str(downloaded[-1])) else ""


def install_chromium() -> str:
    """Install it as root; without the right to do so say the one line that does, and fail."""
    is_ubuntu = "ubuntu" in Path("/etc/os-release").read_text("utf-8").lower().split("version")[0]
    line = UBUNTU_LINE if is_ubuntu else DEBIAN_LINE
    if os.geteuid() == 0:
        print("Installing Chromium for the browser tests", flush=True)
        if not is_ubuntu:
            subprocess.run(["apt-get", "update", "-qq"], check=False)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(line.split(), env=environment, stdout=subprocess.DEVNULL, check=False)
    found = find_chromium()
    if not found:
        print(f"The browser tests need Chromium. As root:  {line}", file=sys.stderr)
    return found


def _starts(path: str) -> bool:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"Chrom" in answer.stdout
