"""The keys of an installation are made once and readable by their owner alone."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from portal.infra.keys import AUDIT_FILE, COOKIE_FILE, audit_key, key_folder, secret_key


def test_keys_stay_the_same_and_differ_between_installations(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert secret_key(one) == secret_key(one) != secret_key(other)
    assert audit_key(one).public_key() == audit_key(one).public_key() != audit_key(other).public_key()


def test_only_the_owner_may_read_a_key(tmp_path: Path) -> None:
    secret_key(tmp_path)
    audit_key(tmp_path)
    modes = {name: (key_folder(tmp_path) / name).stat().st_mode & 0o777 for name in (COOKIE_FILE, AUDIT_FILE)}
    assert modes == {COOKIE_FILE: 0o600, AUDIT_FILE: 0o600}
    assert len(list(key_folder(tmp_path).iterdir())) == 2


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    key_folder(tmp_path).mkdir()
    foreign = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    (key_folder(tmp_path) / AUDIT_FILE).write_bytes(foreign)
    with pytest.raises(TypeError, match="Ed25519"):
        audit_key(tmp_path)
