"""Claims about checking Ed25519 signatures: the answers of the library, on true, changed and impossible ones."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.signatures import ORDER, PRIME, is_signed

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f059"
        "5bbe24655141438e7a100b",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e971"
        "6ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "text", "signature"), RFC_8032)
def test_the_examples_of_the_standard_are_signed(key: str, text: str, signature: str) -> None:
    assert is_signed(bytes.fromhex(text), signature=bytes.fromhex(signature), key=bytes.fromhex(key))


@settings(max_examples=25, deadline=None)
@given(
    secret=st.binary(min_size=32, max_size=32),
    text=st.binary(max_size=64),
    place=st.integers(0, 63),
    flip=st.integers(0, 255),
)
def test_the_answer_is_the_library_s(secret: bytes, text: bytes, place: int, flip: int) -> None:
    holder = Ed25519PrivateKey.from_private_bytes(secret)
    key = holder.public_key().public_bytes_raw()
    signature = bytearray(holder.sign(text))
    signature[place] ^= flip
    assert is_signed(text, signature=bytes(signature), key=key) == checked(key, bytes(signature), text)
    assert is_signed(text + b"x", signature=bytes(signature), key=key) is False


def checked(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


KEY, SIGNATURE = bytes.fromhex(RFC_8032[0][0]), bytes.fromhex(RFC_8032[0][2])
TOO_LARGE = (int.from_bytes(SIGNATURE[32:], "little") + ORDER).to_bytes(32, "little")


@pytest.mark.parametrize(
    ("key", "signature"),
    [
        (KEY[:31], SIGNATURE),
        (KEY, SIGNATURE[:63]),
        (PRIME.to_bytes(32, "little"), SIGNATURE),
        ((2).to_bytes(32, "little"), SIGNATURE),
        ((1 | 1 << 255).to_bytes(32, "little"), SIGNATURE),
        (KEY, PRIME.to_bytes(32, "little") + SIGNATURE[32:]),
        (KEY, SIGNATURE[:32] + TOO_LARGE),
    ],
)
def test_what_cannot_be_a_key_or_a_signature_signs_nothing(key: bytes, signature: bytes) -> None:
    assert is_signed(b"", signature=signature, key=key) is False
