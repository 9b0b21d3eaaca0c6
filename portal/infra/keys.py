"""The two keys of an installation: one seals cookies and links, the other signs the heads of the audit trail."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

COOKIE_FILE = "secret.key"
AUDIT_FILE = "audit.pem"
FILES = (COOKIE_FILE, AUDIT_FILE)


def key_folder(data_folder: Path) -> Path:
    """The folder of the keys inside the data folder."""
    return data_folder / "keys"


def secret_key(data_folder: Path) -> str:
    """The secret that seals cookies and one-time links; made at the first start, readable by its owner only."""
    return _kept(data_folder, COOKIE_FILE, lambda: secrets.token_urlsafe(48).encode()).decode()


def audit_key(data_folder: Path) -> Ed25519PrivateKey:
    """The Ed25519 key that signs audit heads; it stands outside the database, so that a copy of it proves nothing."""
    key = load_pem_private_key(_kept(data_folder, AUDIT_FILE, _new_audit_key), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{AUDIT_FILE} is not an Ed25519 key.")
    return key


def audit_public_key(data_folder: Path) -> str:
    """The key with which anybody checks these signatures, in hexadecimal; printed in every sealed document."""
    return audit_key(data_folder).public_key().public_bytes_raw().hex()


def _new_audit_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _kept(data_folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """Read a key file; when it is missing write it whole and durably, so that of two first starts one wins."""
    path = key_folder(data_folder) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        _sync_folder(path.parent)
    return path.read_bytes().strip()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
