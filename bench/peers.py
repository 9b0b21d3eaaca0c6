"""Where the peers of a measurement come from; each lives in its own folder and changes nothing on the machine."""

import os
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(os.environ.get("BENCH_PEERS", "var/bench-peers")).absolute()
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir></fontconfig>
"""


def debian_noto() -> tuple[dict[str, str], str]:
    """An environment in which a stock program finds Debian's Noto CJK, and how it was got.

    Taken from the machine when installed, else downloaded and unpacked beside the measurement.
    """
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    if "Noto Sans CJK" in listed.stdout:
        return {}, "Debian's Noto CJK, installed"
    unpacked = FOLDER / "noto-cjk"
    if not unpacked.exists() and not _unpack("fonts-noto-cjk", unpacked):
        return {}, "whatever Chinese font the machine has (Debian's Noto could not be fetched)"
    configuration = FOLDER / "noto-cjk.conf"
    configuration.write_text(CONFIGURATION.format(folder=unpacked))
    return {"FONTCONFIG_FILE": str(configuration)}, "Debian's Noto CJK"


def _unpack(package: str, target: Path) -> bool:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    FOLDER.mkdir(parents=True, exist_ok=True)
    fetched = subprocess.run(
        ["apt-get", "download", "-q", package], cwd=FOLDER, capture_output=True, check=False
    )
    archives = sorted(FOLDER.glob(f"{package}_*.deb"))
    if fetched.returncode != 0 or not archives:
        return False
    return subprocess.run(["dpkg-deb", "-x", archives[0], target], check=False).returncode == 0
