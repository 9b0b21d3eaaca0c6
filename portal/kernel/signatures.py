"""Ed25519 signatures checked with whole numbers alone (RFC 8032), so that a trail can be checked anywhere.

Only for checking: it is slow, and keeps no secret because it knows none.
"""

import hashlib

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int, int, int]
"""A point as X, Y, Z, T with x = X÷Z, y = Y÷Z and T = XY÷Z."""


def is_signed(message: bytes, *, signature: bytes, key: bytes) -> bool:
    """Whether the holder of the secret behind this public key signed the message."""
    if len(signature) != 64 or len(key) != 32:
        return False
    holder, commitment = _point(key), _point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if holder is None or commitment is None or answer >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return _same(_times(answer, BASE), _sum(commitment, _times(challenge, holder)))


def _point(encoded: bytes) -> Point | None:
    """The point a public key or commitment stands for; None when it stands for none."""
    number = int.from_bytes(encoded, "little")
    y, is_odd = number & (2**255 - 1), number >> 255
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (not x and is_odd):
        return None
    x = PRIME - x if x & 1 != is_odd else x
    return x, y, 1, x * y % PRIME


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(factor: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _sum(total, point)
        point = _sum(point, point)
        factor >>= 1
    return total


def _same(one: Point, other: Point) -> bool:
    return (
        not (one[0] * other[2] - other[0] * one[2]) % PRIME
        and not (one[1] * other[2] - other[1] * one[2]) % PRIME
    )


BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
BASE = _point(BASE_Y.to_bytes(32, "little")) or (0, 1, 1, 0)
